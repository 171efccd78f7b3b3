import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { does, openTasks, passLimit, refusal } from '../support/office.ts';
import { holds, lettersTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, bidOf, invited, scored } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test("a tender without a bid fails and the application awaits another; there two bids are the approver's decision", async () => {
  const code = await approved(system);
  const parts = [{ application: code, ceiling: 40_000_000 }];
  const first = await invited(system, parts);
  expect(await passLimit(system, first, TASK.receiveBids)).toBe(STATE.failed);
  expect(await stateOf(system, code)).toBe(STATE.awaitingPackage);
  expect(await holds(system, code)).toEqual({ reserved: 40_000_000 });
  expect(await lettersTo(system, 'thirdConsultant', first)).toEqual([LETTER.invitation, LETTER.packageFailed]);

  const second = await invited(system, parts);
  await does(system, 'consultant', second, ACTION.bid, bidOf({ [code]: 39_000_000 }));
  await does(system, 'otherConsultant', second, ACTION.bid, bidOf({ [code]: 37_000_000 }));
  expect(await passLimit(system, second, TASK.receiveBids)).toBe(STATE.bidding);
  expect(await openTasks(system, second)).toEqual([TASK.decideFewBids]);
  // Bidding has closed, whatever is decided.
  expect(await refusal(system, 'thirdConsultant', second, ACTION.bid, bidOf({ [code]: 36_000_000 }))).toMatchObject({
    code: 'guarded',
  });
  const closingOn = '2026-03-27';
  await does(system, 'otherApprover', second, ACTION.extend, { closingOn, reason: 'Mới có hai hồ sơ' });
  await does(system, 'thirdConsultant', second, ACTION.bid, bidOf({ [code]: 36_000_000 }));
  expect(await passLimit(system, second, TASK.receiveBids)).toBe(STATE.technical);
  expect(await system.today()).toBe(closingOn);

  await scored(system, second, { consultant: 75, otherConsultant: 69.99, thirdConsultant: 80 });
  await does(system, 'otherApprover', second, ACTION.approveTechnical);
  await does(system, 'procurement', second, ACTION.openFinancial);
  await awarded(system, second, { [code]: 35_000_000 });
  expect(await lettersTo(system, 'thirdConsultant', second)).toEqual([
    LETTER.invitation,
    LETTER.closingExtended,
    LETTER.bidReceived,
    LETTER.awarded,
  ]);
  expect(await stateOf(system, code)).toBe(STATE.acknowledging);
});
