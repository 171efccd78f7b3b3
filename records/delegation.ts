/** Delegating a role from–to, and ending it: who may, to whom, and what of rule 1 is known beforehand. */

import { legalDay } from '../domain/dates.ts';
import { DELEGABLE, type Named } from '../domain/delegation.ts';
import { type Fault, Refused } from '../domain/errors.ts';
import { STAFF_ROLE, type StaffRole } from '../domain/process.ts';
import type { Delegation } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { fault, refuseIf } from './handler.ts';
import { type Held, rolesOn } from './held.ts';
import { leftBehindBy } from './leaving.ts';
import { dateOf } from './shapes.ts';
import { HINDRANCE } from './tasks.ts';

/** What is wanted; days are legal days, `to` the first day without it. */
export type Delegating = {
  agencyId: string;
  delegatorId: string;
  delegateId: string;
  /** Without it: every role of the delegator that may be delegated. */
  role?: StaffRole;
  programmeId?: string;
  from: string;
  to: string;
  reason: string;
  instrument?: { signatory: string; capacity: string; number?: string; date?: string };
  /** Goes on although the delegate is known to be barred from some of what is open; they stay barred from it. */
  partly: boolean;
};

/**
 * Delegates a role.
 * @param by who asks for it: the delegator, or somebody who may on their behalf
 * @param now the business clock
 * @throws Refused `invalid` with every fault by its field; `guarded` naming each open dossier that rule 1 keeps from the delegate
 */
export async function delegate(tx: Tx, wanted: Delegating, by: string, now: Date): Promise<Delegation> {
  const { agencyId, delegatorId, delegateId, from, to } = wanted;
  const today = legalDay(now);
  const [given, taken] = await Promise.all([
    rolesOn(tx, delegatorId, dateOf(from)),
    rolesOn(tx, delegateId, dateOf(from)),
  ]);
  const here = ({ agencyId: agency }: Held) => agency === agencyId;
  const roles = rolesMeant(wanted, given.filter(here), taken.filter(here));
  refuseIf([
    from < today &&
      fault('from', 'in-the-past', 'Không ủy quyền cho ngày đã qua.', 'A delegation does not begin before today.'),
    to <= from && fault('to', 'before-start', 'Ngày kết thúc phải sau ngày bắt đầu.', 'It must end after it begins.'),
    wanted.programmeId !== undefined &&
      (await tx.programme.count({ where: { id: wanted.programmeId, agencyId } })) === 0 &&
      fault(
        'programme',
        'no-such-programme',
        'Cơ quan không có chương trình này.',
        'The agency has no such programme.',
      ),
    given.filter(here).length === 0 &&
      fault(
        'delegator',
        'no-such-person',
        'Người ủy quyền không làm việc tại cơ quan vào ngày đó.',
        'The delegator is not on the agency’s staff on that day.',
      ),
    delegateFault(wanted, taken.filter(here), by),
    roles.fault,
    await overlapping(tx, wanted),
  ]);
  const kept = wanted.partly ? [] : await known(tx, wanted, roles.meant);
  if (kept.length > 0) throw new Refused('guarded', kept);
  return tx.delegation.create({
    data: {
      ...{ agencyId, fromPersonId: delegatorId, toPersonId: delegateId },
      ...{ role: wanted.role ?? null, programmeId: wanted.programmeId ?? null },
      ...{ fromDay: dateOf(from), toDay: dateOf(to), reason: wanted.reason, instrument: wanted.instrument },
      ...{ createdAt: now, createdBy: by },
    },
  });
}

function delegateFault({ delegatorId, delegateId }: Delegating, taken: readonly Held[], by: string): Fault | false {
  if (delegateId === delegatorId)
    return fault('delegate', 'oneself', 'Hãy chọn một người khác.', 'Name somebody else.');
  // Whoever delegates for another gives nothing to themselves.
  if (delegateId === by)
    return fault(
      'delegate',
      'to-yourself',
      'Không ai được tự ủy quyền vai trò của người khác cho mình.',
      'Nobody gives themselves the role of somebody else.',
    );
  if (taken.length === 0)
    return fault(
      'delegate',
      'no-such-person',
      'Người được ủy quyền không làm việc tại cơ quan vào ngày đó.',
      'The delegate is not on the agency’s staff on that day.',
    );
  return (
    taken.some(({ role }) => role === STAFF_ROLE.administrator) &&
    fault(
      'delegate',
      'administrator-alone',
      'Người quản trị không tham gia quyết định.',
      'An administrator takes no part in decisions.',
    )
  );
}

