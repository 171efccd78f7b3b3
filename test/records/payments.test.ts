import { randomUUID } from 'node:crypto';
import { ACTION, LETTER, STAFF_ROLE, STATE, TASK } from '../../domain/process.ts';
import { balances, unsound } from '../support/books.ts';
import { accepted, advanced, claimLine, conclusion, delivered, inForce, paid } from '../support/dossier.ts';
import {
  addressees,
  allot,
  does,
  type Office,
  openOffice,
  openTasks,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
  standing,
  tries,
  upload,
} from '../support/office.ts';

const PRICE = 40_000_000;
const TODAY = '2026-03-02';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
beforeEach(() => setClock(office, STARTS_AT));
afterEach(async () => expect(await unsound(office)).toEqual([]));
afterAll(() => office.close());

const paymentsOf = async (code: string) =>
  office.database.payment.findMany({ where: { application: { code } }, orderBy: { no: 'asc' } });
const all = (...accepted: number[]) => ({
  lines: accepted.map((amount, index) => ({ no: index + 1, accepted: amount })),
});
const claim = (...lines: object[]) => ({ lines });

/** A dossier whose work is accepted, after an advance where one is given. */
async function toClaim({ advance = 0, base = PRICE } = {}): Promise<string> {
  const code = await inForce(office, { price: PRICE });
  if (advance > 0) await advanced(office, code, advance);
  await accepted(office, code, PRICE, base);
  return code;
}

describe('an advance', () => {
  test('goes its way beside the work: asked for, verified, approved, paid', async () => {
    const code = await inForce(office, { price: PRICE });
    await does(office, 'consultant', code, ACTION.requestPayment, { amount: 12_000_000 });
    expect(await openTasks(office, code)).toEqual([TASK.deliver, TASK.verifyClaim]);
    const reference = await paid(office, code, TODAY, {});
    expect(await standing(office, code)).toBe(STATE.delivering);
    expect(await balances(office, code)).toEqual({ available: -PRICE, reserved: 28_000_000, advanced: 12_000_000 });
    expect(await addressees(office, code, LETTER.paid)).toEqual(['consultant']);
    expect((await paymentsOf(code))[0]).toMatchObject({
      kind: 'advance',
      state: 'paid',
      payable: 12_000_000n,
      treasury: { reference, paidOn: TODAY },
    });
  });

  test('is never more than the contract allows, nor paid twice', async () => {
    const code = await inForce(office, { price: PRICE });
    const refused = await refusal(office, 'consultant', code, ACTION.requestPayment, { amount: 12_000_001 });
    expect(refused.faults).toEqual({ amount: 'above-largest-advance' });
    expect(refused.said[0]!.message.vi).toContain('12.000.000 đ');
    await advanced(office, code, 1_000_000);
    expect(await refusal(office, 'consultant', code, ACTION.requestPayment, { amount: 1 })).toMatchObject({
      code: 'guarded',
    });
  });

  test('is not paid by a contract without one', async () => {
    const code = await inForce(office, { price: PRICE, advanceRateBp: 0 });
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, { amount: 1 })).faults).toEqual({
      amount: 'no-advance',
    });
  });

  test('that is returned may be asked for again', async () => {
    const code = await inForce(office, { price: PRICE });
    await does(office, 'consultant', code, ACTION.requestPayment, { amount: 5_000_000 });
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, { amount: 5_000_000 })).code).toBe(
      'guarded',
    );
    await does(office, 'finance', code, ACTION.return, { reason: 'Thiếu hồ sơ' });
    expect(await openTasks(office, code)).toEqual([TASK.deliver]);
    await advanced(office, code, 6_000_000);
    expect((await paymentsOf(code)).map(({ no, state }) => [no, state])).toEqual([
      [1, 'returned'],
      [2, 'paid'],
    ]);
  });

  test('under way holds up the final claim', async () => {
    const code = await inForce(office, { price: PRICE });
    await does(office, 'consultant', code, ACTION.requestPayment, { amount: 5_000_000 });
    await accepted(office, code, PRICE);
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)))).code).toBe(
      'guarded',
    );
    await paid(office, code, TODAY, {});
    expect(await standing(office, code)).toBe(STATE.claiming);
    expect(await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)))).toBe(
      STATE.verifying,
    );
  });
});

