/** Who may read bids, and when: nobody before they are opened, no price before the technical result is approved and prices are opened. */
import { ACTION, ROLE, type Role } from '../domain/process.ts';
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
