/** Whom a member of staff may name: colleagues by role, for panels and reassignments, and consultants, for invitations. */
import { z } from 'zod';
import type { Delegated } from '../domain/delegation.ts';
import { PARTY_ROLE, STAFF_ROLE, type StaffRole } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { heldOn } from '../records/held.ts';
import { code, upTo } from '../records/shapes.ts';
import { page, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { pageOf, pageQuery } from './schemas.ts';
import { READING_ROLES } from './visibility.ts';

const tag = 'Directory';
const policy = { for: 'staff', roles: READING_ROLES } as const;
const roles = Object.values(STAFF_ROLE) as [StaffRole, ...StaffRole[]];

const colleagues = route({
  method: 'get',
  path: '/people',
  tag,
  summary: 'Who holds a role today, in your agencies',
  policy,
  effect: 'read',
  query: z.strictObject({ role: z.enum(roles).optional(), programme: code.optional() }),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          roles: z.array(z.string()),
          delegated: z
            .array(z.object({ role: z.string(), by: z.object({ id: z.uuid(), name: z.string() }) }))
            .describe('Which of them are delegated to them, and by whom.'),
        }),
      ),
    }),
  },
  handle: async ({ who, query }, { database }) => {
    const agencies = [
      ...new Set(who.held.filter(({ role }) => READING_ROLES.includes(role)).map(({ agencyId }) => agencyId)),
    ];
    const items = await database.$queryRaw<{ id: string; name: string; roles: string[]; delegated: Delegated[] }[]>`
      SELECT person.id, person.name, array_agg(DISTINCT held.role ORDER BY held.role) AS roles,
        coalesce(jsonb_agg(DISTINCT jsonb_build_object('role', held.role, 'by', jsonb_build_object('id', held."delegatorId", 'name', held."delegatorName")))
          FILTER (WHERE held."delegatorId" IS NOT NULL), '[]') AS delegated
      FROM (SELECT (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) today, LATERAL ${heldOn(Prisma.sql`today.day`)} held JOIN "Person" person ON person.id = held."personId"
      WHERE held."agencyId" = ANY(${agencies})
        AND (person."leftOn" IS NULL OR person."leftOn" > today.day)
        AND ${query.role ? Prisma.sql`held.role = ${query.role}` : Prisma.sql`true`}
        AND ${query.programme ? Prisma.sql`(held.programmes = '{}' OR ${query.programme} = ANY(held.programmes))` : Prisma.sql`true`}
      GROUP BY person.id ORDER BY person.name, person.id`;
    return ok({ items });
  },
});

const consultants = route({
  method: 'get',
  path: '/consultants',
  tag,
  summary: 'Registered consultants, by name or tax code',
  policy,
  effect: 'read',
  query: z.strictObject({ ...pageQuery, search: upTo(100).trim().min(1).optional() }),
  answer: { status: 200, body: pageOf(z.object({ id: z.uuid(), name: z.string(), taxCode: z.string() })) },
  handle: async ({ query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const { search } = query;
    const rows = await database.party.findMany({
      where: {
        kind: PARTY_ROLE.consultant,
        ...(search
          ? { OR: [{ name: { contains: search, mode: 'insensitive' } }, { taxCode: { startsWith: search } }] }
          : {}),
        ...(after ? { id: { gt: after[0]! } } : {}),
      },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    return ok(
      page(
        rows,
        query.limit,
        ({ id, name, taxCode }) => ({ id, name, taxCode }),
        (row) => [row.id],
      ),
    );
  },
});

export const directory: readonly Route[] = [colleagues, consultants];
