/** Everything that waits to be delivered: kept as rows, worked off by the dispatcher. How much there is, since when, and how to try at once. */
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

/**
 * All rows that wait, as a table: `id`, `kind`, `what`, `subject`, `code`, `since`, `age` in seconds, `attempts`, `nextTryAt`,
 * `lastError`, `failure`. Decisions and letters are dated by the business clock, wakes and recalculations by the wall clock.
 *
 * @param but which decisions (alias `d`) and letters (alias `l`) are left out
 */
export const waitingRows = (but: { decisions: Prisma.Sql; letters: Prisma.Sql }): Prisma.Sql => Prisma.sql`(
  SELECT d.id, ${DECISION_KIND()} AS kind, d.action AS what, d.subject, d.code, d."receivedAt" AS since,
      extract(epoch FROM business_now() - d."receivedAt")::float8 AS age, d.attempts,
      CASE WHEN d.attempts > 0 THEN d."sentAt" + ${decisionPause(Prisma.sql`d.attempts`)} * interval '1 second' END AS "nextTryAt", d."lastError", NULL AS failure
    FROM "Decision" d WHERE d."deliveredAt" IS NULL AND NOT (${but.decisions})
  UNION ALL SELECT l.id::text, ${OUTBOX.letter}, l.name, l.subject, l.code, l."createdAt",
      extract(epoch FROM business_now() - l."createdAt")::float8, l.attempts, l."nextTryAt", l."lastError", l.failure
    FROM "Letter" l WHERE l."sentAt" IS NULL AND NOT (${but.letters})
  UNION ALL SELECT id::text, ${OUTBOX.wake}, subject, subject, code, "createdAt",
      extract(epoch FROM now() - "createdAt")::float8, attempts, "nextTryAt", "lastError", NULL FROM "Wake" WHERE "sentAt" IS NULL
  UNION ALL SELECT id::text, ${OUTBOX.recalculation}, subject, subject, code, "createdAt",
      extract(epoch FROM now() - "createdAt")::float8, attempts, "nextTryAt", "lastError", NULL FROM "Recalculation" WHERE "doneAt" IS NULL)`;

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

/**
 * Has one row tried at once. What is under way is not disturbed: it is due again when it fails.
 * @returns false where it does not wait any more
 */
export async function tryAtOnce(database: Database, kind: OutboxKind, id: string): Promise<boolean> {
  if (kind === OUTBOX.decision || kind === OUTBOX.note)
    // The longest pause between two tries.
    return (
      (await database.$executeRaw`UPDATE "Decision" SET "sentAt" = now() - interval '300 seconds' WHERE id = ${id} AND "deliveredAt" IS NULL`) >
      0
    );
  const { table, waits } = TABLE[kind];
  const count = await database.$executeRaw`
    UPDATE ${Prisma.raw(`"${table}"`)} SET "nextTryAt" = now() WHERE id = ${id}::uuid AND ${waits}`;
  await database.$executeRaw`SELECT pg_notify('outbox', ${table})`;
  return count > 0;
}

const UNSENT = Prisma.sql`"sentAt" IS NULL`;
const TABLE = {
  [OUTBOX.letter]: { table: 'Letter', waits: UNSENT },
  [OUTBOX.wake]: { table: 'Wake', waits: UNSENT },
  [OUTBOX.recalculation]: { table: 'Recalculation', waits: Prisma.sql`"doneAt" IS NULL` },
} as const;
