/** record() as the workflows call it: the database work of one letter. */
import { Context } from '@temporalio/activity';
import { type RecordAnswer, type Recorder, type RecordInput, record } from '../records/record.ts';

/** Kinds of notes of a run, for its supervisors. */
export const RUN_NOTE = { retried: 'retried', run: 'run' } as const;

/**
 * Records what a letter says. Catches nothing: a fault of the infrastructure is tried again by the caller's policy, and what was
 * tried more than once is noted for the supervisor.
 *
 * @returns the outcome, and where the subject stands now
 * @throws whatever the database throws: nothing was written
 */
export async function recordLetter(recorder: Recorder, input: RecordInput): Promise<RecordAnswer> {
  const answer = await record(recorder, input);
  const { attempt, workflowExecution } = Context.current().info;
  if (attempt > 1) {
    const what = 'decision' in input ? 'decision' : 'timer' in input ? 'timer' : 'look';
    await recorder.database.runNote.create({
      data: {
        code: input.code,
        runId: workflowExecution?.runId ?? '',
        at: new Date(answer.current.at),
        kind: RUN_NOTE.retried,
        data: { what, attempts: attempt },
      },
    });
  }
  return answer;
}
