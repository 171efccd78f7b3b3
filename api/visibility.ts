/** Who may see an application, package or selection round, and as what. One statement each; whoever may not see one gets the answer of a missing one. */
import type { Delegated } from '../domain/delegation.ts';
import {
  APPOINTED_ROLES,
  PARTY_ROLE,
  type PartyKind,
  ROLE,
  type Role,
  STAFF_ROLE,
  STAGE,
  STATE,
  type StaffRole,
  type StateKey,
  SUBJECT,
  type SubjectKind,
} from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';
import { rolesOfParty } from '../domain/route.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { itemOf, keyOf } from '../records/case.ts';
import { METHOD, VENUE } from '../records/guards.ts';
import { holderOf, type Person, type SignedIn } from './who.ts';

/** A subject that the caller may see, and as what. */
export type Seen = {
  subject: SubjectKind;
  id: string;
  code: string;
  stage: string;
  state: string;
  key: StateKey;
  version: number;
  process: number;
  agencyId: string;
  programmeId: string;
  programme: Programme;
  /** Roles that the caller acts with here. */
  roles: readonly Role[];
  /** Whose those are that the caller has by delegation alone. */
  delegated?: readonly Delegated[];
  /** Through whose eyes: decides what is cut from what is read. */
  as: Audience;
  /** For a member of a panel or council: that its bids or products may be read (no interest was declared). */
  disinterested: boolean;
  /** Of a package: that its contract is with the caller, which lapsed or not has come to nobody else since. */
  contractor?: boolean;
};

export type Audience = 'staff' | PartyKind;

/** Roles whose holders read the dossiers of their agency. Panels and councils read what they sit on; administrators none. */
export const READING_ROLES: readonly StaffRole[] = Object.values(STAFF_ROLE).filter(
  (role) => role !== STAFF_ROLE.administrator && !APPOINTED_ROLES.includes(role),
);

type Row = {
  id: string;
  code: string;
  stage: string;
  state: string;
  version: number;
  process: number;
  agencyId: string;
  programmeId: string;
  definition: string;
};
type ApplicationRow = Row & {
  item: string;
  own: boolean;
  contracted: boolean;
  contractor: boolean;
  council: boolean;
  chair: boolean;
};
type PackageRow = Row & {
  serves: boolean;
  invited: boolean;
  contracted: boolean;
  contractor: boolean;
  member: boolean;
  interested: boolean;
};

/** @returns what the caller may see under this code, or null */
export async function see(database: Database, who: SignedIn, subject: SubjectKind, code: string): Promise<Seen | null> {
  if (subject === SUBJECT.application) return seeApplication(database, who, code);
  return subject === SUBJECT.round ? seeRound(database, who, code) : seePackage(database, who, code);
}

async function seeApplication(database: Database, who: SignedIn, code: string): Promise<Seen | null> {
  const [row] = await database.$queryRaw<ApplicationRow[]>`
    SELECT a.id, a.code, a.stage, a.state, a.version, a.process, a."agencyId", a."programmeId", a.item, programme.definition,
      a."enterpriseId" = ${who.id}::uuid AS own,
      EXISTS (${servedBy(who.id)}) AS contracted, ${judges(who.id, false)} AS council, ${judges(who.id, true)} AS chair,
      EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = a."packageId" AND c."lapsedAt" IS NULL AND c."consultantId" = ${who.id}::uuid) AS contractor
    FROM "Application" a JOIN "Programme" programme ON programme.id = a."programmeId" WHERE a.code = ${code}`;
  if (!row) return null;
  const programme = programmeOf(row.definition);
  if (who.kind === 'person')
    return keyOf(row) === STATE.draft ? null : seenBy(who, SUBJECT.application, row, programme, appointedTo(row));
  if (!row.own && !row.contracted && !row.contractor) return null;
  const kinds: PartyKind[] = [];
  if (row.own) kinds.push(PARTY_ROLE.enterprise);
  if (row.contractor) kinds.push(PARTY_ROLE.consultant);
  const item = itemOf(programme, row);
  const roles = kinds.flatMap((kind) => rolesOfParty(kind, item));
  return seen(SUBJECT.application, row, programme, roles, row.own ? PARTY_ROLE.enterprise : PARTY_ROLE.consultant);
}

