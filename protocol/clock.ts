/**
 * The business clock of an embedded or test database, and how it is moved: from due date to due date, with every open workflow, so
 * that whatever falls due on the way happens on its own day.
 *
 * It also stops where a run's timer rings for something that was answered long ago: the run then asks the database what is due next
 * and waits on from the business time that it is told. Were the clock ahead of the run at that moment, it would wait too short from
 * then on.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import pg from 'pg';
import { isUnderWay, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { standing, workflowId } from '../workflows/messages.ts';

/**
 * `ownerUrl`: the database's owner, since the role that the system works as may not touch the clock.
 * `patienceMs`: how long what fell due may take to be recorded; a minute unless told.
 * `wakesWithinMs`: how long a wake is waited for; beyond that nobody sends it. Three seconds unless told.
 */
export type MovableClock = { ownerUrl: string; temporal: Client; patienceMs?: number; wakesWithinMs?: number };

const SIDE_BY_SIDE = 16;
const PATIENCE_MS = 60_000;
const POLL_MS = 50;
const ANSWER_WITHIN_MS = 5_000;
/** A wake that nobody has sent by then has no dispatcher to send it. */
const WAKES_WITHIN_MS = 3_000;
const NOT_FOUND = 5;
/** Of `FastForwardPollingResult`: not there yet, ask again. Any other result is final: arrived, or the run has ended on the way. */
const POLL_TIMEOUT = 1;
/** A jump stops at as many timers as this: the server's own limit of 100 cuts long ones short. */
const MOST_STOPS = 10_000;

/**
 * Declares a database to be an embedded or a test one, and sets its business clock, which runs on from there.
 * @param at an instant; before any dossier is submitted, since workflows do not hear of it
 */
export async function setBusinessClock(ownerUrl: string, at: Date): Promise<void> {
  await asOwner(ownerUrl, async (owner) => {
    await owner.query(
      `UPDATE "Clock" SET embedded = true, "aheadMs" = round(extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)`,
      [at.toISOString()],
    );
  });
}

/**
 * Moves the business clock on to an instant. Returns when everything that fell due until then has been recorded.
 *
 * @throws RangeError where the database is neither embedded nor a test's, or the instant has passed
 * @throws Error with the tasks whose due dates nobody recorded in time: no worker, or a workflow that is lost
 */
export async function advanceTo(clock: MovableClock, to: Date): Promise<void> {
  await asOwner(clock.ownerUrl, async (owner) => {
    const { embedded, now } = await read(owner);
    if (!embedded) throw new RangeError('The business clock may be moved in an embedded or a test database alone.');
    if (to < now) throw new RangeError(`The business clock says ${now.toISOString()}: it does not go back.`);
    for (
      let { now: at, next } = await settled(clock, owner);
      at < to;
      { now: at, next } = await settled(clock, owner)
    ) {
      const stop = next && next < to ? next : to;
      await jump(clock, owner, stop.getTime() - at.getTime());
    }
  });
}

/** The offset first: whatever a workflow then records, it records on the later day. */
async function jump({ temporal }: MovableClock, owner: pg.Client, ms: number): Promise<void> {
  const open = await underWay(owner);
  await owner.query('UPDATE "Clock" SET "aheadMs" = "aheadMs" + $1', [ms]);
  await forEach(open, (id) => fastForward(temporal, id, ms));
}

/** A few at a time. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
}

/** Skips time in one workflow: its timers fire in order, its activities run in real time. One that is not running is left alone. */
async function fastForward(temporal: Client, id: string, ms: number): Promise<void> {
  const fastForwardId = randomUUID();
  const execution = { namespace: temporal.options.namespace, workflowExecution: { workflowId: id } };
  const duration = { seconds: Math.floor(ms / 1000) as never, nanos: (ms % 1000) * 1e6 };
  try {
    await temporal.workflowService.updateWorkflowExecutionOptions({
      ...execution,
      updateMask: { paths: ['time_skipping_config'] },
      workflowExecutionOptions: {
        timeSkippingConfig: {
          enabled: true,
          maxSessionSkipCount: MOST_STOPS,
          fastForwardConfig: { id: fastForwardId, duration },
        },
      },
    });
    let polled: { fastForwardPollingResult?: number | null };
    do polled = await temporal.workflowService.pollWorkflowExecutionTimeSkipping({ ...execution, fastForwardId });
    while (polled.fastForwardPollingResult === POLL_TIMEOUT);
  } catch (error) {
    if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
  }
}

