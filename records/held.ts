/** Who holds which role on a day, by assignment or by delegation: a piece of SQL for whatever has to know. */
import { DELEGABLE, type Named } from '../domain/delegation.ts';
import type { StaffRole } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';

/** A role held: in an agency, for these programmes (none listed: for all of the agency's); `onBehalfOf` where it was delegated. */
export type Held = {
  agencyId: string;
  role: StaffRole;
  programmes: string[];
  onBehalfOf?: Named;
  /** Of a delegated role: the first day without it. */
  until?: string;
};

/**
 * Rows of `personId, agencyId, role, programmes, delegatorId, delegatorName, until`. A delegation carries what its delegator holds
 * by assignment on that day, so that nothing delegated is delegated on, and ends with the delegator's own role.
 * @param day an expression for the day
 */
export const heldOn = (day: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT own."personId", own."agencyId", own.role, own.programmes, NULL::uuid AS "delegatorId", NULL::text AS "delegatorName", NULL::date AS until
  FROM "Assignment" own WHERE own."fromDay" <= ${day} AND (own."toDay" IS NULL OR own."toDay" > ${day})
  UNION ALL
  SELECT d."toPersonId", d."agencyId", own.role, CASE WHEN d."programmeId" IS NULL THEN own.programmes ELSE ARRAY[d."programmeId"] END,
    delegator.id, delegator.name, d."toDay"
  FROM "Delegation" d JOIN "Assignment" own ON own."personId" = d."fromPersonId" AND own."agencyId" = d."agencyId"
    JOIN "Person" delegator ON delegator.id = d."fromPersonId"
  WHERE d."endedAt" IS NULL AND d."fromDay" <= ${day} AND d."toDay" > ${day}
    AND own."fromDay" <= ${day} AND (own."toDay" IS NULL OR own."toDay" > ${day})
    AND (delegator."leftOn" IS NULL OR delegator."leftOn" > ${day})
    AND own.role = coalesce(d.role, own.role) AND own.role = ANY(${[...DELEGABLE]})
    AND (d."programmeId" IS NULL OR own.programmes = '{}' OR d."programmeId" = ANY(own.programmes)))`;

/** The roles of one person as JSON, from rows of heldOn called `held`. */
export const HELD_AS_JSON = Prisma.sql`jsonb_strip_nulls(jsonb_build_object('agencyId', held."agencyId", 'role', held.role,
  'programmes', held.programmes, 'until', held.until, 'onBehalfOf',
  CASE WHEN held."delegatorId" IS NOT NULL THEN jsonb_build_object('id', held."delegatorId", 'name', held."delegatorName") END))`;

/** The roles of a person on a day; none for somebody who has left by then. */
export async function rolesOn(tx: Tx, personId: string, day: Date): Promise<Held[]> {
  const rows = await tx.$queryRaw<{ held: Held }[]>`
    SELECT ${HELD_AS_JSON} AS held FROM ${heldOn(Prisma.sql`${day}::date`)} held JOIN "Person" person ON person.id = held."personId"
    WHERE held."personId" = ${personId}::uuid AND (person."leftOn" IS NULL OR person."leftOn" > ${day}::date)`;
  return rows.map(({ held }) => held);
}

/** Of roles held, those in an agency, for a programme; without a programme, for any of the agency's. */
export const heldIn = <Role extends Pick<Held, 'agencyId' | 'programmes'>>(
  held: readonly Role[],
  agencyId: string,
  programmeId?: string,
): Role[] =>
  held.filter(
    (one) =>
      one.agencyId === agencyId &&
      (!programmeId || one.programmes.length === 0 || one.programmes.includes(programmeId)),
  );
