import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { accepted, advanced, approved, claimLine, conclusion, delivered, paid } from '../support/dossier.ts';
import { does, openTasks, passLimit } from '../support/office.ts';
import { holds, lettersTo, lineHolds, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, bidOf, invited, scored } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('one package serves three: one withdraws while bids are received, one fails its inspection, one passes, and the money adds up', async () => {
  const passes = await approved(system, { enterprise: 'enterprise', estimate: 40_000_000 });
  const fails = await approved(system, { enterprise: 'otherEnterprise', estimate: 30_000_000 });
  const leaves = await approved(system, { enterprise: 'thirdEnterprise', estimate: 20_000_000 });
  const pack = await invited(system, [
    { application: passes, ceiling: 40_000_000 },
    { application: fails, ceiling: 30_000_000 },
    { application: leaves, ceiling: 20_000_000 },
  ]);
  const three = (first: number, second: number, third: number) =>
    bidOf({ [passes]: first, [fails]: second, [leaves]: third });
  await does(system, 'consultant', pack, ACTION.bid, three(36_000_000, 28_000_000, 1_000_000));
  await does(system, 'otherConsultant', pack, ACTION.bid, three(37_000_000, 29_000_000, 15_000_000));
  await does(system, 'thirdEnterprise', leaves, ACTION.withdraw, { reason: 'Doanh nghiệp tự đào tạo' });
  expect(await stateOf(system, leaves)).toBe(STATE.withdrawn);
  expect(await holds(system, leaves)).toEqual({});
  expect(await stateOf(system, pack)).toBe(STATE.bidding);
  // The bidders hear of it; who bids from now on prices two parts.
  expect(await lettersTo(system, 'thirdConsultant', pack)).toEqual([LETTER.invitation, LETTER.packageChanged]);
  const two = bidOf({ [passes]: 38_000_000, [fails]: 27_000_000 });
  await does(system, 'thirdConsultant', pack, ACTION.bid, two);

  expect(await passLimit(system, pack, TASK.receiveBids)).toBe(STATE.technical);
  await scored(system, pack, { consultant: 85, otherConsultant: 85, thirdConsultant: 85 });
  await does(system, 'otherApprover', pack, ACTION.approveTechnical);
  await does(system, 'procurement', pack, ACTION.openFinancial);
  // 64 million for the two parts is the lowest: the price of the part that left counts no more.
  await awarded(system, pack, { [passes]: 36_000_000, [fails]: 28_000_000 });
  await does(system, 'procurement', pack, ACTION.draft, { number: '20/2026/HĐ-TV' });
  await does(system, 'approver', pack, ACTION.sign);
  await does(system, 'consultant', pack, ACTION.sign);
  await does(system, 'enterprise', passes, ACTION.acknowledge);
  await does(system, 'otherEnterprise', fails, ACTION.acknowledge);
  expect(await stateOf(system, passes)).toBe(STATE.delivering);
  expect(await stateOf(system, fails)).toBe(STATE.delivering);
  expect(await lineHolds(system)).toMatchObject({ available: 936_000_000, reserved: 64_000_000 });

  const today = await system.today();
  await advanced(system, passes, 10_800_000, today);
  await advanced(system, fails, 8_400_000, today);
  expect(await lineHolds(system)).toMatchObject({ reserved: 44_800_000, advanced: 19_200_000 });

  await accepted(system, passes, 36_000_000, 36_000_000, today);
  const lines = [claimLine(36_000_000, { date: today })];
  await does(system, 'consultant', passes, ACTION.requestPayment, { lines });
  await paid(system, passes, today, { lines: [{ no: 1, accepted: 36_000_000 }] });
  expect(await stateOf(system, passes)).toBe(STATE.settled);
  expect(await holds(system, passes)).toEqual({ spent: 36_000_000 });
  // The contract goes on for the other part.
  expect(await stateOf(system, pack)).toBe(STATE.inForce);
  expect(await openTasks(system, pack)).toEqual([TASK.manageContract]);

  await delivered(system, fails, today, 'otherEnterprise');
  await does(system, 'inspector', fails, ACTION.conclude, conclusion('does-not-meet', 28_000_000, 0));
  await does(system, 'otherInspector', fails, ACTION.agree);
  await does(system, 'approver', fails, ACTION.rejectWork, { reason: 'Không đạt' });
  const receipt = { reference: 'BC-0201', receivedOn: today };
  await does(system, 'finance', fails, ACTION.confirmRecovery, { ...receipt, amount: 8_400_000 });
  expect(await stateOf(system, fails)).toBe(STATE.terminated);
  expect(await holds(system, fails)).toEqual({ recovered: 8_400_000 });

  // In sum: what was allotted is free, spent or recovered.
  const line = await lineHolds(system);
  expect(line).toMatchObject({ available: 955_600_000, reserved: 0, advanced: 0, spent: 36_000_000, receivable: 0 });
  expect(line.available + line.spent + line.recovered).toBe(1_000_000_000);

  expect(await openTasks(system, pack)).toEqual([TASK.liquidateContract]);
  await does(system, 'procurement', pack, ACTION.liquidate);
  expect(await stateOf(system, pack)).toBe(STATE.liquidated);
});
