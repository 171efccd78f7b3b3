/** Model enterprises (mô hình điểm) of a programme: designated by the approver, taken back by a counter-entry. */
import { z } from 'zod';
import { ROLE } from '../domain/process.ts';
import { takeBack } from '../records/counter-entries.ts';
import { type Designation, designate, designationBody, designationsOf } from '../records/model-enterprises.ts';
import { code, text } from '../records/shapes.ts';
import { audited } from './administration.ts';
import { counteredView } from './agency-activities.ts';
import { guarded } from './guarded.ts';
import { Problem } from './problem.ts';
import { programmeWithin } from './programme-scope.ts';
import { ok, type Route, route } from './route.ts';
import { day, instant } from './schemas.ts';
import { TARGET_READERS } from './targets.ts';

const tag = 'Targets';
const DESIGNATING = [ROLE.approver] as const;

const params = z.strictObject({ id: code });
const oneParams = z.strictObject({ id: code, designation: z.uuid() });

const designationView = z
  .object({
    id: z.uuid(),
    application: z.string(),
    enterprise: z.string(),
    on: day,
    instrument: designationBody.shape.instrument,
    reason: z.string(),
    at: instant,
    by: z.object({ id: z.uuid(), name: z.string() }),
    countered: counteredView,
  })
  .meta({ id: 'ModelEnterprise' });

const viewOf = ({ root: _, at, countered, ...row }: Designation) => ({
  ...row,
  at: at.toISOString(),
  countered: countered && { ...countered, at: countered.at.toISOString() },
});

const list = route({
  method: 'get',
  path: '/programmes/{id}/model-enterprises',
  tag,
  summary: 'Model enterprises of a programme, each with its dossier and instrument',
  policy: { for: 'staff', roles: TARGET_READERS },
  effect: 'read',
  params,
  answer: { status: 200, body: z.object({ items: z.array(designationView) }) },
  handle: async ({ who, params }, { database }) => {
    const run = await programmeWithin(database, who, params.id, TARGET_READERS);
    return ok({ items: (await designationsOf(database, run.id)).map(viewOf) });
  },
});

const create = route({
  method: 'post',
  path: '/programmes/{id}/model-enterprises',
  tag,
  summary: 'Record that an enterprise was designated a model, by an instrument that was issued (approver)',
  policy: { for: 'staff', roles: DESIGNATING },
  effect: 'once',
  params,
  body: designationBody,
  answer: { status: 201, body: designationView },
  handle: ({ who, params, body, once }) =>
    once(async (tx) => {
      const run = await programmeWithin(tx, who, params.id, DESIGNATING);
      const id = await guarded(() => designate(tx, { programmeId: run.id, rules: run.rules, body, by: who.id }));
      await audited(tx, who, 'designate-model', { agency: run.agencyId, programme: run.id, designation: id });
      const [row] = await designationsOf(tx, run.id, id);
      return { status: 201, body: viewOf(row!) };
    }),
});

const counter = route({
  method: 'post',
  path: '/programmes/{id}/model-enterprises/{designation}/counter',
  tag,
  summary: 'Take a designation back by a counter-entry: both stay, and it counts no more (approver)',
  policy: { for: 'staff', roles: DESIGNATING },
  effect: 'once',
  params: oneParams,
  body: z.strictObject({ reason: text }),
  answer: { status: 200, body: designationView },
  handle: ({ who, params: { id: programme, designation: id }, body, once }) =>
    once(async (tx) => {
      const run = await programmeWithin(tx, who, programme, DESIGNATING);
      if ((await designationsOf(tx, run.id, id)).length === 0) throw new Problem('not-found');
      await guarded(() => takeBack(tx, id, body.reason, who.id));
      await audited(tx, who, 'counter-model', { agency: run.agencyId, programme: run.id, designation: id });
      const [row] = await designationsOf(tx, run.id, id);
      return { status: 200, body: viewOf(row!) };
    }),
});

export const modelEnterprises: readonly Route[] = [list, create, counter];
