/** Letters that cannot go until somebody acts, and the letter that tells the supervisors. */
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import { LETTER } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { AGENCY_OF_LETTER } from './outbox.ts';
import { SUBJECTS } from './run-gaps.ts';
import { SEALED_LETTER } from './sealed-bids.ts';
import { toSupervisors } from './supervisors.ts';

export const LETTER_FAILURE = {
  /** Its text cannot be made: a fault of the system. */
  unwritable: 'unwritable',
  /** The addressee has no e-mail address. */
  noAddress: 'no-address',
  /** The mail server refuses it for good, as an address that does not exist. */
  refused: 'refused',
  /** The mail server puts it off, try after try, for hours. */
  deferred: 'deferred',
} as const;
export type LetterFailure = (typeof LETTER_FAILURE)[keyof typeof LETTER_FAILURE];

/** Letters that one letter lists; the number of all stands with them. */
const LISTED = 50;
const AT_MOST_EVERY = Prisma.sql`interval '1 hour'`;

/**
 * Writes one letter to each supervisor of an agency that has letters which cannot go: each such letter is told of once, and the
 * supervisors hear of new ones at most once an hour. Of one that tells of a sealed bid they hear when bids are opened. Letters like the
 * one written here are told of by none, so that none follows another.
 *
 * @returns how many letters were written
 */
export async function tellOfUnsentLetters(database: Database): Promise<number> {
  return database.$executeRaw`
    WITH failed AS (
      SELECT l.id, l.subject, l."subjectId", l.code, l.name, l.failure, l."createdAt", l."toldAt",
        coalesce(s."agencyId", ${AGENCY_OF_LETTER}) AS "agencyId", s."programmeId"
      FROM "Letter" l LEFT JOIN ${SUBJECTS} s ON s.code = l.code AND s.subject = l.subject
      WHERE l."sentAt" IS NULL AND l.failure IS NOT NULL AND l.name <> ${LETTER.lettersUnsent} AND NOT ${SEALED_LETTER}
        AND (s.code IS NOT NULL OR l.subject = ${CALENDAR_LETTERS})),
    due AS (
      SELECT "agencyId" FROM failed GROUP BY 1
      HAVING bool_or("toldAt" IS NULL) AND coalesce(max("toldAt") < now() - ${AT_MOST_EVERY}, true)),
    listed AS (SELECT failed.* FROM failed JOIN due USING ("agencyId") WHERE failed."toldAt" IS NULL),
    ${toSupervisors(Prisma.sql`listed`)},
    told AS (UPDATE "Letter" SET "toldAt" = now() WHERE id IN (SELECT id FROM addressed))
    INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "personId", facts, example, "createdAt")
    SELECT gen_random_uuid(), (array_agg(subject ORDER BY at))[1], (array_agg("subjectId" ORDER BY at))[1], (array_agg(code ORDER BY at))[1],
      0, ${LETTER.lettersUnsent}, "personId", jsonb_build_object('count', max(total), 'agency', (array_agg("agencyId"))[1],
        'letters', jsonb_agg(jsonb_build_object('code', code, 'name', name, 'why', failure) ORDER BY at)), bool_or(example), business_now()
    FROM (SELECT *, row_number() OVER (PARTITION BY "personId" ORDER BY subject = ${CALENDAR_LETTERS}, "createdAt", id) AS at, count(*) OVER (PARTITION BY "personId") AS total
      FROM addressed) a WHERE at <= ${LISTED} GROUP BY "personId"`;
}
