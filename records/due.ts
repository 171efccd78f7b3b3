/** When a task is due, and what the clock does to it next: remind, mark overdue, escalate, or its lapse. */

import { type Calendar, endOfOffice } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import { ACTION, type ActionName, process, type TaskDefinition, type TaskName, taskOf } from '../domain/process.ts';
import { dueDate, escalateAt, remindAt } from '../domain/working-clock.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Case, Tx } from './case.ts';

/** Dates that a subject itself has: closing of its bids, the day by which the network's result is needed, the end of its contract. */
export type SubjectDates = { closingAt?: Date | null; resultOn?: Date | null; endOn?: Date | null };

const closeOf = (day: Date | null | undefined, calendar: Calendar) => day && endOfOffice(calendar, legalDay(day));
const GIVEN: Record<
  NonNullable<TaskDefinition['until']>,
  (dates: SubjectDates, calendar: Calendar) => Date | null | undefined
> = {
  closing: (dates) => dates.closingAt,
  'network-result': (dates, calendar) => closeOf(dates.resultOn, calendar),
  'contract-end': (dates, calendar) => closeOf(dates.endOn, calendar),
  'delivery-end': (dates, calendar) => closeOf(dates.endOn, calendar),
};

export type Due = { dueAt: Date; dueBasis: Prisma.InputJsonObject };
export type Next = { nextAt: Date | null; nextAction: ActionName | null };

/**
 * The due date of a task opened now: the programme's limit in working days from today (today not counted), ending at the
 * close of office; or the date that the subject itself has for it (closing of bids, end of the contract).
 */
export function dueOf(found: Case, definition: TaskDefinition, dates: SubjectDates): Due {
  const limit = found.programme.limits[definition.limit];
  const given = definition.until && GIVEN[definition.until](dates, found.calendar);
  if (given && given > found.now)
    return { dueAt: given, dueBasis: { limit: definition.limit, until: definition.until ?? null } };
  const due = dueDate({ from: found.now, limit: limit.workingDays, pauses: [], calendar: found.calendar });
  return {
    dueAt: due.dueAt!,
    dueBasis: {
      limit: definition.limit,
      workingDays: limit.workingDays,
      source: { ...limit.source },
      provisional: due.provisional,
      sum: JSON.parse(JSON.stringify(due.sum)),
    },
  };
}

/** What the clock does first to a task opened now. */
export function firstNext(found: Case, definition: TaskDefinition, dueAt: Date): Next {
  const reminder = remindAt(found.calendar, dueAt, found.programme.lateness.remindBefore);
  if (reminder > found.now) return { nextAt: reminder, nextAction: ACTION.remind };
  return afterReminder(definition, dueAt);
}

/**
 * Moves what is due by the end of the contract, where an annex changes it: open tasks of one subject, in the database and in
 * the case, which the writer answers from.
 */
export async function moveDueDates(tx: Tx, found: Case, subjectId: string, endOn: Date | undefined): Promise<void> {
  if (!endOn) return;
  for (const task of found.tasks.filter((candidate) => candidate.subjectId === subjectId)) {
    const definition = taskOf(process(found.row.process), task.name as TaskName);
    if (definition.until !== 'contract-end' && definition.until !== 'delivery-end') continue;
    const due = dueOf(found, definition, { endOn });
    const moved = { ...firstNext(found, definition, due.dueAt), remindedAt: null, overdueAt: null, escalatedAt: null };
    await tx.task.updateMany({ where: { id: task.id }, data: { ...due, ...moved } });
    Object.assign(task, due, moved);
  }
}

/** After the reminder: its lapse when the limit has passed, else the overdue mark. */
export const afterReminder = (definition: TaskDefinition, dueAt: Date): Next => ({
  nextAt: dueAt,
  nextAction: definition.lapse ?? ACTION.markOverdue,
});

/** After the overdue mark: escalation to the supervisor, once. */
export const afterOverdue = (found: Case, dueAt: Date): Next => ({
  nextAt: escalateAt(found.calendar, dueAt, found.programme.lateness.escalateAfter),
  nextAction: ACTION.escalate,
});
