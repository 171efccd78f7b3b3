/** What the agency carries out itself, for items that take no applications: recorded with its evidence, taken back by a counter-entry. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { ROLE } from '../domain/process.ts';
import { ACTIVITY_UNITS } from '../domain/target-count.ts';
import { type ActivityRow, activitiesOf, activityBody, recordActivity } from '../records/agency-activities.ts';
import { takeBack } from '../records/counter-entries.ts';
import { code, text } from '../records/shapes.ts';
import { audited } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { programmeWithin } from './programme-scope.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, day, instant, pageOf, pageQuery } from './schemas.ts';
import { TARGET_READERS } from './targets.ts';

const tag = 'Targets';

/** Whoever appraises for the programme knows what it carries out; an administrator records where nobody appraises. */
const RECORDING = [ROLE.appraiser, ROLE.administrator] as const;
const READING = [...new Set([...TARGET_READERS, ...RECORDING])];

const params = z.strictObject({ id: code });
const oneParams = z.strictObject({ id: code, activity: z.uuid() });

const by = z.object({ id: z.uuid(), name: z.string() });
export const counteredView = z
  .object({ reason: z.string(), at: instant, by })
  .nullable()
  .describe('What took it back: it counts no more.');

const activityView = z
  .object({
    id: z.uuid(),
    item: z.string(),
    on: day,
    title: z.string(),
    done: z.string(),
    numbers: z.array(z.object({ unit: z.enum(ACTIVITY_UNITS), title: bilingual, number: z.int() })),
    documents: z.array(z.uuid()),
    at: instant,
    by,
    countered: counteredView,
  })
  .meta({ id: 'AgencyActivity' });

const viewOf = ({ numbers, documentIds, at, countered, ...row }: ActivityRow) => ({
  ...row,
  numbers: ACTIVITY_UNITS.flatMap((unit) => {
    const number = numbers[unit];
    return number === undefined ? [] : [{ unit, title: wordOf('unit', unit), number }];
  }),
  documents: documentIds,
  at: at.toISOString(),
  countered: countered && { ...countered, at: countered.at.toISOString() },
});

const list = route({
  method: 'get',
  path: '/programmes/{id}/activities',
  tag,
  summary: 'What the agency carried out itself, the newest first',
  policy: { for: 'staff', roles: READING },
  effect: 'read',
  params,
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(activityView) },
  handle: async ({ who, params, query }, { database }) => {
    const run = await programmeWithin(database, who, params.id, READING);
    const after = readCursor(query.cursor, ['day', 'id']);
    const rows = await activitiesOf(database, run.id, { after, limit: query.limit + 1 });
    return ok(page(rows, query.limit, viewOf, ({ on, id }) => [on, id]));
  },
});

const record = route({
  method: 'post',
  path: '/programmes/{id}/activities',
  tag,
  summary: 'Record what the agency carried out itself, with its evidence (appraiser, administrator)',
  description:
    'For items that the agency runs itself; their numbers stand in the targets that are counted from the item, apart from dossiers. ' +
    'Attendances (lượt) and people (người) are two numbers.',
  policy: { for: 'staff', roles: RECORDING },
  effect: 'once',
  params,
  body: activityBody,
  answer: { status: 201, body: activityView },
  handle: ({ who, params, body, once }) =>
    once(async (tx) => {
      const { id: programmeId, rules, assumed, agencyId } = await programmeWithin(tx, who, params.id, RECORDING);
      const id = await guarded(() => recordActivity(tx, { programmeId, rules, assumed, body, by: who.id }));
      await audited(tx, who, 'record-activity', { agency: agencyId, programme: programmeId, activity: id });
      const [row] = await activitiesOf(tx, programmeId, { id, limit: 1 });
      return { status: 201, body: viewOf(row!) };
    }),
});

const counter = route({
  method: 'post',
  path: '/programmes/{id}/activities/{activity}/counter',
  tag,
  summary: 'Take an activity back by a counter-entry: both stay, and it counts no more',
  policy: { for: 'staff', roles: RECORDING },
  effect: 'once',
  params: oneParams,
  body: z.strictObject({ reason: text }),
  answer: { status: 200, body: activityView },
  handle: ({ who, params: { id: programme, activity: id }, body, once }) =>
    once(async (tx) => {
      const run = await programmeWithin(tx, who, programme, RECORDING);
      const [known] = await activitiesOf(tx, run.id, { id, limit: 1 });
      if (!known) throw new Problem('not-found');
      await guarded(() => takeBack(tx, id, body.reason, who.id));
      await audited(tx, who, 'counter-activity', { agency: run.agencyId, programme: run.id, activity: id });
      const [row] = await activitiesOf(tx, run.id, { id, limit: 1 });
      return { status: 200, body: viewOf(row!) };
    }),
});

export const agencyActivities: readonly Route[] = [list, record, counter];
