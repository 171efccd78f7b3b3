/**
 * Notices that the database was put back: restored from a backup, or taken over by a standby that had not received its last moments. What
 * was written since is gone, and whoever remembers it (the runs of open subjects) must look again.
 */
import { LETTER, STAGE, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { PUT_BACK } from './beats.ts';
import { SUBJECTS } from './run-gaps.ts';
import { toSupervisors } from './supervisors.ts';

/**
 * How far a database has come: the server's own number, the database's, the timeline, which grows with every takeover, the bytes that
 * were written to its log, which only grow, and how often it was looked at, which it keeps itself. Kept where the database cannot take it
 * back. The bytes alone would not do: a server that starts on a young copy writes more than the copy lacks.
 */
export type DatabaseMark = { server: string; database: string; timeline: string; written: string; looks?: number };

/** @returns null where the server does not tell */
export async function readMark(database: Database): Promise<DatabaseMark | null> {
  try {
    const [mark] = await database.$queryRaw<DatabaseMark[]>`
      SELECT (SELECT system_identifier::text FROM pg_control_system()) AS server,
        (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS database,
        substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
        (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS written,
        coalesce((SELECT (detail ->> 'looks')::int FROM "Beat" WHERE turn = ${PUT_BACK}), 0) AS looks`;
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

/**
 * The mark that the database keeps of itself. A takeover or a dump that was restored shows in it; a copy of the server's files does not,
 * since the mark goes back with it.
 */
export async function keptMark(database: Database): Promise<DatabaseMark | null> {
  const kept = await database.beat.findUnique({ where: { turn: PUT_BACK }, select: { detail: true } });
  return (kept?.detail as DatabaseMark | null | undefined) ?? null;
}

/** Until the dispatcher has written how often it looks. */
const LOOKED_AT_EVERY_MS = 5_000;

/**
 * Has the database keep a mark of itself, with one look more than it had.
 * @returns the mark as it is kept
 */
export async function keepMark(database: Database, { looks: _, ...mark }: DatabaseMark): Promise<DatabaseMark> {
  const [kept] = await database.$queryRaw<{ looks: number }[]>`
    INSERT INTO "Beat" AS b (turn, "everyMs", at, detail) VALUES (${PUT_BACK}, ${LOOKED_AT_EVERY_MS}, now(), ${JSON.stringify(mark)}::jsonb || '{"looks": 1}')
    ON CONFLICT (turn) DO UPDATE SET detail = ${JSON.stringify(mark)}::jsonb || jsonb_build_object('looks', coalesce((b.detail ->> 'looks')::int, 0) + 1)
    RETURNING (detail ->> 'looks')::int AS looks`;
  return { ...mark, looks: kept!.looks };
}

/** Whether what was seen before is not contained in what is there now. */
export const wasPutBack = (seen: DatabaseMark, now: DatabaseMark): boolean =>
  seen.server !== now.server ||
  seen.database !== now.database ||
  seen.timeline !== now.timeline ||
  BigInt(now.written) < BigInt(seen.written) ||
  (now.looks ?? 0) < (seen.looks ?? 0);

/**
 * Has every open subject look again, and tells the supervisors of every agency until when its data reach: they alone can say what was
 * decided after that.
 *
 * @returns how many subjects are to look
 */
export async function afterPutBack(database: Database): Promise<number> {
  return database.$transaction(async (tx) => {
    for (const limit of ['statement_timeout', 'lock_timeout'])
      await tx.$executeRaw`SELECT set_config(${limit}, ${String(EVERYTHING.timeout)}, true)`;
    await tx.$executeRaw(letters);
    return tx.$executeRaw`INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM ${OPEN} open`;
  }, EVERYTHING);
}

/** It reads every event and writes a row for every open subject: a transaction or statement that ran out of its time would do so each time. */
const EVERYTHING = { timeout: 60_000 };

const OPEN = Prisma.sql`(
  SELECT '${Prisma.raw(SUBJECT.application)}' AS subject, code FROM "Application" WHERE version > 0 AND stage <> '${Prisma.raw(STAGE.closed)}'
  UNION ALL SELECT '${Prisma.raw(SUBJECT.package)}', code FROM "Package" WHERE version > 0 AND stage <> '${Prisma.raw(STAGE.closed)}'
  UNION ALL SELECT '${Prisma.raw(SUBJECT.round)}', code FROM "SelectionRound" WHERE version > 0 AND stage <> '${Prisma.raw(STAGE.closed)}')`;

/** One to each supervisor, about what was recorded last in what the supervisor sees. */
const letters = Prisma.sql`
  WITH last AS (
    SELECT DISTINCT ON (s."agencyId", s."programmeId") s."agencyId", s."programmeId", s.subject, s.id AS "subjectId", s.code, e.at
    FROM "Event" e JOIN ${SUBJECTS} s ON s.id = e."subjectId" ORDER BY s."agencyId", s."programmeId", e.at DESC),
  ${toSupervisors(Prisma.sql`last`)}
  INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "personId", facts, example, "createdAt")
  SELECT DISTINCT ON ("personId") gen_random_uuid(), subject, "subjectId", code, 0, ${LETTER.databasePutBack}, "personId",
    jsonb_build_object('until', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), example, business_now()
  FROM addressed ORDER BY "personId", at DESC`;
