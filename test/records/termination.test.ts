import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { balances, unsound } from '../support/books.ts';
import { accepted, advanced, claimLine, delivered, inForce, paid } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
  standing,
} from '../support/office.ts';

const PRICE = 40_000_000;
const TODAY = '2026-03-02';
const asked = { ground: 'breach-by-consultant', text: 'Bỏ dở lớp học' };

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
beforeEach(() => setClock(office, STARTS_AT));
afterEach(async () => expect(await unsound(office)).toEqual([]));
afterAll(() => office.close());

/** A dossier in delivery whose termination is requested, after an advance where one is given. */
async function toDecide(advance = 0): Promise<string> {
  const code = await inForce(office, { price: PRICE });
  if (advance > 0) await advanced(office, code, advance);
  await does(office, 'enterprise', code, ACTION.requestTermination, asked);
  return code;
}
const decision = (acceptedBase: number, pay: number, recover: number) => ({
  acceptedBase,
  pay,
  recover,
  reason: 'Theo biên bản',
});

describe('a request for termination', () => {
  test('tells both parties, is for the approver to decide, and is made once at a time', async () => {
    const code = await toDecide();
    expect(await openTasks(office, code)).toEqual([TASK.decideTermination, TASK.deliver]);
    expect((await addressees(office, code, LETTER.terminationRequested)).sort()).toEqual(['consultant', 'enterprise']);
    expect(
      (await refusal(office, 'consultant', code, ACTION.requestTermination, { ...asked, ground: 'by-agreement' }))
        .faults,
    ).toEqual({
      '': 'no-termination-asked',
    });
    expect(
      (await refusal(office, 'enterprise', code, ACTION.requestTermination, { ...asked, ground: 'boredom' })).code,
    ).toBe('invalid');
  });

  test('holds up an advance and a claim until it is decided, and the work goes on beside it', async () => {
    const code = await toDecide();
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, { amount: 1 })).faults).toEqual({
      '': 'no-termination-asked',
    });
    await accepted(office, code, PRICE);
    const claim = { lines: [claimLine(PRICE)] };
    expect((await refusal(office, 'consultant', code, ACTION.requestPayment, claim)).faults).toEqual({
      '': 'no-termination-asked',
    });
    await does(office, 'approver', code, ACTION.continue, { reason: 'Đã hoàn thành' });
    expect(await does(office, 'consultant', code, ACTION.requestPayment, claim)).toBe(STATE.verifying);
  });

  test('leaves a closed dossier and an unsigned one alone', async () => {
    const code = await toDecide();
    await does(office, 'approver', code, ACTION.terminate, decision(0, 0, 0));
    expect((await refusal(office, 'enterprise', code, ACTION.requestTermination, asked)).code).toBe('not-open');
  });
});

