import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { advanced, claimLine, inForce, paid } from '../support/dossier.ts';
import { does, openTasks, refusal } from '../support/office.ts';
import { holds, lettersTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('an enterprise ends the contract by agreement: what was done is paid beyond the advance, the rest is free again', async () => {
  const code = await inForce(system, { price: 40_000_000 });
  const today = await system.today();
  await advanced(system, code, 10_000_000, today);
  await does(system, 'enterprise', code, ACTION.requestTermination, {
    ground: 'by-agreement',
    text: 'Doanh nghiệp chuyển địa điểm sản xuất',
  });
  // Nothing more is advanced until that is decided.
  expect(await refusal(system, 'consultant', code, ACTION.requestPayment, { amount: 1 })).toMatchObject({
    code: 'guarded',
  });
  const done = { acceptedBase: 15_000_000, reason: 'Đã tổ chức ba trong tám buổi' };
  expect(
    await refusal(system, 'approver', code, ACTION.terminate, { ...done, pay: 5_000_001, recover: 0 }),
  ).toMatchObject({ faults: { pay: 'above-support' } });
  await does(system, 'approver', code, ACTION.terminate, { ...done, pay: 5_000_000, recover: 0 });
  expect(await stateOf(system, code)).toBe(STATE.claiming);

  const lines = [claimLine(15_000_000, { date: today })];
  await does(system, 'consultant', code, ACTION.requestPayment, { lines });
  await paid(system, code, today, { lines: [{ no: 1, accepted: 15_000_000 }] });
  expect(await stateOf(system, code)).toBe(STATE.terminated);
  expect(await holds(system, code)).toEqual({ spent: 15_000_000 });
  expect(await lettersTo(system, 'consultant', code)).toEqual(
    expect.arrayContaining([LETTER.terminationRequested, LETTER.terminated, LETTER.paid]),
  );
});

test('a consultant asks to end the contract and is refused; the agency ends it, and what the consultant never pays back is handed over', async () => {
  const code = await inForce(system, { price: 30_000_000, enterprise: 'otherEnterprise' });
  const today = await system.today();
  await advanced(system, code, 9_000_000, today);
  const ask = { ground: 'force-majeure', text: 'Chuyên gia chính ốm dài ngày' };
  await does(system, 'consultant', code, ACTION.requestTermination, ask);
  await does(system, 'approver', code, ACTION.continue, { reason: 'Có thể thay chuyên gia bằng phụ lục' });
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  expect(await lettersTo(system, 'consultant', code)).toContain(LETTER.terminationRefused);

  await does(system, 'procurement', code, ACTION.requestTermination, {
    ground: 'dissolved-or-bankrupt',
    text: 'Tòa án đã mở thủ tục phá sản đối với đơn vị tư vấn',
  });
  await does(system, 'approver', code, ACTION.terminate, {
    acceptedBase: 0,
    pay: 0,
    recover: 9_000_000,
    reason: 'Đơn vị tư vấn giải thể',
  });
  expect(await stateOf(system, code)).toBe(STATE.recovering);
  expect(await holds(system, code)).toEqual({ receivable: 9_000_000 });

  // Twenty working days without a payment.
  await system.passWorkingDays(21);
  expect(await openTasks(system, code)).toEqual([TASK.decideRecovery]);
  await does(system, 'approver', code, ACTION.handOver, {
    toWhom: 'Cơ quan thi hành án dân sự',
    basis: 'Quyết định mở thủ tục phá sản',
  });
  expect(await stateOf(system, code)).toBe(STATE.terminated);
  // The dossier is closed; the claim stands.
  expect(await holds(system, code)).toEqual({ receivable: 9_000_000 });
});
