/** Everything that waits to be delivered: kept as rows, worked off by the dispatcher. How much there is, since when, and how to try at once. */
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { doubled } from './backoff.ts';
import { noteActions } from './faults.ts';

/** Decisions and notes whose outcome is not known to be recorded, letters, wakes of other subjects, dates to be reckoned again. */
export const OUTBOX = {
  decision: 'decision',
  note: 'note',
  letter: 'letter',
  wake: 'wake',
  recalculation: 'recalculation',
} as const;
export type OutboxKind = (typeof OUTBOX)[keyof typeof OUTBOX];

/** Seconds until a decision is sent again: five, ten, twenty … up to five minutes. @param attempts an expression for how often it was sent */
export const decisionPause = (attempts: Prisma.Sql): Prisma.Sql => doubled(5, attempts, 300);

/** Whether a decision (alias `d`) is a note or is not, as its kind. */
const DECISION_KIND = (): Prisma.Sql =>
  Prisma.sql`CASE WHEN d.subject || '/' || d.action = ANY(${noteActions()}) THEN ${OUTBOX.note} ELSE ${OUTBOX.decision} END`;

/** Whose a letter (alias `l`) is that is about no dossier, package or round but a day of an agency's calendar. */
export const AGENCY_OF_LETTER = Prisma.sql`CASE WHEN l.subject = '${Prisma.raw(CALENDAR_LETTERS)}' THEN l.facts ->> 'agency' END`;

/**
 * All rows that wait, as a table: `id`, `kind`, `what`, `subject`, `code`, `since`, `age` in seconds, `attempts`, `nextTryAt`,
 * `lastError`, `failure`, and `agency` of those that are about no subject. Decisions and letters are dated by the business clock, wakes and recalculations by the wall clock.
 *
 * @param but which decisions (alias `d`) and letters (alias `l`) are left out
 */
export const waitingRows = (but: { decisions: Prisma.Sql; letters: Prisma.Sql }): Prisma.Sql => Prisma.sql`(
  SELECT d.id, ${DECISION_KIND()} AS kind, d.action AS what, d.subject, d.code, d."receivedAt" AS since,
      extract(epoch FROM business_now() - d."receivedAt")::float8 AS age, d.attempts,
      CASE WHEN d.attempts > 0 THEN d."sentAt" + ${decisionPause(Prisma.sql`d.attempts`)} * interval '1 second' END AS "nextTryAt", d."lastError", NULL AS failure, NULL AS agency
    FROM "Decision" d WHERE d."deliveredAt" IS NULL AND NOT (${but.decisions})
  UNION ALL SELECT l.id::text, ${OUTBOX.letter}, l.name, l.subject, l.code, l."createdAt",
      extract(epoch FROM business_now() - l."createdAt")::float8, l.attempts, l."nextTryAt", l."lastError", l.failure, ${AGENCY_OF_LETTER}
    FROM "Letter" l WHERE l."sentAt" IS NULL AND NOT (${but.letters})
  UNION ALL SELECT id::text, ${OUTBOX.wake}, subject, subject, code, "createdAt",
      extract(epoch FROM now() - "createdAt")::float8, attempts, "nextTryAt", "lastError", NULL, NULL FROM "Wake" WHERE "sentAt" IS NULL
  UNION ALL SELECT id::text, ${OUTBOX.recalculation}, subject, subject, code, "createdAt",
      extract(epoch FROM now() - "createdAt")::float8, attempts, "nextTryAt", "lastError", NULL, NULL FROM "Recalculation" WHERE "doneAt" IS NULL)`;

export type Waiting = { kind: OutboxKind; count: number; oldestSeconds: number };

/** How many rows of each kind wait, and for how long the oldest; kinds of which none waits too. For figures: it reads no row's content. */
export async function waitingByKind(database: Pick<Database, '$queryRaw'>): Promise<Waiting[]> {
  const rows = await database.$queryRaw<Waiting[]>`
    SELECT kind, count, greatest(coalesce(age, 0), 0)::float8 AS "oldestSeconds" FROM (
      SELECT ${DECISION_KIND()} AS kind, count(*)::int AS count, extract(epoch FROM business_now() - min(d."receivedAt")) AS age
        FROM "Decision" d WHERE d."deliveredAt" IS NULL GROUP BY 1
      UNION ALL SELECT ${OUTBOX.letter}, count(*)::int, extract(epoch FROM business_now() - min("createdAt")) FROM "Letter" WHERE "sentAt" IS NULL
      UNION ALL SELECT ${OUTBOX.wake}, count(*)::int, extract(epoch FROM now() - min("createdAt")) FROM "Wake" WHERE "sentAt" IS NULL
      UNION ALL SELECT ${OUTBOX.recalculation}, count(*)::int, extract(epoch FROM now() - min("createdAt")) FROM "Recalculation" WHERE "doneAt" IS NULL) o`;
  return Object.values(OUTBOX).map(
    (kind) => rows.find((row) => row.kind === kind) ?? { kind, count: 0, oldestSeconds: 0 },
  );
}

/** How long nobody else takes a letter that was taken: longer than sending one takes. */
export const LETTER_HELD_SECONDS = 60;

/**
 * Has one row tried at once. A letter that may be on its way is not disturbed: taken a second time it would be sent twice. One whose
 * turn comes within the time that a letter is held keeps its turn, therefore. Whatever else is brought twice has its effect once.
 *
 * @returns when it is tried; null where it does not wait any more
 */
export async function tryAtOnce(database: Database, kind: OutboxKind, id: string): Promise<Date | null> {
  const [row] = await database.$queryRaw<{ at: Date }[]>(MADE_DUE[kind](id));
  const table = TABLE[kind];
  if (table) await database.$executeRaw`SELECT pg_notify('outbox', ${table})`;
  return row?.at ?? null;
}

/** Whose rows the dispatcher is woken for; decisions are looked for every few seconds. */
const TABLE: Partial<Record<OutboxKind, string>> = {
  [OUTBOX.letter]: 'Letter',
  [OUTBOX.wake]: 'Wake',
  [OUTBOX.recalculation]: 'Recalculation',
};

/** The longest pause between two tries ago. */
const decisionDue = (id: string): Prisma.Sql => Prisma.sql`
  UPDATE "Decision" SET "sentAt" = now() - interval '300 seconds' WHERE id = ${id} AND "deliveredAt" IS NULL RETURNING now() AS at`;

const MADE_DUE: Record<OutboxKind, (id: string) => Prisma.Sql> = {
  [OUTBOX.decision]: decisionDue,
  [OUTBOX.note]: decisionDue,
  [OUTBOX.letter]: (id) => Prisma.sql`
    UPDATE "Letter" SET "nextTryAt" = CASE WHEN "nextTryAt" > now() + ${LETTER_HELD_SECONDS} * interval '1 second' THEN now() ELSE "nextTryAt" END
    WHERE id = ${id}::uuid AND "sentAt" IS NULL RETURNING "nextTryAt" AS at`,
  [OUTBOX.wake]: (id) =>
    Prisma.sql`UPDATE "Wake" SET "nextTryAt" = now() WHERE id = ${id}::uuid AND "sentAt" IS NULL RETURNING "nextTryAt" AS at`,
  [OUTBOX.recalculation]: (id) =>
    Prisma.sql`UPDATE "Recalculation" SET "nextTryAt" = now() WHERE id = ${id}::uuid AND "doneAt" IS NULL RETURNING "nextTryAt" AS at`,
};
