/** The outbox's dispatcher: one long activity that sends letters, wakes, and decisions that were not delivered, and reckons dates again. */
import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { handBackTasks } from '../records/leaving.ts';
import { askForOutcomes } from '../records/outcomes.ts';
import { Bell } from './bell.ts';
import { redeliver } from './decisions.ts';
import { type Mailing, sendLetters } from './letters.ts';
import { listen } from './listen.ts';
import { recalculate } from './recalculations.ts';
import { sendWakes, type Waking, wakeTheLate } from './wakes.ts';

export type Dispatching = Mailing & Waking & { databaseUrl: string; log: Logger };

const AN_HOUR_MS = 3_600_000;
const HEARTBEAT_MS = 3_000;
const SWEEP_MS = 2_000;
const LATE_SWEEP_MS = 60_000;
/** Reports are due by the day: it looks through the dossiers settled in the last two years. */
const OUTCOME_SWEEP_MS = 600_000;
/** A day on which somebody is here no more begins once a day; whoever ends a role at once has it swept at once. */
const LEAVER_SWEEP_MS = 600_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Works for an hour, or until it is cancelled or the worker shuts down. Each kind of thing has its own turn, so that a mail server
 * that does not answer delays no wake. A fault ends a turn's round, never the activity.
 *
 * @throws CancelledFailure where its workflow was cancelled
 */
export async function dispatchOutbox(deps: Dispatching): Promise<void> {
  const context = Context.current();
  const signal = AbortSignal.any([context.cancellationSignal, AbortSignal.timeout(AN_HOUR_MS)]);
  const beating = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  const letters = new Bell();
  const wakes = new Bell();
  const recalculations = new Bell();
  const bells: Record<string, Bell> = { Letter: letters, Wake: wakes, Recalculation: recalculations };
  const ring = (table?: string) => {
    for (const bell of table === undefined ? Object.values(bells) : [bells[table]]) bell?.ring();
  };
  const turn = (what: string, work: () => Promise<number>, every = SWEEP_MS, bell = new Bell()) =>
    takeTurns({ what, work: () => deps.temporal.withAbortSignal(signal, work), every, bell, signal, log: deps.log });
  try {
    await Promise.all([
      listen(deps.databaseUrl, signal, ring),
      turn('letters', () => sendLetters(deps), SWEEP_MS, letters),
      turn('wakes', () => sendWakes(deps), SWEEP_MS, wakes),
      turn('decisions', () => redeliver(deps)),
      turn('recalculations', () => recalculate(deps), SWEEP_MS, recalculations),
      turn('late clocks', () => wakeTheLate(deps.database), LATE_SWEEP_MS),
      turn('tasks of who has left', () => handBackTasks({ database: deps.database }), LEAVER_SWEEP_MS),
      turn('outcomes', () => askForOutcomes(deps.database), OUTCOME_SWEEP_MS),
    ]);
  } finally {
    clearInterval(beating);
  }
  // Told to stop by its workflow, it says so; told by the worker, it ends well, and the workflow starts it elsewhere at once.
  if (context.cancellationDetails?.cancelRequested) await context.cancelled;
}

type Turn = {
  what: string;
  work: () => Promise<number>;
  every: number;
  bell: Bell;
  signal: AbortSignal;
  log: Logger;
};

/** Works until nothing is left, then waits for the bell or the next sweep. After a fault it waits longer and longer. */
async function takeTurns({ what, work, every, bell, signal, log }: Turn): Promise<void> {
  for (let pause = every; !signal.aborted; ) {
    try {
      if ((await work()) > 0) continue;
      pause = every;
    } catch (error) {
      if (signal.aborted) return;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      log.warn({ what, err: error }, 'the outbox could not be swept');
    }
    await bell.wait(pause, signal);
  }
}
