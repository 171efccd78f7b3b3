/** What is to be said of one open subject that the list of runs lacks: the server is asked for its run, and what stands still is ended. */
import type { Client, WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import type { Logger } from 'pino';
import { stillAnswers } from '../protocol/reach.ts';
import { described, endRun, UNREADABLE } from '../protocol/runs.ts';
import { isWorkedOn } from '../protocol/task-queues.ts';
import { type Found, GAP, HOW_BY_HAND, HOW_OLD_QUEUE, HOW_UNKNOWN, HOW_UNREADABLE } from '../records/run-gaps.ts';
import { WORKFLOW_TYPE } from '../workflows/messages.ts';
import { idOf, type OfSubject, subjectOf } from './open-subjects.ts';

export type Verdict = { kind: 'runs' | typeof GAP.noRun | typeof GAP.elsewhere; found: Found };

type Asking = { temporal: Client; log: Logger };

/**
 * Who asks for runs in one round. A run that stands still is ended, so that another begins: one that somebody paused, or started by hand to
 * do something else or later, and one on a task queue that nobody works on. Where that fails, it is still said of the subject, and the next round tries again.
 *
 * @param ours our task queue
 * @returns asks for the run of one subject; throws what the server throws, where it does not answer others either
 */
export function verdicts(asking: Asking, ours: string): (subject: OfSubject) => Promise<Verdict> {
  const queues = new Map<string, Promise<boolean>>();
  const workedOn = (queue: string) => {
    const asked = queues.get(queue) ?? mayBeWorkedOn(asking, queue);
    queues.set(queue, asked);
    return asked;
  };
  return async (subject) => {
    const found = { ...subject, how: HOW_UNKNOWN, lostAt: null, wake: true };
    const run = await described(asking.temporal, idOf(subject));
    if (run === undefined) return { kind: GAP.noRun, found };
    if (run === UNREADABLE) return { kind: GAP.noRun, found: { ...found, how: HOW_UNREADABLE, wake: false } };
    const [how, queue] = [run.status.name.toLowerCase(), run.taskQueue];
    if (run.status.name !== 'RUNNING' && run.status.name !== 'PAUSED')
      return { kind: GAP.noRun, found: { ...found, how, lostAt: run.closeTime?.toISOString() ?? null } };
    const elsewhere = { kind: GAP.elsewhere, found: { ...found, how: queue, wake: false } };
    if (queue !== ours && (await workedOn(queue))) return elsewhere;
    if (run.status.name === 'RUNNING' && queue === ours) {
      if (drives(run)) return { kind: 'runs', found };
      const wake = await ended(asking, run, 'it was started by hand and drives nothing');
      return { kind: GAP.noRun, found: { ...found, how: HOW_BY_HAND, wake } };
    }
    if (run.status.name === 'RUNNING') {
      const over = await ended(asking, run, 'nobody works on its task queue any more');
      return over ? { kind: GAP.noRun, found: { ...found, how: HOW_OLD_QUEUE } } : elsewhere;
    }
    const wake = await ended(asking, run, 'it was paused');
    return { kind: GAP.noRun, found: { ...found, how, wake } };
  };
}

/**
 * Whether a run under way is one that we would start: of the workflow type that its id says, and without a delay. One that was started by hand
 * with a delay or a schedule does nothing until then.
 */
export const drives = ({
  workflowId,
  type,
  startTime,
  executionTime,
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'type' | 'startTime' | 'executionTime'>): boolean =>
  type === WORKFLOW_TYPE[subjectOf(workflowId).subject] &&
  (!executionTime || executionTime.getTime() - startTime.getTime() < DELAY_MS);

/** The server begins a run that has no delay within the second. */
const DELAY_MS = 60_000;

/** Whether somebody works on a task queue. One that the server says nothing of counts as worked on: its runs are not ours to end. */
async function mayBeWorkedOn({ temporal, log }: Asking, taskQueue: string): Promise<boolean> {
  try {
    return await isWorkedOn(temporal, taskQueue);
  } catch (error) {
    if (!(await stillAnswers(temporal))) throw error;
    log.error({ err: error, taskQueue }, 'the server does not say who works on a task queue');
    return true;
  }
}

/** @returns whether the run is no more */
async function ended({ temporal, log }: Asking, run: WorkflowExecutionDescription, why: string): Promise<boolean> {
  try {
    await endRun(temporal, run, why);
    return true;
  } catch (error) {
    if (!(await stillAnswers(temporal))) throw error;
    log.error({ err: error, run: run.workflowId }, `a run could not be ended, although ${why}`);
    return false;
  }
}
