/** Which open tasks are late: by their date, marked by the clock or not, so that the lists say so above all where nothing drives the clocks. */
import { process } from '../domain/process.ts';
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

/** The same of one open task that was read. */
export const isLateTask = (
  { name, dueAt, overdueAt }: Pick<Task, 'name'> & { dueAt: Date | string; overdueAt: Date | string | null },
  now: Date,
): boolean => new Date(dueAt) <= now && (overdueAt !== null || !LAPSING.includes(name));
