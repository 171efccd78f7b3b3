/** Runs that were woken and did not heed it: what is due is recorded directly, and a run that fails again and again is replaced. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { Prisma } from '../prisma/generated/client.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { described, endRun, UNREADABLE } from '../protocol/runs.ts';
import { type Recorder, record } from '../records/record.ts';
import { FAILS_ALL_DAY, GAP, HOW_FAILING, keepGaps } from '../records/run-gaps.ts';
import { workflowId } from '../workflows/messages.ts';
import type { OfSubject } from './open-subjects.ts';
import { FAILING_TRIES } from './verdict.ts';

export type Ringing = Recorder & { temporal: Client; log: Logger };

/** Clocks that one round rings, and how long it may take: those that come after wait for the next one. */
const AT_MOST = 500;
const ROUND_MS = 45_000;
/** Woken twice, with two minutes between: a run that works has looked by then, also on a busy machine. */
const WAKES = 2;
/** All that has fallen due of one subject since; more than these wait for the next round. */
const RINGS = 10;
/** A workflow task that was tried so often fails for what it is, and not for a worker that went away. */
const FAILING_TRIES_LATE = 3;
/** So long after it was told to look, a run that fails has failed so often. */
const [TOLD_SECONDS_AGO, AT_MOST_SECONDS_AGO] = [90, 150];

type Dead = OfSubject & { task: string; nextAt: Date };

/**
 * Rings what is late although its run was woken: a run may be there and stand still, since its code does not fit its history, its input
 * is not what we gave it, or nobody polls for it. It does not matter who records what is due, nor how often. One that cannot be
 * recorded holds up no other.
 *
 * @returns how many clocks were rung
 * @throws the last of what the infrastructure threw, once all were tried
 */
export async function ringTheDead(ringing: Ringing): Promise<number> {
  const end = performance.now() + ROUND_MS;
  const dead = await ringing.database.$queryRaw<Dead[]>(deadClocks());
  // All are rung before any run is asked for: to ask for one that cannot be read takes seconds.
  try {
    return await each(dead, end, (clock) => ring(ringing, clock));
  } finally {
    await each(dead, end, (clock) => replaceFailing(ringing, clock, FAILING_TRIES_LATE));
  }
}

/**
 * Replaces runs that were told to look and whose workflow task fails ever since, also where no clock of theirs is late yet: the decisions
 * on such a dossier are recorded directly, each of them seconds late. A worker that was killed in the middle of a decision leaves such a
 * run behind, rarely: the SDK then completes an update with a command whose message it does not send, again and again (sdk-rust, issue 888).
 *
 * @returns how many runs were looked at
 * @throws the last of what the infrastructure threw, once all were tried
 */
export async function replaceStandingStill(ringing: Ringing): Promise<number> {
  const end = performance.now() + ROUND_MS;
  return each(await ringing.database.$queryRaw<OfSubject[]>(toldToLook()), end, (told) =>
    replaceFailing(ringing, told, FAILING_TRIES),
  );
}

/**
 * One after another, until the end. One that fails holds up no other.
 *
 * @param end by `performance.now()`
 * @returns how many were done
 * @throws the last of what was thrown, once all were tried
 */
async function each<Item>(items: readonly Item[], end: number, work: (item: Item) => Promise<void>): Promise<number> {
  let done = 0;
  let failed: { error: unknown } | undefined;
  for (const item of items) {
    if (performance.now() > end) break;
    try {
      await work(item);
      done += 1;
    } catch (error) {
      failed = { error };
    }
  }
  if (failed) throw failed.error;
  return done;
}

/**
 * The statement that finds subjects whose run was told to look and has had the time to. One whose run was replaced again and again is left
 * alone: the next would fail too, people have been told, and its clocks are rung.
 */
export const toldToLook = (): Prisma.Sql => Prisma.sql`
  SELECT DISTINCT told.subject, told.code FROM "Wake" told WHERE told."sentAt" > now() - ${AT_MOST_SECONDS_AGO} * interval '1 second'
    AND told."sentAt" < now() - ${TOLD_SECONDS_AGO} * interval '1 second'
    AND NOT ${FAILS_ALL_DAY(Prisma.sql`told.subject`, Prisma.sql`told.code`)} ORDER BY told.code LIMIT ${AT_MOST}`;

/** The statement that finds clocks that are late although their run was woken. */
export const deadClocks = (): Prisma.Sql => Prisma.sql`
  SELECT clock.subject, clock.code, rung.id AS task, rung."nextAt" FROM "LateClock" clock
    JOIN LATERAL (SELECT r.id, r."nextAt" FROM "Ring" r WHERE r.code = clock.code AND r.subject = clock.subject
      ORDER BY r."nextAt", r.id LIMIT 1) rung ON rung."nextAt" < business_now() - interval '1 minute'
  WHERE clock.times >= ${WAKES} ORDER BY rung."nextAt" LIMIT ${AT_MOST}`;

async function ring({ log, ...recorder }: Ringing, { subject, code, task, nextAt }: Dead): Promise<void> {
  let due: { task: string; dueAt: string } | null = { task, dueAt: nextAt.toISOString() };
  for (let times = 0; due && times < RINGS; times += 1) {
    const { current } = await record(recorder, { subject, code, timer: due });
    due = current.next && current.next.dueAt <= current.at ? current.next : null;
  }
  log.warn({ subject, code }, 'a clock whose run does not heed it was rung directly');
  await recorder.database.wake.create({ data: { subject, code } });
}

/**
 * Ends a run whose workflow task fails again and again; another one begins from where the database says that the subject stands.
 * @throws what the server throws where it may not be ended, once that is kept
 */
async function replaceFailing(
  { database, temporal, log }: Ringing,
  { subject, code }: OfSubject,
  tries: number,
): Promise<void> {
  const run = await described(temporal, workflowId(subject, code));
  // Where none runs, the wake starts one; the comparison says which cannot be read, and which is on a task queue that is not ours.
  if (run === undefined || run === UNREADABLE || run.attempt < tries) return;
  if (run.taskQueue !== taskQueueOf(await installationOf(database))) return;
  const gap = { subject, code, how: HOW_FAILING, lostAt: null };
  log.error({ subject, code, runId: run.runId }, 'a run is replaced: its workflow task fails again and again');
  try {
    await endRun(temporal, run, 'it fails');
  } catch (error) {
    await keepGaps(database, GAP.noRun, [{ ...gap, wake: false }]);
    throw error;
  }
  await keepGaps(database, GAP.noRun, [{ ...gap, wake: true }]);
}
