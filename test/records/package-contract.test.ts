import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { balances } from '../support/books.ts';
import { approved, CONTRACT, opened } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  standing,
  type Who,
} from '../support/office.ts';
import { spellings } from '../support/spellings.ts';
import { awarded, candidate, invited, ranked } from '../support/tender.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

type Given = { application: string; price: number };

/** By the head's decision: the contract is to be drafted. */
async function decided(parts: readonly Given[]): Promise<string> {
  const code = await opened(
    office,
    parts.map((part) => part.application),
  );
  await does(office, 'procurement', code, ACTION.prepare, {
    method: 'head-decision',
    venue: 'here',
    parts: parts.map(({ application, price }) => ({ application, ceiling: price })),
    requirements: 'Đào tạo tại doanh nghiệp',
    ...CONTRACT,
    advanceRateBp: 2_000,
    consultant: office.parties.consultant,
    prices: parts,
  });
  await does(office, 'otherApprover', code, ACTION.approve);
  return code;
}

/** Drafted: both may sign. */
async function drafted(parts: readonly Given[]): Promise<string> {
  const code = await decided(parts);
  await does(office, 'procurement', code, ACTION.draft, { number: '12/HĐ-SKHCN' });
  return code;
}

async function signed(code: string): Promise<void> {
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'consultant', code, ACTION.sign);
}

const contract = () => office.database.contract.findFirstOrThrow({ orderBy: { id: 'desc' } });
/** An item whose support covers all of the price, and one of which the enterprise pays half. */
const supported = (enterprise: Who = 'enterprise') => approved(office, { enterprise, estimate: 20_000_000 });
const shared = (enterprise: Who = 'enterprise') => approved(office, { item: 'P3', enterprise, estimate: 20_000_000 });

test('a contract signed by both is in force, and its reservation shrinks to what the part needs', async () => {
  const application = await approved(office, { estimate: 40_000_000 });
  const code = await drafted([{ application, price: 30_000_000 }]);
  await does(office, 'enterprise', application, ACTION.acknowledge);
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await does(office, 'approver', code, ACTION.sign)).toBe(STATE.contracting);
  expect(await balances(office, application)).toEqual({ reserved: 40_000_000, available: -40_000_000 });
  expect(await does(office, 'consultant', code, ACTION.sign)).toBe(STATE.inForce);
  expect(await standing(office, application)).toBe(STATE.delivering);
  expect(await balances(office, application)).toEqual({ reserved: 30_000_000, available: -30_000_000 });
  expect(await contract()).toMatchObject({
    number: '12/HĐ-SKHCN',
    agencySigned: { name: 'approver', capacity: 'Head', on: '2026-03-02' },
    consultantSigned: { name: 'consultant', capacity: 'Director', on: '2026-03-02' },
    inForceAt: expect.any(Date),
  });
  const end = new Date('2026-06-30T17:00:00+07:00');
  const due = await office.database.task.findMany({ where: { closedAt: null }, orderBy: { name: 'asc' } });
  expect(due.map((task) => [task.name, task.dueAt])).toEqual([
    [TASK.deliver, end],
    [TASK.manageContract, end],
  ]);
  expect(await addressees(office, code, LETTER.contractInForce)).toEqual(['consultant']);
  expect(await addressees(office, application, LETTER.contractInForce)).toEqual(['enterprise']);
});

test('where the support covers the price a contract is in force before it is acknowledged, and delivery begins with that', async () => {
  const application = await supported();
  const code = await drafted([{ application, price: 20_000_000 }]);
  await signed(code);
  expect(await standing(office, code)).toBe(STATE.inForce);
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await does(office, 'enterprise', application, ACTION.acknowledge)).toBe(STATE.delivering);
  expect((await refusal(office, 'enterprise', application, ACTION.acknowledge)).code).toBe('not-open');
});

test('who pays a counterpart agrees before the contract is in force, also where both have signed already', async () => {
  const first = await shared();
  const second = await shared('otherEnterprise');
  const code = await drafted([
    { application: first, price: 20_000_000 },
    { application: second, price: 20_000_000 },
  ]);
  await signed(code);
  expect(await standing(office, code)).toBe(STATE.contracting);
  expect((await refusal(office, 'otherEnterprise', first, ACTION.acknowledge)).code).toBe('not-found');
  expect(await does(office, 'enterprise', first, ACTION.acknowledge)).toBe(STATE.acknowledging);
  expect(await standing(office, code)).toBe(STATE.contracting);
  expect(await does(office, 'otherEnterprise', second, ACTION.acknowledge)).toBe(STATE.delivering);
  expect(await standing(office, code)).toBe(STATE.inForce);
  expect(await standing(office, first)).toBe(STATE.delivering);
  expect((await contract()).inForceAt).not.toBeNull();
  expect(await openTasks(office, code)).toEqual([TASK.manageContract]);
  for (const application of [first, second]) {
    expect(await openTasks(office, application)).toEqual([TASK.deliver]);
    expect(await balances(office, application)).toEqual({ reserved: 10_000_000, available: -10_000_000 });
  }
  const woken = await office.database.wake.findMany({ where: { code: { in: [code, first] } } });
  expect(new Set(woken.map((wake) => wake.code))).toEqual(new Set([code, first]));
});

