/** Leaving before the contract is signed, and coming back: withdraw, stop, reopen. */
import { ACTION, LIMIT, STAGE, STATE, type StateKey, SUBJECT, splitKey } from '../domain/process.ts';
import { dueDate } from '../domain/working-clock.ts';
import type { Case, Tx } from './case.ts';
import { handler } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { promised } from './one-stop.ts';
import { text } from './shapes.ts';

/** The one-stop clock ends with the dossier; a pause that is open ends with it. */
async function endClock(tx: Tx, found: Case): Promise<{ clockStoppedAt?: Date }> {
  await tx.pause.updateMany({ where: { applicationId: found.row.id, toAt: null }, data: { toAt: found.now } });
  return found.application?.acceptedAt && !found.application.clockStoppedAt ? { clockStoppedAt: found.now } : {};
}

const withdraw = handler({
  body: { reason: text.optional() },
  run: async ({ tx, case: found, body }) => ({
    application: await endClock(tx, found),
    facts: { reason: body.reason ?? null },
  }),
});

const stop = handler({
  body: { reason: text },
  run: async ({ tx, case: found, body }) => ({
    application: await endClock(tx, found),
    facts: { reasons: [{ text: body.reason }] },
  }),
});

const reopen = handler({
  body: { reason: text },
  run: ({ case: found, now }) => {
    const application = found.application!;
    const cleared = {
      closedAt: null,
      closedFrom: null,
      packageId: null,
      roundId: null,
      acknowledged: null,
      supplements: 0,
      extension: null,
      clockStoppedAt: null,
    };
    if (
      !application.acceptedAt ||
      splitKey((application.closedFrom ?? STATE.received) as StateKey).stage === STAGE.submission
    ) {
      return { to: STATE.received, application: cleared };
    }
    const due = dueDate({
      from: now,
      limit: found.programme.limits[LIMIT.oneStop].workingDays,
      pauses: [],
      calendar: found.calendar,
    });
    return {
      to: STATE.appraising,
      application: {
        ...cleared,
        acceptedAt: now,
        appointedAt: due.dueAt,
        approvedAmount: null,
        budgetLineId: null,
        recommended: undefined,
      },
      facts: promised(due),
    };
  },
});

export const exits: Handlers = {
  [SUBJECT.application]: { [ACTION.withdraw]: withdraw, [ACTION.stop]: stop, [ACTION.reopen]: reopen },
};
