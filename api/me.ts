/** Who is calling, and as what. */
import { z } from 'zod';
import { PARTY_ROLE } from '../domain/process.ts';
import { ok, type Route, route } from './route.ts';
import { day } from './schemas.ts';

const view = z
  .object({
    kind: z.enum(['person', 'party']),
    id: z.uuid(),
    name: z.string(),
    as: z.enum([PARTY_ROLE.enterprise, PARTY_ROLE.consultant, PARTY_ROLE.nominator]).optional(),
    roles: z
      .array(
        z.object({
          agencyId: z.string(),
          role: z.string(),
          programmes: z.array(z.string()),
          onBehalfOf: z
            .object({ id: z.uuid(), name: z.string() })
            .optional()
            .describe('Whose role it is, where it was delegated.'),
          until: day.optional().describe('Of a delegated role: the first day without it.'),
        }),
      )
      .describe('Held today; no programmes listed: all of the agency’s.'),
  })
  .meta({ id: 'Me' });

const read = route({
  method: 'get',
  path: '/me',
  tag: 'Sign-in',
  summary: 'Who you are, and as what you act',
  policy: { for: 'signed-in' },
  effect: 'read',
  answer: { status: 200, body: view },
  handle: async ({ who }) => {
    const { kind, id, name } = who;
    return ok({ kind, id, name, ...(who.kind === 'party' ? { as: who.as, roles: [] } : { roles: who.held }) });
  },
});

export const me: readonly Route[] = [read];
