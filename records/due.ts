/** When a task is due, and what the clock does to it next: remind, mark overdue, escalate to supervisors and head, or its lapse. */

import { type Calendar, endOfOffice } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { ACTION, type ActionName, process, type TaskDefinition, type TaskName, taskOf } from '../domain/process.ts';
import { dueDate, escalateAt, remindAt } from '../domain/working-clock.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Case, Task, Tx } from './case.ts';

/** Why and until when a step stood still; it began when its task was closed. */
export type Stood = { to: Date; why: Bilingual; who: string };

/** Dates that a subject itself has: closing of its bids, the day by which the network's result is needed, the end of its contract. */
export type SubjectDates = {
  closingAt?: Date | null;
  resultOn?: Date | null;
  endOn?: Date | null;
  pauseUntil?: Date | null;
  /** Why the step that opens again stood still: where a pause has interrupted it. */
  resumed?: Stood;
};

const closeOf = (day: Date | null | undefined, calendar: Calendar) => day && endOfOffice(calendar, legalDay(day));
const GIVEN: Record<
  NonNullable<TaskDefinition['until']>,
  (dates: SubjectDates, calendar: Calendar) => Date | null | undefined
> = {
  closing: (dates) => dates.closingAt,
  'network-result': (dates, calendar) => closeOf(dates.resultOn, calendar),
  'contract-end': (dates, calendar) => closeOf(dates.endOn, calendar),
  'pause-end': (dates, calendar) => closeOf(dates.pauseUntil, calendar),
  'delivery-end': (dates, calendar) => closeOf(dates.endOn, calendar),
};

export type Due = { dueAt: Date; dueBasis: Prisma.InputJsonObject };
export type Next = { nextAt: Date | null; nextAction: ActionName | null };

/**
 * The due date of a task opened now: the programme's limit in working days from today (today not counted), ending at the
 * close of office; or the date that the subject itself has for it (closing of bids, end of the contract).
 */
export function dueOf(found: Case, definition: TaskDefinition, dates: SubjectDates): Due {
  const given = definition.until && GIVEN[definition.until](dates, found.calendar);
  if (given && given > found.now)
    return { dueAt: given, dueBasis: { limit: definition.limit, until: definition.until ?? null } };
  const name = given && definition.overrun ? definition.overrun : definition.limit;
  const limit = found.programme.limits[name];
  return reckoned(found.calendar, {
    limit: name,
    from: found.now.toISOString(),
    workingDays: limit.workingDays,
    extension: 0,
    pauses: [],
    source: { ...limit.source },
  });
}

/** What a due date was reckoned from: enough to reckon it again, by another calendar or with an extension. */
export type Basis = {
  limit: string;
  /** The instant from which the limit runs. */
  from: string;
  workingDays: number;
  /** Working days by which the limit was extended. */
  extension: number;
  /** When the one-stop clock stood while the step was under way. */
  pauses: readonly { from: string; to: string; why: Bilingual; who: string }[];
  source: Prisma.InputJsonObject;
  /** The how manyth time it was opened on this one limit; without it, the first. */
  times?: number;
};

/** The basis of a due date that was reckoned; undefined where the subject gave the date itself, which no calendar moves. */
export function basisOf({ dueBasis }: Pick<Task, 'dueBasis'>): Basis | undefined {
  const basis = dueBasis as Partial<Basis> | null;
  if (basis?.from === undefined || basis.workingDays === undefined) return undefined;
  const { limit = '', from, workingDays, extension = 0, pauses = [], source = {}, times } = basis;
  return { limit, from, workingDays, extension, pauses, source, ...(times ? { times } : {}) };
}

/** A due date from its basis, by a calendar, whose version is kept with it. */
export function reckoned(calendar: Calendar, basis: Basis): Due {
  const { from, workingDays, extension } = basis;
  const pauses = basis.pauses.map((pause) => ({ ...pause, from: new Date(pause.from), to: new Date(pause.to) }));
  const due = dueDate({ from: new Date(from), limit: workingDays, extension, pauses, calendar });
  return {
    dueAt: due.dueAt!,
    dueBasis: {
      ...basis,
      pauses: basis.pauses.map((pause) => ({ ...pause, why: { ...pause.why } })),
      calendar: calendar.version,
      provisional: due.provisional,
      reasons: due.reasons.map((reason) => ({ ...reason })),
      sum: JSON.parse(JSON.stringify(due.sum)),
    },
  };
}

/** What letters about a date have with them where it is provisional. */
export type MayMove = { provisional?: { vi: string; en: string }[] };

/** Why a due date may still move, as a letter about it says; nothing where it stands. */
export function mayMove({ dueBasis }: Pick<Task, 'dueBasis'>): MayMove {
  const { reasons = [] } = (dueBasis ?? {}) as { reasons?: Bilingual[] };
  return reasons.length > 0 ? { provisional: reasons.map((reason) => ({ ...reason })) } : {};
}

/** What an open task's clock has done already. */
export type Marks = Pick<Task, 'remindedAt' | 'overdueAt' | 'escalatedAt' | 'headToldAt' | 'toldAt' | 'told'>;

/** Of a task that its clock has done nothing to. */
export const UNMARKED: Marks = {
  remindedAt: null,
  overdueAt: null,
  escalatedAt: null,
  headToldAt: null,
  toldAt: null,
  told: 0,
};

const marksOf = ({ remindedAt, overdueAt, escalatedAt, headToldAt, toldAt, told }: Marks): Marks => ({
  remindedAt,
  overdueAt,
  escalatedAt,
  headToldAt,
  toldAt,
  told,
});

/**
 * What the clock does next to an open task whose due date is another now, or whose calendar is: marks of what is in the future
 * again are taken back, so that it is reminded and told late anew.
 */
export function nextAgain(found: Case, definition: TaskDefinition, dueAt: Date, task: Marks): Next & Marks {
  const marks = marksOf(task);
  const reminder = remindAt(found.calendar, dueAt, found.programme.lateness.remindBefore);
  if (reminder > found.now) return { ...UNMARKED, nextAt: reminder, nextAction: ACTION.remind };
  if (dueAt > found.now || !marks.overdueAt)
    return { ...UNMARKED, remindedAt: marks.remindedAt, ...afterReminder(definition, dueAt) };
  // Late, and not lapsed: its lapse was put off, and is still what comes next.
  if (definition.lapse) return { ...marks, ...afterReminder(definition, dueAt) };
  if (!marks.escalatedAt) return { ...marks, headToldAt: null, ...afterOverdue(found, dueAt) };
  if (!marks.headToldAt) return { ...marks, ...afterEscalation(found, dueAt) };
  return { ...marks, ...again(found, marks.toldAt ?? marks.headToldAt) };
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
    const moved = { ...UNMARKED, ...firstNext(found, definition, due.dueAt) };
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

/** After the supervisors: the agency's head, so many working days later. */
export const afterEscalation = (found: Case, dueAt: Date): Next => {
  const { escalateAfter, headAfter } = found.programme.lateness;
  return { nextAt: escalateAt(found.calendar, dueAt, escalateAfter + headAfter), nextAction: ACTION.escalateToHead };
};

/** After the head: all of them again, every week from when they were last told, until somebody acts. */
export const again = (found: Case, toldAt: Date): Next => ({
  nextAt: escalateAt(found.calendar, toldAt, found.programme.lateness.againEvery),
  nextAction: ACTION.tellAgain,
});