describe('the final payment', () => {
  test('is the support due less the advance, settles the dossier, and keeps its arithmetic', async () => {
    const code = await toClaim({ advance: 10_000_000, base: 30_000_000 });
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(20_000_000), claimLine(12_000_000)));
    const verdicts = {
      lines: [
        { no: 1, accepted: 20_000_000 },
        { no: 2, accepted: 9_999_999, reason: 'Vượt định mức' },
      ],
    };
    await paid(office, code, TODAY, verdicts);
    expect(await standing(office, code)).toBe(STATE.settled);
    expect(await balances(office, code)).toEqual({ available: -29_999_999, spent: 29_999_999 });
    const [, final] = await paymentsOf(code);
    expect(final).toMatchObject({
      kind: 'final',
      state: 'paid',
      requested: 32_000_000n,
      accepted: 29_999_999n,
      supportDue: 29_999_999n,
      payable: 19_999_999n,
      arithmetic: {
        advances: 10_000_000,
        payable: 19_999_999,
        recoverable: 0,
        notAccepted: 2_000_001,
        support: { bound: 'rate' },
      },
    });
    expect(await addressees(office, code, LETTER.settled)).toEqual(['enterprise']);
  });

  test('never counts more than the inspection accepted', async () => {
    const code = await toClaim({ base: 30_000_000 });
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)));
    const refused = await refusal(office, 'finance', code, ACTION.verify, all(PRICE));
    expect(refused.faults).toEqual({ lines: 'above-inspection' });
    expect(await standing(office, code)).toBe(STATE.verifying);
  });

  test('is verified line by line, each part left out with its reason', async () => {
    const code = await toClaim();
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(20_000_000), claimLine(20_000_000)));
    const missing = {
      lines: [
        { no: 2, accepted: 1 },
        { no: 5, accepted: 1 },
      ],
    };
    expect((await refusal(office, 'finance', code, ACTION.verify, missing)).faults).toEqual({
      'lines.1.no': 'no-such-line',
      lines: 'line-missing',
    });
    const unreasoned = {
      lines: [
        { no: 2, accepted: 1 },
        { no: 1, accepted: 20_000_001 },
      ],
    };
    expect((await refusal(office, 'finance', code, ACTION.verify, unreasoned)).faults).toEqual({
      'lines.0.reason': 'reason-missing',
      'lines.1.accepted': 'accepted-range',
    });
  });

  test('is approved by somebody else than who verified it', async () => {
    const code = await toClaim();
    const personId = office.people.finance;
    const both = {
      personId,
      agencyId: 'test-agency',
      role: STAFF_ROLE.paymentApprover,
      programmes: [],
      fromDay: new Date('2020-01-01'),
    };
    const { id } = await office.database.assignment.create({ data: both });
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)));
    await does(office, 'finance', code, ACTION.verify, all(PRICE));
    expect((await refusal(office, 'finance', code, ACTION.approvePayment)).code).toBe('barred');
    expect(await does(office, 'paymentApprover', code, ACTION.approvePayment)).toBe(STATE.paying);
    await office.database.assignment.delete({ where: { id } });
  });

  test('may be sent back by the approver and refused by the Treasury: it is verified again', async () => {
    const code = await toClaim();
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)));
    await does(office, 'finance', code, ACTION.verify, all(PRICE));
    expect(await does(office, 'paymentApprover', code, ACTION.return, { reason: 'Đối chiếu lại' })).toBe(
      STATE.verifying,
    );
    await does(office, 'finance', code, ACTION.verify, {
      lines: [{ no: 1, accepted: 39_000_000, reason: 'Trừ chi phí ăn' }],
    });
    await does(office, 'paymentApprover', code, ACTION.approvePayment);
    expect(await does(office, 'finance', code, ACTION.paymentRefused, { reason: 'Sai mục lục ngân sách' })).toBe(
      STATE.verifying,
    );
    expect(await addressees(office, code, LETTER.paymentRefused)).toEqual(['consultant']);
    expect(await balances(office, code)).toEqual({ available: -PRICE, reserved: PRICE });
    await paid(office, code, TODAY, all(PRICE));
    expect(await balances(office, code)).toEqual({ available: -PRICE, spent: PRICE });
  });

  test('is confirmed on a day that has come and not before it was asked for', async () => {
    const code = await toClaim();
    await does(office, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE)));
    await does(office, 'finance', code, ACTION.verify, all(PRICE));
    await does(office, 'paymentApprover', code, ACTION.approvePayment);
    const on = (paidOn: string) => ({ treasuryReference: 'KB-2', paidOn });
    expect((await refusal(office, 'finance', code, ACTION.confirmPayment, on('2026-03-03'))).faults).toEqual({
      paidOn: 'in-the-future',
    });
    expect((await refusal(office, 'finance', code, ACTION.confirmPayment, on('2026-03-01'))).faults).toEqual({
      paidOn: 'before-request',
    });
    expect(await does(office, 'finance', code, ACTION.confirmPayment, on(TODAY))).toBe(STATE.settled);
  });

  test('is nothing where the advance covers the support due: what it exceeds it by must come back', async () => {
    const over = await toClaim({ advance: 12_000_000, base: 10_000_000 });
    await does(office, 'consultant', over, ACTION.requestPayment, claim(claimLine(10_000_000)));
    await does(office, 'finance', over, ACTION.verify, all(10_000_000));
    expect(await does(office, 'paymentApprover', over, ACTION.approvePayment)).toBe(STATE.recovering);
    // Nothing more is paid: what is still promised is free again.
    expect(await balances(office, over)).toEqual({
      available: -12_000_000,
      spent: 10_000_000,
      receivable: 2_000_000,
    });
    expect(await addressees(office, over, LETTER.recoveryDemanded)).toEqual(['consultant']);

    const even = await toClaim({ advance: 10_000_000, base: 10_000_000 });
    await does(office, 'consultant', even, ACTION.requestPayment, claim(claimLine(10_000_000)));
    await does(office, 'finance', even, ACTION.verify, all(10_000_000));
    expect(await does(office, 'paymentApprover', even, ACTION.approvePayment)).toBe(STATE.settled);
    expect(await balances(office, even)).toEqual({ available: -10_000_000, spent: 10_000_000 });
  });
});

