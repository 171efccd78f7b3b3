/** Which open tasks are late: by their date, marked by the clock or not, so that the lists say so above all where nothing drives the clocks. */
import { process } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma, type Task } from '../prisma/generated/client.ts';

/** Tasks that end with their limit: the clock takes their lapse, and marks them late only where it had to put that off. */
const LAPSING: readonly string[] = Object.entries(process().tasks).flatMap(([name, { lapse }]) =>
  lapse ? [name] : [],
);

/** A condition on rows `t` of tasks. The clock is read once for all rows. */
export const LATE_TASK = Prisma.sql`(t."closedAt" IS NULL AND t."dueAt" <= (SELECT business_now())
  AND (t."overdueAt" IS NOT NULL OR t.name <> ALL(${[...LAPSING]})))`;

/** A condition: an application, package or round of this id has a late task of its own. */
export const hasLateTask = (id: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM "Task" t WHERE t."subjectId" = ${id} AND ${LATE_TASK})`;

/** An open task, with whether it is late. */
export type TaskWaiting = Task & { late: boolean };

/** The open tasks of subjects by their ids, the one due first at the top. @throws what the database throws */
export const openTasksOf = async (
  database: Pick<Database, '$queryRaw'>,
  subjects: readonly string[],
): Promise<TaskWaiting[]> =>
  subjects.length === 0
    ? []
    : database.$queryRaw<TaskWaiting[]>`
        SELECT t.*, ${LATE_TASK} AS late FROM "Task" t WHERE t."closedAt" IS NULL AND t."subjectId" = ANY(${[...subjects]}::uuid[])
        ORDER BY t."dueAt", t.id`;
