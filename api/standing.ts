/** Where a subject stands now, at the head of its history: who holds it, since when, why, what may come next, and what failed. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import {
  actionsFrom,
  CLOCK,
  isClosed,
  process,
  type StateKey,
  type SubjectKind,
  type TaskName,
  taskOf,
} from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { SEALED_DECISION, SEALED_LETTER } from '../records/sealed-bids.ts';
import { LATE_TASK } from './late-tasks.ts';
import { bilingual, instant } from './schemas.ts';
import type { Seen } from './visibility.ts';

export const standingView = z
  .object({
    at: instant.describe('By the business clock.'),
    state: z.object({ key: z.string(), title: bilingual, since: instant }),
    why: z
      .object({
        action: z.string(),
        title: bilingual,
        at: instant,
        by: z.string().nullable(),
        onBehalfOf: z.string().nullable().describe('In whose name, where the role was delegated.'),
        reason: z.string().nullable(),
        data: z.unknown().describe('What was recorded with it, such as the conditions that were not met.'),
      })
      .nullable()
      .describe('The action that led here.'),
    holds: z
      .array(
        z.object({
          task: z.string(),
          title: bilingual,
          role: z.string(),
          holder: z.string().nullable().describe('Null while nobody of that role has taken it.'),
          since: instant,
          dueAt: instant,
          overdue: z.boolean(),
          escalated: z.boolean(),
          next: z
            .array(z.object({ action: z.string(), title: bilingual }))
            .describe('What may come of it; and last, what the clock does when nobody acts.'),
        }),
      )
      .describe('While an application has no task of its own, those of its package or round: it waits for them.'),
    failed: z.array(bilingual).describe('What could not be sent or done, and why.'),
  })
  .meta({ id: 'Standing' });
type Standing = z.infer<typeof standingView>;

type Row = {
  now: Date;
  stateSince: Date;
  why: {
    action: string;
    at: string;
    by: string | null;
    onBehalfOf: string | null;
    reason: string | null;
    data: unknown;
  } | null;
  tasks: TaskRow[] | null;
  unsent: { kind: 'letter' | 'decision' | 'wake'; name: string; attempts: number; error: string | null }[] | null;
};
type TaskRow = {
  name: TaskName;
  role: string;
  holder: string | null;
  openedAt: string;
  dueAt: string;
  overdue: boolean;
  escalated: boolean;
  nextAction: string | null;
  /** Of the dossier itself; of an application that has no task of its own, of its package or round, where that is under way. */
  subject: SubjectKind;
  key: StateKey;
  process: number;
};

/** @param pending what Temporal waits for and why it fails, as the engine's layer says it */
export async function standingOf(database: Database, seen: Seen, pending: readonly Bilingual[]): Promise<Standing> {
  const [row] = await database.$queryRaw<Row[]>`
    SELECT business_now() AS now, s."stateSince",
      (SELECT jsonb_build_object('action', e.action, 'at', e.at, 'by', e.actor ->> 'name',
          'onBehalfOf', e.actor -> 'onBehalfOf' ->> 'name', 'reason', e.reason, 'data', e.data) FROM "Event" e
        WHERE e."subjectId" = s.id AND e.after = s.stage || '/' || s.state AND (e.before <> e.after OR e.at = s."stateSince") ORDER BY e.version DESC LIMIT 1) AS why,
      (SELECT jsonb_agg(jsonb_build_object('name', t.name, 'role', t.role, 'holder', coalesce(person.name, party.name), 'openedAt', t."openedAt",
          'dueAt', t."dueAt", 'overdue', ${LATE_TASK}, 'escalated', t."escalatedAt" IS NOT NULL, 'nextAction', t."nextAction",
          'subject', t.subject, 'key', coalesce(pack.stage || '/' || pack.state, s.stage || '/' || s.state), 'process', coalesce(pack.process, s.process))
          ORDER BY t."dueAt", t.id)
        FROM "Task" t LEFT JOIN "Person" person ON person.id = t."personId" LEFT JOIN "Party" party ON party.id = t."partyId"
          LEFT JOIN (SELECT id, stage, state, process FROM "Package" UNION ALL SELECT id, stage, state, process FROM "SelectionRound") pack
            ON pack.id = t."subjectId" AND pack.id <> s.id
        WHERE t."closedAt" IS NULL AND t."subjectId" = CASE WHEN s."waitsFor" IS NULL
            OR EXISTS (SELECT FROM "Task" own WHERE own."subjectId" = s.id AND own."closedAt" IS NULL) THEN s.id ELSE s."waitsFor" END) AS tasks,
      (SELECT jsonb_agg(u) FROM (
        SELECT 'letter' AS kind, l.name, l.attempts, l."lastError" AS error FROM "Letter" l WHERE l."subjectId" = s.id AND l."sentAt" IS NULL
          AND l.attempts > 0 AND NOT ${SEALED_LETTER}
        UNION ALL SELECT 'decision', d.action, d.attempts, d."lastError" FROM "Decision" d WHERE d.code = s.code AND d."deliveredAt" IS NULL
          AND d.attempts > 0 AND NOT ${SEALED_DECISION}
        UNION ALL SELECT 'wake', subject, attempts, "lastError" FROM "Wake" WHERE code = s.code AND "sentAt" IS NULL AND attempts > 0) u) AS unsent
    FROM (SELECT id, code, stage, state, process, "stateSince", coalesce("packageId", "roundId") AS "waitsFor" FROM "Application"
      UNION ALL SELECT id, code, stage, state, process, "stateSince", NULL FROM "Package"
      UNION ALL SELECT id, code, stage, state, process, "stateSince", NULL FROM "SelectionRound") s
    WHERE s.id = ${seen.id}::uuid`;
  const { now, stateSince, why, tasks, unsent } = row!;
  return {
    at: now.toISOString(),
    state: { key: seen.key, title: wordOf('state', seen.key), since: stateSince.toISOString() },
    why: why && { ...why, at: new Date(why.at).toISOString(), title: wordOf('action', why.action) },
    holds: isClosed(seen.stage) ? [] : (tasks ?? []).map(heldBy),
    failed: [...(unsent ?? []).map(whyUnsent), ...pending],
  };
}

function heldBy({ nextAction, ...task }: TaskRow): Standing['holds'][number] {
  const table = process(task.process);
  const answers = actionsFrom(table, task.subject, task.key).filter(
    (row) => row.task === task.name && !row.by.every((role) => role === CLOCK),
  );
  const lapse = taskOf(table, task.name).lapse ?? nextAction;
  const names = [...new Set([...answers.map((row) => row.name), ...(lapse ? [lapse] : [])])];
  return {
    task: task.name,
    role: task.role,
    holder: task.holder,
    overdue: task.overdue,
    escalated: task.escalated,
    title: wordOf('task', task.name),
    since: new Date(task.openedAt).toISOString(),
    dueAt: new Date(task.dueAt).toISOString(),
    next: names.map((action) => ({ action, title: wordOf('action', action) })),
  };
}

function whyUnsent({ kind, name, attempts, error }: NonNullable<Row['unsent']>[number]): Bilingual {
  const what = kind === 'wake' ? wordOf('subject', name) : wordOf(kind === 'letter' ? 'letter' : 'action', name);
  const why = error ? `: ${error}` : '';
  return {
    vi: `Chưa gửi được "${what.vi}" sau ${attempts} lần thử${why}`,
    en: `"${what.en}" could not be sent after ${attempts} attempt(s)${why}`,
  };
}
