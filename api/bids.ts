/** Who may read bids, and when: nobody before they are opened, no price before the technical result is approved and prices are opened. */
import { ACTION, LETTER, ROLE, type Role, SUBJECT } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Seen } from './visibility.ts';

/** Staff who work on a tender. A panel member with a declared interest reads nothing of it. */
const READERS: readonly Role[] = [ROLE.procurement, ROLE.panel, ROLE.approver, ROLE.supervisor];

/** Staff who may read bids at all, once they are opened. */
export const mayReadBids = (seen: Pick<Seen, 'roles' | 'disinterested' | 'as'>): boolean =>
  seen.as === 'staff' && seen.disinterested && seen.roles.some((role) => READERS.includes(role));

/** Whether a package's bids were opened. */
export const opened = (packageId: string): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM "Package" p WHERE p.id = ${packageId}::uuid AND p."openedAt" IS NOT NULL)`;

/** Whether the prices of those who passed were opened: the audit says so, whatever became of the package since. */
export const pricesOpened = (packageId: string): Prisma.Sql =>
  Prisma.sql`EXISTS (SELECT FROM "Event" e WHERE e."subjectId" = ${packageId}::uuid AND e.action = ${ACTION.openFinancial})`;

/** What a bidder calls the documents of its technical proposal; all others of a bid stay closed until its price is opened. */
export const TECHNICAL_KIND = 'technical%';

/**
 * Which of a bid's documents (alias `t`) staff may read: those of the technical proposal once bids are opened, the others once prices
 * are. What a bidder who did not pass asked for is never opened.
 */
export const openedToStaff = (packageId: string): Prisma.Sql => Prisma.sql`
  (${opened(packageId)} AND (t.kind LIKE ${TECHNICAL_KIND} OR (${pricesOpened(packageId)} AND EXISTS (
    SELECT FROM "Bid" b WHERE b."packageId" = ${packageId}::uuid AND b."consultantId" = t."partyId" AND b.passed))))`;

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
