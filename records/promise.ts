/**
 * The promise: the date appointed to the enterprise for the decision is watched by itself, whoever has the dossier. Before it the holder is
 * reminded; on it the supervisors are told and the enterprise gets an apology in writing; then the head, and every week all of them again.
 *
 * It is kept on the application: nobody completes it, nothing waits for it, and it is in nobody's inbox. It begins with acceptance, moves
 * with the appointed date, and ends with the decision or the dossier.
 */
import { ACTION, type ActionName, actionRow, LETTER, process, ROLE, STAGE, SUBJECT } from '../domain/process.ts';
import { escalateAt, remindAt } from '../domain/working-clock.ts';
import { CLOCK_ACTOR } from './actor.ts';
import { type Application, type Case, keyOf, type Tx } from './case.ts';
import type { Effects } from './handler.ts';
import { holderOf, superiorsTold } from './lateness.ts';
import { Plan, type Step } from './plan.ts';

/** What is kept of it on an application. */
export type Promised = Pick<
  Application,
  | 'stage'
  | 'acceptedAt'
  | 'appointedAt'
  | 'clockStoppedAt'
  | 'promisedAt'
  | 'promiseNextAt'
  | 'promiseNextAction'
  | 'promiseRemindedAt'
  | 'promisePassedAt'
  | 'promiseHeadToldAt'
  | 'promiseToldAt'
  | 'promiseTold'
>;
type Kept = Partial<Omit<Promised, 'stage' | 'acceptedAt' | 'appointedAt' | 'clockStoppedAt'>>;

const ENDED = { promiseNextAt: null, promiseNextAction: null, promisePassedAt: null } satisfies Kept;
const UNMARKED = {
  promiseRemindedAt: null,
  promisePassedAt: null,
  promiseHeadToldAt: null,
  promiseToldAt: null,
  promiseTold: 0,
} satisfies Kept;

/** Whether a date is promised and not yet answered: accepted, not decided, and not paused before the date had passed. */
const runs = ({ stage, acceptedAt, appointedAt, clockStoppedAt }: Promised): boolean =>
  stage === STAGE.eligibility && acceptedAt !== null && appointedAt !== null && clockStoppedAt === null;

/** Whether the promised date has passed and nobody has decided yet. */
export const hasPassed = (promised: Promised): boolean => promised.promisePassedAt !== null;

/**
 * What a step that was just taken makes of the promise.
 *
 * @param after the application as the step leaves it
 * @returns the columns that change; a date that lies ahead again is reminded of and told late again
 */
export function promiseAfter(found: Case, after: Promised, { effects }: Pick<Step, 'effects'>): Kept {
  if (!runs(after)) return after.promiseNextAt || after.promisePassedAt ? ENDED : {};
  const accepted = effects.application?.acceptedAt !== undefined;
  const moved = effects.application?.appointedAt !== undefined || !after.promiseNextAt;
  if (!accepted && !moved) return {};
  const first = accepted ? { ...UNMARKED, promisedAt: after.appointedAt } : {};
  return { ...first, ...next(found, accepted ? { ...after, ...UNMARKED } : after) };
}

/** What a corrected calendar changes of a promise whose date stays; null where its clock does the same at the same time. */
export function promiseReckoned(found: Case): Kept | null {
  const { application } = found;
  if (!application || found.subject !== SUBJECT.application || !runs(application)) return null;
  const kept = next(found, application);
  return kept.promiseNextAt?.getTime() === application.promiseNextAt?.getTime() ? null : kept;
}

