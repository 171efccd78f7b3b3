/** Lateness is told until somebody acts: to whoever is above, week by week upwards, and to the enterprise whose dossier it is. */
import { addWorkingDays } from '../domain/calendar.ts';
import { legalDay } from '../domain/dates.ts';
import {
  ACTION,
  type Action,
  type ActionName,
  LETTER,
  type LetterName,
  RECIPIENT,
  SUBJECT,
  TASK,
} from '../domain/process.ts';
import { LONGEST_SILENCE } from '../domain/programme.ts';
import { CLOCK_ACTOR } from './actor.ts';
import { type Application, type Case, keyOf, type Task, type Tx } from './case.ts';
import type { Effects } from './handler.ts';
import { type Plan, rowFor } from './plan.ts';

type Letters = NonNullable<Effects['letters']>;

/** Who holds a task, for a letter, which looks the name up when it is written. */
export const holderOf = (task: Task | null): { holder?: string; holderParty?: string } => ({
  ...(task?.personId ? { holder: task.personId } : {}),
  ...(task?.partyId ? { holderParty: task.partyId } : {}),
});

/**
 * Letters to those above the agency: with each week that nobody acts one more of them, in the order of the agency's data.
 * @param weeks since the head was told, the present one included
 */
export async function superiorsTold(tx: Tx, found: Case, letter: LetterName, weeks: number): Promise<Letters> {
  const superiors = await tx.superior.findMany({
    where: { agencyId: found.agency.id, endedAt: null },
    orderBy: { no: 'asc' },
    take: Math.max(weeks, 0),
    select: { id: true },
  });
  return superiors.map(({ id }) => ({ letter, to: { superiorId: id } }));
}

/** Whether the enterprise has not heard within the last working week that its dossier is late. */
export const mayTell = (found: Case, { delayToldAt }: Pick<Application, 'delayToldAt'>): boolean =>
  delayToldAt === null || addWorkingDays(found.calendar, legalDay(delayToldAt), LONGEST_SILENCE) <= legalDay(found.now);

/** Work on the record beside the way of the dossier: the enterprise waits for none of it. */
const ASIDE: readonly string[] = [TASK.countersignRecord, TASK.decideCarryOver];
/** What the clock does to a late task, and the enterprise is told with it. */
const TOLD_WITH: readonly ActionName[] = [ACTION.markOverdue, ACTION.escalate, ACTION.escalateToHead, ACTION.tellAgain];

/** What the enterprise hears of a late task of its own application: nothing where it has heard of lateness this week. */
export function tellEnterprise(found: Case, task: Task, name: ActionName): Pick<Effects, 'application' | 'letters'> {
  const { application } = found;
  const concerns = found.subject === SUBJECT.application && task.partyId === null && !ASIDE.includes(task.name);
  if (!application || !concerns || !TOLD_WITH.includes(name) || !mayTell(found, application)) return {};
  return {
    application: { delayToldAt: found.now },
    letters: [{ letter: LETTER.delay, to: RECIPIENT.enterprise, facts: promisedTo(application) }],
  };
}

const promisedTo = ({ appointedAt, clockStoppedAt }: Application) => ({
  appointedAt: clockStoppedAt ? null : (appointedAt?.toISOString() ?? null),
});

/** A late step of a package or round makes its applications that wait for it late: their enterprises are told. */
export async function tellThoseWaiting(tx: Tx, plan: Plan, found: Case, task: Task, late: Action): Promise<void> {
  const move = late.moves?.find(({ when }) => when === keyOf(found.row));
  if (!move || task.partyId !== null || ASIDE.includes(task.name)) return;
  for (const application of found.applications) {
    if (!move.from.includes(keyOf(application)) || hasOwn(found, application) || !mayTell(found, application)) continue;
    const row = rowFor(SUBJECT.application, application, move.as);
    if (!row) throw new RangeError(`The table has no ${move.as} in ${keyOf(application)}.`);
    const data = { code: found.row.code, task: task.name, role: task.role, dueAt: task.dueAt.toISOString() };
    await plan.take(tx, {
      subject: SUBJECT.application,
      row: application,
      action: row,
      to: keyOf(application),
      effects: { application: { delayToldAt: found.now }, data, facts: { ...data, ...promisedTo(application) } },
      actor: CLOCK_ACTOR,
    });
  }
}

/** Whether an application has a task of its own where it stands, and so waits for nobody else. */
const hasOwn = (found: Case, application: Application): boolean =>
  found.tasks.some((task) => task.subjectId === application.id);
