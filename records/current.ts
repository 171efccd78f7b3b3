/** Where a subject stands: what record() answers, and the workflow adopts. */
import { UnknownSubject } from '../domain/errors.ts';
import { isClosed, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Case, SubjectRow, Tx } from './case.ts';
import type { Plan } from './plan.ts';
import { SUBJECT_TABLE } from './subject-table.ts';

/** What the workflow adopts, whatever it believed before. Instants are ISO text. */
export type Current = {
  version: number;
  stage: string;
  state: string;
  overdue: boolean;
  programme: string;
  route: readonly string[];
  /** The next thing that the clock does to an open task, or to the promise of an application (then `task` is its id); if any. */
  next: { task: string; dueAt: string } | null;
  /** The business clock of the answering transaction: workflows wait for `next.dueAt − at`. */
  at: string;
};

/** Where a subject stands, read afresh. @throws UnknownSubject for a code that nobody has: it is not there, which is not the same as closed */
export async function currentOf(tx: Tx, subject: SubjectKind, code: string): Promise<Current> {
  const [row] = await tx.$queryRaw<StandingRow[]>`
    SELECT s.id, s.version, s.stage, s.state, s.overdue, s."programmeId", ${ROUTE[subject]} AS route, business_now() AS at,
      ring.id AS "taskId", ring."nextAt" FROM ${SUBJECT_TABLE[subject]} s LEFT JOIN LATERAL (
        SELECT id, "nextAt" FROM "Ring" WHERE "subjectId" = s.id ORDER BY "nextAt", id LIMIT 1) ring ON true WHERE s.code = ${code}`;
  if (!row) throw new UnknownSubject(subject, code);
  return {
    version: row.version,
    stage: row.stage,
    state: row.state,
    overdue: row.overdue,
    programme: row.programmeId,
    route: row.route,
    next: row.taskId && row.nextAt ? { task: row.taskId, dueAt: row.nextAt.toISOString() } : null,
    at: row.at.toISOString(),
  };
}

/** An application has a route of its own. */
const ROUTE: Record<SubjectKind, Prisma.Sql> = {
  [SUBJECT.application]: Prisma.sql`s.route`,
  [SUBJECT.package]: Prisma.sql`'{}'::text[]`,
  [SUBJECT.round]: Prisma.sql`'{}'::text[]`,
};

type StandingRow = {
  id: string;
  version: number;
  stage: string;
  state: string;
  overdue: boolean;
  programmeId: string;
  route: string[];
  at: Date;
  taskId: string | null;
  nextAt: Date | null;
};

/** Where the subject stands once the plan is written. */
export function currentFrom(found: Case, plan: Plan): Current {
  const row: SubjectRow = plan.rowOf(found.row);
  const promise = found.application && found.subject === SUBJECT.application ? plan.promiseOf(found.application) : null;
  const rings = isClosed(row.stage)
    ? []
    : [...plan.tasksOf(found.row), { id: row.id, nextAt: promise?.promiseNextAt ?? null }].filter(
        ({ nextAt }) => nextAt !== null,
      );
  const [first] = rings.sort((a, b) => a.nextAt!.getTime() - b.nextAt!.getTime());
  return {
    version: row.version,
    stage: row.stage,
    state: row.state,
    overdue: plan.isOverdue(found.row),
    programme: row.programmeId,
    route: plan.route,
    next: first ? { task: first.id, dueAt: first.nextAt!.toISOString() } : null,
    at: found.now.toISOString(),
  };
}
