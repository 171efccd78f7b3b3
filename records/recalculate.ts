/** A calendar was corrected: the due dates of one dossier or package are reckoned again, and those that change are moved. */
import { addWorkingDays, endOfOffice } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import {
  ACTION,
  actionRow,
  isUnderWay,
  LETTER,
  process,
  ROLE,
  SUBJECT,
  type TaskName,
  taskOf,
} from '../domain/process.ts';
import type { PrismaClient } from '../prisma/generated/client.ts';
import { CLOCK_ACTOR } from './actor.ts';
import { type Case, keyOf, type Task, type Tx } from './case.ts';
import { currentFrom, currentOf } from './current.ts';
import { basisOf, type Due, type MayMove, mayMove, nextAgain, reckoned } from './due.ts';
import { FAULT_KIND, keepFault, toldOrKept } from './faults.ts';
import type { Effects } from './handler.ts';
import { describe, isTriedAgain } from './infrastructure.ts';
import { lockCase } from './lock.ts';
import { oneStop, promised } from './one-stop.ts';
import { Plan } from './plan.ts';
import { promiseReckoned } from './promise.ts';
import type { RecordAnswer, Recorder, RecordInput } from './record.ts';
import { inTransaction } from './transaction.ts';

type RecalculationInput = RecordInput & { recalculation: string };
type Moved = { before: string; after: string };
type MovedTask = Moved & { task: string };

/**
 * Works off one row of the job. The row is done in the transaction that moves the dates, so that it is done once, however often its
 * sender dies. A date that stays on its day is left alone; what moves stands in the audit, old and new.
 */
