/** What may be applied for: programmes, their support items, conditions, documents, ceilings and limits, each with what it rests on. */
import { z } from 'zod';
import { businessNow } from '../records/drafts.ts';
import { code } from '../records/shapes.ts';
import { openRounds } from './open-rounds.ts';
import { Problem } from './problem.ts';
import { programmeSummary, programmeView } from './programme-schema.ts';
import { summaryOf, viewOf } from './programme-view.ts';
import { ok, type Route, route } from './route.ts';

const tag = 'Programmes';

const list = route({
  method: 'get',
  path: '/programmes',
  tag,
  summary: 'Programmes',
  description: 'Those whose period is over stay readable; `closed` says why they take no applications.',
  policy: { for: 'everybody' },
  effect: 'read',
  answer: { status: 200, body: z.object({ items: z.array(programmeSummary) }) },
  handle: async (_ask, { database }) => {
    const [rows, now] = await Promise.all([
      database.programme.findMany({ include: { agency: true }, orderBy: { id: 'asc' } }),
      businessNow(database),
    ]);
    return ok({ items: rows.map((row) => summaryOf(row, now)) });
  },
});

const read = route({
  method: 'get',
  path: '/programmes/{id}',
  tag,
  summary:
    'One programme: items, conditions, documents, ceilings, targets and limits, with their legal basis and how certain it is',
  policy: { for: 'everybody' },
  effect: 'read',
  params: z.strictObject({ id: code }),
  answer: { status: 200, body: programmeView },
  handle: async ({ params }, { database }) => {
    const [row, now, rounds] = await Promise.all([
      database.programme.findUnique({
        where: { id: params.id },
        include: { agency: { include: { programmes: { select: { definition: true } } } } },
      }),
      businessNow(database),
      openRounds(database, params.id),
    ]);
    if (!row) throw new Problem('not-found');
    return ok(viewOf(row, now, rounds));
  },
});

export const programmes: readonly Route[] = [list, read];
