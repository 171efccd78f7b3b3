import { ACTION, STATE } from '../../domain/process.ts';
import { unsound } from '../support/books.ts';
import { accepted, claimLine, inForce } from '../support/dossier.ts';
import { does, type Office, openOffice, refusal, tries } from '../support/office.ts';
import { spellings } from '../support/spellings.ts';

const PRICE = 10_000_000;
const TODAY = '2026-03-02';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterEach(async () => expect(await unsound(office)).toEqual([]));
afterAll(() => office.close());

describe("the Treasury's reference", () => {
  const toPay = async () => {
    const code = await inForce(office, { price: PRICE });
    await accepted(office, code, PRICE);
    await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(PRICE)] });
    await does(office, 'finance', code, ACTION.verify, { lines: [{ no: 1, accepted: PRICE }] });
    await does(office, 'paymentApprover', code, ACTION.approvePayment);
    return code;
  };
  const confirmation = (treasuryReference: string, more: object = {}) => ({
    treasuryReference,
    paidOn: TODAY,
    ...more,
  });

  test('of another payment is refused however it is spelt, unless one order paid both and somebody says so', async () => {
    const [first, second] = [await toPay(), await toPay()];
    await does(office, 'finance', first, ACTION.confirmPayment, confirmation('KB-2026-0081'));
    for (const spelt of spellings('KB-2026-0081')) {
      const refused = await refusal(office, 'finance', second, ACTION.confirmPayment, confirmation(spelt));
      expect(refused.faults).toEqual({ treasuryReference: 'reference-used' });
      expect(refused.said[0]!.message.en).toContain(first);
    }
    const shared = confirmation('KB-2026-0081', { sharedReference: 'Một giấy rút dự toán trả cho hai hồ sơ' });
    expect(await does(office, 'finance', second, ACTION.confirmPayment, shared)).toBe(STATE.settled);
  });

  test('given for two payments at the same moment is kept by one', async () => {
    const codes = [await toPay(), await toPay()];
    const answers = await Promise.all(
      codes.map((code) => tries(office, 'finance', code, ACTION.confirmPayment, confirmation('KB-2026-0082'))),
    );
    expect(answers.map((answer) => (answer.ok ? 'paid' : answer.code)).sort()).toEqual(['invalid', 'paid']);
  });

  test('has letters or digits', async () => {
    const code = await toPay();
    const refused = await refusal(office, 'finance', code, ACTION.confirmPayment, confirmation('…'));
    expect(refused.faults).toEqual({ treasuryReference: 'reference-unreadable' });
  });
});
