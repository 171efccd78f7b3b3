/** Holding a task: claiming and giving back are row locks, not messages; reassigning is the supervisor's action, kept in the audit. */
import { z } from 'zod';
import { type Fault, Refused } from '../domain/errors.ts';
import { ACTION, LETTER, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Task } from './case.ts';
import { type Act, type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { staffWith } from './lock.ts';
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
  held: fault('task', 'held-by-another', 'Công việc đang do người khác giữ.', 'The task is held by somebody else.'),
  unclaimed: fault(
    'task',
    'not-claimed',
    'Hãy nhận việc trước khi hoàn thành.',
    'Claim the task before completing it.',
  ),
  reserved: fault('task', 'reserved', 'Công việc dành riêng cho người này.', 'The task is for this person alone.'),
} as const satisfies Record<string, Fault>;

/** Whether a person with these roles could take a task: what stands in the way, or null. Who holds it now is not asked. */
export function hindranceOf(
  task: Pick<Task, 'closedAt' | 'partyId' | 'role' | 'barred'>,
  personId: string,
  roles: readonly string[],
): Fault | null {
  if (task.closedAt) return HINDRANCE.closed;
  if (task.partyId) return HINDRANCE.outside;
  if (!roles.includes(task.role)) return HINDRANCE.role;
  return task.barred.includes(personId) ? HINDRANCE.barred : null;
}

/**
 * Takes a task that nobody holds; who holds it already keeps it.
 * @param roles that the person holds today for the task's programme
 * @throws Refused `not-open` once closed, `barred` by rule 1, `not-yours` without the role or where another holds it
 */
export async function claim(database: Database, id: string, personId: string, roles: readonly string[]): Promise<void> {
  const taken = await database.task.updateMany({
    where: {
      id,
      closedAt: null,
      partyId: null,
      role: { in: [...roles] },
      NOT: { barred: { has: personId } },
      OR: [{ personId: null }, { personId }],
    },
    data: { personId },
  });
  if (taken.count > 0) return;
  const task = await database.task.findUniqueOrThrow({ where: { id } });
  throw refusalOf(hindranceOf(task, personId, roles) ?? HINDRANCE.held);
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
  return new Refused(hindrance === HINDRANCE.barred ? 'barred' : 'not-yours', [hindrance]);
}

const body = { task: z.uuid(), to: z.uuid(), reason: text };

/** Gives an open staff task to somebody who may take it. A barred person is refused, whoever asks. */
async function run({ tx, case: found, body: sent }: Act<z.infer<z.ZodObject<typeof body>>>): Promise<Effects> {
  const task = found.tasks.find((open) => open.id === sent.task && open.subjectId === found.row.id);
  const member = found.staff.find((candidate) => candidate.id === sent.to);
  refuseIf([
    !task && fault('task', 'no-such-task', 'Không có công việc này đang mở.', 'There is no such open task here.'),
    Boolean(task?.partyId) && HINDRANCE.outside,
    task?.reserved && HINDRANCE.reserved,
    !member && fault('to', 'no-such-person', 'Không có người này.', 'There is no such person on this agency’s staff.'),
  ]);
  if (task!.barred.includes(sent.to)) throw new Refused('barred', [{ ...HINDRANCE.barred, path: 'to' }]);
  const holders = staffWith(found, task!.role);
  refuseIf([
    !holders.includes(member!) &&
      fault(
        'to',
        'role-missing',
        `Người này không có vai trò ${task!.role}.`,
        `This person does not hold the role ${task!.role}.`,
      ),
  ]);
  const from = task!.personId;
  await tx.task.updateMany({ where: { id: task!.id }, data: { personId: sent.to } });
  Object.assign(task!, { personId: sent.to });
  const facts = { task: task!.name, dueAt: task!.dueAt.toISOString(), reason: sent.reason };
  return {
    data: { task: task!.name, taskId: task!.id, from, to: sent.to },
    letters: [{ letter: LETTER.taskOpened, to: { personId: sent.to }, facts }],
  };
}

const reassign = handler({ body, run });

export const reassignment: Handlers = {
  [SUBJECT.application]: { [ACTION.reassign]: reassign },
  [SUBJECT.package]: { [ACTION.reassign]: reassign },
  [SUBJECT.round]: { [ACTION.reassign]: reassign },
};
