/**
 * The business clock of an embedded or test database, and how it is moved: from due date to due date, with every open workflow, so
 * that whatever falls due on the way happens on its own day.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import pg from 'pg';
import { isUnderWay, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { workflowId } from '../workflows/messages.ts';

/**
 * `ownerUrl`: the database's owner, since the role that the system works as may not touch the clock.
 * `patienceMs`: how long what fell due may take to be recorded; a minute unless told.
 */
export type MovableClock = { ownerUrl: string; temporal: Client; patienceMs?: number };

const SIDE_BY_SIDE = 16;
const PATIENCE_MS = 60_000;
const POLL_MS = 50;
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
  const { patienceMs = PATIENCE_MS } = clock;
  await asOwner(clock.ownerUrl, async (owner) => {
    const { embedded, now } = await read(owner);
    if (!embedded) throw new RangeError('The business clock may be moved in an embedded or a test database alone.');
    if (to < now) throw new RangeError(`The business clock says ${now.toISOString()}: it does not go back.`);
    await untilSettled(owner, patienceMs);
    for (let { now: at, due } = await read(owner); at < to; { now: at, due } = await read(owner)) {
      const stop = due && due < to ? due : to;
      await jump(clock, owner, stop.getTime() - at.getTime());
      await untilSettled(owner, patienceMs);
    }
  });
}

/** The offset first: whatever a workflow then records, it records on the later day. */
async function jump({ temporal }: MovableClock, owner: pg.Client, ms: number): Promise<void> {
  const open = await underWay(owner);
  await owner.query('UPDATE "Clock" SET "aheadMs" = "aheadMs" + $1', [ms]);
  const waiting = open.values();
  const lane = async () => {
    for (const id of waiting) await fastForward(temporal, id, ms);
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
     UNION ALL SELECT '${SUBJECT.package}', code, stage, state FROM "Package"`,
  );
  return rows.filter(isUnderWay).map(({ subject, code }) => workflowId(subject, code));
}

/** The business clock, and the first due date that it has not reached. */
async function read(owner: pg.Client): Promise<{ embedded: boolean; now: Date; due: Date | null }> {
  const { rows } = await owner.query(
    `SELECT c.embedded, c.now, (SELECT min("nextAt") FROM "Task" WHERE "closedAt" IS NULL AND "nextAt" > c.now) AS due
     FROM (SELECT embedded, business_now() AS now FROM "Clock") c`,
  );
  return rows[0];
}

async function untilSettled(owner: pg.Client, patienceMs: number): Promise<void> {
  for (const end = Date.now() + patienceMs; ; await wait(POLL_MS)) {
    const { rows } = await owner.query<{ code: string; name: string }>(
      `SELECT code, name FROM "Task" WHERE "closedAt" IS NULL AND "nextAt" <= business_now()`,
    );
    if (rows.length === 0) return;
    if (Date.now() > end) {
      const late = rows.map(({ code, name }) => `${name} of ${code}`).join(', ');
      throw new Error(`Nobody recorded what is due: ${late}. Is a worker running?`);
    }
  }
}

async function asOwner(ownerUrl: string, work: (owner: pg.Client) => Promise<void>): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}
