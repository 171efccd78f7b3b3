/** Who is calling: a member of staff or an outside party, by session or by API key; read from the database with every call. */
import { createHash } from 'node:crypto';
import { fromNodeHeaders } from 'better-auth/node';
import type { Request } from 'express';
import { type RoleHolder, withDelegated } from '../domain/delegation.ts';
import type { PartyKind, StaffRole } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { HELD_AS_JSON, type Held, heldIn, heldOn } from '../records/held.ts';
import type { Auth } from './auth.ts';
import { Problem } from './problem.ts';

/** A member of staff with all roles held today, by assignment and by delegation. */
export type Person = { kind: 'person'; id: string; name: string; userId: string; held: readonly Held[] };
export type Party = { kind: 'party'; id: string; name: string; as: PartyKind };
export type SignedIn = Person | Party;
export type Who = SignedIn | { kind: 'nobody' };

const NOBODY: Who = { kind: 'nobody' };

/** What every API key begins with, so that a leaked one is recognised by scanners. */
export const KEY_PREFIX = 'ts_';

/** How a key is kept: a hash. Keys have 256 random bits, so that no salt or slow hash is needed. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * @returns who calls; `nobody` without credentials
 * @throws Problem `sign-in-needed` where credentials are given and not, or no longer, valid
 */
export async function whoCalls(request: Request, auth: Auth, database: Database): Promise<Who> {
  const bearer = /^bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim();
  const key = request.get('x-api-key') ?? (bearer?.startsWith(KEY_PREFIX) ? bearer : undefined);
  if (key !== undefined) return byKey(key, database);
  if (!bearer && !request.headers.cookie) return NOBODY;
  const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
  if (session) return byUser(session.user.id, database);
  if (bearer) throw notValid();
  return NOBODY;
}

const notValid = (): Problem =>
  new Problem('sign-in-needed', {
    headers: { 'WWW-Authenticate': 'Bearer' },
    detail: {
      vi: 'Phiên đăng nhập hoặc khóa API không hợp lệ, đã hết hạn hoặc đã bị thu hồi.',
      en: 'The session or API key is not valid, has expired or was revoked.',
    },
  });

type PartyRow = { id: string; name: string; kind: Party['as'] };
const asParty = ({ id, name, kind }: PartyRow): Party => ({ kind: 'party', id, name, as: kind });

async function byKey(key: string, database: Database): Promise<Party> {
  const [party] = await database.$queryRaw<PartyRow[]>`
    SELECT party.id, party.name, party.kind FROM "ApiKey" key JOIN "Party" party ON party.id = key."partyId"
    WHERE key.hash = ${hashOfKey(key)} AND key."revokedAt" IS NULL AND (key."expiresAt" IS NULL OR key."expiresAt" > now())`;
  if (!party) throw notValid();
  return asParty(party);
}

/** One statement: the account is a member of staff who has not left, with the roles of today, or an outside party. */
async function byUser(userId: string, database: Database): Promise<SignedIn> {
  const [row] = await database.$queryRaw<{ person: Omit<Person, 'kind' | 'userId'> | null; party: PartyRow | null }[]>`
    SELECT (SELECT jsonb_build_object('id', person.id, 'name', person.name, 'held', coalesce((
        SELECT jsonb_agg(${HELD_AS_JSON} ORDER BY held."delegatorId" NULLS FIRST)
        FROM ${heldOn(Prisma.sql`today.day`)} held WHERE held."personId" = person.id), '[]'))
      FROM "Person" person WHERE person."userId" = ${userId} AND (person."leftOn" IS NULL OR person."leftOn" > today.day)) AS person,
      (SELECT jsonb_build_object('id', id, 'name', name, 'kind', kind) FROM "Party" WHERE "userId" = ${userId}) AS party
    FROM (SELECT (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) today`;
  if (row?.person) return { kind: 'person', userId, ...row.person };
  if (row?.party) return asParty(row.party);
  throw notValid();
}

/** The roles that a person has today in an agency for a programme, their own and delegated; without a programme, for any of the agency's. */
export const rolesIn = (person: Person, agencyId: string, programmeId?: string): StaffRole[] => [
  ...new Set(heldIn(person.held, agencyId, programmeId).map((held) => held.role)),
];

/** A person as the rules ask about one, where a programme is concerned: with whose roles were delegated to them. */
export const holderOf = (person: Pick<Person, 'id' | 'held'>, agencyId: string, programmeId: string) => {
  const here = heldIn(person.held, agencyId, programmeId);
  const own = here.filter(({ onBehalfOf }) => !onBehalfOf).map(({ role }) => role);
  const delegated = here.flatMap(({ role, onBehalfOf }) => (onBehalfOf ? [{ role, by: onBehalfOf }] : []));
  return { id: person.id, ...withDelegated(own, delegated) } satisfies RoleHolder;
};
