import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { claimLine, conclusion, inForce, session } from '../support/dossier.ts';
import { does, refusal, upload } from '../support/office.ts';
import { holds, lettersTo, letterTo, lineHolds, paymentsOf, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
/** The invoice that the first dossier was paid on. */
let claimed: ReturnType<typeof claimLine>['invoice'];
let paidFor: string;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('half of what was accepted is supported, a line is not accepted for payment, and the Treasury refuses at first', async () => {
  const price = 45_555_555;
  const code = await inForce(system, { item: 'P3', price });
  const today = await system.today();
  // Rate 50 %: half of the price, rounded down once.
  expect(await holds(system, code)).toEqual({ reserved: 22_777_777 });
  await does(system, 'consultant', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await does(system, 'enterprise', code, ACTION.confirm);
  await does(system, 'inspector', code, ACTION.conclude, conclusion('meets', price, price));
  await does(system, 'otherInspector', code, ACTION.agree);
  await does(system, 'approver', code, ACTION.acceptWork);

  const first = claimLine(35_555_555, { date: today });
  claimed = first.invoice;
  paidFor = code;
  const lines = [first, claimLine(10_000_000, { date: today })];
  const proof = [{ kind: 'proof-of-payment', documentId: await upload(system, 'consultant', 'uy-nhiem-chi.pdf') }];
  // 35,555,555 net and 2,844,444 VAT are accepted; half of the net is the support, the enterprise bears the rest.
  const proofOfPayment = { amount: 38_399_999 - 17_777_777, paidOn: today, documents: proof };
  await does(system, 'consultant', code, ACTION.requestPayment, { lines, proofOfPayment });
  const verdicts = [
    { no: 1, accepted: 35_555_555 },
    { no: 2, accepted: 0, reason: 'Hóa đơn ngoài phạm vi hợp đồng' },
  ];
  expect(
    await refusal(system, 'finance', code, ACTION.verify, { lines: [verdicts[0], { no: 2, accepted: 0 }] }),
  ).toMatchObject({ code: 'invalid', faults: { 'lines.1.reason': 'reason-missing' } });
  await does(system, 'finance', code, ACTION.verify, { lines: verdicts });
  await does(system, 'paymentApprover', code, ACTION.approvePayment);
  await does(system, 'finance', code, ACTION.paymentRefused, { reason: 'Sai tên tài khoản thụ hưởng' });
  expect(await stateOf(system, code)).toBe(STATE.verifying);
  expect(await holds(system, code)).toEqual({ reserved: 22_777_777 });
  expect(await letterTo(system, 'consultant', code, LETTER.paymentRefused)).toContain('Sai tên tài khoản thụ hưởng');

  await does(system, 'finance', code, ACTION.verify, { lines: verdicts });
  await does(system, 'paymentApprover', code, ACTION.approvePayment);
  const confirmation = { treasuryReference: 'KB-2026-0077', paidOn: today };
  await does(system, 'finance', code, ACTION.confirmPayment, confirmation);
  expect(await stateOf(system, code)).toBe(STATE.settled);
  expect(await paymentsOf(system, code)).toEqual([
    expect.objectContaining({ kind: 'final', state: 'paid', supportDue: 17_777_777, payable: 17_777_777 }),
  ]);
  expect(await holds(system, code)).toEqual({ spent: 17_777_777 });
  expect(await lineHolds(system)).toMatchObject({ available: 1_000_000_000 - 17_777_777, reserved: 0 });
  expect(await lettersTo(system, 'enterprise', code)).toContain(LETTER.settled);
});

test('an invoice that was paid once is not paid again, in whichever spelling and for whichever dossier', async () => {
  const code = await inForce(system, { price: 20_000_000, enterprise: 'otherEnterprise' });
  const today = await system.today();
  await does(system, 'consultant', code, ACTION.recordSession, session({ heldOn: today, reason: 'Buổi 1' }));
  await does(system, 'consultant', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await does(system, 'otherEnterprise', code, ACTION.confirm);
  await does(system, 'inspector', code, ACTION.conclude, conclusion('meets', 20_000_000, 20_000_000));
  await does(system, 'otherInspector', code, ACTION.agree);
  await does(system, 'approver', code, ACTION.acceptWork);
  const { number, symbol } = claimed;
  const again = claimLine(20_000_000, { date: today, symbol: ` ${symbol.toLowerCase()}`, number: `000${number}` });
  expect(await refusal(system, 'consultant', code, ACTION.requestPayment, { lines: [again] })).toMatchObject({
    code: 'duplicate',
    faults: { 'lines.0.invoice': 'invoice-claimed' },
  });
  expect(await stateOf(system, code)).toBe(STATE.claiming);

  // The same seller and number under another symbol is another invoice: whoever verifies it is shown what it resembles.
  const near = claimLine(20_000_000, { date: today, symbol: '1C26TSU', number });
  await does(system, 'consultant', code, ACTION.requestPayment, { lines: [near] });
  const resembles = {
    invoice: { sellerTaxCode: near.invoice.sellerTaxCode, symbol: '1C26TSU', number },
    why: ['same-number'],
    other: expect.objectContaining({ symbol, number }),
    code: paidFor,
  };
  const { finance, consultant } = system.cast;
  const task = await system.database.task.findFirstOrThrow({ where: { code, name: TASK.verifyClaim, closedAt: null } });
  expect(await finance.get(`/tasks/${task.id}`)).toMatchObject({ facts: { nearInvoices: [resembles] } });
  const money = `/applications/${code}/money`;
  expect(await finance.get(money)).toMatchObject({ payments: [{ nearInvoices: [resembles] }] });
  expect(JSON.stringify(await consultant.get(money))).not.toContain(paidFor);
});
