/** Who may read the documents behind numbers of targets, activities and designations. */

import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { READING_ROLES, scopeOf, within } from './visibility.ts';
import type { SignedIn } from './who.ts';

/** Staff who read dossiers of the programme read what its numbers rest on; nobody else does. */
export async function mayReadEvidence(database: Database, who: SignedIn, documentId: string): Promise<boolean> {
  if (who.kind !== 'person') return false;
  const [row] = await database.$queryRaw<{ may: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM (SELECT id AS "programmeId", "agencyId" FROM "Programme") run
      WHERE ${within(scopeOf(who, READING_ROLES), Prisma.sql`run`)} AND run."programmeId" IN (
        SELECT "programmeId" FROM "TargetEntry" WHERE "documentId" = ${documentId}::uuid
        UNION ALL SELECT "programmeId" FROM "AgencyActivity" WHERE ${documentId}::uuid = ANY("documentIds")
        UNION ALL SELECT "programmeId" FROM "ModelEnterprise" WHERE instrument ->> 'documentId' = ${documentId})) AS may`;
  return row!.may;
}
