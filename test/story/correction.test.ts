import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { claimLine, conclusion, delivered, inForce, paid } from '../support/dossier.ts';
import { does, refusal } from '../support/office.ts';
import { holds, lettersTo, lineHolds, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('work is corrected, inspected again by another pair, accepted in part, and that part is paid', async () => {
  const price = 40_000_001;
  const code = await inForce(system, { price, amount: price });
  const today = await system.today();
  await delivered(system, code, today);
  await does(system, 'inspector', code, ACTION.conclude, conclusion('to-correct', price, 30_000_000));
  expect(await refusal(system, 'inspector', code, ACTION.agree)).toMatchObject({ code: 'barred' });
  await does(system, 'otherInspector', code, ACTION.agree);
  expect(await stateOf(system, code)).toBe(STATE.correcting);
  await does(system, 'consultant', code, ACTION.reportCorrection, { report: 'Đã bổ sung tài liệu buổi 3' });

  // The second round by the same two, the other way round.
  await does(system, 'otherInspector', code, ACTION.conclude, conclusion('meets-in-part', price, 33_333_333));
  await does(system, 'inspector', code, ACTION.agree);
  expect(await stateOf(system, code)).toBe(STATE.accepting);
  await does(system, 'approver', code, ACTION.acceptPart);
  expect(await stateOf(system, code)).toBe(STATE.claiming);

  const lines = [claimLine(33_333_333, { date: today })];
  await does(system, 'consultant', code, ACTION.requestPayment, { lines });
  // Together never above what was accepted at inspection.
  await paid(system, code, today, { lines: [{ no: 1, accepted: 33_333_333 }] });
  expect(await stateOf(system, code)).toBe(STATE.settled);
  expect(await holds(system, code)).toEqual({ spent: 33_333_333 });
  expect(await lineHolds(system)).toMatchObject({ available: 1_000_000_000 - 33_333_333, reserved: 0 });
  expect(await lettersTo(system, 'consultant', code)).toEqual([
    LETTER.correctionAsked,
    LETTER.inspectionConcluded,
    LETTER.inspectionConcluded,
    LETTER.accepted,
    LETTER.paymentApproved,
    LETTER.paid,
  ]);
});