const own = ({ onBehalfOf }: Held): boolean => !onBehalfOf;
const covers = (held: Held, programmeId?: string): boolean =>
  held.programmes.length === 0 || (programmeId !== undefined && held.programmes.includes(programmeId));

/** What is delegated: held by the delegator, and not by the delegate anyway; or why there is nothing. */
function rolesMeant({ role, programmeId }: Delegating, given: readonly Held[], taken: readonly Held[]) {
  const mine = given.filter(
    (held) =>
      own(held) &&
      DELEGABLE.includes(held.role) &&
      (role === undefined || held.role === role) &&
      (programmeId === undefined || covers(held, programmeId)),
  );
  const meant = mine.filter(
    (held) => !taken.some((other) => own(other) && other.role === held.role && covers(other, programmeId)),
  );
  return { meant, fault: meant.length === 0 && whyNone(role, given, mine.length > 0) };
}

function whyNone(role: StaffRole | undefined, given: readonly Held[], heldAlready: boolean): Fault {
  if (heldAlready)
    return fault(
      'role',
      'held-already',
      'Người được ủy quyền đã có vai trò này.',
      'The delegate holds this role already.',
    );
  if (given.some((held) => !own(held) && (role === undefined || held.role === role)))
    return fault(
      'role',
      'held-by-delegation',
      'Vai trò được ủy quyền không được ủy quyền lại.',
      'A delegated role cannot be delegated on.',
    );
  return fault(
    'role',
    'role-missing',
    'Người ủy quyền không có vai trò có thể ủy quyền như vậy vào ngày đó.',
    'The delegator does not hold such a role, of those that may be delegated, on that day.',
  );
}

/** The same delegation once more, for days that it has already. */
async function overlapping(tx: Tx, wanted: Delegating): Promise<Fault | false> {
  const { agencyId, delegatorId: fromPersonId, delegateId: toPersonId, role = null, programmeId = null } = wanted;
  const same = { agencyId, fromPersonId, toPersonId, role, programmeId, endedAt: null };
  const days = { fromDay: { lt: dateOf(wanted.to) }, toDay: { gt: dateOf(wanted.from) } };
  return (
    (await tx.delegation.count({ where: { ...same, ...days } })) > 0 &&
    fault(
      'from',
      'delegated-already',
      'Đã có ủy quyền như vậy trong những ngày này.',
      'There is such a delegation for these days already.',
    )
  );
}

/** Open tasks that the delegator might take and the delegate may not: nobody decides on their own work. */
async function known(tx: Tx, wanted: Delegating, meant: readonly Held[]): Promise<Fault[]> {
  const { agencyId, programmeId, delegateId, delegatorId } = wanted;
  const tasks = await tx.task.findMany({
    where: {
      ...{ agencyId, programmeId, closedAt: null, reserved: false, barred: { has: delegateId } },
      NOT: { barred: { has: delegatorId } },
      OR: meant.map(({ role, programmes }) => ({
        role,
        ...(programmes.length > 0 ? { programmeId: { in: programmes } } : {}),
      })),
    },
    select: { code: true },
    orderBy: { id: 'asc' },
  });
  return tasks.map(({ code }) => ({ ...HINDRANCE.barred, path: code }));
}

/**
 * Ends a delegation before its day; one that has ended stays as it is.
 * @returns the delegation as it is now, whether it has ended by this, and the ids of the tasks that the delegate has no right to any more:
 *   they go back to everybody who may take them (leaving.ts)
 */
export async function endDelegation(tx: Tx, id: string, by: string, now: Date) {
  const today = dateOf(legalDay(now));
  const ended = await tx.delegation.updateMany({
    where: { id, endedAt: null, toDay: { gt: today } },
    data: { endedAt: now, endedBy: by },
  });
  const row = await tx.delegation.findUniqueOrThrow({ where: { id }, include: NAMES });
  const released = await leftBehindBy(tx, row.toPersonId);
  return { row, released, ended: ended.count > 0 };
}

/** Reads a delegation with both names. */
export const NAMES = {
  delegator: { select: { id: true, name: true } },
  delegate: { select: { id: true, name: true } },
} as const;
export type NamedDelegation = Delegation & { delegator: Named; delegate: Named };
