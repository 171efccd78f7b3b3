/**
 * Compares the open subjects of the database with the runs on the Temporal server, and has what is missing started: whatever was done
 * to the server by hand, or its storage emptied or put back, each open subject has its run again within minutes.
 */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import { isUnderWay, STAGE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { isWorkedOn } from '../protocol/task-queues.ts';
import { closeGaps, type Found, GAP, HOW_OLD_QUEUE, HOW_UNKNOWN, keepGaps, tellOfGaps } from '../records/run-gaps.ts';
import { SUBJECT_TABLE } from '../records/subject-table.ts';
import { WORKFLOW_TYPE, workflowId } from '../workflows/messages.ts';

export type Reconciling = { database: Database; temporal: Client; log: Logger };

/** What a comparison found. */
export type Comparison = {
  /** Open subjects, and runs of ours. */
  open: number;
  running: number;
  /** Open subjects that have no run, and were woken. */
  withoutRun: number;
  /** Open subjects whose run is on a task queue that others work on. */
  elsewhere: number;
  /** Runs that no open subject is known of. */
  withoutSubject: number;
  /** Subjects that were missing in the list of runs and could not be looked at in this round. */
  left: number;
};

/** Rows, and runs, that are read at once. */
const PAGE = 1_000;
/** Missing subjects that are looked at one by one, together; and how many side by side. */
const CHUNK = 200;
const SIDE_BY_SIDE = 8;
/** While so many wakes wait, no more are written: the dossiers that people work on are woken by the same lanes. */
const WAKES_WAITING = 1_000;
const ROUND_MS = 60_000;

type Missing = { subject: SubjectKind; code: string; elsewhere: boolean };

/**
 * One comparison. The list of runs may be behind by a moment (visibility is written after the fact), so each subject that it lacks is
 * asked for by its id before anything is said or done: what runs is left alone, what was closed or started meanwhile too.
 *
 * Keeps one id for each run in memory while it compares: about ten megabytes for 100,000 open dossiers.
 *
 * @throws what the Temporal server or the database throws: nothing is concluded from half a list
 */
export async function reconcile({ database, temporal, log }: Reconciling): Promise<Comparison> {
  const end = performance.now() + ROUND_MS;
  const ours = taskQueueOf(await installationOf(database));
  const { own, foreign } = await runsOf(temporal, ours);
  const running = own.size;
  const missing: Missing[] = [];
  let open = 0;
  for await (const { subject, code } of openSubjects(database)) {
    const id = workflowId(subject, code);
    open += 1;
    if (!own.delete(id)) missing.push({ subject, code, elsewhere: foreign.delete(id) });
  }

  const queues = new Map<string, boolean>();
  const workedOn = async (queue: string) => {
    const known = queues.get(queue) ?? (await isWorkedOn(temporal, queue));
    queues.set(queue, known);
    return known;
  };
  let withoutRun = 0;
  let elsewhere = 0;
  let at = 0;
  while (at < missing.length && performance.now() < end && (await wakesWaiting(database)) < WAKES_WAITING) {
    const chunk = missing.slice(at, at + CHUNK);
    at += chunk.length;
    const seen = await sideBySide(chunk, (one) => lookAt(temporal, one, ours, workedOn));
    const stands = await standingOf(database, chunk);
    const of = (kind: Verdict['kind']) =>
      seen.flatMap((verdict) => {
        const now = stands.get(idOf(verdict.found));
        return verdict.kind === kind && now?.open && !now.woken ? [verdict.found] : [];
      });
    const lost = of(GAP.noRun);
    const held = of(GAP.elsewhere);
    await keepGaps(database, GAP.noRun, lost);
    await keepGaps(database, GAP.elsewhere, held);
    withoutRun += lost.length;
    elsewhere += held.length;
    if (lost.length > 0)
      log.warn({ subjects: lost.slice(0, 20), count: lost.length }, 'open subjects without a run are woken');
    if (held.length > 0)
      log.warn(
        { subjects: held.slice(0, 20), count: held.length },
        'runs of open subjects are on a task queue of others',
      );
  }
  // Everything else was seen running, or is not open any more.
  await closeGaps(database, [GAP.noRun, GAP.elsewhere], missing.map(idOf));

  const withoutSubject = await runsWithoutSubject({ database, temporal, log }, own);
  await tellOfGaps(database);
  return { open, running, withoutRun, elsewhere, withoutSubject, left: missing.length - at };
}

const idOf = ({ subject, code }: { subject: SubjectKind; code: string }): string => workflowId(subject, code);

/** The ids of all runs under way of the subjects' workflows: on our task queue, and on others. */
async function runsOf(temporal: Client, ours: string): Promise<{ own: Set<string>; foreign: Set<string> }> {
  const types = Object.values(WORKFLOW_TYPE).map((type) => `'${type}'`);
  const query = `WorkflowType IN (${types.join(', ')}) AND ExecutionStatus = 'Running'`;
  const own = new Set<string>();
  const foreign = new Set<string>();
  for await (const run of temporal.workflow.list({ query, pageSize: PAGE }))
    (run.taskQueue === ours ? own : foreign).add(run.workflowId);
  return { own, foreign };
}

/** In pages by code. */
async function* openSubjects(database: Database): AsyncGenerator<{ subject: SubjectKind; code: string }> {
  for (const subject of Object.values(SUBJECT)) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: { code: string; stage: string; state: string }[] = await database.$queryRaw(openPage(subject, after));
      for (const row of rows) if (isUnderWay(row)) yield { subject, code: row.code };
      after = rows.length === PAGE ? rows.at(-1)!.code : undefined;
    }
  }
}

