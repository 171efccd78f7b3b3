import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { draft, favourable } from '../support/dossier.ts';
import { does, refusal, upload } from '../support/office.ts';
import { appointedAt, clockOf, lettersTo, letterTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

const asked = { items: [{ kind: 'training-plan', text: 'Kế hoạch đào tạo chưa nêu số học viên' }] };

test('a supplement after acceptance stops the clock, and the appointed date moves by the working days waited', async () => {
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  // Fifteen working days after Monday 2 March.
  expect(await appointedAt(system, code)).toBe('2026-03-23T10:00:00.000Z');

  await system.passWorkingDays(4);
  expect(await system.today()).toBe('2026-03-06');
  await does(system, 'appraiser', code, ACTION.requestSupplement, asked);
  expect(await appointedAt(system, code)).toBeNull();
  expect(await clockOf(system, code)).toEqual({ dueAt: null, remaining: 11 });
  expect(await letterTo(system, 'enterprise', code, LETTER.supplementRequest)).toContain(asked.items[0]!.text);

  await system.passWorkingDays(6);
  expect(await system.today()).toBe('2026-03-16');
  const documents = [{ kind: 'training-plan', documentId: await upload(system, 'enterprise', 'ke-hoach.pdf') }];
  await does(system, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung số học viên', documents });
  // Six working days were waited: 23 March and six more.
  expect(await appointedAt(system, code)).toBe('2026-03-31T10:00:00.000Z');
  expect(await clockOf(system, code)).toEqual({ dueAt: '2026-03-31T10:00:00.000Z', remaining: null });
  expect(await letterTo(system, 'enterprise', code, LETTER.supplementReceived)).toContain('31/03/2026');

  // Once in each review.
  expect(await refusal(system, 'appraiser', code, ACTION.requestSupplement, asked)).toMatchObject({ code: 'guarded' });
  await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  await does(system, 'approver', code, ACTION.approve, { amount: 40_000_000 });
  expect(await stateOf(system, code)).toBe(STATE.awaitingPackage);
});

test('a supplement that nobody answers ends the dossier at the close of its last day, before acceptance as after it', async () => {
  const before = await draft(system, { enterprise: 'otherEnterprise' });
  await does(system, 'otherEnterprise', before, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', before, ACTION.requestSupplement, asked);
  const after = await draft(system, { enterprise: 'thirdEnterprise' });
  await does(system, 'thirdEnterprise', after, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', after, ACTION.accept);
  await does(system, 'appraiser', after, ACTION.requestSupplement, asked);

  // Ten working days after Monday 16 March.
  await system.advanceTo('2026-03-30T16:59:00+07:00');
  expect(await stateOf(system, before)).toBe(STATE.supplementBeforeAcceptance);
  expect(await stateOf(system, after)).toBe(STATE.supplementInAppraisal);
  await system.advanceTo('2026-03-30T17:00:01+07:00');
  expect(await stateOf(system, before)).toBe(STATE.stopped);
  expect(await stateOf(system, after)).toBe(STATE.stopped);

  expect(await lettersTo(system, 'otherEnterprise', before)).toEqual([
    LETTER.acknowledgement,
    LETTER.supplementRequest,
    LETTER.stopped,
    LETTER.reminder,
  ]);
  // How to complain, in the agency's own words.
  expect(await letterTo(system, 'thirdEnterprise', after, LETTER.stopped)).toContain('Khiếu nại');
  expect(await refusal(system, 'thirdEnterprise', after, ACTION.supply, { answer: 'Muộn' })).toMatchObject({
    code: 'not-open',
  });
});
