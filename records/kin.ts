/** What an action on one subject does to the other, in the same transaction: a package moves its applications; an application that leaves tells its package. */
import {
  ACTION,
  type Action,
  type ActionName,
  isClosed,
  STATE,
  type StateKey,
  SUBJECT,
  splitKey,
  TASK,
  targetsOf,
} from '../domain/process.ts';
import type { Actor, Application, Case, Part, Tx } from './case.ts';
import { keyOf } from './case.ts';
import type { Effects } from './handler.ts';
import { type Plan, rowFor } from './plan.ts';
import { reductionOf } from './reservation.ts';

type Done = { row: Action; from: StateKey; to: StateKey; actor: Actor; effects: Effects };

/** Takes the steps that follow from one just taken. */
export async function followOn(tx: Tx, plan: Plan, found: Case, done: Done): Promise<void> {
  if (found.subject === SUBJECT.package) await moveApplications(tx, plan, found, done);
  else if (found.application && isClosed(splitKey(done.to).stage))
    await leavePackage(tx, plan, found, found.application, done);
}

async function moveApplications(tx: Tx, plan: Plan, found: Case, done: Done): Promise<void> {
  const move = done.row.moves?.find((candidate) => candidate.when === done.to && done.from !== done.to);
  if (!move) return;
  for (const application of found.applications.filter((candidate) => move.from.includes(keyOf(candidate)))) {
    const row = rowFor(SUBJECT.application, application, move.as);
    if (!row) throw new RangeError(`The table has no ${move.as} for ${application.code} in ${keyOf(application)}.`);
    const part = found.parts.find((candidate) => candidate.applicationId === application.id && !candidate.leftAt);
    const moved = await MOVED[move.as]?.(tx, found, application, part, done);
    const to = moved?.to ?? targetsOf(row, keyOf(application))[0]!;
    const effects: Effects = { data: { package: found.row.code }, facts: { package: found.row.code }, ...moved };
    await plan.take(tx, {
      subject: SUBJECT.application,
      row: application,
      action: row,
      to,
      effects,
      actor: done.actor,
    });
  }
}

type Moved = (
  tx: Tx,
  found: Case,
  application: Application,
  part: Part | undefined,
  done: Done,
) => Promise<Effects> | Effects;

const MOVED: { [Name in ActionName]?: Moved } = {
  [ACTION.packageOpened]: (_tx, found) => ({ application: { packageId: found.row.id } }),
  [ACTION.packageFailed]: async (tx, found, _application, part) => {
    if (part) await tx.part.updateMany({ where: { id: part.id }, data: { leftAt: found.now } });
    return { application: { packageId: null, acknowledged: null } };
  },
  // Signed on the national network: the reservation shrinks to what the part needs at once.
  [ACTION.packageAwarded]: async (tx, found, application, part, done) => ({
    money: done.to === STATE.inForce ? await reductionOf(tx, found, application, part) : [],
  }),
  [ACTION.contractLapsed]: () => ({ application: { acknowledged: null } }),
  [ACTION.contractInForce]: async (tx, found, application, part) => ({
    to: application.acknowledged ? STATE.delivering : STATE.acknowledging,
    money: await reductionOf(tx, found, application, part),
  }),
};

/** An application that ends leaves its package: before signing its part is removed, afterwards closed. Only the last to leave ends the package. */
async function leavePackage(tx: Tx, plan: Plan, found: Case, application: Application, done: Done): Promise<void> {
  const held = found.package;
  const part = found.parts.find((candidate) => candidate.applicationId === application.id && !candidate.leftAt);
  if (!held || !part || isClosed(held.stage)) return;
  const row = rowFor(SUBJECT.package, held, ACTION.partLeft);
  if (!row) throw new RangeError(`The table has no ${ACTION.partLeft} for ${held.code} in ${keyOf(held)}.`);
  const others = found.parts.filter((candidate) => candidate.id !== part.id && !candidate.leftAt);
  const signed = keyOf(held) === STATE.inForce;
  await tx.part.updateMany({ where: { id: part.id }, data: signed ? { closedAt: found.now } : { leftAt: found.now } });
  const data = { application: application.code, part: part.no };
  const step = { subject: SUBJECT.package, row: held, action: row, actor: done.actor };
  if (signed) {
    const last = others.every((candidate) => candidate.closedAt);
    const closes = last ? [TASK.manageContract] : [];
    await plan.take(tx, {
      ...step,
      action: { ...row, closes },
      to: STATE.inForce,
      effects: { data, facts: data, opens: last ? [TASK.liquidateContract] : [] },
    });
    return;
  }
  const key = keyOf(held);
  const preparing = key === STATE.approvingPackage ? STATE.preparing : key;
  const decides =
    BETWEEN_CLOSING_AND_SIGNING.has(key) &&
    !found.tasks.some((task) => task.subjectId === held.id && task.name === TASK.decideLeaver);
  await plan.take(tx, {
    ...step,
    to: others.length === 0 ? STATE.cancelled : preparing,
    effects: { data, facts: data, opens: others.length > 0 && decides ? [TASK.decideLeaver] : [] },
  });
}

const BETWEEN_CLOSING_AND_SIGNING: ReadonlySet<StateKey> = new Set([
  STATE.technical,
  STATE.financial,
  STATE.negotiating,
  STATE.awarding,
  STATE.contracting,
]);
