/** The outbox's dispatcher: one long activity that sends letters, wakes, and decisions that were not delivered, reckons dates again, and looks after what was lost. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { PUT_BACK } from '../records/beats.ts';
import { tendCalendars } from '../records/calendar-questions.ts';
import { describe } from '../records/infrastructure.ts';
import { handBackTasks } from '../records/leaving.ts';
import { askForOutcomes } from '../records/outcomes.ts';
import type { DatabaseMark } from '../records/put-back.ts';
import { tellOfUnsentLetters } from '../records/unsent-letters.ts';
import { Bell } from './bell.ts';
import { within } from './bounded.ts';
import { replaceStandingStill, ringTheDead } from './dead-clocks.ts';
import { redeliver } from './decisions.ts';
import { type Lanes, runLanes } from './lanes.ts';
import { forget, wakeTheLate } from './late-clocks.ts';
import { letterLanes, type Mailing } from './letters.ts';
import { listen } from './listen.ts';
import { type Pulse, Pulses } from './pulse.ts';
import { PutBackWatch } from './put-back.ts';
import { recalculationLanes } from './recalculations.ts';
import { reconcile } from './reconcile.ts';
import { takeTurns } from './turns.ts';
import { type Waking, wakeLanes } from './wakes.ts';

/** How often each turn comes when there is nothing to do, in milliseconds. */
export const PACE = {
  letters: 2_000,
  wakes: 2_000,
  decisions: 2_000,
  recalculations: 2_000,
  'late clocks': 15_000,
  /** Each run that was told to look is seen once or twice. */
  'standing still': 30_000,
  reconcile: 120_000,
  [PUT_BACK]: 5_000,
  'unsent letters': 60_000,
  /** A day on which somebody is here no more comes once a day; where a role ends at once, its tasks go back at once. */
  'tasks of who has left': 600_000,
  /** Reports are due by the day: it looks through the dossiers settled in the last two years. */
  outcomes: 600_000,
  /** Days in question are asked about by the week; dates of an older official calendar wait for the first turn after an update. */
  calendars: 600_000,
  forget: 3_600_000,
} as const;
export type Turns = keyof typeof PACE;

export type Dispatching = Mailing &
  Waking & {
    databaseUrl: string;
    log: Logger;
    /** Connections of the dispatcher's own, so that a backlog takes none from the decisions; without them it shares theirs. */
    outbox?: Database;
    /** Other paces than those of PACE, for tests. */
    pace?: Partial<Record<Turns, number>>;
  };

/** What one dispatcher leaves to the next. */
export type DispatchInput = { seen: DatabaseMark | null };

const AN_HOUR_MS = 3_600_000;
const HEARTBEAT_MS = 3_000;
const BEAT_MS = 5_000;
const ROUND_LIMIT_MS = 90_000;
/** What was woken is looked for again after so long; and where not all could be looked at, the rest. */
const SOON_AGAIN_MS = 20_000;
const THE_REST_MS = 5_000;
/** What is under way when it is told to stop is waited for this long. */
const PARTING_MS = 8_000;

/**
 * Works for an hour, or until it is cancelled or the worker shuts down. Each kind of thing has its own turn, so that a mail server
 * that does not answer delays no wake. A fault ends a turn's round, never the activity; a round that hangs is left to itself. The
 * heart beats as long as every turn gives a sign of itself in its time.
 *
 * @param seen how far the dispatcher before it has seen the database: kept by Temporal, where a database that is put back cannot take it back
 * @returns how far it has seen it itself, for the next one
 * @throws CancelledFailure where its workflow was cancelled
 * @throws ApplicationFailure where turns hang again and again: it is to be tried elsewhere
 */