describe('a claim', () => {
  test('is refused with every fault at its field', async () => {
    const code = await toClaim();
    const line = claimLine(1_000_000, { sellerTaxCode: '9900002230', date: '2026-03-03' });
    const refused = await refusal(
      office,
      'consultant',
      code,
      ACTION.requestPayment,
      claim({ ...line, gross: 1 }, claimLine(5)),
    );
    expect(refused.faults).toEqual({
      'lines.0.gross': 'gross-differs',
      'lines.0.invoice.sellerTaxCode': 'tax-code-check-digit',
      'lines.0.invoice.date': 'in-the-future',
    });
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, {})).faults).toEqual({
      lines: 'claim-empty',
    });
    expect(await paymentsOf(code)).toEqual([]);
  });

  test('cannot carry an invoice of another dossier’s claim, however it is spelt, and learns nothing of that dossier', async () => {
    const [first, second] = [await toClaim(), await toClaim()];
    const number = '00009001';
    await does(office, 'consultant', first, ACTION.requestPayment, claim(claimLine(PRICE, { number })));
    const same = claimLine(PRICE, { number: '9001', symbol: ' 1c26tst' });
    const refused = await refusal(office, 'consultant', second, ACTION.requestPayment, claim(claimLine(5), same));
    expect(refused).toMatchObject({ code: 'duplicate', faults: { 'lines.1.invoice': 'invoice-claimed' } });
    expect(refused.said[0]!.message.en).toContain('9001');
    expect(JSON.stringify(refused.said)).not.toContain(first);
    expect(await paymentsOf(second)).toEqual([]);

    await does(office, 'finance', first, ACTION.return, { reason: 'Hóa đơn của hồ sơ khác' });
    expect(await standing(office, first)).toBe(STATE.claiming);
    expect(await addressees(office, first, LETTER.claimReturned)).toEqual(['consultant']);
    expect(await does(office, 'consultant', second, ACTION.requestPayment, claim(same))).toBe(STATE.verifying);
  });

  test('is known by the parts of its invoice, so that no spelling of it is paid again', async () => {
    const [first, second] = [await toClaim(), await toClaim()];
    const paidFor = { sellerTaxCode: '9900002239', symbol: '1C26TTH', number: '00000031' };
    await does(office, 'consultant', first, ACTION.requestPayment, claim(claimLine(PRICE, paidFor)));
    await paid(office, first, TODAY, all(PRICE));
    const spelt = [
      { symbol: 'C26TTH', number: '31' },
      { symbol: '1\u042126TTH' },
      { symbol: '１Ｃ２６ＴＴＨ', number: '３１' },
      { symbol: '1C26T\u200bTH', number: '3\u200b1' },
      { sellerTaxCode: '9900002239-001' },
    ];
    for (const given of spelt) {
      const again = claim(claimLine(PRICE, { ...paidFor, ...given }));
      const refused = await refusal(office, 'consultant', second, ACTION.requestPayment, again);
      expect(refused).toMatchObject({ code: 'duplicate', faults: { 'lines.0.invoice': 'invoice-claimed' } });
    }
    for (const number of ['31.', 'No31']) {
      const unread = claim(claimLine(PRICE, { ...paidFor, number }));
      expect((await refusal(office, 'consultant', second, ACTION.requestPayment, unread)).faults).toEqual({
        'lines.0.invoice.number': 'invoice-number',
      });
    }
    expect(await paymentsOf(second)).toEqual([]);
  });

  test('wins an invoice from another that asks for it at the same moment, and only one does', async () => {
    const codes = [await toClaim(), await toClaim(), await toClaim()];
    const line = claimLine(PRICE, { number: '777001' });
    const answers = await Promise.all(
      codes.map((code) => tries(office, 'consultant', code, ACTION.requestPayment, claim(line))),
    );
    expect(answers.map((answer) => (answer.ok ? 'claimed' : answer.code)).sort()).toEqual([
      'claimed',
      'duplicate',
      'duplicate',
    ]);
  });

  test('of a paid dossier holds its invoices for good', async () => {
    const [first, second] = [await toClaim(), await toClaim()];
    const line = claimLine(PRICE, { number: '555001' });
    await does(office, 'consultant', first, ACTION.requestPayment, claim(line));
    await paid(office, first, TODAY, all(PRICE));
    expect((await refusal(office, 'consultant', second, ACTION.requestPayment, claim(line))).code).toBe('duplicate');
  });
});