describe('a termination', () => {
  test('without work accepted or money out ends the dossier at once, and tells its package', async () => {
    const code = await toDecide();
    expect(await does(office, 'approver', code, ACTION.terminate, decision(0, 0, 0))).toBe(STATE.terminated);
    expect(await balances(office, code)).toEqual({});
    expect((await addressees(office, code, LETTER.terminated)).sort()).toEqual(['consultant', 'enterprise']);
    const { packageId } = await office.database.application.findUniqueOrThrow({ where: { code } });
    const { code: held } = await office.database.package.findUniqueOrThrow({ where: { id: packageId! } });
    expect(await history(office, held)).toContain(ACTION.partLeft);
    expect(await openTasks(office, held)).toEqual([TASK.liquidateContract]);
  });

  test('states no more work, payment or recovery than the arithmetic allows, and names the numbers', async () => {
    const code = await toDecide(12_000_000);
    const most = await refusal(office, 'approver', code, ACTION.terminate, decision(PRICE + 1, 28_000_001, 1));
    expect(most.faults).toEqual({ acceptedBase: 'above-part', pay: 'above-support', recover: 'pay-and-recover' });
    expect(most.said.map((fault) => fault.message.en).join(' ')).toMatch(/40,000,000 VND.*28,000,000 VND/);
    const less = await refusal(office, 'approver', code, ACTION.terminate, decision(5_000_000, 1, 6_999_999));
    expect(less.faults).toMatchObject({ pay: 'above-support', recover: expect.any(String) });
    expect(less.said.find((fault) => fault.code === 'recover-range')!.message.en).toContain(
      '7,000,000 VND – 12,000,000 VND',
    );
    expect(
      (await refusal(office, 'approver', code, ACTION.terminate, decision(5_000_000, 0, 12_000_001))).faults,
    ).toEqual({ recover: 'recover-range' });
    expect(await standing(office, code)).toBe(STATE.delivering);
  });

  test('with money to recover posts the debt and clears what the work supports', async () => {
    const code = await toDecide(12_000_000);
    expect(await does(office, 'approver', code, ACTION.terminate, decision(5_000_000, 0, 8_000_000))).toBe(
      STATE.recovering,
    );
    expect(await balances(office, code)).toMatchObject({ spent: 4_000_000, receivable: 8_000_000 });
    const whole = { amount: 8_000_000, reference: 'BC-3', receivedOn: TODAY };
    expect(await does(office, 'finance', code, ACTION.confirmRecovery, whole)).toBe(STATE.terminated);
  });

  test('with nothing left either way spends the advance', async () => {
    const code = await toDecide(12_000_000);
    expect(await does(office, 'approver', code, ACTION.terminate, decision(12_000_000, 0, 0))).toBe(STATE.terminated);
    expect(await balances(office, code)).toEqual({ available: -12_000_000, spent: 12_000_000 });
  });

  test('with money to pay goes through a claim, which never gets more than it states', async () => {
    const code = await toDecide(10_000_000);
    expect(await does(office, 'approver', code, ACTION.terminate, decision(30_000_000, 15_000_000, 0))).toBe(
      STATE.claiming,
    );
    expect((await refusal(office, 'enterprise', code, ACTION.requestTermination, asked)).faults).toEqual({
      '': 'terminated-already',
    });
    await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(30_000_000)] });
    await paid(office, code, TODAY, { lines: [{ no: 1, accepted: 30_000_000 }] });
    expect(await standing(office, code)).toBe(STATE.terminated);
    expect(await balances(office, code)).toEqual({ available: -25_000_000, spent: 25_000_000 });
    const payment = await office.database.payment.findFirstOrThrow({ where: { application: { code }, kind: 'final' } });
    expect(payment).toMatchObject({
      supportDue: 30_000_000n,
      payable: 15_000_000n,
      arithmetic: { terminationLimit: 15_000_000 },
    });
  });

  test('of a dossier that stands at its claim opens the claim again, and accepts no more than was accepted', async () => {
    const code = await inForce(office, { price: PRICE });
    await accepted(office, code, PRICE, 20_000_000);
    await does(office, 'enterprise', code, ACTION.requestTermination, {
      ground: 'dissolved-or-bankrupt',
      text: 'Giải thể',
    });
    await passLimit(office, code, TASK.claimPayment);
    expect(await openTasks(office, code)).toEqual([TASK.decideTermination, TASK.decideUnclaimed]);
    expect((await refusal(office, 'approver', code, ACTION.terminate, decision(20_000_001, 0, 0))).faults).toEqual({
      acceptedBase: 'above-part',
    });
    expect(await does(office, 'approver', code, ACTION.terminate, decision(20_000_000, 20_000_000, 0))).toBe(
      STATE.claiming,
    );
    expect(await openTasks(office, code)).toEqual([TASK.claimPayment]);
  });

  test('waits for a payment that is under way', async () => {
    const code = await inForce(office, { price: PRICE });
    await does(office, 'consultant', code, ACTION.requestPayment, { amount: 1_000_000 });
    await does(office, 'enterprise', code, ACTION.requestTermination, asked);
    expect(await refusal(office, 'approver', code, ACTION.terminate, decision(0, 0, 0))).toMatchObject({
      code: 'guarded',
      faults: { '': 'no-payment-under-way' },
    });
  });

  test('is decided by nobody who requested it', async () => {
    const code = await inForce(office, { price: PRICE });
    const personId = office.people.procurement;
    const both = {
      personId,
      agencyId: 'test-agency',
      role: 'approver',
      programmes: [],
      fromDay: new Date('2020-01-01'),
    };
    const { id } = await office.database.assignment.create({ data: both });
    await does(office, 'procurement', code, ACTION.requestTermination, asked);
    expect((await refusal(office, 'procurement', code, ACTION.terminate, decision(0, 0, 0))).code).toBe('barred');
    await office.database.assignment.delete({ where: { id } });
  });
});

test('a contract that goes on after a request leaves the work where it was', async () => {
  const code = await inForce(office, { price: PRICE });
  await delivered(office, code);
  await does(office, 'consultant', code, ACTION.requestTermination, { ground: 'force-majeure', text: 'Bão' });
  expect(await does(office, 'approver', code, ACTION.continue, { reason: 'Bão đã qua' })).toBe(STATE.inspecting);
  expect(await openTasks(office, code)).toEqual([TASK.inspect]);
  expect(await recorded(office, code, ACTION.requestTermination)).toEqual({ ground: 'force-majeure', text: 'Bão' });
});
