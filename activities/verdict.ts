/** What is to be said of one open subject that the list of runs lacks: the server is asked for its run, and what stands still is ended. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { stillAnswers } from '../protocol/reach.ts';
import { described, endRun, type Run, UNREADABLE } from '../protocol/runs.ts';
import { isWorkedOn } from '../protocol/task-queues.ts';
import {
  type Found,
  failsAllDay,
  GAP,
  HOW_BY_HAND,
  HOW_FAILING,
  HOW_OLD_QUEUE,
  HOW_PAUSED,
  HOW_UNKNOWN,
  HOW_UNREADABLE,
} from '../records/run-gaps.ts';
import { WORKFLOW_TYPE } from '../workflows/messages.ts';
import { idOf, type OfSubject, subjectOf } from './open-subjects.ts';

export type Verdict = { kind: 'runs' | typeof GAP.noRun | typeof GAP.elsewhere; found: Found };

type Asking = { database: Database; temporal: Client; log: Logger };

/** On a busy machine some tasks run out of their time one after another; one that was tried so often fails for what it is. */
export const FAILING_TRIES = 5;

/**
 * Who asks for runs in one round. A run that stands still is ended, so that another begins: one that somebody paused, or started by hand to
 * do something else or later, one whose workflow task fails, and one on a task queue that nobody works on. Where that fails, or helped three
 * times within the day for a while, it is still said of the subject, and a person must act.
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
    const { status, taskQueue } = run;
    if (status !== RUNNING && status !== HOW_PAUSED)
      return { kind: GAP.noRun, found: { ...found, how: status, lostAt: run.closedAt?.toISOString() ?? null } };
    const elsewhere = { kind: GAP.elsewhere, found: { ...found, how: taskQueue, wake: false } };
    if (taskQueue !== ours && (await workedOn(taskQueue))) return elsewhere;
    const how = await whyStill(asking, run, ours);
    if (how === null) return { kind: 'runs', found };
    const over = how !== STILL_FAILING && (await ended(asking, run, WHY[how]));
    if (!over && taskQueue !== ours) return elsewhere;
    return { kind: GAP.noRun, found: { ...found, how: how === STILL_FAILING ? HOW_FAILING : how, wake: over } };
  };
}

const RUNNING = 'running';
/** One that was replaced often enough: the next would fail too. */
const STILL_FAILING = 'still-failing';
const WHY = {
  [HOW_PAUSED]: 'it was paused',
  [HOW_OLD_QUEUE]: 'nobody works on its task queue any more',
  [HOW_BY_HAND]: 'it was started by hand and drives nothing',
  [HOW_FAILING]: 'it fails',
} as const;

/** Why a run that is under way drives nothing; null where it does. */
async function whyStill(
  { database }: Asking,
  run: Run,
  ours: string,
): Promise<keyof typeof WHY | typeof STILL_FAILING | null> {
  if (run.status === HOW_PAUSED) return HOW_PAUSED;
  if (run.taskQueue !== ours) return HOW_OLD_QUEUE;
  if (!drives(run)) return HOW_BY_HAND;
  if (run.attempt < FAILING_TRIES) return null;
  return (await failsAllDay(database, subjectOf(run.workflowId))) ? STILL_FAILING : HOW_FAILING;
}

/**
 * Whether a run under way is one that we would start: of the workflow type that its id says, and without a delay. One that was started by hand
 * with a delay or a schedule does nothing until then.
 */
export const drives = ({ workflowId, type, delayMs }: Run): boolean =>
  type === WORKFLOW_TYPE[subjectOf(workflowId).subject] && delayMs < DELAY_MS;

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
async function ended({ temporal, log }: Asking, run: Run, why: string): Promise<boolean> {
  try {
    await endRun(temporal, run, why);
    return true;
  } catch (error) {
    if (!(await stillAnswers(temporal))) throw error;
    log.error({ err: error, run: run.workflowId }, `a run could not be ended, although ${why}`);
    return false;
  }
}
