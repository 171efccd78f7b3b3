/** What must hold for every dossier and package at any time, whatever happened: read from the database and the workflows themselves. */
import type { Client, WorkflowFailedError, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isClosed, process, STATE, SUBJECT, type SubjectKind, stateOf } from '../../domain/process.ts';
import type { Database } from '../../prisma/database.ts';
import { keyOf, type Tx } from '../../records/case.ts';
import { MISPLACED, standing, workflowId } from '../../workflows/messages.ts';
import { auditFaults } from './audit-replay.ts';
import { unsound } from './books.ts';
import { eventually } from './eventually.ts';

type Row = { id: string; code: string; stage: string; state: string; version: number; process: number };

/**
 * @returns what is wrong, one line each; nothing where all is sound
 */
export async function faultsOf(database: Database, client: Client): Promise<string[]> {
  const { subjects, faults } = await database.$transaction(stored, SNAPSHOT);
  const standing = await Promise.all(
    subjects.map(({ subject, row }) => standingFaults(database, client, subject, row.code)),
  );
  return [...faults, ...standing.flat()];
}

/** The clock may ring while it is read: all is read as it stood at one moment. */
const SNAPSHOT = { isolationLevel: 'RepeatableRead', timeout: 300_000, maxWait: 60_000 } as const;

/** What the database says, of every subject that was begun. */
async function stored(database: Tx): Promise<{ subjects: { subject: SubjectKind; row: Row }[]; faults: string[] }> {
  const begun = { where: { version: { gt: 0 } }, select: ROW };
  const applications = await database.application.findMany(begun);
  const packages = await database.package.findMany(begun);
  const rounds = await database.selectionRound.findMany(begun);
  const subjects = [
    ...applications.map((row) => ({ subject: SUBJECT.application, row })),
    ...packages.map((row) => ({ subject: SUBJECT.package, row })),
    ...rounds.map((row) => ({ subject: SUBJECT.round, row })),
  ];
  const faults: string[] = [];
  for (const { subject, row } of subjects)
    faults.push(...(await chainFaults(database, row)), ...(await taskFaults(database, subject, row)));
  return { subjects, faults: [...faults, ...(await auditFaults(database)), ...(await unsound({ database }))] };
}

const ROW = { id: true, code: true, stage: true, state: true, version: true, process: true } as const;

/** Versions run from 1 without a gap, each entry begins where the one before it ended, and the row stands where the last one led. */
async function chainFaults(database: Tx, row: Row): Promise<string[]> {
  const events = await database.event.findMany({ where: { subjectId: row.id }, orderBy: { version: 'asc' } });
  const faults = events.flatMap((event, index) => {
    const before = events[index - 1];
    return [
      ...(event.version === index + 1 ? [] : [`${row.code}: version ${event.version} stands at place ${index + 1}`]),
      ...(before && before.after !== event.before
        ? [`${row.code}: ${before.action} led to ${before.after}, ${event.action} began in ${event.before}`]
        : []),
      ...(before && event.at < before.at ? [`${row.code}: version ${event.version} is older than the one before`] : []),
    ];
  });
  const last = events.at(-1);
  if (last?.version !== row.version) faults.push(`${row.code}: version ${row.version}, audit to ${last?.version}`);
  if (last && last.after !== keyOf(row)) faults.push(`${row.code}: stands in ${keyOf(row)}, audit says ${last.after}`);
  return faults;
}

/** Where the package's or round's own tasks or the contract hold the application, it has none itself. */
const WITHOUT_TASK: ReadonlySet<string> = new Set([STATE.inPackage, STATE.inRound, STATE.acknowledging]);

