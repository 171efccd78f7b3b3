/**
 * What a subject's run shows of it in Temporal's own pages: whose turn it is and until when, what was done last, why it is paused, what could
 * not be recorded. Codes, roles and instants alone: nothing personal goes to a workflow. The run acts by none of it.
 */
import type { Bilingual } from '../domain/fault.ts';
import { type ActionName, process, ROLE, type Role, STATE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { carries, programmeOf } from '../programmes/index.ts';
import { type Case, keyOf, type OpenFault, type SubjectRow, type Task, type Tx } from './case.ts';
import { basisOf } from './due.ts';
import type { Plan } from './plan.ts';
import { hasPassed, runs } from './promise.ts';
import { SUBJECT_TABLE } from './subject-table.ts';

/** An open task. `from` and `days` are what its due date was reckoned from; `extension` in working days; null where the subject gave the date itself. */
export type Turn = {
  task: string;
  role: string;
  dueAt: string;
  reckoned: { from: string; days: number; extension: number; pauses: number } | null;
  /** Whether its clock has called it late. */
  late: boolean;
};
/** One thing that was done: by which role, and when by the business clock. */
export type Act = { action: string; by: string; at: string };
/** What a subject is about: its programme, and the support item that an application is for. */
export type Title = { programme: Bilingual; item: Bilingual | null };
export type Details = {
  /** For a run that knows it not: it does not change. */
  title?: Title;
  /** The first to fall due comes first. */
  turns: readonly Turn[];
  /** The newest first: what was done now; of a look, the last three. */
  acts: readonly Act[];
  /** The date that was promised to the enterprise and is not answered yet, and whether it has passed. */
  promise: { at: string; passed: boolean } | null;
  /** Why the one-stop clock stands, in the programme's words. */
  paused: Bilingual | null;
  /** What could not be recorded for a reason of ours: since when a supervisor must act. */
  faults: readonly Omit<OpenFault, 'reference'>[];
};

const MOST_ACTS = 3;

/** Only an application is for one support item. */
const ITEM: Record<SubjectKind, Prisma.Sql> = {
  [SUBJECT.application]: Prisma.sql`s.item`,
  [SUBJECT.package]: Prisma.sql`NULL`,
  [SUBJECT.round]: Prisma.sql`NULL`,
};

/** Only an application has a date promised. */
const PROMISE: Record<SubjectKind, Prisma.Sql> = {
  [SUBJECT.application]: Prisma.sql`jsonb_build_object('stage', s.stage, 'acceptedAt', s."acceptedAt", 'appointedAt', s."appointedAt",
    'clockStoppedAt', s."clockStoppedAt", 'promisePassedAt', s."promisePassedAt")`,
  [SUBJECT.package]: Prisma.sql`NULL`,
  [SUBJECT.round]: Prisma.sql`NULL`,
};

/** Of the whole statement's subject `s`: what `detailsFrom` takes. */
export const DETAILS = (subject: SubjectKind): Prisma.Sql => Prisma.sql`
  (SELECT coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'role', t.role, 'dueAt', t."dueAt", 'dueBasis', t."dueBasis", 'overdueAt', t."overdueAt")), '[]')
    FROM "Task" t WHERE t."subjectId" = s.id AND t."closedAt" IS NULL) AS tasks,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'roles', e.actor -> 'roles', 'at', e.at)), '[]') FROM (
    SELECT action, actor, at FROM "Event" WHERE "subjectId" = s.id ORDER BY version DESC LIMIT ${MOST_ACTS}) e) AS acts,
  (SELECT definition FROM "Programme" WHERE id = s."programmeId") AS definition, ${ITEM[subject]} AS item, ${PROMISE[subject]} AS promise,
  (SELECT reason FROM "Pause" WHERE "applicationId" = s.id AND "toAt" IS NULL LIMIT 1) AS "pauseReason",
  (${openFaults(subject, Prisma.sql`s.code`)}) AS faults`;

/** Faults that wait for a supervisor, as `OpenFault`s. */
export const openFaults = (subject: SubjectKind, code: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT coalesce(jsonb_agg(jsonb_build_object('what', f.what, 'since', f.at, 'reference', f.reference) ORDER BY f.at), '[]')
  FROM "RecordFault" f WHERE f.subject = ${subject} AND f.code = ${code} AND f."settledAt" IS NULL`;

/** Of a promise, as JSON brings them or as the row has them. */
type Dates = Record<
  'stage' | 'acceptedAt' | 'appointedAt' | 'clockStoppedAt' | 'promisePassedAt',
  Date | string | null
>;

export type DetailsRow = {
  tasks: (Pick<Task, 'name' | 'role' | 'dueBasis'> & { dueAt: string; overdueAt: string | null })[];
  acts: { action: string; roles: string[] | null; at: string }[];
  definition: string;
  item: string | null;
  promise: Dates | null;
  pauseReason: string | null;
  faults: OpenFault[];
};

/** What a subject is about, for whoever starts its run; null where there is no such subject. */
export async function titleOf(
  database: Pick<Tx, '$queryRaw'>,
  subject: SubjectKind,
  code: string,
): Promise<Title | null> {
  const [row] = await database.$queryRaw<Pick<DetailsRow, 'definition' | 'item'>[]>`
    SELECT p.definition, ${ITEM[subject]} AS item FROM ${SUBJECT_TABLE[subject]} s JOIN "Programme" p ON p.id = s."programmeId" WHERE s.code = ${code}`;
  return (row && titleFrom(row, row)) ?? null;
}

/** @param row of an application: its support item. @returns undefined where this build does not carry the programme: a run goes on without a title */
export function titleFrom({ definition }: Pick<DetailsRow, 'definition'>, row: object): Title | undefined {
  if (!carries(definition)) return undefined;
  const { name, items } = programmeOf(definition);
  const found = 'item' in row ? items.find(({ code }) => code === row.item)?.name : undefined;
  return { programme: bilingual(name), item: found ? bilingual(found) : null };
}

/** Without a title where there is none. */
export const titled = (title: Title | undefined): Pick<Details, 'title'> => (title ? { title } : {});

const bilingual = ({ vi, en }: Bilingual): Bilingual => ({ vi, en });

/** Read afresh. */
export function detailsFrom(subject: SubjectKind, row: DetailsRow & { stage: string; state: string }): Details {
  const paused = keyOf(row) === STATE.paused && row.pauseReason !== null;
  return {
    ...titled(titleFrom(row, row)),
    turns: turnsOf(row.tasks),
    acts: row.acts.map(({ action, roles, at }) => ({ action, by: actedAs(subject, action, roles ?? []), at: iso(at) })),
    promise: row.promise && promiseFrom(row.promise),
    paused: paused ? pauseWords(row.definition, row.pauseReason!) : null,
    faults: faultsOf(row.faults),
  };
}

/** Once a plan is written. A fault that is about the decision itself is settled by its being recorded. */
export function detailsAfter(found: Case, plan: Plan, row: SubjectRow): Details {
  const reason = keyOf(row) === STATE.paused ? (plan.pauseReason ?? found.pauseReason) : null;
  return {
    turns: turnsOf(plan.tasksOf(found.row)),
    acts: plan
      .actsOf(row)
      .map(({ action, roles, at }) => ({ action, by: actedAs(found.subject, action, roles), at: at.toISOString() }))
      .slice(0, MOST_ACTS),
    promise:
      found.application && found.subject === SUBJECT.application
        ? promiseFrom(plan.promiseOf(found.application))
        : null,
    paused: reason === null ? null : pauseWords(found.programme.definition, reason),
    faults: faultsOf(found.faults.filter(({ reference }) => reference !== found.decision?.id)),
  };
}

const promiseFrom = (dates: Dates): Details['promise'] =>
  runs(dates) ? { at: iso(dates.appointedAt!), passed: hasPassed(dates) } : null;

type OpenTask = Pick<Task, 'name' | 'role' | 'dueBasis'> & { dueAt: Date | string; overdueAt: Date | string | null };

const turnsOf = (tasks: readonly OpenTask[]): Turn[] =>
  tasks
    .map((task) => {
      const basis = basisOf(task);
      return {
        task: task.name,
        role: task.role,
        dueAt: iso(task.dueAt),
        reckoned: basis
          ? {
              from: iso(basis.from),
              days: basis.workingDays,
              extension: basis.extension,
              pauses: basis.pauses.length,
            }
          : null,
        late: task.overdueAt !== null,
      };
    })
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.task.localeCompare(b.task));

const faultsOf = (faults: readonly OpenFault[]): Details['faults'] =>
  faults.map(({ what, since }) => ({ what, since: iso(since) }));

/** By which of the roles that somebody holds the table lets the action be taken. */
function actedAs(subject: SubjectKind, action: string, roles: readonly string[]): Role {
  const rows = process().actions.filter((row) => row.subject === subject && row.name === (action as ActionName));
  const by = roles.find((role) => rows.some((row) => (row.by as readonly string[]).includes(role)));
  return (by ?? roles[0] ?? ROLE.clock) as Role;
}

/** In the programme's words; what asks for a supplement pauses the clock too, and is an action. */
function pauseWords(definition: string, reason: string): Bilingual {
  const rule = carries(definition)
    ? programmeOf(definition).pauseReasons.find(({ code }) => code === reason)
    : undefined;
  return rule ? bilingual(rule.text) : { vi: reason, en: reason };
}

/** As JSON brings an instant from PostgreSQL: with an offset of its own. */
const iso = (at: Date | string): string => new Date(at).toISOString();
