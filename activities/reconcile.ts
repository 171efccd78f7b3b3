/**
 * Compares the open subjects of the database with the runs on the Temporal server, and has what is missing started: whatever was done
 * to the server by hand, or its storage emptied or put back, each open subject has its run again within minutes.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { closeGaps, type Found, GAP, HOW_UNREADABLE, keepGaps, tellOfGaps } from '../records/run-gaps.ts';
import { WORKFLOW_TYPE } from '../workflows/messages.ts';
import { chunksOf, sideBySide } from './chunks.ts';
import { idOf, type OfSubject, openSubjects, standingOf } from './open-subjects.ts';
import { runsWithoutSubject } from './runs-without-subject.ts';
import { type Verdict, verdicts } from './verdict.ts';

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

/** Runs that are read at once. */
const PAGE = 1_000;
/** While so many wakes wait, no more are written: the dossiers that people work on are woken by the same lanes. */
const WAKES_WAITING = 1_000;
/** The longest that open subjects are looked at in a round. */
const OPEN_MS = 50_000;
/** Where a wake was sent in vain so often, the run in the list may be none. */
const WAKES_IN_VAIN = 3;

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

  const verdictOn = verdicts({ temporal, log }, ours);
  let withoutRun = 0;
  let elsewhere = 0;
  let unreadable = 0;
  let looked = 0;
  const runs = new Set<string>();
  for (const chunk of chunksOf(doubtful)) {
    if (performance.now() >= end || (await wakesWaiting(database)) >= WAKES_WAITING) break;
    const seen = await sideBySide(chunk, end, verdictOn);
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

async function wakesWaiting(database: Database): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT FROM "Wake" WHERE "sentAt" IS NULL LIMIT ${WAKES_WAITING}) waiting`;
  return row!.count;
}
