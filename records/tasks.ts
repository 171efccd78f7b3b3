/** Holding a task: claiming and giving back are row locks, not messages; reassigning is the supervisor's action, kept in the audit. */
import { z } from 'zod';
import { capacityFor, type RoleHolder } from '../domain/delegation.ts';
import { type Fault, Refused } from '../domain/errors.ts';
import { ACTION, LETTER, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { StaffMember, Task } from './case.ts';
import { type Act, type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { text } from './shapes.ts';

/** What may stand between a person and a task. */
export const HINDRANCE = {
  closed: fault('task', 'task-closed', 'Công việc này đã kết thúc.', 'This task is closed.'),
  outside: fault('task', 'party-task', 'Công việc của bên ngoài cơ quan.', 'It is the task of an outside party.'),
  role: fault(
    'task',
    'role-missing',
    'Bạn không có vai trò của công việc này.',
    'You do not hold the role of this task.',
  ),
  barred: fault(
    'task',
    'own-work',
    'Không ai được quyết định về việc do chính mình làm.',
    'Nobody decides on their own work.',
  ),
  delegatorBarred: fault(
    'task',
    'delegator-own-work',
    'Không ai được quyết định về việc do chính mình làm, kể cả qua người được ủy quyền.',
    'Nobody decides on their own work, nor does anybody on their behalf.',
  ),
  ended: fault(
    'task',
    'role-ended',
    'Bạn không còn vai trò của công việc này: phân công hoặc ủy quyền đã kết thúc. Hãy trả lại việc, hoặc đề nghị người giám sát chuyển việc.',
    'You do not hold the role of this task any more: the assignment or delegation has ended. Give the task back, or ask a supervisor to reassign it.',
  ),
  held: fault('task', 'held-by-another', 'Công việc đang do người khác giữ.', 'The task is held by somebody else.'),
  unclaimed: fault(
    'task',
    'not-claimed',
    'Hãy nhận việc trước khi hoàn thành.',
    'Claim the task before completing it.',
  ),
  reserved: fault(
    'task',
    'reserved',
    'Công việc dành riêng cho thành viên này: muốn đổi người, hãy lập lại tổ chuyên gia hoặc hội đồng.',
    'The task is for this member alone: to have another score, appoint the panel or the council anew.',
  ),
} as const satisfies Record<string, Fault>;

/**
 * Whether somebody could take a task, by themselves or on behalf of a delegator: what stands in the way, or null. Who holds it now
 * is not asked.
 */
export function hindranceOf(
  task: Pick<Task, 'closedAt' | 'partyId' | 'role' | 'barred'>,
  holder: RoleHolder,
): Fault | null {
  if (task.closedAt) return HINDRANCE.closed;
  if (task.partyId) return HINDRANCE.outside;
  if (!holder.roles.includes(task.role)) return HINDRANCE.role;
  if (task.barred.includes(holder.id)) return HINDRANCE.barred;
  return capacityFor(holder, task.role, task.barred) ? null : HINDRANCE.delegatorBarred;
}

/**
 * Takes a task that nobody holds; who holds it already keeps it.
 * @param holder with the roles held today for the task's programme, by themselves or by delegation
 * @throws Refused `not-open` once closed, `barred` by rule 1, `not-yours` without the role or where another holds it
 */
export async function claim(database: Database, id: string, holder: RoleHolder): Promise<void> {
  const { id: personId, delegated } = holder;
  const own = holder.roles.filter((role) => !delegated.some((one) => one.role === role));
  const taken = await database.task.updateMany({
    where: {
      id,
      closedAt: null,
      partyId: null,
      NOT: { barred: { has: personId } },
      AND: [
        { OR: [{ personId: null }, { personId }] },
        {
          OR: [{ role: { in: own } }, ...delegated.map(({ role, by }) => ({ role, NOT: { barred: { has: by.id } } }))],
        },
      ],
    },
    data: { personId },
  });
  if (taken.count > 0) return;
  const task = await database.task.findUniqueOrThrow({ where: { id } });
  throw refusalOf(hindranceOf(task, holder) ?? HINDRANCE.held);
}

/**
 * Gives a task back to all who may take it.
 * @throws Refused `not-open` once closed, `not-yours` where another holds it, `guarded` where it is for this person alone
 */
export async function release(database: Database, id: string, personId: string): Promise<void> {
  const given = await database.task.updateMany({
    where: { id, closedAt: null, personId, reserved: false },
    data: { personId: null },
  });
  if (given.count > 0) return;
  const task = await database.task.findUniqueOrThrow({ where: { id } });
  if (task.closedAt) throw refusalOf(HINDRANCE.closed);
  if (task.personId === null) return;
  throw task.personId === personId ? new Refused('guarded', [HINDRANCE.reserved]) : refusalOf(HINDRANCE.held);
}

function refusalOf(hindrance: Fault): Refused {
  if (hindrance === HINDRANCE.closed) return new Refused('not-open', [hindrance]);
  const barred = hindrance === HINDRANCE.barred || hindrance === HINDRANCE.delegatorBarred;
  return new Refused(barred ? 'barred' : 'not-yours', [hindrance]);
}

/** `to` whom: null gives the task back to everybody who may take it. */
const body = { task: z.uuid(), to: z.uuid().nullable(), reason: text };

/** Gives an open staff task to somebody who may take it, or back to all who may. A barred person is refused, whoever asks. */
async function run({ tx, case: found, body: sent }: Act<z.infer<z.ZodObject<typeof body>>>): Promise<Effects> {
  const task = found.tasks.find((open) => open.id === sent.task && open.subjectId === found.row.id);
  const member = found.staff.find((candidate) => candidate.id === sent.to);
  refuseIf([
    !task && fault('task', 'no-such-task', 'Không có công việc này đang mở.', 'There is no such open task here.'),
    Boolean(task?.partyId) && HINDRANCE.outside,
    task?.reserved && HINDRANCE.reserved,
    task && sent.to === null && task.personId === null && HELD_BY_NOBODY,
    sent.to !== null &&
      !member &&
      fault('to', 'no-such-person', 'Không có người này.', 'There is no such person on this agency’s staff.'),
  ]);
  if (member) mustBeAbleTo(task!, member);
  const from = task!.personId;
  await tx.task.updateMany({ where: { id: task!.id }, data: { personId: sent.to } });
  Object.assign(task!, { personId: sent.to });
  const facts = { task: task!.name, dueAt: task!.dueAt.toISOString(), reason: sent.reason };
  const told = member ? [member] : found.staff.filter((one) => capacityFor(one, task!.role, task!.barred));
  return {
    data: { task: task!.name, taskId: task!.id, from, to: sent.to },
    letters: told.map(({ id }) => ({ letter: LETTER.taskOpened, to: { personId: id }, facts })),
  };
}

const HELD_BY_NOBODY = fault('task', 'held-by-nobody', 'Chưa ai giữ công việc này.', 'Nobody holds this task.');

/** @throws Refused `barred` by rule 1, `invalid` without the role */
function mustBeAbleTo(task: Task, member: StaffMember): void {
  if (task.barred.includes(member.id)) throw new Refused('barred', [{ ...HINDRANCE.barred, path: 'to' }]);
  const { role } = task;
  const [vi, en] = [`Người này không có vai trò ${role}.`, `This person does not hold the role ${role}.`];
  refuseIf([!member.roles.some((held) => held === role) && fault('to', 'role-missing', vi, en)]);
  if (!capacityFor(member, role, task.barred))
    throw new Refused('barred', [{ ...HINDRANCE.delegatorBarred, path: 'to' }]);
}

const reassign = handler({ body, run });

export const reassignment: Handlers = {
  [SUBJECT.application]: { [ACTION.reassign]: reassign },
  [SUBJECT.package]: { [ACTION.reassign]: reassign },
  [SUBJECT.round]: { [ACTION.reassign]: reassign },
};
