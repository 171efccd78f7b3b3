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

/** A run that was started by hand under the subject's id, and is not what we would start. */
export const HOW_BY_HAND = 'by-hand';
/** A run that somebody paused: it stands still without anybody being told. */
export const HOW_PAUSED = 'paused';
/** Runs that we have ended ourselves a moment ago: each is woken at once, however often that was. */
const ENDED_BY_US = [HOW_FAILING, HOW_OLD_QUEUE, HOW_BY_HAND, HOW_PAUSED];

/** `how` and `lostAt`: how and when its last run ended; `wake`: whether the subject is to be woken, or a person must act. */
export type Found = { subject: SubjectKind; code: string; how: string; lostAt: string | null; wake: boolean };

/** Every subject by its code, with where it belongs. */
export const SUBJECTS = Prisma.sql`(
  SELECT '${Prisma.raw(SUBJECT.application)}' AS subject, id, code, "agencyId", "programmeId" FROM "Application"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.package)}', id, code, "agencyId", "programmeId" FROM "Package"
  UNION ALL SELECT '${Prisma.raw(SUBJECT.round)}', id, code, "agencyId", "programmeId" FROM "SelectionRound")`;

/** A gap that is open and that no wake can mend: on rows `g` of gaps. What could not be read once may be read the next time. */
export const MUST_ACT = Prisma.sql`(g."resolvedAt" IS NULL AND (g.how = '${Prisma.raw(HOW_UNREADABLE)}' AND g.seen > 1 OR g.how <> '${Prisma.raw(HOW_UNREADABLE)}' AND g.wakes = 0))`;

/**
 * Keeps what a comparison found: of what no wake can mend any more that is said, whatever was said before. It has subjects without a run woken: at once, and where that did not help, after pauses of two
 * minutes, four, eight … up to an hour; where we have ended its run ourselves, always. Once it is known that a run cannot be read, or that it can, that is what is said of it.
 *
 * @returns how many gaps were not known before, and how many wakes were written
 */
export async function keepGaps(
  database: Database,
  kind: GapKind,
  found: readonly Found[],
): Promise<{ fresh: number; woken: number }> {
  if (found.length === 0) return { fresh: 0, woken: 0 };
  const helpless = found.filter(({ wake }) => !wake);
  if (helpless.length > 0)
    await database.$executeRaw`
      UPDATE "RunGap" g SET wakes = 0, how = f.how FROM jsonb_to_recordset(${JSON.stringify(helpless)}::jsonb) AS f(subject text, code text, how text)
      WHERE g.subject = f.subject AND g.code = f.code AND g.kind = ${kind} AND g."resolvedAt" IS NULL AND g.wakes > 0`;
  const [kept] = await database.$queryRaw<{ fresh: number; woken: number }[]>`
    WITH found AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS f(subject text, code text, how text, "lostAt" timestamptz, wake boolean)),
    waking AS (
      SELECT subject, code FROM found WHERE wake AND (how = ANY(${ENDED_BY_US}) OR NOT EXISTS (
        SELECT FROM "RunGap" g WHERE g.subject = found.subject AND g.code = found.code AND g.kind = ${kind} AND g."resolvedAt" IS NULL
          AND g."wokenAt" > now() - ${doubled(1, Prisma.sql`g.wakes`, 60)} * interval '1 minute'))),
    gap AS (
      INSERT INTO "RunGap" AS g (id, kind, subject, code, how, "lostAt", wakes, "wokenAt", "toldAt")
      SELECT gen_random_uuid(), ${kind}, f.subject, f.code, f.how, f."lostAt", CASE WHEN w.code IS NULL THEN 0 ELSE 1 END,
        CASE WHEN w.code IS NOT NULL THEN now() END, CASE WHEN f.how = ${HOW_OLD_QUEUE} THEN now() END
      FROM found f LEFT JOIN waking w USING (subject, code)
      ON CONFLICT (subject, code, kind) WHERE "resolvedAt" IS NULL DO UPDATE SET "seenAt" = now(),
        seen = CASE WHEN EXCLUDED.how = ${HOW_UNREADABLE} AND g.how <> EXCLUDED.how THEN 1 ELSE g.seen + 1 END,
        wakes = g.wakes + EXCLUDED.wakes, "wokenAt" = coalesce(EXCLUDED."wokenAt", g."wokenAt"),
        how = CASE WHEN ${HOW_UNREADABLE} IN (g.how, EXCLUDED.how) THEN EXCLUDED.how ELSE g.how END
      RETURNING xmax = 0 AS fresh),
    woken AS (INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM waking RETURNING 1)
    SELECT (SELECT count(*) FILTER (WHERE fresh) FROM gap)::int AS fresh, (SELECT count(*) FROM woken)::int AS woken`;
  return kept!;
}

/**
 * Closes gaps that a comparison did not find again.
 * @param except the subjects, as `subject/code`, that it could not say that of
 * @param begun when it began, by the database: what was found since, by whomever, it knows nothing of
 */
export async function closeGaps(
  database: Database,
  kinds: readonly GapKind[],
  except: readonly string[],
  begun: Date,
): Promise<void> {
  await database.$executeRaw`
    UPDATE "RunGap" SET "resolvedAt" = now() WHERE "resolvedAt" IS NULL AND kind = ANY(${[...kinds]}) AND "seenAt" < ${begun}
      AND subject || '/' || code NOT IN (SELECT unnest(${[...except]}::text[]))`;
}

/**
 * Supervisors hear again of what goes on after so long; of what is new, at most once in an hour, unless it is more than they heard of in that
 * hour, or a person must act. Of one dossier they hear once in an hour at most.
 */
