import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { draft, favourable } from '../support/dossier.ts';
import { does, refusal } from '../support/office.ts';
import { appointedAt, holds, letterTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('intake declines what is incomplete, with its reasons, before any clock has begun', async () => {
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const reason = 'Đơn đề nghị chưa có chữ ký của người đại diện';
  await does(system, 'intake', code, ACTION.decline, { reasons: [{ text: reason }] });
  expect(await stateOf(system, code)).toBe(STATE.declined);
  expect(await appointedAt(system, code)).toBeNull();
  const letter = await letterTo(system, 'enterprise', code, LETTER.declined);
  expect(letter).toContain(reason);
  expect(letter).toContain('Khiếu nại');
  expect(await refusal(system, 'intake', code, ACTION.accept)).toMatchObject({ code: 'not-open' });
});

test('a refusal gives the reasons condition by condition, reserves nothing, and only another approver may reopen it', async () => {
  const code = await draft(system, { enterprise: 'otherEnterprise' });
  await does(system, 'otherEnterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  const reason = 'Nội dung trùng với hỗ trợ của chương trình khuyến công năm 2025';
  const { answers, ...appraisal } = favourable(40_000_000, 40_000_000);
  const found = answers.map((answer) =>
    answer.condition === 'NO-OVERLAP' ? { ...answer, answer: 'not-met', reason } : answer,
  );
  await does(system, 'appraiser', code, ACTION.recommend, {
    ...appraisal,
    answers: found,
    recommendation: 'refuse-it',
    amount: 0,
  });
  expect(await refusal(system, 'approver', code, ACTION.approve, { amount: 1 })).toMatchObject({ code: 'invalid' });
  await does(system, 'approver', code, ACTION.refuse, { answers: found });
  expect(await stateOf(system, code)).toBe(STATE.refused);
  expect(await holds(system, code)).toEqual({});
  const letter = await letterTo(system, 'otherEnterprise', code, LETTER.refused);
  expect(letter).toContain(reason);
  expect(letter).toContain('Nội dung đề nghị không trùng lắp với hỗ trợ của chương trình khác');
  expect(letter).toContain('Khiếu nại');

  const again = { reason: 'Doanh nghiệp chứng minh chương trình kia đã dừng' };
  expect(await refusal(system, 'approver', code, ACTION.reopen, again)).toMatchObject({ code: 'barred' });
  await does(system, 'otherApprover', code, ACTION.reopen, again);
  expect(await stateOf(system, code)).toBe(STATE.appraising);
  expect(await appointedAt(system, code)).toBe('2026-03-23T10:00:00.000Z');

  // Driven on by a run of its own.
  await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  await does(system, 'otherApprover', code, ACTION.approve, { amount: 40_000_000 });
  expect(await stateOf(system, code)).toBe(STATE.awaitingPackage);
});