/** What the clock does next about a promise that runs. */
function next(found: Case, promised: Promised): Kept {
  const dueAt = promised.appointedAt!;
  const { remindBefore, headAfter } = found.programme.lateness;
  const ahead = dueAt > found.now;
  const reminder = remindAt(found.calendar, dueAt, remindBefore);
  if (reminder > found.now) return { ...UNMARKED, promiseNextAt: reminder, promiseNextAction: ACTION.remindPromise };
  if (ahead || !promised.promisePassedAt) {
    const { promiseRemindedAt } = promised;
    return { ...UNMARKED, promiseRemindedAt, promiseNextAt: dueAt, promiseNextAction: ACTION.promisePassed };
  }
  if (!promised.promiseHeadToldAt)
    return {
      promiseNextAt: escalateAt(found.calendar, promised.promisePassedAt, headAfter),
      promiseNextAction: ACTION.promiseToHead,
    };
  return weekly(found, promised.promiseToldAt ?? promised.promiseHeadToldAt);
}

const weekly = (found: Case, toldAt: Date): Kept => ({
  promiseNextAt: escalateAt(found.calendar, toldAt, found.programme.lateness.againEvery),
  promiseNextAction: ACTION.promiseAgain,
});

/** What one ring leaves: its mark, and what comes after it. */
function rung(found: Case, application: Application, name: ActionName): Kept {
  const { now } = found;
  if (name === ACTION.remindPromise)
    return {
      promiseRemindedAt: now,
      promiseNextAt: application.appointedAt,
      promiseNextAction: ACTION.promisePassed,
    };
  const told = { promiseToldAt: now, promiseTold: application.promiseTold + 1 };
  if (name === ACTION.promisePassed)
    return {
      ...told,
      promisePassedAt: now,
      promiseNextAt: escalateAt(found.calendar, now, found.programme.lateness.headAfter),
      promiseNextAction: ACTION.promiseToHead,
    };
  if (name === ACTION.promiseToHead) return { ...told, promiseHeadToldAt: now, ...weekly(found, now) };
  return { ...told, ...weekly(found, now) };
}

/** What a ring leaves that could not be recorded: what comes after it, and that the date has passed; not that anybody was told. */
export function promisePast(found: Case, application: Application): Kept {
  const name = application.promiseNextAction as ActionName;
  const { promiseNextAt, promiseNextAction, promisePassedAt } = rung(found, application, name);
  return { promiseNextAt, promiseNextAction, ...(promisePassedAt ? { promisePassedAt } : {}) };
}

/** Whether a timer is about the case's promise, and due. */
export const promiseRings = (found: Case, { task, dueAt }: { task: string; dueAt: string }): boolean =>
  found.subject === SUBJECT.application &&
  found.application?.id === task &&
  found.application.promiseNextAt !== null &&
  found.application.promiseNextAt.toISOString() === dueAt &&
  found.application.promiseNextAt <= found.now;

/** @returns the plan of what the clock does about the promise; null where the table has no row for it */
export async function ringPromise(tx: Tx, found: Case): Promise<Plan | null> {
  const application = found.application!;
  const name = application.promiseNextAction as ActionName;
  const row = actionRow(process(found.row.process), found.subject, keyOf(found.row), name, [ROLE.clock]);
  if (!row) return null;
  const kept = rung(found, application, name);
  const task = found.tasks.find((open) => open.subjectId === found.row.id && open.partyId === null) ?? null;
  const { promiseTold } = { ...application, ...kept };
  const data = {
    appointedAt: application.appointedAt!.toISOString(),
    promisedAt: application.promisedAt?.toISOString() ?? null,
    told: promiseTold,
    ...(task ? { task: task.name, role: task.role } : {}),
  };
  const apologises = name === ACTION.promisePassed || name === ACTION.promiseAgain;
  const effects: Effects = {
    application: { ...kept, ...(apologises ? { delayToldAt: found.now } : {}) },
    data,
    facts: { ...data, ...holderOf(task) },
    besides: name === ACTION.promiseAgain ? await superiorsTold(tx, found, LETTER.promiseAgain, promiseTold - 2) : [],
  };
  const plan = new Plan(found, null);
  await plan.take(tx, {
    subject: found.subject,
    row: found.row,
    action: row,
    to: keyOf(found.row),
    effects,
    actor: CLOCK_ACTOR,
    about: task ?? undefined,
  });
  return plan;
}
