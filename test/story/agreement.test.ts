import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved, claimLine, conclusion } from '../support/dossier.ts';
import { does, passLimit, refusal, upload } from '../support/office.ts';
import { holds, lettersTo, letterTo, paymentsOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

const VALUE = 90_000_000;
const terms = (number: string) => ({
  number,
  value: VALUE,
  result: 'Phòng thử nghiệm được công nhận theo ISO/IEC 17025',
  startOn: '2026-03-05',
  endOn: '2026-06-30',
});

type Read = { agreement: Record<string, unknown> | null; waitingFor: { role: string; task: string } | null };
const read = (code: string) => system.cast.enterprise.get<Read>(`/applications/${code}`);

test('who carries the work out itself signs an agreement, proves what it paid, and is supported after completion: nothing is tendered', async () => {
  const code = await approved(system, { item: 'P4', estimate: 100_000_000 });
  expect(await stateOf(system, code)).toBe(STATE.draftingAgreement);
  expect(await holds(system, code)).toEqual({ reserved: 50_000_000 });
  expect(await refusal(system, 'procurement', code, ACTION.draftAgreement, terms('01/TT'))).toMatchObject({
    code: 'not-yours',
  });
  expect(
    await refusal(system, 'appraiser', code, ACTION.draftAgreement, {
      ...terms('01/TT'),
      endOn: '2026-03-01',
      advanceRateBp: 1_000,
    }),
  ).toMatchObject({ code: 'invalid', faults: { endOn: 'before-start', advanceRateBp: 'advance-too-high' } });
  await does(system, 'appraiser', code, ACTION.draftAgreement, terms('01/2026/TTHT'));
  const letter = await letterTo(system, 'enterprise', code, LETTER.agreementToSign);
  expect(letter).toContain('01/2026/TTHT');
  expect(letter).toContain('cơ quan không lựa chọn nhà thầu');
  const { items } = await system.cast.supervisor.get<{ items: { action?: string; data?: { noTender?: object } }[] }>(
    `/applications/${code}/history?limit=100`,
  );
  expect(items.find((line) => line.action === ACTION.draftAgreement)?.data?.noTender).toMatchObject({
    en: expect.stringContaining('the agency chooses no contractor'),
  });

  await does(system, 'enterprise', code, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.signingAgreement);
  await does(system, 'approver', code, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  // Half of what the work costs; the rest of the reservation is free again.
  expect(await holds(system, code)).toEqual({ reserved: 45_000_000 });
  expect(await read(code)).toMatchObject({
    agreement: { number: '01/2026/TTHT', value: VALUE, agencySigned: true, enterpriseSigned: true },
    waitingFor: { role: 'enterprise', task: TASK.deliver },
  });
  expect((await system.cast.consultant.send('GET', `/applications/${code}`)).status).toBe(404);

  await does(system, 'enterprise', code, ACTION.reportProgress, { text: 'Đã mua thiết bị' });
  await does(system, 'inspector', code, ACTION.recordVisit, { on: await system.today(), findings: 'Đúng tiến độ' });
  await does(system, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã được công nhận' });
  // What it did itself it does not confirm to itself.
  expect(await stateOf(system, code)).toBe(STATE.inspecting);
  expect(await lettersTo(system, 'enterprise', code)).not.toContain(LETTER.completionReported);
  await does(system, 'inspector', code, ACTION.conclude, conclusion('meets', VALUE, VALUE));
  await does(system, 'otherInspector', code, ACTION.agree);
  await does(system, 'approver', code, ACTION.acceptWork);

  const today = await system.today();
  const lines = [claimLine(VALUE, { date: today })];
  expect(await refusal(system, 'enterprise', code, ACTION.requestPayment, { lines })).toMatchObject({
    code: 'invalid',
    faults: { proofOfPayment: 'proof-missing' },
  });
  const documents = [{ kind: 'proof-of-payment', documentId: await upload(system, 'enterprise', 'uy-nhiem-chi.pdf') }];
  const proofOfPayment = { amount: lines[0]!.gross, paidOn: today, documents };
  await does(system, 'enterprise', code, ACTION.requestPayment, { lines, proofOfPayment });
  await does(system, 'finance', code, ACTION.verify, { lines: [{ no: 1, accepted: VALUE }] });
  await does(system, 'paymentApprover', code, ACTION.approvePayment);
  await does(system, 'finance', code, ACTION.confirmPayment, { treasuryReference: 'KB-2026-0101', paidOn: today });
  expect(await stateOf(system, code)).toBe(STATE.settled);
  expect(await holds(system, code)).toEqual({ spent: 45_000_000 });
  expect(await paymentsOf(system, code)).toEqual([expect.objectContaining({ state: 'paid', payable: 45_000_000 })]);
  const { endedAt } = await system.database.agreement.findFirstOrThrow({ where: { number: '01/2026/TTHT' } });
  expect(endedAt).not.toBeNull();
});

test('an agreement that is returned is drafted and signed anew', async () => {
  const code = await approved(system, { item: 'P4', estimate: 100_000_000, enterprise: 'otherEnterprise' });
  await does(system, 'appraiser', code, ACTION.draftAgreement, terms('02/2026/TTHT'));
  await does(system, 'otherEnterprise', code, ACTION.sign);
  await does(
    system,
    'approver',
    code,
    ACTION.return,
    { reason: 'Sai thời hạn thực hiện' },
    TASK.signAgreementForAgency,
  );
  expect(await stateOf(system, code)).toBe(STATE.draftingAgreement);
  await does(system, 'appraiser', code, ACTION.draftAgreement, { ...terms('02/2026/TTHT'), endOn: '2026-07-31' });
  await does(system, 'approver', code, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.signingAgreement);
  await does(system, 'otherEnterprise', code, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  const { dueAt } = await system.database.task.findFirstOrThrow({
    where: { code, name: TASK.deliver, closedAt: null },
  });
  expect(dueAt.toISOString()).toBe('2026-07-31T10:00:00.000Z');
});

test('nobody is bound by silence: an agreement that the enterprise does not sign stops the dossier and frees the money', async () => {
  const code = await approved(system, { item: 'P4', estimate: 60_000_000, enterprise: 'thirdEnterprise' });
  await does(system, 'appraiser', code, ACTION.draftAgreement, { ...terms('03/2026/TTHT'), value: 60_000_000 });
  await does(system, 'approver', code, ACTION.sign);
  expect(await passLimit(system, code, TASK.signAgreement)).toBe(STATE.stopped);
  expect(await holds(system, code)).toEqual({});
  expect(await letterTo(system, 'thirdEnterprise', code, LETTER.stopped)).toContain('không được ký trong thời hạn');
  await does(system, 'otherApprover', code, ACTION.reopen, { reason: 'Doanh nghiệp có lý do chính đáng' });
  expect(await stateOf(system, code)).toBe(STATE.appraising);
});
