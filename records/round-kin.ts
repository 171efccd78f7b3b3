/** What a selection round does to its dossiers, and a dossier that ends to its round, in the same transaction. */
import { ACTION, isClosed, STAGE, STATE, SUBJECT, targetsOf } from '../domain/process.ts';
import { type Application, type Case, keyOf, type Tx } from './case.ts';
import type { Effects } from './handler.ts';
import type { Done } from './kin.ts';
import { type Plan, rowFor } from './plan.ts';

/** Moves the dossiers of a round as its row says, each with what the action decided for it. */
export async function moveEntries(tx: Tx, plan: Plan, found: Case, { row: cause, to, actor, effects, common }: Done) {
  const move = cause.moves?.find((candidate) => candidate.when === to);
  if (!move) return;
  const round = found.row.code;
  for (const application of found.applications.filter((candidate) => move.from.includes(keyOf(candidate)))) {
    const row = rowFor(SUBJECT.application, application, move.as);
    if (!row) throw new RangeError(`The table has no ${move.as} for ${application.code} in ${keyOf(application)}.`);
    const own: Effects = effects.entries?.[application.id] ?? {};
    await plan.take(tx, {
      subject: SUBJECT.application,
      row: application,
      action: row,
      to: own.to ?? targetsOf(row, keyOf(application))[0]!,
      effects: { ...own, data: { round, ...own.data }, facts: { round, ...own.facts } },
      actor,
      // The decision of the round is each dossier's own: its instrument stands in every history.
      common,
    });
  }
}

/** A dossier that ends leaves its round. Once it has closed, the last to leave leaves nothing to decide. */
export async function leaveRound(tx: Tx, plan: Plan, found: Case, application: Application, { actor }: Done) {
  const { round } = found;
  if (!round || isClosed(round.stage)) return;
  const row = rowFor(SUBJECT.round, round, ACTION.entryLeft);
  if (!row) throw new RangeError(`The table has no ${ACTION.entryLeft} for ${round.code} in ${keyOf(round)}.`);
  const key = keyOf(round);
  const others = await tx.application.count({
    where: { roundId: round.id, id: { not: application.id }, stage: { not: STAGE.closed } },
  });
  const to = key === STATE.collecting || others > 0 ? key : STATE.empty;
  const effects = { data: { application: application.code } };
  await plan.take(tx, { subject: SUBJECT.round, row: round, action: row, to, effects, actor });
}
