/** What an application waits for where it has no task of its own: its package or round. What is late there is late here, for every reader. */
import { process, STAGE, type StateKey, SUBJECT, stateOf } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { type Application, Prisma } from '../prisma/generated/client.ts';
import { keyOf } from '../records/case.ts';
import { hasLateTask, openTasksOf, type TaskWaiting } from './late-tasks.ts';

/** The states, of any version in use, in which an application may wait for its package, and those in which for its round. */
const waitingFor = (subject: typeof SUBJECT.package | typeof SUBJECT.round): StateKey[] =>
  process()
    .states.filter((state) => state.waitsFor === subject)
    .map(({ key }) => key);

/** Whether the promised date of an application has passed without a decision. */
export const promisePassed = (
  {
    stage,
    acceptedAt,
    appointedAt,
    clockStoppedAt,
  }: Pick<Application, 'stage' | 'acceptedAt' | 'appointedAt' | 'clockStoppedAt'>,
  now: Date,
): boolean =>
  stage === STAGE.eligibility &&
  acceptedAt !== null &&
  clockStoppedAt === null &&
  appointedAt !== null &&
  appointedAt <= now;

/** A condition on rows `a` of applications: late by a task of their own, by the promise, or by what they wait for. */
export const LATE = Prisma.sql`(a.overdue OR ${hasLateTask(Prisma.sql`a.id`)}
  OR (a.stage = ${STAGE.eligibility} AND a."acceptedAt" IS NOT NULL AND a."clockStoppedAt" IS NULL AND a."appointedAt" <= business_now())
  OR (NOT EXISTS (SELECT FROM "Task" own WHERE own."subjectId" = a.id AND own."closedAt" IS NULL) AND (
    (a.stage || '/' || a.state = ANY(${waitingFor(SUBJECT.package)}) AND EXISTS (SELECT FROM "Package" p WHERE p.id = a."packageId" AND (p.overdue OR ${hasLateTask(Prisma.sql`p.id`)})))
    OR (a.stage || '/' || a.state = ANY(${waitingFor(SUBJECT.round)}) AND EXISTS (SELECT FROM "SelectionRound" r WHERE r.id = a."roundId" AND (r.overdue OR ${hasLateTask(Prisma.sql`r.id`)}))))))`;

type Waiting = Pick<Application, 'id' | 'stage' | 'state' | 'process' | 'packageId' | 'roundId'>;

/** The package or round that an application waits for, as long as it has no task of its own. */
function awaited(row: Waiting): string | null {
  const { waitsFor } = stateOf(process(row.process), SUBJECT.application, keyOf(row));
  if (waitsFor === SUBJECT.package) return row.packageId;
  return waitsFor === SUBJECT.round ? row.roundId : null;
}

/**
 * The open tasks that applications wait for: their own, or those of the package or round where they have none.
 *
 * @param own open tasks of these applications
 * @returns by the application's id
 */
export async function tasksWaitedFor(
  database: Database,
  rows: readonly Waiting[],
  own: readonly TaskWaiting[],
): Promise<Map<string, TaskWaiting[]>> {
  const without = rows.filter((row) => !own.some((task) => task.subjectId === row.id));
  const ids = [...new Set(without.flatMap((row) => awaited(row) ?? []))];
  const others = await openTasksOf(database, ids);
  return new Map(
    rows.map((row) => {
      const mine = own.filter((task) => task.subjectId === row.id);
      return [row.id, mine.length > 0 ? mine : others.filter((task) => task.subjectId === awaited(row))];
    }),
  );
}
