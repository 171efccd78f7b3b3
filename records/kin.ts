/** What an action on one subject does to the other, in the same transaction: a package or round moves its applications; an application that leaves tells it. */
import {
  ACTION,
  type Action,
  type ActionName,
  isClosed,
  LETTER,
  RECIPIENT,
  STATE,
  type StateKey,
  SUBJECT,
  splitKey,
  TASK,
  targetsOf,
} from '../domain/process.ts';
import { endAgreement } from './agreement.ts';
import { attendanceOf } from './attendance.ts';
import type { Actor, Application, Case, Part, Tx } from './case.ts';
import { keyOf } from './case.ts';
import { moveDueDates } from './due.ts';
import { leaverUndecided } from './guards.ts';
import type { CommonBody, Effects } from './handler.ts';
import { isSigned, liveParts, unacknowledged } from './parts.ts';
import { type Plan, rowFor } from './plan.ts';
import { reductionOf } from './reservation.ts';
import { leaveRound, moveEntries } from './round-kin.ts';

/** A step just taken; `common` is what was sent with it beside its own fields, its instrument among them. */
export type Done = {
  row: Action;
  from: StateKey;
  to: StateKey;
  actor: Actor;
  effects: Effects;
  common?: CommonBody;
};

/** Takes the steps that follow from one just taken. */
export async function followOn(tx: Tx, plan: Plan, found: Case, done: Done): Promise<void> {
  if (found.subject === SUBJECT.package) await moveApplications(tx, plan, found, done);
  else if (found.subject === SUBJECT.round) await moveEntries(tx, plan, found, done);
  else if (found.application && isClosed(splitKey(done.to).stage)) {
    await leavePackage(tx, plan, found, found.application, done);
    await leaveRound(tx, plan, found, found.application, done);
    await endAgreement(tx, found);
  } else if (done.row.name === ACTION.acknowledge) await bringIntoForce(tx, plan, found, done);
}

/** The last acknowledgement after both signatures brings the contract into force. */
async function bringIntoForce(tx: Tx, plan: Plan, found: Case, done: Done): Promise<void> {
  const { package: held, contract } = found;
  if (!held || !contract || keyOf(held) !== STATE.contracting || !isSigned(contract) || leaverUndecided(found)) return;
  const applications = found.applications.map((candidate) =>
    candidate.id === found.row.id ? { ...candidate, acknowledged: done.row.name } : candidate,
  );
  const whole = { ...found, applications };
  if (unacknowledged(whole).length > 0) return;
  const row = rowFor(SUBJECT.package, held, ACTION.contractInForce);
  if (!row) throw new RangeError(`The table has no ${ACTION.contractInForce} for ${held.code} in ${keyOf(held)}.`);
  await tx.contract.updateMany({ where: { id: contract.id }, data: { inForceAt: found.now } });
  const effects: Effects = { data: { application: found.row.code } };
  const step = { subject: SUBJECT.package, row: held, action: row, to: STATE.inForce, effects, actor: done.actor };
  await plan.take(tx, step);
  await moveApplications(tx, plan, whole, { ...done, row, from: STATE.contracting, to: STATE.inForce, effects });
}

async function moveApplications(tx: Tx, plan: Plan, found: Case, done: Done): Promise<void> {
  const move = done.row.moves?.find((candidate) => candidate.when === done.to);
  if (!move) return;
  const code = found.package!.code;
  for (const application of found.applications.filter((candidate) => move.from.includes(keyOf(candidate)))) {
    const row = rowFor(SUBJECT.application, application, move.as);
    if (!row) throw new RangeError(`The table has no ${move.as} for ${application.code} in ${keyOf(application)}.`);
    const part = found.parts.find((candidate) => candidate.applicationId === application.id && !candidate.leftAt);
    const moved = await MOVED[move.as]?.(tx, found, application, part, done);
    const to = moved?.to ?? targetsOf(row, keyOf(application))[0]!;
    const effects: Effects = { data: { package: code }, facts: { package: code }, ...moved };
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
  [ACTION.packageOpened]: (_tx, found) => ({ application: { packageId: found.package!.id } }),
  [ACTION.packageFailed]: async (tx, found, _application, part, done) => {
    if (part) await tx.part.updateMany({ where: { id: part.id }, data: { leftAt: found.now } });
    const reason = done.effects.data?.reason ?? done.common?.reason ?? null;
    const facts = { package: found.package!.code, cancelled: done.to === STATE.cancelled, reason };
    return { application: { packageId: null, acknowledged: null }, facts };
  },
  // Signed on the national network: the reservation shrinks to what the part needs at once.
  [ACTION.packageAwarded]: async (tx, found, application, part, done) => ({
    money: done.to === STATE.inForce ? await reductionOf(tx, found, application, part?.price) : [],
  }),
  [ACTION.contractLapsed]: () => ({ application: { acknowledged: null } }),
  [ACTION.contractInForce]: async (tx, found, application, part) => ({
    to: application.acknowledged ? STATE.delivering : STATE.acknowledging,
    money: await reductionOf(tx, found, application, part?.price),
  }),
  [ACTION.attendanceRecorded]: (_tx, _found, application, _part, done) => attendanceOf(done.effects, application),
  [ACTION.contractChanged]: async (tx, found, application, part, done) => {
    await moveDueDates(tx, found, application.id, done.effects.endOn);
    const annex = { package: found.package!.code, ...done.effects.facts };
    return { data: annex, facts: annex, money: await reductionOf(tx, found, application, part?.price) };
  },
};

/** An application that ends leaves its package: before signing its part is removed, afterwards closed. Only the last to leave ends the package. */
async function leavePackage(tx: Tx, plan: Plan, found: Case, application: Application, done: Done): Promise<void> {
  const held = found.package;
  const part = found.parts.find((candidate) => candidate.applicationId === application.id && !candidate.leftAt);
  if (!held || !part || isClosed(held.stage)) return;
  const row = rowFor(SUBJECT.package, held, ACTION.partLeft);
  if (!row) throw new RangeError(`The table has no ${ACTION.partLeft} for ${held.code} in ${keyOf(held)}.`);
  const others = liveParts(found).filter((candidate) => candidate.id !== part.id);
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
  if (others.length === 0) {
    await tx.contract.updateMany({ where: { packageId: held.id, lapsedAt: null }, data: { lapsedAt: found.now } });
    const letters = [{ letter: LETTER.packageCancelled, to: RECIPIENT.bidders }];
    await plan.take(tx, { ...step, to: STATE.cancelled, effects: { data, facts: data, letters } });
    return;
  }
  // What was drafted or signed named the part that left: until procurement has decided, nobody signs it.
  const closes = key === STATE.contracting ? [TASK.draftContract, TASK.signForAgency, TASK.signForConsultant] : [];
  const opens = decides ? [TASK.decideLeaver] : [];
  const ceiling = others.reduce((sum, candidate) => sum + (candidate.ceiling ?? 0n), 0n);
  await plan.take(tx, {
    ...step,
    action: { ...row, closes },
    to: preparing,
    effects: { data, facts: data, opens, package: { ceiling } },
  });
}

const BETWEEN_CLOSING_AND_SIGNING: ReadonlySet<StateKey> = new Set([
  STATE.technical,
  STATE.financial,
  STATE.negotiating,
  STATE.awarding,
  STATE.contracting,
]);
