/** Administration of the staff: people and their accounts. Only administrators make accounts. */
import { z } from 'zod';
import { createAccount, endSessions, MAXIMUM_PASSWORD, MINIMUM_PASSWORD, resetPassword } from '../records/accounts.ts';
import type { Tx } from '../records/case.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { handBackTasks } from '../records/leaving.ts';
import { dateOf, day, line, upTo } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { idParams, pageOf, pageQuery } from './schemas.ts';
import {
  assignmentBody,
  email,
  include,
  personView,
  programmesBelong,
  roleFaults,
  rowOf,
  viewOf,
  type Whole,
} from './staff-view.ts';
import type { Person } from './who.ts';

export const password = upTo(MAXIMUM_PASSWORD).min(MINIMUM_PASSWORD);

const list = route({
  method: 'get',
  path: '/admin/people',
  tag,
  summary: 'The staff of your agencies',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(personView) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const rows = await database.person.findMany({
      where: {
        assignments: { some: { agencyId: { in: agenciesOf(who) } } },
        ...(after ? { id: { gt: after[0]! } } : {}),
      },
      include,
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    return ok(
      page(
        rows,
        query.limit,
        (row) => viewOf(row, agenciesOf(who)),
        (row) => [row.id],
      ),
    );
  },
});

const create = route({
  method: 'post',
  path: '/admin/people',
  tag,
  summary: 'Take somebody onto the staff, with a role and an account',
  policy,
  effect: 'once',
  body: z.strictObject({
    name: line,
    email,
    password,
    assignments: z.array(z.strictObject(assignmentBody)).min(1).max(20),
  }),
  answer: { status: 201, body: personView },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      for (const { agency } of body.assignments) mustAdminister(who, agency);
      const { name } = body;
      const taken =
        (await tx.person.count({ where: { email: body.email } })) +
        (await tx.user.count({ where: { email: body.email } }));
      await guarded(async () => {
        refuseIf(
          [
            taken > 0 &&
              fault(
                'email',
                'taken',
                'Email này đã có tài khoản: hãy giao vai trò bằng POST /admin/assignments.',
                'There is an account with this e-mail: give it a role with POST /admin/assignments.',
              ),
          ],
          'duplicate',
        );
        refuseIf(roleFaults(body.assignments, [], (index) => `assignments.${index}.`));
      });
      await programmesBelong(tx, body.assignments);
      const userId = await createAccount(tx, body);
      const assignments = { create: body.assignments.map(rowOf) };
      const row = await tx.person.create({ data: { userId, name, email: body.email, assignments }, include });
      const given = body.assignments.map(({ agency, role: held }) => ({ agency, role: held }));
      await audited(tx, who, 'create-person', { person: row.id, assignments: given });
      return { status: 201, body: viewOf(row, agenciesOf(who)) };
    }),
});

const edit = route({
  method: 'patch',
  path: '/admin/people/{id}',
  tag,
  summary: 'Change a name, or the day on which somebody leaves; leaving ends their sessions',
  description:
    'On that day the tasks that they hold go back by themselves to everybody who may take them, and the supervisors are told.',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({ name: line.optional(), leftOn: day.nullable().optional() }),
  answer: { status: 200, body: personView },
  handle: async ({ who, params, body }, { database }) => {
    const answer = await database.$transaction(async (tx) => {
      const person = await own(tx, who, params.id);
      const leftOn = body.leftOn === undefined ? undefined : body.leftOn && dateOf(body.leftOn);
      const row = await tx.person.update({ where: { id: person.id }, data: { name: body.name, leftOn }, include });
      if (leftOn && row.userId) await endSessions(tx, row.userId);
      await audited(tx, who, 'change-person', {
        person: row.id,
        changed: Object.keys(body),
        leftOn: body.leftOn ?? null,
      });
      return viewOf(row, agenciesOf(who));
    });
    await handBackTasks({ database }, params.id);
    return ok(answer);
  },
});

/** Somebody who works in the caller's agencies and nowhere else: nobody administers another agency's people. */
async function own(tx: Tx, who: Person, id: string): Promise<Whole> {
  const row = await tx.person.findUnique({ where: { id }, include });
  const agencies = agenciesOf(who);
  if (!row?.assignments.some(({ agencyId }) => agencies.includes(agencyId))) throw new Problem('not-found');
  if (row.assignments.some(({ agencyId }) => !agencies.includes(agencyId)))
    throw new Problem('not-allowed', {
      detail: {
        vi: 'Người này còn làm việc ở cơ quan khác; cơ quan đó cũng phải có bạn là người quản trị.',
        en: 'This person also works in another agency, which you do not administer.',
      },
    });
  return row;
}

const newPassword = route({
  method: 'post',
  path: '/admin/people/{id}/password',
  tag,
  summary: 'Give somebody a new password and end their sessions',
  policy,
  effect: 'repeatable',
  params: idParams,
  body: z.strictObject({ password }),
  answer: { status: 204 },
  handle: async ({ who, params, body }, { database }) => {
    await database.$transaction(async (tx) => {
      const person = await own(tx, who, params.id);
      if (!person.userId) {
        const userId = await createAccount(tx, { ...person, password: body.password });
        await tx.person.update({ where: { id: person.id }, data: { userId } });
      } else await resetPassword(tx, person.userId, body.password);
      await audited(tx, who, 'reset-password', { person: person.id });
    });
    return {};
  },
});

export const people: readonly Route[] = [list, create, edit, newPassword];
