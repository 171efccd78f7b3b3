/** Administration of the staff: people, their roles from–to, their accounts. Only administrators make accounts. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { STAFF_ROLE, type StaffRole } from '../domain/process.ts';
import type { Assignment, Person as Row } from '../prisma/generated/client.ts';
import { createAccount, endSessions, MAXIMUM_PASSWORD, MINIMUM_PASSWORD, resetPassword } from '../records/accounts.ts';
import type { Tx } from '../records/case.ts';
import { fault, refuseIf } from '../records/handler.ts';
import { code, dateOf, day, line } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { idParams, pageOf, pageQuery } from './schemas.ts';
import type { Person } from './who.ts';

const role = z.enum(Object.values(STAFF_ROLE) as [StaffRole, ...StaffRole[]]);
const email = z
  .email()
  .max(200)
  .transform((text) => text.toLowerCase());
export const password = z.string().min(MINIMUM_PASSWORD).max(MAXIMUM_PASSWORD);

const assignmentBody = {
  agency: z.string().max(60),
  role,
  programmes: z.array(code).max(50).default([]).describe('None: all of the agency’s.'),
  from: day,
  to: day.optional().describe('The first day without it.'),
};

const assignmentView = z.object({
  id: z.uuid(),
  agency: z.string(),
  role: z.string(),
  programmes: z.array(z.string()),
  from: day,
  to: day.nullable(),
});
const personView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    leftOn: day.nullable(),
    account: z.boolean().describe('Whether they can sign in.'),
    assignments: z.array(assignmentView),
  })
  .meta({ id: 'StaffMember' });

type Whole = Row & { assignments: Assignment[] };
const dayOf = (at: Date | null): string | null => (at ? legalDay(at) : null);

/** A person, with the assignments in the caller's own agencies. */
const viewOf = (row: Whole, agencies: readonly string[]) => ({
  id: row.id,
  name: row.name,
  email: row.email,
  leftOn: dayOf(row.leftOn),
  account: row.userId !== null,
  assignments: row.assignments
    .filter(({ agencyId }) => agencies.includes(agencyId))
    .map((held) => ({
      id: held.id,
      agency: held.agencyId,
      role: held.role,
      programmes: held.programmes,
      from: legalDay(held.fromDay),
      to: dayOf(held.toDay),
    })),
});

const include = { assignments: { orderBy: { id: 'asc' as const } } };

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

type Given = { agency: string; role: StaffRole; programmes: string[]; from: string; to?: string };

const rowOf = ({ agency, role: held, programmes, from, to }: Given) => ({
  agencyId: agency,
  role: held,
  programmes,
  fromDay: dateOf(from),
  toDay: to ? dateOf(to) : null,
});

type Span = Pick<Given, 'agency' | 'role' | 'from' | 'to'>;

/** Administrators take no part in decisions: in one agency nobody holds that role beside another. @param held already */
function roleFaults(given: readonly Span[], held: readonly Span[], path: (index: number) => string) {
  return given.flatMap(({ agency, role: wanted, from, to }, index) => [
    to !== undefined &&
      to <= from &&
      fault(`${path(index)}to`, 'before-start', 'Ngày kết thúc phải sau ngày bắt đầu.', 'It must end after it begins.'),
    [...given, ...held].some(
      (other) => other.agency === agency && isAdministrator(other.role) !== isAdministrator(wanted),
    ) &&
      fault(
        `${path(index)}role`,
        'administrator-alone',
        'Người quản trị không tham gia quyết định: không giữ thêm vai trò khác trong cùng cơ quan.',
        'An administrator takes no part in decisions, and so holds no other role in the same agency.',
      ),
  ]);
}
const isAdministrator = (held: string): boolean => held === STAFF_ROLE.administrator;

/** @throws Problem `invalid` where a programme is not the agency's */
async function programmesBelong(tx: Tx, given: readonly Pick<Given, 'agency' | 'programmes'>[]): Promise<void> {
  const known = await tx.programme.findMany({ where: { id: { in: given.flatMap(({ programmes }) => programmes) } } });
  const faults = given.flatMap(({ agency, programmes }, index) =>
    programmes
      .filter((id) => !known.some((programme) => programme.id === id && programme.agencyId === agency))
      .map((id) =>
        fault(
          `assignments.${index}.programmes`,
          'no-such-programme',
          `Cơ quan không có chương trình ${id}.`,
          `The agency has no programme ${id}.`,
        ),
      ),
  );
  if (faults.length > 0) throw new Problem('invalid', { faults });
}

const edit = route({
  method: 'patch',
  path: '/admin/people/{id}',
  tag,
  summary: 'Change a name, or the day on which somebody leaves; leaving ends their sessions',
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
      };
    });
    return ok(answer);
  },
});

export const people: readonly Route[] = [list, create, edit, newPassword, assign, endAssignment];
