/** What tells of a bid before bids are opened: events, letters, decisions and faults that nobody of the staff may learn of yet, as conditions. */
import { LETTER, SUBJECT } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';

/**
 * Whether nobody of the staff may learn yet who has bid, and when: until bids are opened, or the package has closed without.
 * @param packageId a column or a parameter
 */
const sealed = (packageId: Prisma.Sql): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "Package" sealed WHERE sealed.id = ${packageId} AND sealed."openedAt" IS NULL AND sealed."closedAt" IS NULL)`;

const TO_BIDDER: readonly string[] = [LETTER.bidReceived, LETTER.bidWithdrawn];
/** Go to whoever was invited, and where everybody may bid, to whoever has bid. */
const TO_BIDDERS: readonly string[] = [LETTER.clarification, LETTER.closingExtended, LETTER.packageChanged];

/** Events (alias `e`) that tell of a bid which is sealed. */
export const SEALED_EVENT = Prisma.sql`(e.action = ANY(${[...SEALED_ACTIONS]}) AND ${sealed(Prisma.sql`e."subjectId"`)})`;

/** Say that an action could not be recorded, or was withdrawn for that. */
const ON_FAULTS: readonly string[] = [LETTER.recordFault, LETTER.decisionWithdrawn];

/** Letters (alias `l`) that tell of a bid which is sealed. */
export const SEALED_LETTER = Prisma.sql`((l.name = ANY(${[...TO_BIDDER]})
    OR (l.name = ANY(${[...ON_FAULTS]}) AND l.facts ->> 'action' = ANY(${[...SEALED_ACTIONS]})) OR (l.name = ANY(${[...TO_BIDDERS]}) AND NOT EXISTS (
    SELECT FROM "Invitation" i WHERE i."packageId" = l."subjectId" AND i."consultantId" = l."partyId")))
  AND ${sealed(Prisma.sql`l."subjectId"`)})`;

/** Decisions (alias `d`) that are a bid which is sealed. */
export const SEALED_DECISION = Prisma.sql`(d.action = ANY(${[...SEALED_ACTIONS]}) AND d.subject = ${SUBJECT.package}
  AND ${sealed(Prisma.sql`(SELECT p.id FROM "Package" p WHERE p.code = d.code)`)})`;

/** Faults (alias `f`) of a bid which is sealed. */
export const SEALED_FAULT = Prisma.sql`(f.what = ANY(${[...SEALED_ACTIONS]}) AND f.subject = ${SUBJECT.package}
  AND ${sealed(Prisma.sql`(SELECT p.id FROM "Package" p WHERE p.code = f.code)`)})`;

/** How many versions of a package (alias `p`) staff are not told of yet: they would tell that, and when, somebody has bid. */
export const sealedVersions = (packageId: Prisma.Sql): Prisma.Sql => Prisma.sql`
  (SELECT count(*)::int FROM "Event" e WHERE e."subjectId" = ${packageId} AND ${SEALED_EVENT})`;

/** `sealedVersions` of one package. */
export async function untoldVersions(database: Pick<Database, '$queryRaw'>, packageId: string): Promise<number> {
  const [row] = await database.$queryRaw<{ untold: number }[]>`
    SELECT ${sealedVersions(Prisma.sql`${packageId}::uuid`)} AS untold`;
  return row!.untold;
}
