import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { inForce, session } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { holds, lettersTo, letterTo, packageOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('an enterprise that falls silent holds nothing up, and is bound by its silence to nothing that costs it money', async () => {
  const free = await inForce(system, { acknowledge: false });
  const paying = await inForce(system, { item: 'P3', enterprise: 'otherEnterprise', acknowledge: false });
  const pack = await packageOf(system, paying);
  const done = await inForce(system, { enterprise: 'thirdEnterprise', price: 30_000_000 });
  const heldOn = await system.today();
  await does(system, 'consultant', done, ACTION.recordSession, session({ heldOn, reason: 'Trước ngày hợp đồng' }));
  await does(system, 'consultant', done, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  // Its share of the price is the enterprise's own money: without its word the contract is not in force.
  expect(await stateOf(system, pack)).toBe(STATE.contracting);

  // Five working days to acknowledge the award.
  await system.advanceTo('2026-03-09T17:00:01+07:00');
  expect(await stateOf(system, free)).toBe(STATE.delivering);
  expect(await letterTo(system, 'enterprise', free, LETTER.confirmationLapsed)).toBeTruthy();
  expect(await stateOf(system, paying)).toBe(STATE.stopped);
  expect(await holds(system, paying)).toEqual({});
  expect(await stateOf(system, pack)).toBe(STATE.cancelled);
  expect(await lettersTo(system, 'otherEnterprise', paying)).toEqual(
    expect.arrayContaining([LETTER.acknowledgementAsked, LETTER.reminder, LETTER.stopped]),
  );

  // Seven to confirm the completion: silence confirms nothing, the inspection decides.
  expect(await stateOf(system, done)).toBe(STATE.confirming);
  await system.advanceTo('2026-03-11T17:00:01+07:00');
  expect(await stateOf(system, done)).toBe(STATE.inspecting);
  expect(await letterTo(system, 'thirdEnterprise', done, LETTER.confirmationLapsed)).toBeTruthy();
});
