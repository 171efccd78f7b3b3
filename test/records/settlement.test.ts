import fc from 'fast-check';
import { ACTION, LETTER, STATE, type StateKey, TASK } from '../../domain/process.ts';
import { balances, unsound } from '../support/books.ts';
import { accepted, advanced, claimLine, inForce, paid } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
} from '../support/office.ts';

const PRICE = 40_000_000;
const TODAY = '2026-03-02';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ budget: 4_000_000_000n });
});
beforeEach(() => setClock(office, STARTS_AT));
afterEach(async () => expect(await unsound(office)).toEqual([]));
afterAll(() => office.close());

async function toClaim({ advance = 0, base = PRICE, price = PRICE } = {}): Promise<string> {
  const code = await inForce(office, { price });
  if (advance > 0) await advanced(office, code, advance);
  await accepted(office, code, price, base);
  return code;
}

describe('a payee who never claims', () => {
  test('has the approver close the dossier: the advance that accepted work supports is spent', async () => {
    const code = await toClaim({ advance: 12_000_000 });
    expect(await passLimit(office, code, TASK.claimPayment)).toBe(STATE.claiming);
    expect(await openTasks(office, code)).toEqual([TASK.decideUnclaimed]);
    expect(await does(office, 'approver', code, ACTION.closeWithoutClaim, { reason: 'Không đề nghị' })).toBe(
      STATE.settled,
    );
    expect(await balances(office, code)).toEqual({ available: -12_000_000, spent: 12_000_000 });
    expect((await addressees(office, code, LETTER.settled)).sort()).toEqual(['consultant', 'enterprise']);
  });

  test('gives back what the accepted work does not support', async () => {
    const code = await toClaim({ advance: 12_000_000, base: 5_000_000 });
    await passLimit(office, code, TASK.claimPayment);
    expect(await does(office, 'approver', code, ACTION.closeWithoutClaim, { reason: 'Không đề nghị' })).toBe(
      STATE.recovering,
    );
    expect(await balances(office, code)).toMatchObject({ spent: 5_000_000, receivable: 7_000_000 });
    expect(await recorded(office, code, ACTION.closeWithoutClaim)).toMatchObject({
      supportDue: 5_000_000,
      advances: 12_000_000,
      recoverable: 7_000_000,
    });
  });

  test('had nothing: the whole reservation is free again', async () => {
    const code = await toClaim();
    await passLimit(office, code, TASK.claimPayment);
    await does(office, 'approver', code, ACTION.closeWithoutClaim, { reason: 'Không đề nghị' });
    expect(await balances(office, code)).toEqual({});
  });

  test('may still claim late, before the approver has closed', async () => {
    const code = await toClaim();
    await passLimit(office, code, TASK.claimPayment);
    expect(await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(PRICE)] })).toBe(
      STATE.verifying,
    );
    expect(await openTasks(office, code)).toEqual([TASK.verifyClaim]);
  });
});

describe('money that must come back', () => {
  /** A dossier that owes 7 000 000 đồng. */
  async function owing(): Promise<string> {
    const code = await toClaim({ advance: 12_000_000, base: 5_000_000 });
    await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(5_000_000)] });
    await does(office, 'finance', code, ACTION.verify, { lines: [{ no: 1, accepted: 5_000_000 }] });
    await does(office, 'paymentApprover', code, ACTION.approvePayment);
    return code;
  }
  const received = (amount: number) => ({ amount, reference: 'BC-7', receivedOn: TODAY });

  test('is recovered only as it comes: a part leaves the rest owed, the last đồng closes', async () => {
    const code = await owing();
    expect((await refusal(office, 'finance', code, ACTION.confirmRecovery, received(7_000_001))).faults).toEqual({
      amount: 'above-receivable',
    });
    expect(await does(office, 'finance', code, ACTION.confirmRecovery, received(3_000_000))).toBe(STATE.recovering);
    expect(await openTasks(office, code)).toEqual([TASK.recover]);
    expect(await balances(office, code)).toMatchObject({ receivable: 4_000_000, recovered: 3_000_000 });
    expect(await does(office, 'finance', code, ACTION.confirmRecovery, received(4_000_000))).toBe(STATE.settled);
    expect(await balances(office, code)).toEqual({ available: -12_000_000, spent: 5_000_000, recovered: 7_000_000 });
    expect(await addressees(office, code, LETTER.recovered)).toEqual(['consultant', 'consultant']);
    expect(await addressees(office, code, LETTER.settled)).toEqual(['enterprise']);
  });

  test('and does not in time is handed over: the dossier closes, the debt stands', async () => {
    const code = await owing();
    expect(await passLimit(office, code, TASK.recover)).toBe(STATE.recovering);
    expect(await openTasks(office, code)).toEqual([TASK.decideRecovery]);
    const over = { toWhom: 'Thanh tra tỉnh', basis: 'Quá hạn hoàn trả' };
    expect(await does(office, 'approver', code, ACTION.handOver, over)).toBe(STATE.settled);
    expect(await balances(office, code)).toEqual({ available: -12_000_000, spent: 5_000_000, receivable: 7_000_000 });
    expect(await recorded(office, code, ACTION.handOver)).toEqual({ ...over, receivable: 7_000_000 });
  });

  test('may come while it is being handed over', async () => {
    const code = await owing();
    await passLimit(office, code, TASK.recover);
    expect(await does(office, 'finance', code, ACTION.confirmRecovery, received(1_000_000))).toBe(STATE.recovering);
    expect(await openTasks(office, code)).toEqual([TASK.recover]);
    expect(await does(office, 'finance', code, ACTION.confirmRecovery, received(6_000_000))).toBe(STATE.settled);
  });
});

