/** Administration of roles: who holds which, for which programmes, from–to. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import type { StaffRole } from '../domain/process.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { handBackTasks } from '../records/leaving.ts';
import { dateOf, day } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { idParams } from './schemas.ts';
import { dayOf } from './shown.ts';
import {
  assignmentBody,
  assignmentView,
  email,
  include,
  personView,
  programmesBelong,
  roleFaults,
  rowOf,
  viewOf,
} from './staff-view.ts';

const assign = route({
  method: 'post',
  path: '/admin/assignments',
  tag,
  summary: 'Give somebody a role in your agency, also where they have an account from another',
  policy,
  effect: 'once',
  body: z.strictObject({ email, ...assignmentBody }),
  answer: { status: 201, body: personView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      mustAdminister(who, body.agency);
      const person = await tx.person.findUnique({ where: { email: body.email }, include });
      if (!person) throw new Problem('not-found');
      const held = person.assignments
        .filter(({ agencyId, toDay }) => agencyId === body.agency && (!toDay || toDay > dateOf(body.from)))
        .map((row) => ({ agency: row.agencyId, role: row.role as StaffRole, from: legalDay(row.fromDay) }));
      await guarded(async () => refuseIf(roleFaults([body], held, () => '')));
      await programmesBelong(tx, [body]);
      await tx.assignment.create({ data: { personId: person.id, ...rowOf(body) } });
      await audited(tx, who, 'give-role', { person: person.id, agency: body.agency, role: body.role, from: body.from });
      const row = await tx.person.findUniqueOrThrow({ where: { id: person.id }, include });
      return { status: 201, body: viewOf(row, agenciesOf(who)) };
    }),
});

const endAssignment = route({
  method: 'patch',
  path: '/admin/assignments/{id}',
  tag,
  summary: 'Say when a role ends',
  description:
    'From that day on, tasks that the person held by it go back by themselves to everybody who may take them, and the supervisors are told.',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({ to: day.nullable() }),
  answer: { status: 200, body: assignmentView },
  handle: async ({ who, params, body }, { database }) => {
    const answer = await database.$transaction(async (tx) => {
      const found = await tx.assignment.findUnique({ where: { id: params.id } });
      mustAdminister(who, found?.agencyId);
      const toDay = body.to === null ? null : dateOf(body.to);
      await guarded(async () =>
        refuseIf([
          toDay !== null &&
            toDay < found!.fromDay &&
            fault('to', 'before-start', 'Ngày kết thúc trước ngày bắt đầu.', 'It must not end before it begins.'),
        ]),
      );
      const row = await tx.assignment.update({ where: { id: params.id }, data: { toDay } });
      await audited(tx, who, 'end-role', { person: row.personId, agency: row.agencyId, role: row.role, to: body.to });
      return {
        ...{ id: row.id, agency: row.agencyId, role: row.role, programmes: row.programmes },
        ...{ from: legalDay(row.fromDay), to: dayOf(row.toDay) },
        person: row.personId,
      };
    });
    const { person, ...view } = answer;
    await handBackTasks({ database }, person);
    return ok(view);
  },
});

export const roles: readonly Route[] = [assign, endAssignment];
