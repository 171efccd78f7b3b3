/** What a stage is to a workflow. */
import type { Inbox } from './inbox.ts';

/** Returns when the subject stands in the stage no longer: at once where it never did. */
export type StageProcedure = (subject: Inbox) => Promise<void>;

/** A stage that only follows its letters and its clock: the rules are the table's and record()'s. */
export const following =
  (stage: string): StageProcedure =>
  (subject) =>
    subject.follow(stage);

/**
 * Walks a subject's route, from the stage where it stands. Whoever moved it on or back meanwhile, it ends when the route does.
 * @throws RangeError for a stage that this build does not have: the workflow task is tried again until a build has it
 */
export async function walk(subject: Inbox, stages: Readonly<Record<string, StageProcedure>>): Promise<void> {
  for (const stage of subject.route) {
    const procedure = stages[stage];
    if (!procedure) throw new RangeError(`This build has no stage ${stage}.`);
    await procedure(subject);
  }
}
