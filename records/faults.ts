/** Keeps what could not be recorded for a reason of ours: told to supervisors once, with nothing in it that anybody sent. */
import { v7 as uuid } from 'uuid';
import type { Fault } from '../domain/fault.ts';
import { ACTION, LETTER, process, type SubjectKind } from '../domain/process.ts';
import { Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { fault } from './handler.ts';
import { type Described, isTriedAgain } from './infrastructure.ts';
import { SUBJECT_TABLE } from './subject-table.ts';
import { toSupervisors } from './supervisors.ts';
import { inTransaction } from './transaction.ts';

export const FAULT_KIND = {
  decision: 'decision',
  note: 'note',
  timer: 'timer',
  recalculation: 'recalculation',
  handBack: ACTION.handBack,
} as const;
export type FaultKind = (typeof FAULT_KIND)[keyof typeof FAULT_KIND];

/** How a fault came to its end. */
export const SETTLED = {
  retried: 'retried',
  withdrawn: 'withdrawn',
  recorded: 'recorded',
  overtaken: 'overtaken',
} as const;
export type Settled = (typeof SETTLED)[keyof typeof SETTLED];

/** What could not be recorded. `reference` names it, `what` is its action. */
export type Faulty = { kind: FaultKind; subject: SubjectKind; code: string; reference: string; what: string };

/**
 * Keeps a fault, in the transaction that stores the outcome. One that is open already is counted once more, and nobody is told again.
 * @param tell whether supervisors are told: false where telling them is what failed
 * @returns its reference, for whoever was to be answered
 */
export async function keepFault(tx: Tx, faulty: Faulty, described: Described, tell = true): Promise<string> {
  const { kind, subject, code, reference, what } = faulty;
  const { class: name, message, place } = described;
  const [kept] = await tx.$queryRaw<{ id: string; attempts: number; at: Date }[]>`
    INSERT INTO "RecordFault" (id, at, kind, subject, code, reference, what, class, message, place, "lastAt")
    VALUES (${uuid()}::uuid, business_now(), ${kind}, ${subject}, ${code}, ${reference}, ${what}, ${name}, ${message}, ${place}, business_now())
    ON CONFLICT (kind, reference) WHERE "settledAt" IS NULL DO UPDATE
      SET attempts = "RecordFault".attempts + 1, "lastAt" = excluded."lastAt", class = excluded.class, message = excluded.message, place = excluded.place
    RETURNING id, attempts, at`;
  const { id, attempts, at } = kept!;
  if (tell && attempts === 1) await tellSupervisors(tx, faulty, id, at);
  return id;
}

/**
 * Keeps a fault in a transaction of its own: with the letters to supervisors, or without, where the letters are what the database refuses.
 * It then stands with what is stuck.
 *
 * @throws what the infrastructure throws, and what is refused both ways
 */
export async function toldOrKept<Answer>(
  database: PrismaClient,
  keep: (tx: Tx, tell: boolean) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await inTransaction(database, (tx) => keep(tx, true));
  } catch (refused) {
    if (isTriedAgain(refused)) throw refused;
    return inTransaction(database, (tx) => keep(tx, false));
  }
}

/** Of a fault that is open: it was recorded after all, or the clock has gone on without it. */
export async function settleFault(tx: Tx, kind: FaultKind, reference: string, how: Settled): Promise<void> {
  await tx.$executeRaw`UPDATE "RecordFault" SET "settledAt" = business_now(), how = ${how}
    WHERE kind = ${kind} AND reference = ${reference} AND "settledAt" IS NULL`;
}

/** Takes the subject's own row, so that nobody records a decision while its outcome is set. @returns whether there is one */
export async function lockSubject(tx: Tx, subject: SubjectKind, code: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`SELECT id FROM ${SUBJECT_TABLE[subject]} WHERE code = ${code} FOR UPDATE`;
  return rows.length > 0;
}

type Told = { subjectId: string; example: boolean; personId: string };

/** Reads no more of the subject than where it belongs: whatever else its row holds may be what broke. */
async function tellSupervisors(tx: Tx, faulty: Faulty, id: string, at: Date): Promise<void> {
  const { subject, code, kind, what } = faulty;
  const told = await tx.$queryRaw<Told[]>`
    WITH faulty AS (SELECT id, "agencyId", "programmeId" FROM ${SUBJECT_TABLE[subject]} WHERE code = ${code}),
    ${toSupervisors(Prisma.sql`faulty`)}
    SELECT id AS "subjectId", example, "personId" FROM addressed`;
  await tx.letter.createMany({
    data: told.map(({ subjectId, example, personId }) => ({
      ...{ id: uuid(), subject, subjectId, code, name: LETTER.recordFault, personId, example, createdAt: at },
      // Of no event: nothing happened.
      version: 0,
      facts: { kind, action: what, fault: id },
    })),
  });
}

/** What whoever decided is told. @param id the fault's reference, where it could be kept */
export const faultsTold = (id: string | null): Fault[] => {
  const vi = `Quyết định đã được lưu nhưng chưa ghi nhận được do lỗi của hệ thống. Người giám sát đã được báo${id ? `; mã lỗi ${id}` : ''}. Không cần gửi lại.`;
  const en = `Your decision is kept, but a fault of the system stopped it from being recorded. The supervisors were told${id ? `; the fault is ${id}` : ''}. You need not send it again.`;
  return [fault('', 'fault', vi, en)];
};

/** Whether a decision is a note: recorded by whoever stored it, with no message to a workflow. */
export function isNote(subject: string, action: string): boolean {
  const rows = process().actions.filter((row) => row.subject === subject && row.name === action);
  return rows.length > 0 && rows.every((row) => row.note);
}

/** The notes among the decisions, as `subject/action`. */
export const noteActions = (): string[] => [
  ...new Set(process().actions.flatMap(({ subject, name }) => (isNote(subject, name) ? [`${subject}/${name}`] : []))),
];
