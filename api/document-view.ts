/** Which documents of a subject its reader may see: attached to it, or signed with one of its decisions. */
import { PARTY_ROLE } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { mayReadBids, openedToStaff } from './bids.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

export type AttachedRow = {
  id: string;
  kind: string;
  version: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  attachedAt: Date;
};

/**
 * What a reader may see of a subject's attachments (alias `t`, with the document `d`).
 * Staff: everything but bids before they are opened. An enterprise: what outside parties brought to its dossier, and what it brought
 * itself. A consultant: what it brought itself, and of a package what staff tell all bidders, or it alone as the contractor.
 */
export function readable(seen: Seen, who: SignedIn): Prisma.Sql {
  const own = Prisma.sql`d.uploader = ${`${who.kind}:${who.id}`}`;
  if (seen.as === 'staff')
    return mayReadBids(seen)
      ? Prisma.sql`(t."partyId" IS NULL OR ${openedToStaff(seen.id)})`
      : Prisma.sql`t."partyId" IS NULL`;
  if (seen.as === PARTY_ROLE.enterprise)
    return seen.subject === 'application'
      ? Prisma.sql`(${own} OR (t."partyId" IS NULL AND d.uploader LIKE 'party:%'))`
      : own;
  return seen.subject === 'package'
    ? Prisma.sql`(${own} OR (t."partyId" IS NULL AND d.uploader LIKE 'person:%' AND (${toldToBidders} OR ${toldToContractor(who)})))`
    : own;
}

/**
 * Of what staff attach to a package, what every bidder is told, by its kind and by when: the invitation and its clarifications, minutes of
 * the opening once there was one, the result once there is a contract. Everything else is the agency's own: denied by default.
 */
const toldToBidders = Prisma.sql`(t.kind ~ '^(invitation|clarification)(-|$)'
  OR (t.kind ~ '^opening-minutes(-|$)' AND EXISTS (SELECT FROM "Package" p WHERE p.id = t."subjectId" AND p."openedAt" IS NOT NULL))
  OR (t.kind ~ '^result(-|$)' AND EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = t."subjectId")))`;

/** And to whom the contract is with: the contract's own papers, not those of one that lapsed before. */
const toldToContractor = (who: SignedIn) => Prisma.sql`
  (t.kind ~ '^(contract|signed-contract|annex|signed-annex|acceptance|attendance|liquidation)(-|$)'
  AND EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = t."subjectId" AND c."consultantId" = ${who.id}::uuid AND c."lapsedAt" IS NULL
    AND t."attachedAt" > coalesce((SELECT max(before."lapsedAt") FROM "Contract" before WHERE before."packageId" = c."packageId"), '-infinity')))`;

/** The documents attached to a subject, as its reader may see them, oldest first. */
export async function documentsOf(database: Database, seen: Seen, who: SignedIn) {
  const rows = await database.$queryRaw<AttachedRow[]>`
    SELECT d.id, t.kind, t.version, d.name, d.type, d.size, d.sha256, t."attachedAt"
    FROM "Attachment" t JOIN "Document" d ON d.id = t."documentId"
    WHERE t.subject = ${seen.subject} AND t."subjectId" = ${seen.id}::uuid AND ${readable(seen, who)}
    ORDER BY t."attachedAt", t.kind, t.version, d.id`;
  return rows.map((row) => ({ ...row, attachedAt: row.attachedAt.toISOString() }));
}