describe('where the enterprise pays a counterpart', () => {
  async function toClaimHalf(): Promise<string> {
    const code = await inForce(office, { item: 'P3', price: PRICE, enterprise: 'otherEnterprise' });
    await delivered(office, code, undefined, 'otherEnterprise');
    await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', PRICE, PRICE));
    await does(office, 'otherInspector', code, ACTION.agree);
    await does(office, 'approver', code, ACTION.acceptWork);
    return code;
  }
  const proof = async (amount: number) => {
    const documents = [{ kind: 'proof-of-payment', documentId: await upload(office, 'consultant') }];
    return { proofOfPayment: { amount, paidOn: TODAY, documents } };
  };

  test('a claim brings proof that it was paid', async () => {
    const code = await toClaimHalf();
    const line = claimLine(PRICE);
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, claim(line))).faults).toEqual({
      proofOfPayment: 'proof-missing',
    });
    await does(office, 'consultant', code, ACTION.requestPayment, { ...claim(line), ...(await proof(23_200_000)) });
    await paid(office, code, TODAY, all(PRICE));
    const [payment] = await paymentsOf(code);
    expect(payment).toMatchObject({
      supportDue: 20_000_000n,
      payable: 20_000_000n,
      counterpart: { paid: 23_200_000, due: 23_200_000 },
    });
    expect(await balances(office, code)).toEqual({ available: -20_000_000, spent: 20_000_000 });
  });

  test('a claim is not verified while the proof falls short of what the enterprise must pay', async () => {
    const code = await toClaimHalf();
    await does(office, 'consultant', code, ACTION.requestPayment, {
      ...claim(claimLine(PRICE)),
      ...(await proof(23_199_999)),
    });
    const refused = await refusal(office, 'finance', code, ACTION.verify, all(PRICE));
    expect(refused).toMatchObject({ code: 'guarded', faults: { proofOfPayment: 'proof-short' } });
    expect(refused.said[0]!.message.vi).toContain('23.200.000 đ');
  });
});