async function underWay(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ subject: SubjectKind; code: string; stage: string; state: string }>(
    `SELECT '${SUBJECT.application}' AS subject, code, stage, state FROM "Application"
     UNION ALL SELECT '${SUBJECT.package}', code, stage, state FROM "Package"
     UNION ALL SELECT '${SUBJECT.round}', code, stage, state FROM "SelectionRound"`,
  );
  return rows.filter(isUnderWay).map(({ subject, code }) => workflowId(subject, code));
}

/** The business clock, and the first due date that it has not reached. */
async function read(owner: pg.Client): Promise<{ embedded: boolean; now: Date; due: Date | null }> {
  const { rows } = await owner.query(
    `SELECT c.embedded, c.now, (SELECT min("nextAt") FROM "Ring" WHERE "nextAt" > c.now) AS due
     FROM (SELECT embedded, business_now() AS now FROM "Clock") c`,
  );
  return rows[0];
}

/**
 * Waits until everything that fell due has been recorded, every wake was sent, and no run's timer is about to ring.
 * @returns the business clock, and the first instant at which something falls due or rings
 * @throws Error with what is late, where that takes too long
 */
async function settled(
  { temporal, patienceMs = PATIENCE_MS, wakesWithinMs = WAKES_WITHIN_MS }: MovableClock,
  owner: pg.Client,
): Promise<{ now: Date; next: Date | null }> {
  for (const end = Date.now() + patienceMs; ; await wait(POLL_MS)) {
    let late = await lateIn(owner, wakesWithinMs);
    if (late.length === 0) {
      const rings = await ringsOf(temporal, await underWay(owner));
      const { now, due } = await read(owner);
      late = rings.filter(({ at }) => at === null || at <= now).map(({ id }) => `the timer of ${id}`);
      const ahead = [...rings.map(({ at }) => at), due].filter((at) => at !== null);
      if (late.length === 0) return { now, next: ahead.sort((a, b) => a.getTime() - b.getTime())[0] ?? null };
    }
    if (Date.now() > end) throw new Error(`Nobody recorded what is due: ${late.join(', ')}. Is a worker running?`);
  }
}

/** What should have happened by now and did not. */
async function lateIn(owner: pg.Client, wakesWithinMs: number): Promise<string[]> {
  const { rows } = await owner.query<{ what: string }>(
    `SELECT what || ' of ' || code AS what FROM "Ring" WHERE "nextAt" <= business_now()
     UNION ALL SELECT 'a wake of ' || code FROM "Wake"
     WHERE "sentAt" IS NULL AND "createdAt" > now() - $1 * interval '1 millisecond'`,
    [wakesWithinMs],
  );
  return rows.map(({ what }) => what);
}

/** When the timers of these runs ring, by the business clock; null of one that does not answer. A run that has ended is left out. */
async function ringsOf(temporal: Client, ids: readonly string[]): Promise<{ id: string; at: Date | null }[]> {
  const rings: { id: string; at: Date | null }[] = [];
  await forEach(ids, async (id) => {
    const handle = temporal.workflow.getHandle(id);
    try {
      if ((await handle.describe()).status.name !== 'RUNNING') return;
      const { ringsAt } = await temporal.withDeadline(Date.now() + ANSWER_WITHIN_MS, () => handle.query(standing));
      if (ringsAt) rings.push({ id, at: new Date(ringsAt) });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) rings.push({ id, at: null });
    }
  });
  return rings;
}

async function asOwner(ownerUrl: string, work: (owner: pg.Client) => Promise<void>): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  // A connection that is lost is told of by the next query.
  owner.on('error', () => {});
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}
