import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved, conclusion, delivered, inForce } from '../support/dossier.ts';
import { does, openTasks, passLimit } from '../support/office.ts';
import { holds, lettersTo, packageOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, invited, ranked } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('a consultant that falls silent leaves the decision to staff, and its silence agrees to nothing', async () => {
  const price = 40_000_000;
  const idle = await inForce(system, { price, endOn: '2026-03-20' });
  const poor = await inForce(system, { price, enterprise: 'otherEnterprise' });
  const unclaimed = await inForce(system, { price: 30_000_000, enterprise: 'thirdEnterprise' });
  const today = await system.today();
  await delivered(system, poor, today, 'otherEnterprise');
  await does(system, 'inspector', poor, ACTION.conclude, conclusion('to-correct', price, 30_000_000));
  await does(system, 'otherInspector', poor, ACTION.agree);
  await delivered(system, unclaimed, today, 'thirdEnterprise');
  await does(system, 'inspector', unclaimed, ACTION.conclude, conclusion('meets', 30_000_000, 30_000_000));
  await does(system, 'otherInspector', unclaimed, ACTION.agree);
  await does(system, 'approver', unclaimed, ACTION.acceptWork);
  const pack = await packageOf(system, idle);
  const later = { kind: 'dates', text: 'Lùi ngày kết thúc', newEndOn: '2026-05-29' };
  await does(system, 'procurement', pack, ACTION.proposeChange, later);
  expect(await openTasks(system, pack)).toEqual([TASK.agreeToChange, TASK.manageContract]);

  // Five working days to agree to a change.
  await system.advanceTo('2026-03-09T17:00:01+07:00');
  expect(await openTasks(system, pack)).toEqual([TASK.manageContract]);
  expect(await lettersTo(system, 'consultant', pack)).toContain(LETTER.changeDecided);

  // The end of the contract, as it was.
  await system.advanceTo('2026-03-20T17:00:01+07:00');
  expect(await stateOf(system, idle)).toBe(STATE.delivering);
  expect(await openTasks(system, idle)).toEqual([TASK.decideTermination]);
  const ended = { acceptedBase: 0, pay: 0, recover: 0, reason: 'Đơn vị tư vấn không thực hiện' };
  await does(system, 'approver', idle, ACTION.terminate, ended);
  expect(await stateOf(system, idle)).toBe(STATE.terminated);
  expect(await holds(system, idle)).toEqual({});

  // Fifteen to correct the work: then it is decided on as it was concluded.
  await system.advanceTo('2026-03-23T17:00:01+07:00');
  expect(await stateOf(system, poor)).toBe(STATE.accepting);
  await does(system, 'approver', poor, ACTION.acceptPart);
  expect(await stateOf(system, poor)).toBe(STATE.claiming);

  // Thirty to claim.
  await system.advanceTo('2026-04-13T17:00:01+07:00');
  expect(await openTasks(system, unclaimed)).toEqual([TASK.decideUnclaimed]);
  await does(system, 'approver', unclaimed, ACTION.closeWithoutClaim, { reason: 'Không đề nghị thanh toán' });
  expect(await stateOf(system, unclaimed)).toBe(STATE.settled);
  expect(await holds(system, unclaimed)).toEqual({});
});

test('a consultant that does not sign loses the contract to the next in the ranking', async () => {
  const code = await approved(system);
  const pack = await invited(system, [{ application: code, ceiling: 40_000_000 }]);
  await ranked(system, pack, {
    consultant: { points: 90, prices: { [code]: 36_000_000 } },
    otherConsultant: { points: 80, prices: { [code]: 38_000_000 } },
    thirdConsultant: { points: 80, prices: { [code]: 39_000_000 } },
  });
  await awarded(system, pack, { [code]: 36_000_000 });
  await does(system, 'procurement', pack, ACTION.draft, { number: '21/2026/HĐ-TV' });
  await does(system, 'approver', pack, ACTION.sign);
  expect(await passLimit(system, pack, TASK.signForConsultant)).toBe(STATE.negotiating);
  expect(await stateOf(system, code)).toBe(STATE.inPackage);
  expect(await lettersTo(system, 'consultant', pack)).toContain(LETTER.contractLapsed);
  // Nothing was reduced: the price of a contract that never came about binds nobody.
  expect(await holds(system, code)).toEqual({ reserved: 40_000_000 });

  await awarded(system, pack, { [code]: 37_000_000 });
  await does(system, 'procurement', pack, ACTION.draft, { number: '22/2026/HĐ-TV' });
  await does(system, 'approver', pack, ACTION.sign);
  await does(system, 'otherConsultant', pack, ACTION.sign);
  await does(system, 'enterprise', code, ACTION.acknowledge);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  expect(await holds(system, code)).toEqual({ reserved: 37_000_000 });
});
