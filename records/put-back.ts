/**
 * Notices that the database was put back: restored from a backup, or taken over by a standby that had not received its last moments. What
 * was written since is gone, and whoever remembers it (the runs of open subjects) must look again.
 */
import { STAGE, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';

/**
 * How far a database has come: the server's own number, the database's, the timeline, which grows with every takeover, and the bytes that
 * were written to its log, which only grow. Kept where the database cannot take it back.
 */
export type DatabaseMark = { server: string; database: string; timeline: string; written: string };

/** @returns null where the server does not tell */
export async function readMark(database: Database): Promise<DatabaseMark | null> {
  try {
    const [mark] = await database.$queryRaw<DatabaseMark[]>`
      SELECT (SELECT system_identifier::text FROM pg_control_system()) AS server,
        (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
        (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS written`;
    return mark!;
  } catch (error) {
    if (refused(error)) return null;
    throw error;
  }
}

/** Some hosts do not let an account ask the server for its number or its log: then nothing can be said. */
const REFUSED: ReadonlySet<string> = new Set(['42501', '42883', '0A000']);
const refused = (error: unknown): boolean =>
  REFUSED.has((error as { meta?: { code?: string } }).meta?.code ?? '') ||
  [...REFUSED].some((code) => error instanceof Error && error.message.includes(`Code: \`${code}\``));

/** Whether what was seen before is not contained in what is there now. */
export const wasPutBack = (seen: DatabaseMark, now: DatabaseMark): boolean =>
  seen.server !== now.server ||
  seen.database !== now.database ||
  seen.timeline !== now.timeline ||
  BigInt(now.written) < BigInt(seen.written);

const OPEN = Prisma.sql`version > 0 AND stage <> ${STAGE.closed}`;

/**
 * Writes a wake for every open subject: each run looks, and adopts where the database says that it stands.
 * @returns how many
 */
export async function wakeEverySubject(database: Database): Promise<number> {
  return database.$executeRaw`
    INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM (
      SELECT ${SUBJECT.application} AS subject, code FROM "Application" WHERE ${OPEN}
      UNION ALL SELECT ${SUBJECT.package}, code FROM "Package" WHERE ${OPEN}
      UNION ALL SELECT ${SUBJECT.round}, code FROM "SelectionRound" WHERE ${OPEN}) open`;
}
