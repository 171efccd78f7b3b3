/** What the clock could not do for a reason of ours: kept, told, and gone past, so that no fault stops a dossier's clock. */
import { addWorkingDays, endOfOffice } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import { ACTION, type ActionName, process, type TaskName, taskOf } from '../domain/process.ts';
import type { PrismaClient, Task } from '../prisma/generated/client.ts';
import type { Case, Tx } from './case.ts';
import { currentOf } from './current.ts';
import { afterEscalation, afterOverdue, afterReminder, again, type Next } from './due.ts';
import { FAULT_KIND, keepFault, lockSubject } from './faults.ts';
import { type Described, describe, isTriedAgain } from './infrastructure.ts';
import { lockCase } from './lock.ts';
import { promisePast } from './promise.ts';
import type { RecordAnswer, RecordInput } from './record.ts';
import { SUBJECT_TABLE } from './subject-table.ts';
import { inTransaction } from './transaction.ts';

type TimerInput = RecordInput & { timer: { task: string; dueAt: string } };

const FAULT = { ok: false as const, code: 'fault' };
const A_DAY_MS = 86_400_000;

/** Names what the clock does to a task, for the fault that it may have. */
export const timerReference = (task: string, action: string): string => `${task} ${action}`;

/**
 * Keeps the fault, and sets what the clock does next: after a reminder or a step of lateness that failed, of a task or a promise, what
 * comes after it; a lapse is tried again at the close of the next working day. A task whose limit has passed is late from now on,
 * whatever failed.
 *
 * @param error what was thrown, and is not the infrastructure's
 * @throws what is the infrastructure's
 */
export async function goOn(database: PrismaClient, input: TimerInput, error: unknown): Promise<RecordAnswer> {
  const { subject, code } = input;
  const found = await caseOf(database, input);
  const ways = [
    async (tx: Tx, task: Task) => {
      await keep(tx, input, task, describe(error));
      await set(tx, input, task, nextOf(found, task));
    },
    // The run then rings ever later by itself.
    (tx: Tx, task: Task) => keep(tx, input, task, describe(error)),
  ];
  for (const way of ways) {
    try {
      return await inTransaction(database, async (tx): Promise<RecordAnswer> => {
        await lockSubject(tx, subject, code);
        const task = await tx.task.findUnique({ where: { id: input.timer.task } });
        const stands = task?.closedAt === null && task.nextAt?.toISOString() === input.timer.dueAt;
        if (stands) await way(tx, task);
        const promised = !task && (await promiseGoesOn(tx, input, found, describe(error)));
        const outcome = stands || promised ? FAULT : { ok: false as const, code: 'no-longer-applies' };
        return { outcome, current: await currentOf(tx, subject, code) };
      });
    } catch (refused) {
      if (isTriedAgain(refused)) throw refused;
    }
  }
  return { outcome: FAULT, current: await database.$transaction((tx) => currentOf(tx, subject, code)) };
}

/** The case, for its calendar and limits; null where reading it is what fails. */
async function caseOf(database: PrismaClient, { subject, code }: TimerInput): Promise<Case | null> {
  try {
    return await inTransaction(database, (tx) => lockCase(tx, subject, code));
  } catch (error) {
    if (isTriedAgain(error)) throw error;
    return null;
  }
}

/**
 * After what the clock could not do about a promised date comes the next step in its time. Without a case the same is tried again when a
 * day has passed.
 * @returns whether the timer is about a promise, and still stands
 */
async function promiseGoesOn(tx: Tx, input: TimerInput, found: Case | null, described: Described): Promise<boolean> {
  const { subject, code, timer } = input;
  const application = await tx.application.findUnique({ where: { id: timer.task } });
  if (application?.promiseNextAt?.toISOString() !== timer.dueAt) return false;
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  const { now } = clock!;
  const next = found ? promisePast(found, application) : { promiseNextAt: new Date(now.getTime() + A_DAY_MS) };
  await tx.application.update({
    where: { id: application.id },
    data: { ...next, overdue: application.overdue || (application.appointedAt ?? now) <= now },
  });
  const what = application.promiseNextAction ?? '';
  const reference = timerReference(application.id, what);
  await keepFault(tx, { kind: FAULT_KIND.timer, subject, code, reference, what }, described);
  return true;
}

async function keep(tx: Tx, { subject, code }: TimerInput, task: Task, described: Described): Promise<void> {
  const what = task.nextAction ?? '';
  const reference = timerReference(task.id, what);
  await keepFault(tx, { kind: FAULT_KIND.timer, subject, code, reference, what }, described);
}

/** What comes after a step that failed. Without a case a day passes, whether anybody works on it or not. */
function nextOf(found: Case | null, task: Task): (now: Date) => Next {
  const action = task.nextAction as ActionName;
  const theSame = (nextAt: Date): Next => ({ nextAt, nextAction: action });
  if (!found) return (now) => theSame(new Date(now.getTime() + A_DAY_MS));
  const definition = taskOf(process(found.row.process), task.name as TaskName);
  if (action === ACTION.remind) return () => afterReminder(definition, task.dueAt);
  if (action === ACTION.markOverdue) return () => afterOverdue(found, task.dueAt);
  if (action === ACTION.escalate) return () => afterEscalation(found, task.dueAt);
  // Who is told again and again is told of it with the next telling.
  if (action === ACTION.escalateToHead || action === ACTION.tellAgain) return (now) => again(found, now);
  return (now) => theSame(nextClose(found, now));
}

/** The close of office of the next working day. */
const nextClose = ({ calendar }: Case, now: Date): Date =>
  endOfOffice(calendar, addWorkingDays(calendar, legalDay(now), 1));

/** Puts a step off to the close of the next working day: nothing is taken away, and a task whose limit has passed is late. */
export async function putOff(tx: Tx, found: Case, task: Task): Promise<void> {
  const { nextAction } = task;
  const next = (now: Date): Next => ({ nextAt: nextClose(found, now), nextAction: nextAction as ActionName });
  await set(tx, { subject: found.subject, code: found.row.code }, task, next);
}

async function set(
  tx: Tx,
  { subject, code }: Pick<TimerInput, 'subject' | 'code'>,
  task: Task,
  next: (now: Date) => Next,
): Promise<void> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  const { now } = clock!;
  const late = task.dueAt <= now ? { overdueAt: task.overdueAt ?? now } : {};
  await tx.task.updateMany({ where: { id: task.id }, data: { ...next(now), ...late } });
  if (task.dueAt <= now) await tx.$executeRaw`UPDATE ${SUBJECT_TABLE[subject]} SET overdue = true WHERE code = ${code}`;
}
