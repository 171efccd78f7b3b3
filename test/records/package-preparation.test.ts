import { ACTION, STATE, TASK } from '../../domain/process.ts';
import { approved, CONTRACT, draft, opened } from '../support/dossier.ts';
import { does, type Office, openOffice, openTasks, recorded, refusal, standing } from '../support/office.ts';
import { CRITERIA, directTerms, limitedTerms, PANEL, withPanel } from '../support/tender.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const partsOf = (code: string) =>
  office.database.part.findMany({
    where: { package: { code } },
    include: { application: true },
    orderBy: { no: 'asc' },
  });

test('a package takes in applications that wait for one, each with a part of its own', async () => {
  const first = await approved(office);
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await opened(office, [second, first]);
  expect(await standing(office, code)).toBe(STATE.preparing);
  expect((await partsOf(code)).map((part) => [part.no, part.application.code])).toEqual([
    [1, second],
    [2, first],
  ]);
  for (const application of [first, second]) {
    expect(await standing(office, application)).toBe(STATE.inPackage);
    expect(await openTasks(office, application)).toEqual([]);
  }
  expect(await openTasks(office, code)).toEqual([TASK.preparePackage]);
});

test('an application that is unknown, not waiting or named twice is refused by its place, and nothing is opened', async () => {
  const waiting = await approved(office);
  const unsubmitted = await draft(office);
  const taken = await approved(office);
  await opened(office, [taken]);
  const code = await office.database.package.findFirstOrThrow().then((row) => row.code);
  const { database } = office;
  const before = await database.package.findUniqueOrThrow({ where: { code } });
  const fresh = `${before.code}-2`;
  await database.package.create({
    data: {
      ...before,
      id: undefined,
      terms: undefined,
      code: fresh,
      stage: 'tendering',
      state: 'unopened',
      version: 0,
    },
  });
  const applications = [waiting, unsubmitted, taken, 'TEST-2026-999999-NONE', waiting];
  expect(await refusal(office, 'procurement', fresh, ACTION.openPackage, { applications, title: 'Gói' })).toMatchObject(
    {
      code: 'invalid',
      faults: {
        'applications.1': 'not-waiting',
        'applications.2': 'not-waiting',
        'applications.3': 'no-such-application',
        'applications.4': 'named-twice',
      },
    },
  );
  expect(await standing(office, waiting)).toBe(STATE.awaitingPackage);
  expect(await standing(office, fresh)).toBe(STATE.unopened);
});

test('a panel has as many members as the programme says, all with the role, and leaves an approver to award', async () => {
  const code = await opened(office, [await approved(office)]);
  const { people, database } = office;
  const appoint = (members: string[]) => refusal(office, 'procurement', code, ACTION.appointPanel, { members });
  expect((await appoint([people.panel, people.panelTwo])).faults).toEqual({ members: 'panel-too-small' });
  expect((await appoint([people.panel, people.panel, people.intake])).faults).toEqual({
    'members.1': 'named-twice',
    'members.2': 'not-on-the-panel-list',
    members: 'panel-too-small',
  });
  for (const personId of [people.approver, people.otherApprover]) {
    const fromDay = new Date('2020-01-01');
    await database.assignment.create({ data: { personId, agencyId: 'test-agency', role: 'panel', fromDay } });
  }
  const all = [people.panel, people.approver, people.otherApprover];
  expect((await appoint(all)).faults).toEqual({ members: 'no-approver-left' });
  await does(office, 'procurement', code, ACTION.appointPanel, { members: PANEL.map((name) => people[name]) });
  expect(await database.panelMember.count({ where: { replacedAt: null } })).toBe(3);
});

test('terms that do not fit are refused with every fault at once', async () => {
  const application = await approved(office);
  const code = await opened(office, [application]);
  const terms = {
    ...limitedTerms(office, [{ application, ceiling: 40_000_001 }]),
    criteria: CRITERIA.slice(1),
    technicalWeight: 60,
    biddingDays: 6,
    advanceRateBp: 3_001,
    startOn: '2026-03-05',
    endOn: '2026-03-01',
    invited: ['9900002239', office.parties.consultant, '9900000016'],
  };
  expect((await refusal(office, 'procurement', code, ACTION.prepare, terms)).faults).toEqual({
    'parts.0.ceiling': 'above-approval',
    members: 'panel-too-small',
    criteria: 'weights-total',
    technicalWeight: 'technical-weight',
    biddingDays: 'bidding-too-short',
    advanceRateBp: 'advance-too-high',
    endOn: 'before-start',
    'invited.1': 'named-twice',
    'invited.2': 'no-such-consultant',
  });
  expect(await standing(office, code)).toBe(STATE.preparing);
});

test('a method is allowed up to the price of the programme, and the refusal names limit, source and certainty', async () => {
  const application = await approved(office, { estimate: 60_000_000 });
  const code = await opened(office, [application]);
  const { said } = await refusal(office, 'procurement', code, ACTION.prepare, headDecision(application, 60_000_000));
  expect(said.map((fault) => [fault.path, fault.code])).toEqual([['method', 'above-method-limit']]);
  expect(said[0]!.message.vi).toMatch(/50\.000\.000 đ.*Luật Đấu thầu 22\/2023\/QH15.*; E/);
  const elsewhere = { ...headDecision(application, 60_000_000), venue: 'national-network' };
  expect((await refusal(office, 'procurement', code, ACTION.prepare, elsewhere)).faults).toMatchObject({
    method: 'method-not-allowed',
  });
});