const AGAIN = Prisma.sql`interval '4 hours'`;
const AT_MOST_EVERY = Prisma.sql`interval '1 hour'`;
/** Codes that a letter lists; the number of all stands with them. */
const LISTED = 50;
/** A run that failed is replaced by itself: supervisors hear of it where that does not end it within this time, or where it came so often before within the day. */
const HEALS_WITHIN = Prisma.sql`interval '1 minute'`;
const HEALS_TIMES = 2;

/** A condition: the run of this subject failed and was replaced so often within a day that another replacement would fare alike. */
export const FAILS_ALL_DAY = (subject: Prisma.Sql, code: Prisma.Sql): Prisma.Sql => Prisma.sql`
  (SELECT count(*) FROM "RunGap" g WHERE g.code = ${code} AND g.subject = ${subject} AND g.how = ${HOW_FAILING} AND g."wokenAt" IS NOT NULL
    AND g."foundAt" > now() - interval '1 day') > ${HEALS_TIMES}`;

/** The same of one subject. @throws what the database throws */
export async function failsAllDay(
  database: Database,
  { subject, code }: Pick<Found, 'subject' | 'code'>,
): Promise<boolean> {
  const [row] = await database.$queryRaw<{ so: boolean }[]>`
    SELECT ${FAILS_ALL_DAY(Prisma.sql`${subject}`, Prisma.sql`${code}`)} AS so`;
  return row!.so;
}

/**
 * Writes one letter to each supervisor of an agency whose dossiers were found without a run, with how many and which, and of how many of them
 * a person must act: when it is found, not more than once an hour unless it is more than was told in that hour or a person must act, and again
 * every four hours where it goes on. A dossier is counted once, however often its run was lost.
 *
 * @returns how many letters were written
 */
export async function tellOfGaps(database: Database): Promise<number> {
  return database.$executeRaw`
    WITH gap AS (
      SELECT g.id, g.subject, g.code, g."foundAt", g."toldAt", g."resolvedAt", ${MUST_ACT} AS act, s.id AS "subjectId", s."agencyId", s."programmeId"
      FROM "RunGap" g JOIN ${SUBJECTS} s ON s.code = g.code AND s.subject = g.subject
      WHERE g.kind <> ${GAP.noSubject} AND (g."resolvedAt" IS NULL OR g."resolvedAt" > now() - interval '1 day')
        AND (g."toldAt" IS NOT NULL OR g.how NOT IN (${HOW_FAILING}, ${HOW_UNREADABLE})
          OR (g.how = ${HOW_UNREADABLE} AND ${MUST_ACT})
          OR (g.how = ${HOW_FAILING} AND g."resolvedAt" IS NULL AND g."foundAt" < now() - ${HEALS_WITHIN})
          OR (SELECT count(*) FROM "RunGap" before WHERE before.code = g.code AND before.subject = g.subject AND before.how = g.how
            AND before."foundAt" < g."foundAt" AND before."foundAt" > g."foundAt" - interval '1 day') >= ${HEALS_TIMES})),
    whose AS (SELECT DISTINCT "agencyId", "programmeId" FROM gap),
    ${toSupervisors(Prisma.sql`whose`)},
    dossier AS (
      SELECT "agencyId", subject, code, bool_or("toldAt" IS NULL) AS untold, max("toldAt") AS "toldAt", bool_or("toldAt" IS NULL AND act) AS act,
        bool_or("toldAt" IS NOT NULL AND "resolvedAt" IS NULL) AS lasts
      FROM gap WHERE ("agencyId", "programmeId") IN (SELECT "agencyId", "programmeId" FROM addressed) GROUP BY 1, 2, 3),
    due AS (
      SELECT "agencyId" FROM (SELECT *, coalesce("toldAt" > now() - ${AT_MOST_EVERY}, false) AS heard FROM dossier) d GROUP BY 1
      HAVING bool_or(act AND NOT heard)
        OR (bool_or(untold) AND (NOT bool_or(heard) OR count(*) FILTER (WHERE untold AND NOT heard) > count(*) FILTER (WHERE heard)))
        OR (bool_or(lasts) AND max("toldAt") < now() - ${AGAIN})),
    listed AS (
      SELECT gap.*, addressed."personId", addressed.example FROM gap JOIN due USING ("agencyId") JOIN addressed USING ("agencyId", "programmeId")
      WHERE gap."toldAt" IS NULL OR gap."resolvedAt" IS NULL),
    told AS (UPDATE "RunGap" SET "toldAt" = now() WHERE id IN (SELECT id FROM listed)),
    named AS (
      SELECT "personId", subject, code, "subjectId", example, min("foundAt") AS "foundAt", bool_or("resolvedAt" IS NULL) AS missing, bool_or(act) AS act
      FROM listed GROUP BY 1, 2, 3, 4, 5)
    INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "personId", facts, example, "createdAt")
    SELECT gen_random_uuid(), (array_agg(subject ORDER BY act DESC, "foundAt", code))[1], (array_agg("subjectId" ORDER BY act DESC, "foundAt", code))[1],
      (array_agg(code ORDER BY act DESC, "foundAt", code))[1], 0, ${LETTER.runLost}, "personId",
      jsonb_build_object('count', count(*), 'missing', count(*) FILTER (WHERE missing), 'act', count(*) FILTER (WHERE act),
        'codes', to_jsonb((array_agg(code ORDER BY act DESC, "foundAt", code))[1:${LISTED}::int])), bool_or(example), business_now()
    FROM named GROUP BY "personId"`;
}
