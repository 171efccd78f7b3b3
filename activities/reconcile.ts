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
import { deadlineIn, stillAnswers } from '../protocol/reach.ts';
import { isWorkedOn } from '../protocol/task-queues.ts';
import {
  closeGaps,
  type Found,
  GAP,
  HOW_OLD_QUEUE,
  HOW_UNKNOWN,
  HOW_UNREADABLE,
  keepGaps,
  tellOfGaps,
} from '../records/run-gaps.ts';
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
  /** Open subjects whose run the server cannot read: it was asked for, and others were answered. */
  unreadable: number;
  /** Runs that no open subject is known of. */
  withoutSubject: number;
  /** Subjects that were to be looked at, and were not in this round. */
  left: number;
};

/** Rows, and runs, that are read at once. */
const PAGE = 1_000;
/** Runs that are looked at one by one, together; and how many side by side. */
const CHUNK = 200;
const SIDE_BY_SIDE = 8;
/** While so many wakes wait, no more are written: the dossiers that people work on are woken by the same lanes. */
const WAKES_WAITING = 1_000;
/** The longest that open subjects are looked at in a round, and then runs without one; and that one answer is waited for. */
const OPEN_MS = 50_000;
const WITHOUT_SUBJECT_MS = 15_000;
const ANSWER_WITHIN_MS = 5_000;
/** Where a wake was sent in vain so often, the run in the list may be none. */
const WAKES_IN_VAIN = 3;

type OfSubject = { subject: SubjectKind; code: string };

/**
 * One comparison. The list of runs may be behind by a moment (visibility is written after the fact), so each subject that it lacks is
 * asked for by its id before anything is said or done: what runs is left alone, what was closed or started meanwhile too. So is each
 * whose wake is sent in vain: the list has runs that the server cannot read any more. One run that cannot be read holds up no other.
 *
 * Keeps one id for each run in memory while it compares: about ten megabytes for 100,000 open dossiers.
 *
 * @throws what the Temporal server or the database throws: nothing is concluded from half a list
 */
export async function reconcile({ database, temporal, log }: Reconciling): Promise<Comparison> {
  const end = performance.now() + OPEN_MS;
  const ours = taskQueueOf(await installationOf(database));
  const listed = await runsOf(temporal, ours);
  const running = listed.size;
  const inVain = await wokenInVain(database);
  const doubtful: OfSubject[] = [];
  let open = 0;
  for await (const subject of openSubjects(database)) {
    const id = idOf(subject);
    open += 1;
    if (!listed.delete(id) || inVain.has(id)) doubtful.push(subject);
  }

  const queues = new Map<string, boolean>();
  const workedOn = async (queue: string) => {
    const known = queues.get(queue) ?? (await isWorkedOn(temporal, queue));
    queues.set(queue, known);
    return known;
  };
  let withoutRun = 0;
  let elsewhere = 0;
  let unreadable = 0;
  let looked = 0;
  const runs = new Set<string>();
  for (const chunk of chunksOf(doubtful)) {
    if (performance.now() >= end || (await wakesWaiting(database)) >= WAKES_WAITING) break;
    const seen = await sideBySide(chunk, end, (one) => lookAt(temporal, one, ours, workedOn));
    looked += seen.length;
    for (const { kind, found } of seen) if (kind === 'runs') runs.add(idOf(found));
    const stands = await standingOf(database, chunk);
    const of = (kind: Verdict['kind']) =>
      seen.flatMap((verdict) => {
        const now = stands.get(idOf(verdict.found));
        return verdict.kind === kind && now?.open && !now.woken ? [verdict.found] : [];
      });
    const found = of(GAP.noRun);
    const [spoilt, lost] = [found.filter(isUnreadable), found.filter((one) => !isUnreadable(one))];
    const held = of(GAP.elsewhere);
    await keepGaps(database, GAP.noRun, found);
    await keepGaps(database, GAP.elsewhere, held);
    withoutRun += lost.length;
    elsewhere += held.length;
    unreadable += spoilt.length;
    if (lost.length > 0)
      log.warn({ subjects: lost.slice(0, 20), count: lost.length }, 'open subjects without a run are woken');
    if (held.length > 0)
      log.warn(
        { subjects: held.slice(0, 20), count: held.length },
        'runs of open subjects are on a task queue of others',
      );
    if (spoilt.length > 0)
      log.error(
        { subjects: spoilt.slice(0, 20), count: spoilt.length },
        'the server cannot read the runs of open subjects: their decisions and clocks are recorded directly',
      );
  }
  // Everything else was seen running, or is not open any more.
  const unseen = doubtful.map(idOf).filter((id) => !runs.has(id));
  await closeGaps(database, [GAP.noRun, GAP.elsewhere], unseen);

  const without = await runsWithoutSubject({ database, temporal, log }, [...listed]);
  await tellOfGaps(database);
  const left = doubtful.length - looked + without.left;
  return { open, running, withoutRun, elsewhere, unreadable, withoutSubject: without.found, left };
}

