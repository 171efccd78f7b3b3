/** A step that comes back goes on with the working days that it had left: after a pause, and after it was passed on and returned. */
import type { Bilingual } from '../domain/fault.ts';
import {
  type Action,
  type ActionName,
  process,
  type StateKey,
  type SubjectKind,
  type TaskDefinition,
  type TaskName,
} from '../domain/process.ts';
import type { Case, SubjectRow, Task } from './case.ts';
import { basisOf, type Due, type Marks, type Next, nextAgain, reckoned, type Stood } from './due.ts';

/** A task of the subject that was closed before, as JSON brings it. */
export type Earlier = Pick<Task, 'name' | 'dueBasis' | 'openedVersion' | 'closedBy' | 'told'> & {
  reservedFor: string | null;
} & Record<'closedAt' | 'remindedAt' | 'overdueAt' | 'escalatedAt' | 'headToldAt' | 'toldAt', string | null>;
/** An action of the subject's audit after which something may begin anew. */
export type Renewal = { action: string; before: string; version: number };

/** Why a step stood still that was neither paused nor waiting for anybody outside. */
const ELSEWHERE: Bilingual = { vi: 'Hồ sơ ở bước khác', en: 'The dossier was at another step' };

/** The names of all actions after which one of these tasks begins with its whole limit. */
export const renewing = (version: number, subject: SubjectKind, tasks: readonly TaskName[]): ActionName[] => [
  ...new Set(rowsThatRenew(version, subject, tasks).map(({ name }) => name)),
];

const rowsThatRenew = (version: number, subject: SubjectKind, tasks: readonly TaskName[]): Action[] =>
  process(version).actions.filter((row) => row.subject === subject && row.renews?.some((name) => tasks.includes(name)));

/** What the staff are known to have done with a step before it opens again. */
export type Known = {
  subject: SubjectKind;
  row: SubjectRow;
  earlier: readonly Earlier[];
  renewals: readonly Renewal[];
  /** Tasks that the action under way renews itself. */
  renewed: readonly TaskName[];
  stood?: Stood;
};

/**
 * The dates of a staff task that opens again, with what its clock has done to it already: late before it was passed on, it is late when it comes back.
 *
 * @param personId of a task that is one person's alone
 * @returns undefined where it begins with its whole limit: opened for the first time, or something new was brought since
 */
export function goingOn(
  found: Case,
  definition: TaskDefinition,
  personId: string | null,
  known: Known,
): (Due & Next & Marks) | undefined {
  if (known.renewed.includes(definition.name)) return undefined;
  const rows = rowsThatRenew(known.row.process, known.subject, [definition.name]);
  const since = known.renewals
    .filter(({ action, before }) => rows.some((row) => row.name === action && row.from.includes(before as StateKey)))
    .reduce((latest, { version }) => Math.max(latest, version), 0);
  const before = known.earlier
    .filter((task) => task.name === definition.name && task.reservedFor === personId && task.openedVersion >= since)
    .at(-1);
  const basis = before && basisOf(before);
  if (!basis) return undefined;
  const { to = found.now, why = ELSEWHERE, who = before.closedBy ?? '' } = known.stood ?? {};
  const from = new Date(before.closedAt!);
  const stood = { from: from.toISOString(), to: (to > from ? to : from).toISOString(), why, who };
  const due = reckoned(found.calendar, {
    ...basis,
    pauses: [...basis.pauses, stood],
    times: known.stood ? basis.times : (basis.times ?? 1) + 1,
  });
  return { ...due, ...nextAgain(found, definition, due.dueAt, marksOf(before)) };
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
const marksOf = (task: Earlier): Marks => ({
  remindedAt: instant(task.remindedAt),
  overdueAt: instant(task.overdueAt),
  escalatedAt: instant(task.escalatedAt),
  headToldAt: instant(task.headToldAt),
  toldAt: instant(task.toldAt),
  told: task.told,
});