export async function dispatchOutbox(deps: Dispatching, seen: DatabaseMark | null): Promise<DatabaseMark | null> {
  const context = Context.current();
  const watch = new PutBackWatch(deps, (context.info.heartbeatDetails as DatabaseMark | null | undefined) ?? seen);
  const giveUp = new AbortController();
  let hopeless: Error | undefined;
  const signal = AbortSignal.any([context.cancellationSignal, AbortSignal.timeout(AN_HOUR_MS), giveUp.signal]);
  const pulses = new Pulses(deps.log, (error) => {
    hopeless = error;
    giveUp.abort();
  });
  const { turns, ring } = turnsOf(deps, watch, pulses, signal);
  const beating = setInterval(() => {
    const silent = pulses.silent();
    if (silent.length === 0) context.heartbeat(watch.seen);
    else deps.log.error({ silent }, 'turns of the outbox give no sign');
  }, HEARTBEAT_MS);
  try {
    const working = Promise.all([
      listen(deps.databaseUrl, signal, ring),
      ...turns.map((turn) => turn()),
      // After they are known to the pulses: the first writing removes the rows of turns that there are no more.
      keepBeats(deps, pulses, signal),
    ]);
    await Promise.race([working, untilAborted(signal)]);
    await within(PARTING_MS, 'what was under way', working).catch((error: unknown) => deps.log.warn({ err: error }));
  } finally {
    clearInterval(beating);
  }
  if (hopeless) throw ApplicationFailure.retryable(hopeless.message, 'Hung');
  // Told to stop by its workflow, it says so; told by the worker, it ends well, and the workflow starts it elsewhere at once.
  if (context.cancellationDetails?.cancelRequested) await context.cancelled;
  return watch.seen;
}

function turnsOf(deps: Dispatching, watch: PutBackWatch, pulses: Pulses, signal: AbortSignal) {
  const bells: Record<string, Bell> = { Letter: new Bell(), Wake: new Bell(), Recalculation: new Bell() };
  const ring = (table?: string) => {
    for (const bell of table === undefined ? [...Object.values(bells), connected] : [bells[table]]) bell?.ring();
  };
  const paceOf = (what: Turns): number => deps.pace?.[what] ?? PACE[what];
  const bound = <Result>(work: () => Promise<Result>) => deps.temporal.withAbortSignal(signal, work);
  const lanes =
    <Row>(what: Turns, kind: Lanes<Row>, bell: Bell) =>
    () => {
      const everyMs = paceOf(what);
      const pulse = pulses.of(what, everyMs, kind.limitMs);
      return bound(() => runLanes(kind, { everyMs, bell, signal, pulse }));
    };
  const turn =
    (what: Turns, work: (pulse: Pulse) => Promise<number>, bell = new Bell()) =>
    () => {
      const everyMs = paceOf(what);
      const pulse = pulses.of(what, everyMs, ROUND_LIMIT_MS);
      return bound(() => takeTurns({ what, work, everyMs, limitMs: ROUND_LIMIT_MS, bell, signal, pulse }));
    };
  const { database } = deps;
  const [comparing, connected] = [new Bell(), new Bell()];
  const turns = [
    lanes('letters', letterLanes(deps), bells.Letter!),
    lanes('wakes', wakeLanes(deps), bells.Wake!),
    lanes('recalculations', recalculationLanes(deps), bells.Recalculation!),
    turn('decisions', () => redeliver(deps)),
    turn('late clocks', async () => {
      await wakeTheLate(database);
      await ringTheDead(deps);
      return 0;
    }),
    turn('standing still', async () => {
      await replaceStandingStill(deps);
      return 0;
    }),
    turn(
      'reconcile',
      async (pulse) => {
        const found = await reconcile(deps);
        pulse.well(found);
        if (found.news || found.left > 0)
          setTimeout(() => comparing.ring(), found.left > 0 ? THE_REST_MS : SOON_AGAIN_MS).unref();
        return 0;
      },
      comparing,
    ),
    turn(PUT_BACK, () => watch.look(), connected),
    turn('unsent letters', async () => {
      await tellOfUnsentLetters(database);
      return 0;
    }),
    turn('tasks of who has left', () =>
      handBackTasks({ database }, undefined, (error) =>
        deps.log.warn({ fault: describe(error) }, 'tasks could not be given back yet'),
      ),
    ),
    turn('outcomes', () => askForOutcomes(database)),
    turn('calendars', () => tendCalendars(database)),
    turn('forget', () => forget(database)),
  ];
  return { turns, ring };
}

/** Writes how far each turn is: what API and supervisors know of the dispatcher. */
async function keepBeats({ database, log }: Dispatching, pulses: Pulses, signal: AbortSignal): Promise<void> {
  const never = new Bell();
  while (!signal.aborted) {
    await within(ROUND_LIMIT_MS, 'beats', pulses.write(database)).catch((error: unknown) =>
      log.debug({ err: error }, 'how far the dispatcher is could not be written'),
    );
    await never.wait(BEAT_MS, signal);
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
