/** A member of staff with the roles held in the reader's own agencies, and what is sent to give one. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { STAFF_ROLE, type StaffRole } from '../domain/process.ts';
import type { Assignment, Person as Row } from '../prisma/generated/client.ts';
import type { Tx } from '../records/case.ts';
import { fault } from '../records/handler.ts';
import { code, dateOf, day, upTo } from '../records/shapes.ts';
import { Problem } from './problem.ts';
import { dayOf } from './shown.ts';

const role = z.enum(Object.values(STAFF_ROLE) as [StaffRole, ...StaffRole[]]);
export const email = z
  .email()
  .max(200)
  .transform((text) => text.toLowerCase());
export const assignmentBody = {
  agency: upTo(60),
  role,
  programmes: z.array(code).max(50).default([]).describe('None: all of the agency’s.'),
  from: day,
  to: day.optional().describe('The first day without it.'),
};

export const assignmentView = z.object({
  id: z.uuid(),
  agency: z.string(),
  role: z.string(),
  programmes: z.array(z.string()),
  from: day,
  to: day.nullable(),
});
export const personView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string(),
    leftOn: day.nullable(),
    account: z.boolean().describe('Whether they can sign in.'),
    assignments: z.array(assignmentView),
  })
  .meta({ id: 'StaffMember' });

export type Whole = Row & { assignments: Assignment[] };

/** A person, with the assignments in the caller's own agencies. */
export const viewOf = (row: Whole, agencies: readonly string[]) => ({
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

export const include = { assignments: { orderBy: { id: 'asc' as const } } };

type Given = { agency: string; role: StaffRole; programmes: string[]; from: string; to?: string };

export const rowOf = ({ agency, role: held, programmes, from, to }: Given) => ({
  agencyId: agency,
  role: held,
  programmes,
  fromDay: dateOf(from),
  toDay: to ? dateOf(to) : null,
});

type Span = Pick<Given, 'agency' | 'role' | 'from' | 'to'>;

/** Administrators take no part in decisions: in one agency nobody holds that role beside another. @param held already */
export function roleFaults(given: readonly Span[], held: readonly Span[], path: (index: number) => string) {
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
export async function programmesBelong(tx: Tx, given: readonly Pick<Given, 'agency' | 'programmes'>[]): Promise<void> {
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
