/** Who holds how much, and how much of it late: by person, by unit (the role), and what nobody holds. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { LATE_TASK } from './late-tasks.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual } from './schemas.ts';
import { policy, scope, tag } from './supervision.ts';

const lateness = {
  held: z.int(),
  overdue: z.int(),
  escalated: z.int().describe('Of those overdue: told to the supervisors.'),
  toldHead: z.int().describe('Of those: told to the head of the agency.'),
  completed: z.int(),
  completedLate: z.int(),
};
type Lateness = Record<keyof typeof lateness, number>;

const t = Prisma.sql`t`;
const COUNTS = Prisma.sql`
  count(*) FILTER (WHERE t."closedAt" IS NULL)::int AS held,
  count(*) FILTER (WHERE ${LATE_TASK})::int AS overdue,
  count(*) FILTER (WHERE t."closedAt" IS NULL AND t."escalatedAt" IS NOT NULL)::int AS escalated,
  count(*) FILTER (WHERE t."closedAt" IS NULL AND t."headToldAt" IS NOT NULL)::int AS "toldHead",
  count(*) FILTER (WHERE t."closedAt" IS NOT NULL)::int AS completed,
  count(*) FILTER (WHERE t."closedAt" IS NOT NULL AND t."overdueAt" IS NOT NULL)::int AS "completedLate"`;

const byPersonAndUnit = route({
  method: 'get',
  path: '/supervision/workload',
  tag,
  summary:
    'Who on the staff holds how much, how much of it late, and what they completed; the same by unit; and what nobody holds',
  policy,
  effect: 'read',
  answer: {
    status: 200,
    body: z.object({
      people: z.array(z.object({ person: z.uuid(), name: z.string(), ...lateness })),
      units: z
        .array(z.object({ role: z.string(), title: bilingual, ...lateness }))
        .describe('By the role that a task is for, held by somebody or not; tasks of outside parties are no unit’s.'),
      unheld: z.array(z.object({ role: z.string(), count: z.int(), overdue: z.int() })),
    }),
  },
  handle: async ({ who }, { database }) => {
    const own = scope(who, t);
    const people = await database.$queryRaw<({ person: string; name: string } & Lateness)[]>`
      SELECT person.id AS person, person.name, ${COUNTS}
      FROM "Task" t JOIN "Person" person ON person.id = t."personId" WHERE ${own} GROUP BY 1, 2 ORDER BY 3 DESC, 2`;
    const units = await database.$queryRaw<({ role: string } & Lateness)[]>`
      SELECT t.role, ${COUNTS} FROM "Task" t WHERE t."partyId" IS NULL AND ${own} GROUP BY 1 ORDER BY 1`;
    const unheld = await database.$queryRaw<{ role: string; count: number; overdue: number }[]>`
      SELECT t.role, count(*)::int AS count, count(*) FILTER (WHERE ${LATE_TASK})::int AS overdue
      FROM "Task" t WHERE t."closedAt" IS NULL AND t."personId" IS NULL AND t."partyId" IS NULL AND ${own} GROUP BY 1 ORDER BY 1`;
    return ok({ people, units: units.map((unit) => ({ ...unit, title: wordOf('role', unit.role) })), unheld });
  },
});

export const workload: readonly Route[] = [byPersonAndUnit];
