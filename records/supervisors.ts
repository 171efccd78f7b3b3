/** Whom a letter about what stands still goes to, where no transaction holds the dossier: a piece of SQL for those who write one. */
import { ROLE } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { heldOn } from './held.ts';

/**
 * As `addressed`: rows with `agencyId` and `programmeId` (null where it is the whole agency's), once for each supervisor of theirs, with `personId` and the agency's `example`.
 * While there is no supervisor, for who is next above, so that somebody always is (as `supervisorsOf` has it): the agency's head, else its
 * approvers, else its administrators.
 *
 * @param rows the name of a query
 */
export const toSupervisors = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
  reachable AS (
    SELECT DISTINCT one.*, held."personId", agency.example, CASE WHEN held.role = ${ROLE.supervisor} THEN 0
        WHEN held."personId" = agency."headPersonId" THEN 1 WHEN held.role = ${ROLE.approver} THEN 2 ELSE 3 END AS above
      FROM ${rows} one JOIN "Agency" agency ON agency.id = one."agencyId"
      CROSS JOIN LATERAL (SELECT (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) today
      JOIN LATERAL ${heldOn(Prisma.sql`today.day`)} held ON held."agencyId" = one."agencyId"
        AND (held.role IN (${ROLE.supervisor}, ${ROLE.approver}, ${ROLE.administrator}) OR held."personId" = agency."headPersonId")
        AND (held.programmes = '{}' OR one."programmeId" IS NULL OR one."programmeId" = ANY(held.programmes))
      JOIN "Person" person ON person.id = held."personId" AND (person."leftOn" IS NULL OR person."leftOn" > today.day)),
  addressed AS (
    SELECT * FROM (SELECT *, min(above) OVER (PARTITION BY "agencyId", "programmeId") AS nearest FROM reachable) r WHERE above = nearest)`;