/** The statement that reads a page of subjects that are not closed. The stage stands in it as the index on them has it. */
export const openPage = (subject: SubjectKind, after: string): Prisma.Sql => Prisma.sql`
  SELECT code, stage, state FROM ${SUBJECT_TABLE[subject]} WHERE stage <> '${Prisma.raw(STAGE.closed)}' AND code > ${after} ORDER BY code LIMIT ${PAGE}`;

type Verdict = { kind: 'runs' | typeof GAP.noRun | typeof GAP.elsewhere; found: Found };

/** Asks the server for one run by its id, which is answered from the run itself and not from the list. */
async function lookAt(
  temporal: Client,
  { subject, code }: Missing,
  ours: string,
  workedOn: (queue: string) => Promise<boolean>,
): Promise<Verdict> {
  const handle = temporal.workflow.getHandle(workflowId(subject, code));
  const found = { subject, code, how: HOW_UNKNOWN, lostAt: null, wake: true };
  try {
    const run = await handle.describe();
    const how = run.status.name.toLowerCase();
    if (run.status.name === 'RUNNING') {
      if (run.taskQueue === ours) return { kind: 'runs', found };
      if (await workedOn(run.taskQueue))
        return { kind: GAP.elsewhere, found: { ...found, how: run.taskQueue, wake: false } };
      await end(temporal, run, 'nobody works on its task queue any more');
      return { kind: GAP.noRun, found: { ...found, how: HOW_OLD_QUEUE } };
    }
    // One that somebody has paused stands still without anybody being told.
    if (run.status.name === 'PAUSED') await end(temporal, run, 'it was paused');
    return { kind: GAP.noRun, found: { ...found, how, lostAt: run.closeTime?.toISOString() ?? null } };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { kind: GAP.noRun, found };
  }
}

async function end(temporal: Client, run: { workflowId: string; runId: string }, why: string): Promise<void> {
  await temporal.workflow
    .getHandle(run.workflowId, run.runId)
    .terminate(`replaced by another run: ${why}`)
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
}

/** Where these subjects stand; what the database does not know is left out. `woken`: somebody is about to wake it. */
async function standingOf(
  database: Database,
  subjects: readonly Missing[],
): Promise<Map<string, { open: boolean; woken: boolean }>> {
  const rows = await database.$queryRaw<{ id: string; stage: string; state: string; woken: boolean }[]>`
    SELECT asked.id, coalesce(a.stage, p.stage, r.stage) AS stage, coalesce(a.state, p.state, r.state) AS state, EXISTS (
      SELECT FROM "Wake" w WHERE w."sentAt" IS NULL AND w.code = asked.code AND w."createdAt" > now() - interval '2 minutes') AS woken
    FROM (SELECT id, split_part(id, '/', 1) AS subject, split_part(id, '/', 2) AS code FROM unnest(${subjects.map(idOf)}::text[]) AS id) asked
      LEFT JOIN "Application" a ON asked.subject = ${SUBJECT.application} AND a.code = asked.code
      LEFT JOIN "Package" p ON asked.subject = ${SUBJECT.package} AND p.code = asked.code
      LEFT JOIN "SelectionRound" r ON asked.subject = ${SUBJECT.round} AND r.code = asked.code
    WHERE coalesce(a.stage, p.stage, r.stage) IS NOT NULL`;
  return new Map(rows.map(({ id, woken, ...row }) => [id, { open: isUnderWay(row), woken }]));
}

async function wakesWaiting(database: Database): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM "Wake" WHERE "sentAt" IS NULL LIMIT ${WAKES_WAITING}) waiting`;
  return row!.count;
}

/**
 * Runs for which no open subject was found. One that is just ending, or just beginning, is gone or open by the next comparison: only
 * what two in a row have found is counted. Those of a subject that has closed are told to look, which ends them.
 */
async function runsWithoutSubject({ database, temporal, log }: Reconciling, ids: ReadonlySet<string>): Promise<number> {
  const looked = await sideBySide([...ids].slice(0, PAGE), async (id): Promise<Missing[]> => {
    const [subject = '', ...code] = id.split('/');
    const run = await temporal.workflow
      .getHandle(id)
      .describe()
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
    return run?.status.name === 'RUNNING'
      ? [{ subject: subject as SubjectKind, code: code.join('/'), elsewhere: false }]
      : [];
  });
  const runs = looked.flat();
  const stands = await standingOf(database, runs);
  const found = runs
    .filter((one) => !stands.get(idOf(one))?.open)
    .map(({ subject, code }) => ({
      subject,
      code,
      how: 'running',
      lostAt: null,
      wake: stands.has(`${subject}/${code}`),
    }));
  await keepGaps(database, GAP.noSubject, found);
  await closeGaps(database, [GAP.noSubject], found.map(idOf));
  const gaps = await database.runGap.findMany({
    where: { kind: GAP.noSubject, resolvedAt: null, seen: { gt: 1 } },
    select: { subject: true, code: true },
    take: PAGE,
  });
  if (gaps.length > 0) log.warn({ runs: gaps.slice(0, 20), count: gaps.length }, 'runs without an open subject');
  return gaps.length;
}

/** A few at a time, in the order of the items. */
async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  return results;
}
