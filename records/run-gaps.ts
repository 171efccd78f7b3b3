/**
 * Open subjects that have no run on the workflow engine, and runs without an open subject: what a comparison found, what was done
 * about it, and the letter that tells the supervisors. By the wall clock, since the engine knows no other.
 */
import { LETTER, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { doubled } from './backoff.ts';
import { toSupervisors } from './supervisors.ts';

export const GAP = {
  /** The subject is open and nothing drives it. */
  noRun: 'no-run',
  /** Its run is on a task queue of others, who work on it. */
  elsewhere: 'elsewhere',
  /** A run of which no open subject is known. */
  noSubject: 'no-subject',
} as const;
export type GapKind = (typeof GAP)[keyof typeof GAP];

/** How a run ended, where the engine did not tell. */
export const HOW_UNKNOWN = 'unknown';
/** A run that stood still, since its workflow task failed again and again. */
export const HOW_FAILING = 'failing';
/** A run that the engine has and cannot read: nothing can be told to it, and none can be started in its place. */
export const HOW_UNREADABLE = 'unreadable';
/** A run of an earlier release, on a task queue that nobody works on: replaced as a matter of course, and nobody need be told. */
export const HOW_OLD_QUEUE = 'old-queue';

/** `how` and `lostAt`: how and when its last run ended; `wake`: whether the subject is to be woken. */
export type Found = { subject: SubjectKind; code: string; how: string; lostAt: string | null; wake: boolean };

/** Every subject by its code, with where it belongs. */
export const SUBJECTS = Prisma.sql`(
  SELECT '${Prisma.raw(SUBJECT.application)}' AS subject, id, code, "agencyId", "programmeId" FROM "Application"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.package)}', id, code, "agencyId", "programmeId" FROM "Package"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.round)}', id, code, "agencyId", "programmeId" FROM "SelectionRound")`;

/**
 * Keeps what a comparison found, and has subjects without a run woken: at once, and where that did not help, after pauses of two
 * minutes, four, eight … up to an hour.
 *
 * @returns how many wakes were written
 */
export async function keepGaps(database: Database, kind: GapKind, found: readonly Found[]): Promise<number> {
  if (found.length === 0) return 0;
  return database.$executeRaw`
    WITH found AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS f(subject text, code text, how text, "lostAt" timestamptz, wake boolean)),
    waking AS (
      SELECT subject, code FROM found WHERE wake AND NOT EXISTS (
        SELECT FROM "RunGap" g WHERE g.subject = found.subject AND g.code = found.code AND g.kind = ${kind} AND g."resolvedAt" IS NULL
          AND g."wokenAt" > now() - ${doubled(1, Prisma.sql`g.wakes`, 60)} * interval '1 minute')),
    gap AS (
      INSERT INTO "RunGap" AS g (id, kind, subject, code, how, "lostAt", wakes, "wokenAt", "toldAt")
      SELECT gen_random_uuid(), ${kind}, f.subject, f.code, f.how, f."lostAt", CASE WHEN w.code IS NULL THEN 0 ELSE 1 END,
        CASE WHEN w.code IS NOT NULL THEN now() END, CASE WHEN f.how = ${HOW_OLD_QUEUE} THEN now() END
      FROM found f LEFT JOIN waking w USING (subject, code)
      ON CONFLICT (subject, code, kind) WHERE "resolvedAt" IS NULL DO UPDATE SET "seenAt" = now(), seen = g.seen + 1,
        wakes = g.wakes + EXCLUDED.wakes, "wokenAt" = coalesce(EXCLUDED."wokenAt", g."wokenAt"))
    INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM waking`;
}

/**
 * Closes gaps that a complete comparison did not find again.
 * @param except the subjects, as `subject/code`, that it could not say that of
 */
export async function closeGaps(
  database: Database,
  kinds: readonly GapKind[],
  except: readonly string[],
): Promise<void> {
  await database.$executeRaw`
    UPDATE "RunGap" SET "resolvedAt" = now() WHERE "resolvedAt" IS NULL AND kind = ANY(${[...kinds]})
      AND subject || '/' || code NOT IN (SELECT unnest(${[...except]}::text[]))`;
}

/**
 * Supervisors hear again of what goes on after so long; of what is new, at most once in an hour, unless it is more than they heard of in that
 * hour, or a person must act.
 */
const AGAIN = Prisma.sql`interval '4 hours'`;
const AT_MOST_EVERY = Prisma.sql`interval '1 hour'`;
/** Codes that a letter lists; the number of all stands with them. */
const LISTED = 50;
/**
 * A run that failed is replaced by itself, and one that cannot be read may have been asked for in a bad moment: supervisors hear of it where
 * that does not end it within this time, or where it came so often before within the day.
 */
const HEALS_BY_ITSELF = Prisma.sql`('${Prisma.raw(HOW_FAILING)}', '${Prisma.raw(HOW_UNREADABLE)}')`;
const HEALS_WITHIN = Prisma.sql`interval '1 minute'`;
const HEALS_TIMES = 2;

/**
 * Writes one letter to each supervisor of an agency whose dossiers were found without a run, with how many and which: when it is found,
 * not more than once an hour unless it is more than was told in that hour or a person must act, and again every four hours where it goes on.
 *
 * @returns how many letters were written
 */
export async function tellOfGaps(database: Database): Promise<number> {
  return database.$executeRaw`
    WITH gap AS (
      SELECT g.id, g.subject, g.code, g.how, g."foundAt", g."toldAt", g."resolvedAt", s.id AS "subjectId", s."agencyId", s."programmeId"
      FROM "RunGap" g JOIN ${SUBJECTS} s ON s.code = g.code AND s.subject = g.subject
      WHERE g.kind <> ${GAP.noSubject} AND (g."resolvedAt" IS NULL OR g."resolvedAt" > now() - interval '1 day')
        AND (g.how NOT IN ${HEALS_BY_ITSELF} OR g."toldAt" IS NOT NULL
          OR (g."resolvedAt" IS NULL AND g."foundAt" < now() - ${HEALS_WITHIN})
          OR (SELECT count(*) FROM "RunGap" before WHERE before.code = g.code AND before.subject = g.subject AND before.how = g.how
            AND before."foundAt" < g."foundAt" AND before."foundAt" > g."foundAt" - interval '1 day') >= ${HEALS_TIMES})),
    due AS (
      SELECT "agencyId" FROM gap GROUP BY 1
      HAVING bool_or("toldAt" IS NULL AND how = ${HOW_UNREADABLE})
        OR (bool_or("toldAt" IS NULL) AND (coalesce(max("toldAt") < now() - ${AT_MOST_EVERY}, true)
          OR count(*) FILTER (WHERE "toldAt" IS NULL) > count(*) FILTER (WHERE "toldAt" > now() - ${AT_MOST_EVERY})))
        OR (bool_or("resolvedAt" IS NULL AND "toldAt" IS NOT NULL) AND max("toldAt") < now() - ${AGAIN})),
    listed AS (
      SELECT gap.* FROM gap JOIN due USING ("agencyId") WHERE gap."toldAt" IS NULL OR gap."resolvedAt" IS NULL),
    ${toSupervisors(Prisma.sql`listed`)},
    told AS (UPDATE "RunGap" SET "toldAt" = now() WHERE id IN (SELECT id FROM addressed))
    INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "personId", facts, example, "createdAt")
    SELECT gen_random_uuid(), (array_agg(subject ORDER BY "foundAt", code))[1], (array_agg("subjectId" ORDER BY "foundAt", code))[1],
      (array_agg(code ORDER BY "foundAt", code))[1], 0, ${LETTER.runLost}, "personId",
      jsonb_build_object('count', count(*), 'missing', count(*) FILTER (WHERE "resolvedAt" IS NULL),
        'codes', to_jsonb((array_agg(code ORDER BY "foundAt", code))[1:${LISTED}::int])), bool_or(example), business_now()
    FROM addressed GROUP BY "personId"`;
}