/** Parts that were carried out, or are being, under a contract of this consultant, for an application `a`. */
export const servedBy = (consultantId: string): Prisma.Sql => Prisma.sql`
  SELECT FROM "Part" part JOIN "Contract" c ON c."packageId" = part."packageId"
  WHERE part."applicationId" = a.id AND c."consultantId" = ${consultantId}::uuid AND c."lapsedAt" IS NULL
    AND (part."leftAt" IS NULL OR part."leftAt" >= c."inForceAt")`;

async function seePackage(database: Database, who: SignedIn, code: string): Promise<Seen | null> {
  const [row] = await database.$queryRaw<PackageRow[]>`
    SELECT p.id, p.code, p.stage, p.state, p.version, p.process, p."agencyId", p."programmeId", programme.definition,
      ${serves(who.id)} AS serves, ${knownToConsultant(who.id)} AS invited,
      EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = p.id AND c."consultantId" = ${who.id}::uuid) AS contracted,
      NOT EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = p.id AND c."lapsedAt" IS NULL AND c."consultantId" <> ${who.id}::uuid) AS contractor,
      ${sitsOn(who.id)} AS member,
      EXISTS (SELECT FROM "PanelMember" m WHERE m."packageId" = p.id AND m."personId" = ${who.id}::uuid AND m.interest IS NOT NULL) AS interested
    FROM "Package" p JOIN "Programme" programme ON programme.id = p."programmeId"
    WHERE p.code = ${code} AND p.stage || '/' || p.state <> ${STATE.unopened}`;
  if (!row) return null;
  const programme = programmeOf(row.definition);
  if (who.kind === 'person')
    return seenBy(who, SUBJECT.package, row, programme, {
      as: row.member ? [ROLE.panel] : [],
      interested: row.interested,
    });
  const consultant = who.as === PARTY_ROLE.consultant && (row.invited || row.contracted);
  if (!consultant && !row.serves) return null;
  const roles: Role[] = [];
  if (row.serves) roles.push(PARTY_ROLE.enterprise);
  if (consultant && row.contractor) roles.push(PARTY_ROLE.consultant);
  const as = consultant ? PARTY_ROLE.consultant : PARTY_ROLE.enterprise;
  return { ...seen(SUBJECT.package, row, programme, roles, as), contractor: row.contracted && row.contractor };
}

/** Whether an application of this enterprise is, or was, a part of a package `p`. */
export const serves = (enterpriseId: string): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "Part" part JOIN "Application" a ON a.id = part."applicationId"
    WHERE part."packageId" = p.id AND a."enterpriseId" = ${enterpriseId}::uuid)`;

/** Whether a package `p` is known to this consultant: invited, bidding, or open to all once its invitation is out. */
export const knownToConsultant = (consultantId: string): Prisma.Sql => Prisma.sql`
  (EXISTS (SELECT FROM "Invitation" i WHERE i."packageId" = p.id AND i."consultantId" = ${consultantId}::uuid)
    OR EXISTS (SELECT FROM "Bid" b WHERE b."packageId" = p.id AND b."consultantId" = ${consultantId}::uuid)
    OR (p.method = ${METHOD.open} AND p.venue = ${VENUE.here} AND p."closingAt" IS NOT NULL))`;

export const sitsOn = (personId: string): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "PanelMember" m WHERE m."packageId" = p.id AND m."personId" = ${personId}::uuid AND m."replacedAt" IS NULL)`;

/** What a person was appointed to here, and whether an interest was declared. */
type Appointed = { as: readonly StaffRole[]; interested: boolean };

/** Of the roles that one is appointed to, those of a council. */
const appointedTo = ({ council, chair, interested = false }: Sitting): Appointed => ({
  as: [...(council ? [ROLE.council] : []), ...(chair ? [ROLE.chair] : [])],
  interested,
});
type Sitting = { council: boolean; chair: boolean; interested?: boolean };

