import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { advanced, conclusion, delivered, inForce } from '../support/dossier.ts';
import { does, refusal } from '../support/office.ts';
import { holds, lettersTo, letterTo, lineHolds, packageOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('work that fails the inspection is rejected, and the advance comes back in two payments before the dossier ends', async () => {
  const price = 40_000_000;
  const code = await inForce(system, { price });
  const pack = await packageOf(system, code);
  const today = await system.today();
  const tooMuch = { amount: 12_000_001 };
  expect(await refusal(system, 'consultant', code, ACTION.requestPayment, tooMuch)).toMatchObject({
    faults: { amount: 'above-largest-advance' },
  });
  await advanced(system, code, 12_000_000, today);
  await delivered(system, code, today);
  await does(system, 'inspector', code, ACTION.conclude, conclusion('does-not-meet', price, 0));
  await does(system, 'otherInspector', code, ACTION.agree);
  await does(system, 'approver', code, ACTION.rejectWork, { reason: 'Không có học viên nào dự đủ buổi' });
  expect(await stateOf(system, code)).toBe(STATE.recovering);
  // What was promised is free again; what was advanced is owed, and not recovered before it has come.
  expect(await holds(system, code)).toEqual({ receivable: 12_000_000 });
  expect(await letterTo(system, 'consultant', code, LETTER.recoveryDemanded)).toContain('12.000.000');

  const receipt = { reference: 'BC-0101', receivedOn: today };
  await does(system, 'finance', code, ACTION.confirmRecovery, { ...receipt, amount: 5_000_000 });
  expect(await stateOf(system, code)).toBe(STATE.recovering);
  expect(await holds(system, code)).toEqual({ receivable: 7_000_000, recovered: 5_000_000 });
  const more = { ...receipt, reference: 'BC-0102', amount: 7_000_001 };
  expect(await refusal(system, 'finance', code, ACTION.confirmRecovery, more)).toMatchObject({
    faults: { amount: 'above-receivable' },
  });
  await does(system, 'finance', code, ACTION.confirmRecovery, { ...more, amount: 7_000_000 });
  expect(await stateOf(system, code)).toBe(STATE.terminated);
  expect(await holds(system, code)).toEqual({ recovered: 12_000_000 });
  // Recovered money is not spent again before finance allots it.
  expect(await lineHolds(system)).toMatchObject({
    available: 988_000_000,
    reserved: 0,
    advanced: 0,
    recovered: 12_000_000,
  });
  expect(await lettersTo(system, 'enterprise', code)).toContain(LETTER.rejected);

  await does(system, 'procurement', pack, ACTION.liquidate);
  expect(await stateOf(system, pack)).toBe(STATE.terminated);
});
