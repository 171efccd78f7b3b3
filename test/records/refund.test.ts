import { ACTION, STATE } from '../../domain/process.ts';
import { balances } from '../support/books.ts';
import { approved, claimLine, conclusion, paid } from '../support/dossier.ts';
import { does, type Office, openOffice, refusal, standing, upload } from '../support/office.ts';

/** What an enterprise is refunded that carries the work out itself (source 003 P4: half, after completion). */

const VALUE = 40_000_000;
const TODAY = '2026-03-02';

let office: Office;
let code: string;
beforeAll(async () => {
  office = await openOffice();
  code = await approved(office, { item: 'P4', estimate: VALUE });
  await does(office, 'appraiser', code, ACTION.draftAgreement, {
    ...{ number: '01/2026/TTHT', value: VALUE, result: 'Phòng thử nghiệm được công nhận' },
    ...{ startOn: TODAY, endOn: '2026-06-30' },
  });
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'enterprise', code, ACTION.sign);
});
afterAll(() => office?.close());

const proof = async (amount: number) => ({
  proofOfPayment: {
    ...{ amount, paidOn: TODAY },
    documents: [{ kind: 'proof-of-payment', documentId: await upload(office, 'enterprise') }],
  },
});

test('nothing is advanced under an agreement that has no advance, and the refusal says so', async () => {
  const refused = await refusal(office, 'enterprise', code, ACTION.requestPayment, { amount: 1 });
  expect(refused).toMatchObject({ code: 'invalid', faults: { amount: 'no-advance' } });
});

test('the enterprise proves that it paid the whole of its invoices, and is asked for that in words of its own', async () => {
  await does(office, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', VALUE, VALUE));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'approver', code, ACTION.acceptWork);

  const lines = [claimLine(VALUE)];
  const unproven = await refusal(office, 'enterprise', code, ACTION.requestPayment, { lines });
  expect(unproven.faults).toEqual({ proofOfPayment: 'proof-missing' });
  expect(unproven.said[0]!.message.en).toBe('Prove that you have paid the invoices that you claim.');

  const gross = lines[0]!.gross;
  await does(office, 'enterprise', code, ACTION.requestPayment, { lines, ...(await proof(gross - 1)) });
  const verdicts = { lines: [{ no: 1, accepted: VALUE }] };
  expect(await refusal(office, 'finance', code, ACTION.verify, verdicts)).toMatchObject({
    code: 'guarded',
    faults: { proofOfPayment: 'proof-short' },
  });
  await does(office, 'finance', code, ACTION.return, { reason: 'Chứng từ chưa đủ' });
  await does(office, 'enterprise', code, ACTION.requestPayment, { lines, ...(await proof(gross)) });
  await paid(office, code, TODAY, verdicts);
  expect(await standing(office, code)).toBe(STATE.settled);
  expect(await balances(office, code)).toEqual({ available: -VALUE / 2, spent: VALUE / 2 });
});