const idOf = ({ subject, code }: OfSubject): string => workflowId(subject, code);
const isUnreadable = ({ how }: Found): boolean => how === HOW_UNREADABLE;

/** The ids of all runs under way of the subjects' workflows on our task queue. */
async function runsOf(temporal: Client, ours: string): Promise<Set<string>> {
  const types = Object.values(WORKFLOW_TYPE).map((type) => `'${type}'`);
  const query = `WorkflowType IN (${types.join(', ')}) AND ExecutionStatus = 'Running'`;
  const own = new Set<string>();
  for await (const run of temporal.workflow.list({ query, pageSize: PAGE }))
    if (run.taskQueue === ours) own.add(run.workflowId);
  return own;
}

/** The ids of what was told to look and could not be told, again and again. */
async function wokenInVain(database: Database): Promise<Set<string>> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT subject || '/' || code AS id FROM "Wake" WHERE "sentAt" IS NULL AND attempts >= ${WAKES_IN_VAIN}`;
  return new Set(rows.map(({ id }) => id));
}

/** In pages by code. */
async function* openSubjects(database: Database): AsyncGenerator<OfSubject> {
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

/**
 * Asks the server for one run by its id, which is answered from the run itself and not from the list.
 * @throws what the server throws, where it does not answer others either
 */
async function lookAt(
  temporal: Client,
  { subject, code }: OfSubject,
  ours: string,
  workedOn: (queue: string) => Promise<boolean>,
): Promise<Verdict> {
  const handle = temporal.workflow.getHandle(workflowId(subject, code));
  const found = { subject, code, how: HOW_UNKNOWN, lostAt: null, wake: true };
  try {
    const run = await temporal.withDeadline(deadlineIn(ANSWER_WITHIN_MS), () => handle.describe());
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
    if (error instanceof WorkflowNotFoundError) return { kind: GAP.noRun, found };
    await orThrow(temporal, error);
    return { kind: GAP.noRun, found: { ...found, how: HOW_UNREADABLE, wake: false } };
  }
}

/** Returns where the server answers all the same: the error is of one run. */
async function orThrow(temporal: Client, error: unknown): Promise<void> {
  if (!(await stillAnswers(temporal))) throw error;
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
  subjects: readonly OfSubject[],
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
 *
 * @returns how many were found by now, and how many were not looked at in this round
 */
async function runsWithoutSubject(
  { database, temporal, log }: Reconciling,
  ids: readonly string[],
): Promise<{ found: number; left: number }> {
  const end = performance.now() + WITHOUT_SUBJECT_MS;
  let looked = 0;
  const unseen = new Set(ids);
  for (const chunk of chunksOf(ids)) {
    if (performance.now() >= end) break;
    const seen = await sideBySide(chunk, end, async (id) => ({ id, how: await howItStands(temporal, id) }));
    looked += seen.length;
    const stands = await standingOf(database, chunk.map(subjectOf));
    const found = seen.flatMap(({ id, how }) =>
      how && !stands.get(id)?.open
        ? [{ ...subjectOf(id), how, lostAt: null, wake: how !== HOW_UNREADABLE && stands.has(id) }]
        : [],
    );
    await keepGaps(database, GAP.noSubject, found);
    const again = new Set(found.map(idOf));
    for (const { id } of seen) if (!again.has(id)) unseen.delete(id);
  }
  await closeGaps(database, [GAP.noSubject], [...unseen]);
  const gaps = await database.runGap.findMany({
    where: { kind: GAP.noSubject, resolvedAt: null, seen: { gt: 1 } },
    select: { subject: true, code: true },
    take: PAGE,
  });
  if (gaps.length > 0) log.warn({ runs: gaps.slice(0, 20), count: gaps.length }, 'runs without an open subject');
  return { found: gaps.length, left: ids.length - looked };
}

/** The other way round than `workflowId`. */
function subjectOf(id: string): OfSubject {
  const [subject = '', ...code] = id.split('/');
  return { subject: subject as SubjectKind, code: code.join('/') };
}

/** `running`, or that it cannot be read; undefined where it runs no more. */
async function howItStands(temporal: Client, id: string): Promise<string | undefined> {
  try {
    const handle = temporal.workflow.getHandle(id);
    const { status } = await temporal.withDeadline(deadlineIn(ANSWER_WITHIN_MS), () => handle.describe());
    return status.name === 'RUNNING' ? 'running' : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    await orThrow(temporal, error);
    return HOW_UNREADABLE;
  }
}

function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}

/** A few at a time; none is begun after the end. @returns the results of those that were, in no order */
async function sideBySide<Item, Result>(
  items: readonly Item[],
  end: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) {
      results.push(await work(item));
      if (performance.now() >= end) return;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  return results;
}