test('the last signature brings the contract into force where the counterpart was agreed to before', async () => {
  const application = await shared();
  const code = await drafted([{ application, price: 20_000_000 }]);
  await does(office, 'enterprise', application, ACTION.acknowledge);
  await does(office, 'consultant', code, ACTION.sign);
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await does(office, 'approver', code, ACTION.sign)).toBe(STATE.inForce);
  expect(await standing(office, application)).toBe(STATE.delivering);
});

test('of two last acknowledgements at once both are kept and the contract comes into force once', async () => {
  const first = await shared();
  const second = await shared('otherEnterprise');
  const code = await drafted([
    { application: first, price: 20_000_000 },
    { application: second, price: 20_000_000 },
  ]);
  await signed(code);
  await Promise.all([
    does(office, 'enterprise', first, ACTION.acknowledge),
    does(office, 'otherEnterprise', second, ACTION.acknowledge),
  ]);
  expect(await standing(office, code)).toBe(STATE.inForce);
  expect(await standing(office, first)).toBe(STATE.delivering);
  expect(await standing(office, second)).toBe(STATE.delivering);
  expect(await office.database.event.count({ where: { code, action: ACTION.contractInForce } })).toBe(1);
});

test('an enterprise that is silent has acknowledged what costs it nothing, and agreed to pay nothing', async () => {
  const free = await supported();
  const paying = await shared('otherEnterprise');
  const code = await decided([
    { application: free, price: 20_000_000 },
    { application: paying, price: 20_000_000 },
  ]);
  expect(await passLimit(office, free, TASK.acknowledgeAward)).toBe(STATE.acknowledging);
  expect(await recorded(office, free, ACTION.lapseAcknowledgement)).toEqual({ acknowledgedBySilence: true });
  expect(await passLimit(office, paying, TASK.acknowledgeAward)).toBe(STATE.stopped);
  expect(await balances(office, paying)).toEqual({});
  expect(await addressees(office, paying, LETTER.stopped)).toEqual(['otherEnterprise']);
  expect(await openTasks(office, code)).toEqual([TASK.decideLeaver]);
});

test('a contract is drafted with a number of its own and dates that fit', async () => {
  const first = await decided([{ application: await supported(), price: 20_000_000 }]);
  await does(office, 'procurement', first, ACTION.draft, { number: '12/HĐ-SKHCN' });
  const second = await decided([{ application: await supported(), price: 20_000_000 }]);
  const given = { number: '12/HĐ-SKHCN', startOn: '2026-03-01', endOn: '2026-02-28', advanceRateBp: 3_001 };
  expect((await refusal(office, 'procurement', second, ACTION.draft, given)).faults).toEqual({
    number: 'number-taken',
    endOn: 'before-start',
    advanceRateBp: 'advance-too-high',
  });
  for (const number of spellings('12/HĐ-SKHCN'))
    expect((await refusal(office, 'procurement', second, ACTION.draft, { number })).faults).toEqual({
      number: 'number-taken',
    });
  const endOn = '2026-12-31';
  await does(office, 'procurement', second, ACTION.draft, { number: '13/HĐ-SKHCN', endOn, advanceRateBp: 3_000 });
  expect(await contract()).toMatchObject({
    startOn: new Date('2026-03-05'),
    endOn: new Date(endOn),
    advanceRateBp: 3_000,
  });
  expect(await openTasks(office, second)).toEqual([TASK.signForAgency, TASK.signForConsultant]);
});

test('the agency signs under the number that was drafted, and nobody signs for the other side', async () => {
  const code = await drafted([{ application: await supported(), price: 20_000_000 }]);
  const instrument = { signatory: 'approver', capacity: 'Giám đốc', number: '13/HĐ', date: '2026-03-03' };
  expect((await refusal(office, 'approver', code, ACTION.sign, { instrument })).faults).toEqual({
    'instrument.number': 'another-number',
    'instrument.date': 'in-the-future',
  });
  expect((await refusal(office, 'otherConsultant', code, ACTION.sign)).code).toBe('not-found');
  expect((await refusal(office, 'procurement', code, ACTION.sign)).code).toBe('not-yours');
});