/** Any way through the settlement of one part, in đồng. */
const ways = fc
  .record({
    price: fc.integer({ min: 1, max: 50_000_000 }),
    advance: fc.integer({ min: 0, max: 10_000 }),
    base: fc.integer({ min: 0, max: 10_000 }),
    claimed: fc.integer({ min: 1, max: 10_000 }),
    verified: fc.integer({ min: 0, max: 10_000 }),
    end: fc.constantFrom('claim', 'silence', 'terminate'),
    repaid: fc.boolean(),
  })
  .map(({ price, ...way }) => {
    const share = (of: number, tenThousandths: number) => Math.floor((of * tenThousandths) / 10_000);
    const base = Math.max(1, share(price, way.base));
    const claimed = Math.max(1, share(price, way.claimed));
    const verified = Math.min(base, share(claimed, way.verified));
    return { ...way, price, base, claimed, verified, advance: share(share(price, 3_000), way.advance) };
  });

test('whatever the amounts, a closed dossier holds nothing, and never took more than was approved for it', async () => {
  await fc.assert(
    fc.asyncProperty(ways, async (way) => {
      await setClock(office, STARTS_AT);
      const code = await inForce(office, { price: way.price });
      if (way.advance > 0) await advanced(office, code, way.advance);
      let at = await ended(code, way);
      const owed = (await balances(office, code)).receivable ?? 0;
      expect(at === STATE.recovering).toBe(owed > 0);
      if (at === STATE.recovering) {
        const repayment = { amount: owed, reference: 'BC', receivedOn: TODAY };
        if (way.repaid) at = await does(office, 'finance', code, ACTION.confirmRecovery, repayment);
        else {
          await passLimit(office, code, TASK.recover);
          at = await does(office, 'approver', code, ACTION.handOver, { toWhom: 'Thanh tra', basis: 'Quá hạn' });
        }
      }
      expect([STATE.settled, STATE.terminated]).toContain(at);
      expect(await unsound(office)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

/** Takes a dossier in delivery to the end of its settlement. */
async function ended(
  code: string,
  way: { price: number; advance: number; base: number; claimed: number; verified: number; end: string },
): Promise<StateKey> {
  if (way.end === 'terminate') {
    await does(office, 'procurement', code, ACTION.requestTermination, { ground: 'by-agreement', text: 'Thỏa thuận' });
    const recover = Math.max(0, way.advance - way.base);
    return does(office, 'approver', code, ACTION.terminate, {
      acceptedBase: way.base,
      pay: 0,
      recover,
      reason: 'Thỏa thuận',
    });
  }
  await accepted(office, code, way.price, way.base);
  if (way.end === 'silence') {
    await passLimit(office, code, TASK.claimPayment);
    return does(office, 'approver', code, ACTION.closeWithoutClaim, { reason: 'Không đề nghị' });
  }
  await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(way.claimed)] });
  const verdict = {
    no: 1,
    accepted: way.verified,
    ...(way.verified < way.claimed ? { reason: 'Không đủ chứng từ' } : {}),
  };
  if (way.verified > way.advance) {
    await paid(office, code, TODAY, { lines: [verdict] });
    return STATE.settled;
  }
  await does(office, 'finance', code, ACTION.verify, { lines: [verdict] });
  return does(office, 'paymentApprover', code, ACTION.approvePayment);
}