function seenBy(
  person: Person,
  subject: SubjectKind,
  row: Row,
  programme: Programme,
  { as, interested }: Appointed,
): Seen | null {
  const holder = holderOf(person, row.agencyId, row.programmeId);
  const roles = holder.roles.filter((role) => !APPOINTED_ROLES.includes(role) || as.includes(role));
  const reads = roles.some((role) => READING_ROLES.includes(role) || APPOINTED_ROLES.includes(role));
  if (!reads) return null;
  const { delegated } = holder;
  return { ...seen(subject, row, programme, roles, 'staff'), delegated, disinterested: !interested };
}

/** An announced round is known to everybody who signs in; what is in it is not. */
async function seeRound(database: Database, who: SignedIn, code: string): Promise<Seen | null> {
  const [row] = await database.$queryRaw<(Row & Required<Sitting>)[]>`
    SELECT r.id, r.code, r.stage, r.state, r.version, r.process, r."agencyId", r."programmeId", programme.definition,
      coalesce(NOT m.chair, false) AS council, coalesce(m.chair, false) AS chair, m.interest IS NOT NULL AS interested
    FROM "SelectionRound" r JOIN "Programme" programme ON programme.id = r."programmeId"
    LEFT JOIN "CouncilMember" m ON m."roundId" = r.id AND m."personId" = ${who.id}::uuid AND m."replacedAt" IS NULL
    WHERE r.code = ${code} AND r.stage || '/' || r.state <> ${STATE.unannounced}`;
  if (!row) return null;
  const programme = programmeOf(row.definition);
  if (who.kind === 'person') return seenBy(who, SUBJECT.round, row, programme, appointedTo(row));
  return seen(SUBJECT.round, row, programme, [who.as], who.as);
}

/** Whether a person sits on the council of a round `r`. */
export const sitsOnCouncil = (personId: string): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "CouncilMember" m WHERE m."roundId" = r.id AND m."personId" = ${personId}::uuid AND m."replacedAt" IS NULL)`;

/** States of a round in which its council reads the dossiers. */
const READ_BY_COUNCIL: readonly string[] = [STATE.scoringProducts, STATE.decidingRound, STATE.decided];

/** Whether a person judges the products of an application `a`: sits on the council of its round, without an interest, once that has closed. */
const judges = (personId: string, chair: boolean): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "CouncilMember" m JOIN "SelectionRound" r ON r.id = m."roundId" WHERE r.id = a."roundId"
    AND m."personId" = ${personId}::uuid AND m.chair = ${chair} AND m."replacedAt" IS NULL AND m.interest IS NULL
    AND a.stage <> ${STAGE.submission} AND r.stage || '/' || r.state = ANY(${[...READ_BY_COUNCIL]}))`;

const seen = (subject: SubjectKind, row: Row, programme: Programme, roles: readonly Role[], as: Audience): Seen => ({
  subject,
  id: row.id,
  code: row.code,
  stage: row.stage,
  state: row.state,
  key: keyOf(row),
  version: row.version,
  process: row.process,
  agencyId: row.agencyId,
  programmeId: row.programmeId,
  programme,
  roles,
  as,
  disinterested: true,
});

/** Where a person may read: agencies with their programmes (none listed: all), by the roles that count. For lists. */
export function scopeOf(person: Person, roles: readonly StaffRole[]): { agencyId: string; programmes: string[] }[] {
  return person.held
    .filter((held) => roles.includes(held.role))
    .map(({ agencyId, programmes }) => ({ agencyId, programmes }));
}

/** A condition that a row with agencyId and programmeId lies in one of a person's scopes. `t` is the row's alias. */
export function within(scopes: readonly { agencyId: string; programmes: string[] }[], t: Prisma.Sql): Prisma.Sql {
  if (scopes.length === 0) return Prisma.sql`false`;
  const each = scopes.map(({ agencyId, programmes }) =>
    programmes.length === 0
      ? Prisma.sql`${t}."agencyId" = ${agencyId}`
      : Prisma.sql`(${t}."agencyId" = ${agencyId} AND ${t}."programmeId" = ANY(${programmes}))`,
  );
  return Prisma.sql`(${Prisma.join(each, ' OR ')})`;
}
