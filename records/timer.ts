/** What the clock does to one task: remind, mark overdue, escalate (to the supervisors, then to the head, then every week), or take its lapse; and to a promise. */
import {
  ACTION,
  type ActionName,
  actionRow,
  LETTER,
  process,
  ROLE,
  type TaskDefinition,
  type TaskName,
  taskOf,
} from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { CLOCK_ACTOR } from './actor.ts';
import { type Case, keyOf, type Task } from './case.ts';
import { currentFrom, currentOf } from './current.ts';
import { afterEscalation, afterOverdue, afterReminder, again, type Marks, mayMove, type Next } from './due.ts';
import { evaluate } from './evaluate.ts';
import { FAULT_KIND, SETTLED, settleFault } from './faults.ts';
import { isTriedAgain } from './infrastructure.ts';
import { holderOf, superiorsTold, tellEnterprise, tellThoseWaiting } from './lateness.ts';
import { lockCase } from './lock.ts';
import { Plan } from './plan.ts';
import { promiseRings, ringPromise } from './promise.ts';
import type { Outcome, RecordAnswer, Recorder, RecordInput } from './record.ts';
import { goOn, putOff, timerReference } from './timer-fault.ts';
import { inTransaction } from './transaction.ts';
import { waitsInTime } from './unrecorded.ts';

type TimerInput = RecordInput & { timer: { task: string; dueAt: string } };
type RecordDecision = (input: RecordInput & { decision: string }) => Promise<RecordAnswer>;

const TOO_LATE: Outcome = { ok: false, code: 'no-longer-applies' };
/** Of a lapse that waits for what faulted. */
const PUT_OFF: Outcome = { ok: false, code: 'fault' };

/**
 * A due timer names task and due date; where the task was answered or its date moved meanwhile it no longer applies.
 * Before it does anything it looks for decisions that were received in time and not yet recorded: decisions sent in time count even
 * if the system was down. None of them can stop the clock, and neither can a fault of its own: it goes on (records/timer-fault.ts).
 * Only a lapse is put off, from working day to working day, while one that was received in time has a fault of ours as its outcome: the
 * supervisors, who were told, have it recorded or withdraw it.
 */