export async function recordRecalculation(recorder: Recorder, input: RecalculationInput): Promise<RecordAnswer> {
  const answer = await reckonAll(recorder, input).catch((error: unknown) => {
    if (isTriedAgain(error)) throw error;
    return faulted(recorder.database, input, error);
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

/** One that cannot be done is over with its fault, and the next one's turn has come; dates stay as they were until it is tried again. */
function faulted(database: PrismaClient, input: RecalculationInput, error: unknown): Promise<RecordAnswer> {
  const { subject, code, recalculation: reference } = input;
  return toldOrKept(database, async (tx, tell): Promise<RecordAnswer> => {
    const done =
      await tx.$executeRaw`UPDATE "Recalculation" SET attempts = attempts + 1, "doneAt" = now(), "lastError" = 'fault'
      WHERE id = ${reference}::uuid AND "doneAt" IS NULL`;
    const faulty = { kind: FAULT_KIND.recalculation, subject, code, reference, what: ACTION.recalculate };
    if (done > 0) await keepFault(tx, faulty, describe(error), tell);
    return { outcome: { ok: false, code: 'fault' }, current: await currentOf(tx, subject, code) };
  });
}

function reckonAll(recorder: Recorder, input: RecalculationInput): Promise<RecordAnswer> {
  return inTransaction(recorder.database, async (tx): Promise<RecordAnswer> => {
    const [job] = await tx.$queryRaw<{ calendar: string }[]>`
      UPDATE "Recalculation" SET "doneAt" = now(), "lastError" = NULL WHERE id = (
        SELECT id FROM "Recalculation" WHERE id = ${input.recalculation}::uuid AND "doneAt" IS NULL FOR UPDATE SKIP LOCKED)
      RETURNING calendar`;
    const found = job && (await lockCase(tx, input.subject, input.code));
    const plan = found && isUnderWay(found.row) ? await moved(tx, found) : null;
    await plan?.flush(tx, null);
    await recorder.checkpoint?.('before-commit', input);
    const version = found && plan ? plan.rowOf(found.row).version : 0;
    const current = found && plan ? currentFrom(found, plan) : await currentOf(tx, input.subject, input.code);
    return { outcome: job ? { ok: true, version } : { ok: false, code: 'no-longer-applies' }, current };
  });
}

/** Moves what the calendar moves. @returns the plan of the step that keeps it in the audit; null where no date changed */
async function moved(tx: Tx, found: Case): Promise<Plan | null> {
  const tasks: MovedTask[] = [];
  const letters: NonNullable<Effects['letters']>[number][] = [];
  let rearmed = false;
  for (const task of found.tasks.filter((open) => open.subjectId === found.row.id)) {
    const before = { dueAt: task.dueAt, nextAt: task.nextAt };
    rearmed = (await reckonAgain(tx, found, task)) || rearmed;
    if (task.dueAt.getTime() === before.dueAt.getTime()) continue;
    const change = { task: task.name, before: before.dueAt.toISOString(), after: task.dueAt.toISOString() };
    tasks.push(change);
    const facts = { ...change, ...mayMove(task) };
    if (task.partyId) letters.push({ letter: LETTER.datesMoved, to: { partyId: task.partyId }, facts });
  }
  const appointed = await appointedAgain(tx, found);
  const promise = appointed ? null : promiseReckoned(found);
  if (promise) {
    await tx.application.updateMany({ where: { id: found.row.id }, data: promise });
    Object.assign(found.application!, promise);
    rearmed = true;
  }
  if (tasks.length === 0 && !appointed) {
    // Only a reminder or an escalation lies on another day: no date that anybody was told, but the run must know.
    if (rearmed) await tx.wake.create({ data: { subject: found.subject, code: found.row.code } });
    return null;
  }
  if (appointed)
    letters.push({
      letter: LETTER.datesMoved,
      to: { partyId: found.application!.enterpriseId },
      facts: { ...appointed.moved, ...appointed.mayMove },
    });
  const row = actionRow(process(found.row.process), found.subject, keyOf(found.row), ACTION.recalculate, [ROLE.clock]);
  if (!row) throw new RangeError(`${found.row.code} in ${keyOf(found.row)} cannot be reckoned again.`);
  const plan = new Plan(found, null);
  await plan.take(tx, {
    subject: found.subject,
    row: found.row,
    action: row,
    to: keyOf(found.row),
    effects: {
      ...(appointed ? { application: { appointedAt: new Date(appointed.moved.after) } } : {}),
      data: { calendar: found.calendar.version, tasks, appointedAt: appointed?.moved ?? null },
      letters,
    },
    actor: CLOCK_ACTOR,
  });
  return plan;
}

/**
 * Reckons one open task again, in the database and in the case, which the writer answers from.
 * @returns whether the clock does something else next, or at another time
 */
async function reckonAgain(tx: Tx, found: Case, task: Task): Promise<boolean> {
  const definition = taskOf(process(found.row.process), task.name as TaskName);
  const basis = basisOf(task);
  const due = basis && notTaken(found, task, reckoned(found.calendar, basis));
  const moves = due !== undefined && legalDay(due.dueAt) !== legalDay(task.dueAt);
  const next = nextAgain(found, definition, moves ? due.dueAt : task.dueAt, task);
  const rearmed = next.nextAt?.getTime() !== task.nextAt?.getTime() || next.nextAction !== task.nextAction;
  if (!due && !rearmed) return false;
  // A date that stays has a basis that changes: by which calendar, and whether it is provisional still.
  const data = { ...(moves ? due : due ? { dueBasis: due.dueBasis } : {}), ...next };
  await tx.task.updateMany({ where: { id: task.id }, data });
  Object.assign(task, data);
  return rearmed;
}

/**
 * What an outside party was told it had left is not taken from it: a date that comes forward leaves it the next working day, whole,
 * unless the old one was nearer still.
 */
function notTaken(found: Case, task: Task, due: Due): Due {
  const { calendar, now } = found;
  const tomorrow = endOfOffice(calendar, addWorkingDays(calendar, legalDay(now), 1));
  if (task.partyId === null || due.dueAt >= tomorrow || due.dueAt >= task.dueAt) return due;
  const dueAt = task.dueAt < tomorrow ? task.dueAt : tomorrow;
  return { dueAt, dueBasis: { ...due.dueBasis, notBefore: dueAt.toISOString() } };
}

/** The appointed date of a one-stop clock that runs; null where it stays, or where there is none. */
async function appointedAgain(tx: Tx, found: Case): Promise<{ moved: Moved; mayMove: MayMove } | null> {
  const application = found.subject === SUBJECT.application ? found.application : null;
  if (!application?.acceptedAt || !application.appointedAt || application.clockStoppedAt) return null;
  const due = await oneStop(tx, found, application.acceptedAt);
  if (!due.dueAt || due.day === legalDay(application.appointedAt)) return null;
  const { appointedAt: _, ...mayMove } = promised(due);
  return { moved: { before: application.appointedAt.toISOString(), after: due.dueAt.toISOString() }, mayMove };
}