describe('money of another year', () => {
  let late: Office;
  beforeAll(async () => {
    late = await openOffice({ startsAt: '2025-12-01T09:00:00+07:00' });
    await allot(late, 2026, 1_000_000_000n);
  });
  afterAll(() => late.close());

  /** A payment of 2025's money that is to be confirmed in 2026. */
  async function toPay(): Promise<string> {
    await setClock(late, '2025-12-01T09:00:00+07:00');
    const code = await inForce(late, { price: PRICE, startOn: '2025-12-01', endOn: '2025-12-31' });
    await accepted(late, code, PRICE, PRICE, '2025-12-01');
    await does(late, 'consultant', code, ACTION.requestPayment, claim(claimLine(PRICE, { date: '2025-12-01' })));
    await does(late, 'finance', code, ACTION.verify, all(PRICE));
    await does(late, 'paymentApprover', code, ACTION.approvePayment);
    await setClock(late, '2026-01-06T09:00:00+07:00');
    return code;
  }
  const payment = () => ({ treasuryReference: `KB-${randomUUID()}`, paidOn: '2026-01-06' });
  const carryOver = async (on: string, toYear = 2026) => ({
    toYear,
    basis: { kind: 'contract-signed', on },
    documents: [{ kind: 'carry-over', documentId: await upload(late, 'finance') }],
  });

  test('is paid only after a carry-over was recorded and approved', async () => {
    const code = await toPay();
    const missing = await refusal(late, 'finance', code, ACTION.confirmPayment, payment());
    expect(missing).toMatchObject({ code: 'guarded', faults: { budgetLine: 'carry-over-missing' } });
    await does(late, 'finance', code, ACTION.carryOver, await carryOver('2025-12-01'));
    expect((await refusal(late, 'finance', code, ACTION.confirmPayment, payment())).faults).toEqual({
      budgetLine: 'carry-over-unapproved',
    });
    expect((await refusal(late, 'finance', code, ACTION.carryOver, await carryOver('2025-12-01'))).faults).toEqual({
      '': 'carry-over-asked',
    });
    await does(late, 'approver', code, ACTION.approveCarryOver);
    expect(await does(late, 'finance', code, ACTION.confirmPayment, payment())).toBe(STATE.settled);
    const [paidOut] = await late.database.payment.findMany({ where: { application: { code } } });
    expect(paidOut!.carryOver).toEqual({
      fromYear: 2025,
      toYear: 2026,
      approved: true,
      basis: { kind: 'contract-signed', on: '2025-12-01' },
    });
    const [entry] = await late.database.entry.findMany({ where: { paymentId: paidOut!.id } });
    expect(entry!.lineId).toBe(late.lineId);
    expect(await unsound(late)).toEqual([]);
  });

  test('is not carried over on a basis of the new year, nor to its own year', async () => {
    const code = await toPay();
    expect((await refusal(late, 'finance', code, ACTION.carryOver, await carryOver('2026-01-05'))).faults).toEqual({
      budgetLine: 'carry-over-basis',
    });
    expect(
      (await refusal(late, 'finance', code, ACTION.carryOver, await carryOver('2025-12-01', 2025))).faults,
    ).toEqual({ toYear: 'not-later' });
  });

  test('may be returned by the approver, and carried over anew', async () => {
    const code = await toPay();
    await does(late, 'finance', code, ACTION.carryOver, await carryOver('2025-12-01'));
    expect(await does(late, 'approver', code, ACTION.return, { reason: 'Thiếu hợp đồng' })).toBe(STATE.paying);
    expect(await openTasks(late, code)).toEqual([TASK.pay]);
    await does(late, 'finance', code, ACTION.carryOver, await carryOver('2025-12-01'));
    await does(late, 'approver', code, ACTION.approveCarryOver);
    expect(await recorded(late, code, ACTION.approveCarryOver)).toMatchObject({ fromYear: 2025, toYear: 2026 });
    expect(await does(late, 'finance', code, ACTION.confirmPayment, payment())).toBe(STATE.settled);
  });
});