export async function recordTimer(
  recorder: Recorder,
  input: TimerInput,
  recordDecision: RecordDecision,
): Promise<RecordAnswer> {
  await recordThoseInTime(recorder, input, recordDecision);
  const answer = await ring(recorder, input).catch((error: unknown) => {
    if (isTriedAgain(error)) throw error;
    return goOn(recorder.database, input, error);
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

function ring(recorder: Recorder, input: TimerInput): Promise<RecordAnswer> {
  return inTransaction(recorder.database, async (tx): Promise<RecordAnswer> => {
    const found = await lockCase(tx, input.subject, input.code);
    if (found && promiseRings(found, input.timer)) {
      const reference = timerReference(found.row.id, found.application?.promiseNextAction ?? '');
      const plan = await ringPromise(tx, found);
      if (!plan) return { outcome: TOO_LATE, current: await currentOf(tx, input.subject, input.code) };
      await settleFault(tx, FAULT_KIND.timer, reference, SETTLED.recorded);
      await plan.flush(tx, found.row.code);
      await recorder.checkpoint?.('before-commit', input);
      return { outcome: { ok: true, version: plan.rowOf(found.row).version }, current: currentFrom(found, plan) };
    }
    const task = found?.tasks.find(
      (candidate) => candidate.id === input.timer.task && candidate.subjectId === found.row.id,
    );
    const due = task?.nextAt;
    if (!found || !task || !due || !task.nextAction || due.toISOString() !== input.timer.dueAt || due > found.now) {
      return { outcome: TOO_LATE, current: await currentOf(tx, input.subject, input.code) };
    }
    const name = task.nextAction as ActionName;
    const definition = taskOf(process(found.row.process), task.name as TaskName);
    if (name === definition.lapse) {
      if (await waitsInTime(tx, found, task)) {
        await putOff(tx, found, task);
        return { outcome: PUT_OFF, current: await currentOf(tx, input.subject, input.code) };
      }
      const plan = await evaluate(tx, found, {
        id: null,
        action: name,
        taskId: task.id,
        principal: { kind: 'clock' },
        body: {},
        receivedAt: found.now,
      });
      await plan.flush(tx, found.row.code);
      await settleFault(tx, FAULT_KIND.timer, timerReference(task.id, name), SETTLED.recorded);
      await recorder.checkpoint?.('before-commit', input);
      return { outcome: { ok: true, version: plan.rowOf(found.row).version }, current: currentFrom(found, plan) };
    }
    const row = actionRow(process(found.row.process), found.subject, keyOf(found.row), name, [ROLE.clock]);
    if (!row) return { outcome: TOO_LATE, current: await currentOf(tx, input.subject, input.code) };
    const { next, mark } = step(found, definition, task, name);
    await tx.task.updateMany({ where: { id: task.id }, data: { ...next, ...mark } });
    Object.assign(task, next, mark);
    await settleFault(tx, FAULT_KIND.timer, timerReference(task.id, name), SETTLED.recorded);
    const plan = new Plan(found, null);
    plan.consultantId = found.contract?.consultantId ?? null;
    const data = { task: task.name, role: task.role, dueAt: task.dueAt.toISOString() };
    const facts = { ...data, ...mayMove(task), told: task.told, ...holderOf(task) };
    const upwards = name === ACTION.tellAgain ? await superiorsTold(tx, found, LETTER.toldAgain, task.told - 2) : [];
    const outside = tellEnterprise(found, task, name);
    await plan.take(tx, {
      subject: found.subject,
      row: found.row,
      action: row,
      to: keyOf(found.row),
      effects: { ...outside, data, facts, besides: upwards },
      actor: CLOCK_ACTOR,
      task: null,
      about: task,
    });
    await tellThoseWaiting(tx, plan, found, task, row);
    await plan.flush(tx, found.row.code);
    await recorder.checkpoint?.('before-commit', input);
    return { outcome: { ok: true, version: plan.rowOf(found.row).version }, current: currentFrom(found, plan) };
  });
}

/** What one thing done to a late task leaves: its mark, and what comes after it. */
function step(
  found: Case,
  definition: TaskDefinition,
  { dueAt, told }: Task,
  name: ActionName,
): { next: Next; mark: Partial<Marks> } {
  const { now } = found;
  if (name === ACTION.remind) return { next: afterReminder(definition, dueAt), mark: { remindedAt: now } };
  if (name === ACTION.markOverdue) return { next: afterOverdue(found, dueAt), mark: { overdueAt: now } };
  const above = { toldAt: now, told: told + 1 };
  if (name === ACTION.escalate) return { next: afterEscalation(found, dueAt), mark: { escalatedAt: now, ...above } };
  const mark = name === ACTION.escalateToHead ? { headToldAt: now, ...above } : above;
  return { next: again(found, now), mark };
}

/**
 * One that cannot be recorded has its fault as outcome, or waits for the infrastructure. A lapse takes something away, so it waits for
 * either; a reminder or a mark of lateness does not.
 */
async function recordThoseInTime(recorder: Recorder, input: TimerInput, recordDecision: RecordDecision): Promise<void> {
  const pending = await recorder.database.decision.findMany({
    where: {
      code: input.code,
      subject: input.subject,
      outcome: { equals: Prisma.AnyNull },
      receivedAt: { lte: input.timer.dueAt },
    },
    orderBy: { receivedAt: 'asc' },
    select: { id: true },
  });
  for (const { id } of pending) {
    try {
      await recordDecision({ subject: input.subject, code: input.code, decision: id });
    } catch (error) {
      if (await isLapse(recorder, input)) throw error;
    }
  }
}

async function isLapse({ database }: Recorder, { timer }: TimerInput): Promise<boolean> {
  const task = await database.task.findUnique({
    where: { id: timer.task },
    select: { name: true, nextAction: true },
  });
  return task !== null && task.nextAction === taskOf(process(), task.name as TaskName).lapse;
}