const headDecision = (application: string, price: number) => ({
  method: 'head-decision',
  venue: 'here',
  parts: [{ application, ceiling: price }],
  requirements: 'Đào tạo tại doanh nghiệp',
  ...CONTRACT,
  advanceRateBp: 3_000,
  consultant: '9900002239',
  prices: [{ application, price }],
});

test('where the enterprise pays the rest a part may cost what it expected, beyond what the capped support stands for', async () => {
  const application = await approved(office, { item: 'P3', estimate: 400_000_000, amount: 150_000_000 });
  const code = await withPanel(office, [application]);
  const above = limitedTerms(office, [{ application, ceiling: 400_000_001 }]);
  expect((await refusal(office, 'procurement', code, ACTION.prepare, above)).faults).toEqual({
    'parts.0.ceiling': 'above-approval',
  });
  const terms = limitedTerms(office, [{ application, ceiling: 400_000_000 }]);
  expect(await does(office, 'procurement', code, ACTION.prepare, terms)).toBe(STATE.approvingPackage);
});

test('a consultant that is itself a beneficiary is not invited', async () => {
  const application = await approved(office);
  const code = await withPanel(office, [application]);
  await office.database.party.update({ where: { id: office.parties.consultant }, data: { taxCode: '9900000016' } });
  const terms = directTerms(office, [{ application, ceiling: 40_000_000 }]);
  expect((await refusal(office, 'procurement', code, ACTION.prepare, terms)).faults).toEqual({
    'invited.0': 'consultant-is-beneficiary',
  });
});

test('a package that is returned is prepared again', async () => {
  const application = await approved(office);
  const code = await withPanel(office, [application]);
  const terms = limitedTerms(office, [{ application, ceiling: 40_000_000 }]);
  await does(office, 'procurement', code, ACTION.prepare, terms);
  expect((await refusal(office, 'approver', code, ACTION.return)).faults).toEqual({ reason: 'invalid_type' });
  expect(await does(office, 'approver', code, ACTION.return, { reason: 'Giá trần quá cao' })).toBe(STATE.preparing);
  const lower = limitedTerms(office, [{ application, ceiling: 35_000_000 }]);
  await does(office, 'procurement', code, ACTION.prepare, lower);
  expect(await does(office, 'approver', code, ACTION.approve)).toBe(STATE.bidding);
  const stored = await office.database.package.findUniqueOrThrow({ where: { code } });
  expect(stored).toMatchObject({ ceiling: 35_000_000n, method: 'limited', venue: 'here' });
  expect(stored.terms).toMatchObject({ technicalWeight: 70, priceWeight: 30, minimumBids: 3 });
  expect((await partsOf(code)).map((part) => part.ceiling)).toEqual([35_000_000n]);
});

test("by the head's decision the approval makes the contract, part by part", async () => {
  const first = await approved(office, { estimate: 20_000_000 });
  const second = await approved(office, { estimate: 20_000_000, enterprise: 'otherEnterprise' });
  const code = await opened(office, [first, second]);
  const parts = [first, second].map((application) => ({ application, ceiling: 20_000_000 }));
  const prices = [
    { application: first, price: 20_000_000 },
    { application: second, price: 20_000_001 },
  ];
  const terms = { ...headDecision(first, 20_000_000), parts, prices };
  expect((await refusal(office, 'procurement', code, ACTION.prepare, terms)).faults).toEqual({
    'prices.1.price': 'above-ceiling',
  });
  prices[1]!.price = 19_999_999;
  await does(office, 'procurement', code, ACTION.prepare, terms);
  expect(await does(office, 'approver', code, ACTION.approve)).toBe(STATE.contracting);
  const contract = await office.database.contract.findFirstOrThrow();
  expect(contract).toMatchObject({ total: 39_999_999n, consultantId: office.parties.consultant, advanceRateBp: 3_000 });
  expect((await partsOf(code)).map((part) => part.price)).toEqual([20_000_000n, 19_999_999n]);
  expect(await openTasks(office, code)).toEqual([TASK.draftContract]);
  expect(await openTasks(office, first)).toEqual([TASK.acknowledgeAward]);
});

test('an application that leaves while the package is approved sends it back to be corrected; the last one cancels it', async () => {
  const first = await approved(office);
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await withPanel(office, [first, second]);
  const parts = [first, second].map((application) => ({ application, ceiling: 40_000_000 }));
  await does(office, 'procurement', code, ACTION.prepare, limitedTerms(office, parts));
  await does(office, 'enterprise', first, ACTION.withdraw);
  expect(await standing(office, code)).toBe(STATE.preparing);
  expect(await openTasks(office, code)).toEqual([TASK.preparePackage]);
  expect((await refusal(office, 'procurement', code, ACTION.prepare, limitedTerms(office, parts))).faults).toEqual({
    'parts.0': 'no-such-part',
  });
  expect(await recorded(office, code, ACTION.partLeft)).toMatchObject({ application: first, part: 1 });
  await does(office, 'otherEnterprise', second, ACTION.withdraw);
  expect(await standing(office, code)).toBe(STATE.cancelled);
  expect(await openTasks(office, code)).toEqual([]);
});
