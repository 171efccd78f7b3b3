/** A stage, as a run goes through it. Its rules are the table's and record()'s: the run waits, keeps the clock, and keeps the order. */
import { isUnderWay, process, type Stage, type StateKey, type SubjectKind, splitKey } from '../domain/process.ts';
import type { Inbox } from './inbox.ts';
import { type Wait, waitIn } from './wait.ts';

export type StageProcedure = {
  /** What it waits for, in the usual order. */
  waits: readonly Wait[];
  /** Answers what comes and keeps the clock. Returns when the subject stands in the stage no longer: at once where it never did. */
  follow(subject: Inbox): Promise<void>;
};

/**
 * A stage of a subject by the states in which it waits. Whose turn it is there, what must be done and until when is read from the table.
 *
 * @param states all that the table has of this stage while the subject is under way, in their usual order
 * @throws RangeError where the table has others: the file of the stage and the table say the same, or nothing runs
 */
export function stage(subject: SubjectKind, name: Stage, states: readonly StateKey[]): StageProcedure {
  const missing = tabled(subject, name).filter((key) => !states.includes(key));
  if (missing.length > 0)
    throw new RangeError(`The stage ${name} of the ${subject} does not say: ${missing.join(', ')}.`);
  const foreign = states.filter((key) => splitKey(key).stage !== name);
  if (foreign.length > 0) throw new RangeError(`Not of the stage ${name} of the ${subject}: ${foreign.join(', ')}.`);
  return { waits: states.map((key) => waitIn(subject, key)), follow: (inbox) => inbox.follow(name) };
}

const tabled = (subject: SubjectKind, stage: Stage): StateKey[] =>
  process()
    .states.filter((row) => row.subject === subject && isUnderWay(splitKey(row.key)))
    .map(({ key }) => key)
    .filter((key) => splitKey(key).stage === stage);

/**
 * Walks a subject's route, from the stage where it stands. Whoever moved it on or back meanwhile, it ends when the route does.
 * @throws RangeError for a stage that this build does not have: the workflow task is tried again until a build has it
 */
export async function walk(subject: Inbox, stages: Readonly<Record<string, StageProcedure>>): Promise<void> {
  for (const name of subject.route) {
    const procedure = stages[name];
    if (!procedure) throw new RangeError(`This build has no stage ${name}.`);
    await procedure.follow(subject);
  }
}
