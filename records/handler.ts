/** What an action's own file adds to its row in the table: the shape of what is sent, what it checks, and what it writes. */
import type { z } from 'zod';
import type { Fault, RefusalCode } from '../domain/errors.ts';
import { Refused } from '../domain/errors.ts';
import type { Action, LetterName, Recipient, StateKey, TaskName } from '../domain/process.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Actor, Case, Task, Tx } from './case.ts';
import type { Stood } from './due.ts';
import type { Posting } from './ledger.ts';

/** One action under way: everything that its handler may look at. */
export type Act<Body> = {
  tx: Tx;
  case: Case;
  row: Action;
  actor: Actor;
  body: Body;
  /** The task that it answers, where the row names one. */
  task: Task | null;
  /** When it was received, by the business clock: decides where a legal limit is in question. */
  receivedAt: Date;
  now: Date;
};

/** To whom a letter goes: by what they are to the subject, or by name; a superior is somebody above the agency. */
export type Addressed = Recipient | { partyId: string } | { personId: string } | { superiorId: string };

/** What an action does beyond its row. All of it is written by record() in the same transaction. */
export type Effects = {
  /** Which of the row's states; needed exactly where the row lists several. */
  to?: StateKey;
  /** Kept with the audit event and shown in the history: what was recorded. Never bank details or credentials. */
  data?: Prisma.InputJsonObject;
  /** Columns of the subject's own row that change with it (never stage, state, version). */
  application?: Prisma.ApplicationUncheckedUpdateInput;
  package?: Prisma.PackageUncheckedUpdateInput;
  round?: Prisma.SelectionRoundUncheckedUpdateInput;
  /** Which of the row's `mayOpen` are opened. */
  opens?: readonly TaskName[];
  money?: readonly Posting[];
  /** Facts for the row's letters; and letters where only the facts know to whom: one that the row names too takes its place. */
  facts?: Prisma.InputJsonObject;
  letters?: readonly {
    letter: LetterName;
    to: Addressed;
    facts?: Prisma.InputJsonObject;
  }[];
  /** Letters beside those of the row, of the same name or not. */
  besides?: Effects['letters'];
  /** The one-stop clock: stopped by a supplement request, started again by what was waited for. */
  clock?: { pause: string } | { resume: true };
  /** The state is entered anew although it is the same one: its tasks open again (the next candidate, the rest of a recovery). */
  anew?: boolean;
  /** Open tasks that end with it although its row closes none of their kind: by id (the scores of a member who is replaced). */
  closes?: readonly string[];
  /** Of tasks opened for one person each: for these persons alone. */
  each?: readonly string[];
  /** The day on which a pause of the one-stop clock ends, where this action begins one. */
  pauseUntil?: Date;
  /** Why the step that it opens again stood still: a pause, or somebody who was waited for. */
  resumes?: Stood;
  /** The end of the contract, where this action sets it: tasks opened with it are due by then. */
  endOn?: Date;
  /** Of a round's action: what it decides for each of its applications, by their ids. */
  entries?: Readonly<Record<string, Effects>>;
  /** The consultant that tasks and letters of this action are for, where the action is what decides it. */
  consultantId?: string;
};

/** The shape of an action's body: every field of it, without those that record.ts adds for all (`reason`, `legalBasis`, `instrument`, `signatory`). */
export type Shape = z.ZodRawShape;

export type Handler<S extends Shape = Shape> = {
  body: S;
  run?: (act: Act<z.infer<z.ZodObject<S>> & CommonBody>) => Promise<Effects> | Effects;
};

/** Fields that any action may carry. */
export type CommonBody = {
  reason?: string;
  legalBasis?: string;
  /** Staff, where the row is legal: who signs the instrument, in which capacity; without a number it is a draft, not yet issued. */
  instrument?: { signatory: string; capacity: string; number?: string; date?: string; documentId?: string };
  /** An outside party, where the row is legal: the natural person who acts for it. */
  signatory?: { name: string; capacity: string };
};

/** Declares a handler with its body's type inferred from the shape. */
export const handler = <S extends Shape>(declared: Handler<S>): Handler => declared as unknown as Handler;

/** A fault at a place in what was sent. */
export const fault = (path: string, code: string, vi: string, en: string): Fault => ({
  path,
  code,
  message: { vi, en },
});

/** Refuses where there are faults; all of them are named at once. */
export function refuseIf(faults: readonly (Fault | null | undefined | false)[], code: RefusalCode = 'invalid'): void {
  const found = faults.filter((candidate): candidate is Fault => Boolean(candidate));
  if (found.length > 0) throw new Refused(code, found);
}