test('a contract unsigned past its limit lapses to the next in the ranking, and at its end to a new package', async () => {
  const application = await supported();
  const code = await invited(office, [{ application, ceiling: 20_000_000 }]);
  const prices = { [application]: 19_000_000 };
  await ranked(office, code, {
    consultant: { points: 90, prices },
    otherConsultant: { points: 80, prices },
    thirdConsultant: { points: 60, prices },
  });
  await awarded(office, code, prices);
  await does(office, 'procurement', code, ACTION.draft, { number: '1/HĐ' });
  await does(office, 'approver', code, ACTION.sign);
  await does(office, 'enterprise', application, ACTION.acknowledge);
  expect(await passLimit(office, code, TASK.signForConsultant)).toBe(STATE.negotiating);
  expect(await candidate(office, code)).toBe('otherConsultant');
  expect(await standing(office, application)).toBe(STATE.inPackage);
  expect((await office.database.application.findFirstOrThrow()).acknowledged).toBeNull();
  expect((await office.database.part.findFirstOrThrow()).price).toBeNull();
  expect(await addressees(office, code, LETTER.contractLapsed)).toEqual(['consultant']);

  await awarded(office, code, prices);
  expect(await office.database.contract.count({ where: { lapsedAt: null } })).toBe(1);
  expect(await contract()).toMatchObject({ consultantId: office.parties.otherConsultant, agencySigned: null });
  await does(office, 'procurement', code, ACTION.draft, { number: '2/HĐ' });
  expect((await refusal(office, 'consultant', code, ACTION.sign)).code).toBe('not-found');
  expect(await passLimit(office, code, TASK.signForConsultant)).toBe(STATE.failed);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
});

test('a consultant who has signed does not lose the contract to a slow agency', async () => {
  const code = await drafted([{ application: await supported(), price: 20_000_000 }]);
  await does(office, 'consultant', code, ACTION.sign);
  await expect(passLimit(office, code, TASK.signForAgency)).rejects.toThrow('no lapse');
  expect(await standing(office, code)).toBe(STATE.contracting);
  expect(await addressees(office, code, LETTER.escalation)).toEqual(['supervisor']);
  expect(await does(office, 'approver', code, ACTION.sign)).toBe(STATE.inForce);
});

test('when a part leaves what was drafted or signed is drafted again without it', async () => {
  const first = await supported();
  const second = await supported('otherEnterprise');
  const code = await drafted([
    { application: first, price: 20_000_000 },
    { application: second, price: 19_999_999 },
  ]);
  await does(office, 'consultant', code, ACTION.sign);
  await does(office, 'otherEnterprise', second, ACTION.withdraw);
  expect(await openTasks(office, code)).toEqual([TASK.decideLeaver]);
  expect((await refusal(office, 'approver', code, ACTION.sign)).code).toBe('not-open');
  expect(await does(office, 'procurement', code, ACTION.continueWithout)).toBe(STATE.contracting);
  expect(await openTasks(office, code)).toEqual([TASK.draftContract]);
  expect(await contract()).toMatchObject({ total: 20_000_000n, agencySigned: null, consultantSigned: null });
  expect(await addressees(office, code, LETTER.packageChanged)).toEqual(['consultant']);
  await does(office, 'procurement', code, ACTION.draft, { number: '12/HĐ-SKHCN' });
  await signed(code);
  expect(await standing(office, code)).toBe(STATE.inForce);
  await does(office, 'enterprise', first, ACTION.acknowledge);
  expect(await standing(office, first)).toBe(STATE.delivering);
});

test('the last application to leave before signing cancels the package and ends its contract', async () => {
  const application = await supported();
  const code = await drafted([{ application, price: 20_000_000 }]);
  await does(office, 'enterprise', application, ACTION.withdraw);
  expect(await standing(office, code)).toBe(STATE.cancelled);
  expect((await contract()).lapsedAt).not.toBeNull();
  expect(await openTasks(office, code)).toEqual([]);
});

test('a contract is liquidated after its last part has closed, terminated where none was settled', async () => {
  const first = await supported();
  const second = await supported('otherEnterprise');
  const code = await drafted([
    { application: first, price: 20_000_000 },
    { application: second, price: 20_000_000 },
  ]);
  await signed(code);
  await does(office, 'enterprise', first, ACTION.acknowledge);
  await does(office, 'otherEnterprise', second, ACTION.acknowledge);
  expect((await refusal(office, 'procurement', code, ACTION.liquidate)).code).toBe('not-open');
  for (const [application, enterprise] of [
    [first, 'enterprise'],
    [second, 'otherEnterprise'],
  ] as const) {
    await does(office, enterprise, application, ACTION.requestTermination, TERMINATION.request);
    await does(office, 'approver', application, ACTION.terminate, TERMINATION.decision);
    expect(await standing(office, application)).toBe(STATE.terminated);
  }
  expect(await openTasks(office, code)).toEqual([TASK.liquidateContract]);
  expect(await does(office, 'procurement', code, ACTION.liquidate)).toBe(STATE.terminated);
  expect((await contract()).liquidatedAt).not.toBeNull();
  expect(await addressees(office, code, LETTER.liquidated)).toEqual(['consultant']);
});

const TERMINATION = {
  request: { ground: 'by-agreement', text: 'Hai bên thống nhất dừng' },
  decision: { acceptedBase: 0, pay: 0, recover: 0, reason: 'Chưa thực hiện' },
};