/** What is closed has no open task; what is open has one, and the clock has a next step for each or has taken them all. */
async function taskFaults(database: Tx, subject: SubjectKind, row: Row): Promise<string[]> {
  const open = await database.task.findMany({ where: { subjectId: row.id, closedAt: null } });
  if (isClosed(row.stage)) return open.map((task) => `${row.code} is closed, its task ${task.name} is open`);
  const key = keyOf(row);
  if (open.length === 0 && !WITHOUT_TASK.has(key)) return [`${row.code}: nobody has a task in ${key}`];
  const stuck = open.filter((task) => task.nextAt === null);
  const own = stateOf(process(row.process), subject, key).opens;
  // What was answered, or lapsed, while the package or round still holds the application.
  const answered = await database.task.count({
    where: { subjectId: row.id, name: { in: [...own] }, closedAt: { not: null } },
  });
  return [
    ...stuck.map((task) => `${row.code}: the clock has nothing to do to ${task.name}`),
    ...(own.length > 0 && open.length === 0 && answered === 0 ? [`${row.code}: ${key} without its task`] : []),
  ];
}

/** The workflow believes what the database says, but for notes, of which it is not told; of what changed last it may need a moment to hear. */
async function standingFaults(
  database: Database,
  client: Client,
  subject: SubjectKind,
  code: string,
): Promise<string[]> {
  const handle = client.workflow.getHandle(workflowId(subject, code));
  let expected: unknown;
  let seen: unknown;
  try {
    await eventually(
      async () => {
        const row = await rowOf(database, subject, code);
        expected = { version: row.version, stage: row.stage, state: row.state };
        if (isClosed(row.stage) && (await isMisplaced(handle))) return true;
        const { version, stage, state } = await handle.query(standing);
        seen = { version, stage, state };
        if (stage !== row.stage || state !== row.state) return false;
        const unheard = await database.event.findMany({ where: { subjectId: row.id, version: { gt: version } } });
        return unheard.every((event) => isNote(subject, event.action));
      },
      { what: `the workflow of ${code} to stand where its row does` },
    );
    return [];
  } catch (error) {
    const said = seen === undefined ? String(error) : JSON.stringify(seen);
    return [`${code}: the database says ${JSON.stringify(expected)}, the workflow ${said}`];
  }
}

/** Whether the last run was started by hand for another subject. Where a decision was recorded directly and closed its own, none comes after it. */
async function isMisplaced(handle: WorkflowHandle): Promise<boolean> {
  if ((await handle.describe()).status.name !== 'FAILED') return false;
  const { cause } = await handle.result().catch((error: WorkflowFailedError) => error);
  return cause instanceof ApplicationFailure && cause.type === MISPLACED;
}

function rowOf(database: Database, subject: SubjectKind, code: string): Promise<Row> {
  const one = { where: { code }, select: ROW };
  if (subject === SUBJECT.application) return database.application.findUniqueOrThrow(one);
  if (subject === SUBJECT.package) return database.package.findUniqueOrThrow(one);
  return database.selectionRound.findUniqueOrThrow(one);
}

/** Waits until nothing is left to be sent. @throws Error that names what is not delivered */
export async function untilDelivered(database: Database, timeoutMs = 300_000): Promise<void> {
  await eventually(async () => (await undelivered(database)) === 0, {
    timeoutMs,
    what: 'an empty outbox',
  }).catch(async (error: Error) => {
    const decisions = await database.decision.findMany({ where: { deliveredAt: null }, select: OUTBOX.decision });
    const letters = await database.letter.findMany({ where: { sentAt: null }, select: OUTBOX.letter });
    const wakes = await database.wake.findMany({ where: { sentAt: null }, select: OUTBOX.wake });
    throw new Error(`${error.message}: ${JSON.stringify({ decisions, letters, wakes }, null, 1)}`);
  });
}

const OUTBOX = {
  decision: { code: true, action: true, outcome: true, attempts: true, lastError: true },
  letter: { code: true, name: true, attempts: true, lastError: true },
  wake: { code: true, attempts: true, lastError: true },
} as const;

async function undelivered(database: Database): Promise<number> {
  const counts = await Promise.all([
    database.decision.count({ where: { deliveredAt: null } }),
    database.letter.count({ where: { sentAt: null } }),
    database.wake.count({ where: { sentAt: null } }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

const isNote = (subject: SubjectKind, action: string): boolean =>
  process().actions.some((row) => row.subject === subject && row.name === action && row.note);
