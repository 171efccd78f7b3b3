import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, openTasks, refusal, standing } from '../support/office.ts';
import {
  awarded,
  bidsOf,
  candidate,
  closed,
  directTerms,
  invited,
  lettersOf,
  NO_INTEREST,
  PANEL,
  ranked,
  replacing,
  scored,
  scoresOf,
} from '../support/tender.ts';

let office: Office;
let application: string;
beforeEach(async () => {
  office = await openOffice();
  application = await approved(office);
});
afterEach(() => office.close());

const part = () => [{ application, ceiling: 40_000_000 }];
const price = (amount: number) => ({ [application]: amount });

/** Three bids are in and opened. @returns the package's code and the bids' ids */
async function openedBids(): Promise<{ code: string; bids: Record<string, string> }> {
  const code = await invited(office, part());
  const bids = await closed(office, code, {
    consultant: price(39_000_000),
    otherConsultant: price(30_000_000),
    thirdConsultant: price(20_000_000),
  });
  await does(office, 'procurement', code, ACTION.open);
  return { code, bids };
}
const allAt = (bids: Record<string, string>, points: number) =>
  scoresOf(Object.fromEntries(Object.values(bids).map((id) => [id, points])));

test('a straight tender goes from the invitation to a contract with the best bid', async () => {
  const code = await invited(office, part());
  await ranked(office, code, {
    consultant: { points: 85, prices: price(39_000_000) },
    otherConsultant: { points: 80, prices: price(30_000_000) },
    thirdConsultant: { points: 65, prices: price(20_000_000) },
  });
  const bids = await office.database.bid.findMany({ orderBy: { total: 'desc' } });
  // 70 % of 85 and 30 % of 30/39 of 100; the one that did not pass is no measure of the lowest price.
  expect(bids).toMatchObject([
    { passed: true, technicalPoints: 8_500, pricePoints: 7_692, combinedPoints: 8_257, rank: 2 },
    { passed: true, technicalPoints: 8_000, pricePoints: 10_000, combinedPoints: 8_600, rank: 1 },
    { passed: false, technicalPoints: 6_500, pricePoints: null, combinedPoints: null, rank: null },
  ]);
  expect(bids[2]!.failure).toEqual([{ subject: 'total', points: 6_500, needed: 7_000 }]);
  expect(await candidate(office, code)).toBe('otherConsultant');
  await awarded(office, code, price(29_000_000));
  expect(await standing(office, code)).toBe(STATE.contracting);
  expect(await standing(office, application)).toBe(STATE.acknowledging);
  expect(await openTasks(office, code)).toEqual([TASK.draftContract]);
  expect(await office.database.contract.findFirstOrThrow()).toMatchObject({
    total: 29_000_000n,
    consultantId: office.parties.otherConsultant,
    terms: { experts: [{ name: 'Lê Văn Chuyên', role: 'Trưởng nhóm' }] },
  });
});

test('losers are told why in their own figures, never in the prices of another', async () => {
  const code = await invited(office, part());
  await ranked(office, code, {
    consultant: { points: 85, prices: price(39_000_000) },
    otherConsultant: { points: 80, prices: price(30_000_000) },
    thirdConsultant: { points: 65, prices: price(20_000_000) },
  });
  await awarded(office, code, price(29_123_456));
  expect(await lettersOf(office, code, LETTER.awarded)).toMatchObject([
    { to: 'otherConsultant', facts: { total: 29_123_456 } },
  ]);
  const letters = await lettersOf(office, code, LETTER.notAwarded);
  expect(letters).toMatchObject([
    { to: 'consultant', facts: { winner: 'otherConsultant', rank: 2, technicalPoints: 8_500, failures: [] } },
    { to: 'thirdConsultant', facts: { failures: [{ subject: 'total', points: 6_500, needed: 7_000 }] } },
  ]);
  for (const figure of ['29123456', '30000000', '39000000', '20000000', '8000', '8600'])
    expect(JSON.stringify(letters)).not.toContain(figure);
});

test('a member scores only after declaring to have no interest, every bid by every criterion, once', async () => {
  const { code, bids } = await openedBids();
  expect(await openTasks(office, code)).toEqual([TASK.decideTechnical, TASK.scoreBids, TASK.scoreBids, TASK.scoreBids]);
  const all = allAt(bids, 80);
  expect((await refusal(office, 'panel', code, ACTION.score, all)).faults).toEqual({ '': 'interest-undeclared' });
  await does(office, 'panel', code, ACTION.declareInterest, NO_INTEREST);
  const incomplete = { scores: all.scores.slice(1) };
  const first = all.scores[0]!;
  expect((await refusal(office, 'panel', code, ACTION.score, incomplete)).faults).toEqual({
    [`scores.${first.bid}.scores.${first.criterion}`]: 'score-missing',
  });
  const wrong = { scores: [...incomplete.scores, { ...first, points: 80.123 }] };
  expect((await refusal(office, 'panel', code, ACTION.score, wrong)).faults).toEqual({
    [`scores.${first.bid}.scores.${first.criterion}`]: 'score-range',
  });
  await does(office, 'panel', code, ACTION.score, all);
  expect((await refusal(office, 'panel', code, ACTION.score, all)).code).toBe('not-yours');
  expect((await refusal(office, 'approver', code, ACTION.approveTechnical)).faults).toEqual({
    '': 'scores-complete',
  });
  // What a member gave is not in the audit, which the others read.
  const event = await office.database.event.findFirstOrThrow({ where: { code, action: ACTION.score } });
  expect(Object.keys(event.data as object)).toEqual(['bids']);
});

test('a declared interest ends the member’s part in the package; another is appointed and scores', async () => {
  const { code, bids } = await openedBids();
  await does(office, 'panelTwo', code, ACTION.declareInterest, NO_INTEREST);
  await does(office, 'panelTwo', code, ACTION.score, allAt(bids, 80));
  await does(office, 'panel', code, ACTION.declareInterest, { interest: 'Người thân làm việc tại đơn vị dự thầu' });
  expect((await refusal(office, 'panel', code, ACTION.score, allAt(bids, 80))).code).toBe('not-yours');
  expect((await refusal(office, 'panel', code, ACTION.declareInterest, NO_INTEREST)).faults).toEqual({
    interest: 'declared-before',
  });
  const scoring = () => office.database.task.findMany({ where: { code, name: TASK.scoreBids, closedAt: null } });
  expect((await scoring()).map((task) => task.personId)).toEqual([office.people.panelThree]);
  await does(office, 'panelThree', code, ACTION.declareInterest, NO_INTEREST);
  await does(office, 'panelThree', code, ACTION.score, allAt(bids, 80));
  expect((await refusal(office, 'approver', code, ACTION.approveTechnical)).faults).toEqual({
    members: 'panel-too-small',
  });

  const members = [office.people.panel, office.people.panelTwo, office.people.panelThree];
  expect((await refusal(office, 'procurement', code, ACTION.appointPanel, { members })).faults).toEqual({
    'members.0': 'has-an-interest',
  });
  const after = await replacing(office, 'panel');
  members[0] = after.people.panel;
  await does(after, 'procurement', code, ACTION.appointPanel, { members });
  expect((await scoring()).map((task) => task.personId)).toEqual([after.people.panel]);
  await does(after, 'panel', code, ACTION.declareInterest, NO_INTEREST);
  await does(after, 'panel', code, ACTION.score, allAt(bids, 95));
  await does(after, 'approver', code, ACTION.approveTechnical);
  const results = await office.database.bid.findMany();
  expect(results.map((bid) => bid.technicalPoints)).toEqual([8_500, 8_500, 8_500]);
});

test('a declared interest bars from every open and later task of the package, and releases what was held', async () => {
  const { database, people } = office;
  const fromDay = new Date('2020-01-01');
  const role = 'approver';
  await database.assignment.create({ data: { personId: people.panel, agencyId: 'test-agency', role, fromDay } });
  const { code } = await openedBids();
  await database.task.updateMany({
    where: { code, name: TASK.decideTechnical },
    data: { personId: people.panel, barred: [] },
  });
  await does(office, 'panel', code, ACTION.declareInterest, { interest: 'Góp vốn vào đơn vị dự thầu' });
  const decide = await database.task.findFirstOrThrow({ where: { code, name: TASK.decideTechnical } });
  expect(decide).toMatchObject({ personId: null, barred: expect.arrayContaining([people.panel]) });
  const added = (await replacing(office, 'panel')).people.panel;
  const members = [added, people.panelTwo, people.panelThree];
  await does(office, 'procurement', code, ACTION.appointPanel, { members });
  const later = await database.task.findFirstOrThrow({ where: { code, name: TASK.scoreBids, personId: added } });
  expect(later.barred).toEqual([people.panel]);
});

test('who scored does not approve the technical result', async () => {
  const { database, people } = office;
  const fromDay = new Date('2020-01-01');
  await database.assignment.create({
    data: { personId: people.otherApprover, agencyId: 'test-agency', role: 'panel', fromDay },
  });
  const { code, bids } = await openedBids();
  const members = [people.otherApprover, people.panelTwo, people.panelThree];
  await does(office, 'procurement', code, ACTION.appointPanel, { members });
  for (const member of ['otherApprover', 'panelTwo', 'panelThree'] as const) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, allAt(bids, 80), TASK.scoreBids);
  }
  expect((await refusal(office, 'otherApprover', code, ACTION.approveTechnical)).code).toBe('barred');
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.financial);
});

test('where no bid passes the tender has failed, and the bidders are told', async () => {
  const { code, bids } = await openedBids();
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    await does(office, member, code, ACTION.score, allAt(bids, 69.99));
  }
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.failed);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
  expect(await addressees(office, code, LETTER.packageFailed)).toHaveLength(3);
});

test('a bid above the package price is out before the lowest price is looked for; all above, and the tender has failed', async () => {
  const code = await invited(office, part());
  await ranked(office, code, {
    consultant: { points: 90, prices: price(40_000_001) },
    otherConsultant: { points: 75, prices: price(40_000_000) },
    thirdConsultant: { points: 65, prices: price(1) },
  });
  const bids = await office.database.bid.findMany({ orderBy: { total: 'desc' } });
  expect(bids).toMatchObject([
    { failure: [{ subject: 'ceiling' }], rank: null, pricePoints: null },
    { pricePoints: 10_000, rank: 1 },
    { pricePoints: null, rank: null },
  ]);
  const other = await approved(office);
  const second = await invited(office, [{ application: other, ceiling: 30_000_000 }]);
  await ranked(office, second, {
    consultant: { points: 90, prices: { [other]: 30_000_001 } },
    otherConsultant: { points: 75, prices: { [other]: 31_000_000 } },
    thirdConsultant: { points: 80, prices: { [other]: 32_000_000 } },
  });
  expect(await standing(office, second)).toBe(STATE.failed);
});

test('bids of the same combined points: the lower price is first', async () => {
  const code = await invited(office, part());
  // 70 × 90 + 30 × 70 = 70 × 77.14 + 30 × 100, in hundredths and rounded down.
  await ranked(office, code, {
    consultant: { points: 90, prices: price(30_000_000) },
    otherConsultant: { points: 90, prices: price(30_000_000) },
    thirdConsultant: { points: 77.15, prices: price(21_000_000) },
  });
  const bids = await office.database.bid.findMany({ include: { consultant: true }, orderBy: { rank: 'asc' } });
  expect(new Set(bids.map((bid) => bid.combinedPoints))).toEqual(new Set([8_400]));
  expect(bids.map((bid) => bid.consultant.name)).toEqual(['thirdConsultant', 'consultant', 'otherConsultant']);
});

test('what is negotiated is at most the bid and the ceiling of the part', async () => {
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await invited(office, [...part(), { application: second, ceiling: 20_000_000 }]);
  const prices = { [application]: 30_000_000, [second]: 25_000_000 };
  await ranked(office, code, {
    consultant: { points: 90, prices },
    otherConsultant: { points: 80, prices },
    thirdConsultant: { points: 75, prices },
  });
  const negotiate = (first: number, other: number) => ({
    outcome: 'agreed',
    agreed: [
      { application, price: first },
      { application: second, price: other },
    ],
  });
  const refused = (body: object) => refusal(office, 'procurement', code, ACTION.recordNegotiation, body);
  expect((await refused(negotiate(30_000_001, 25_000_000))).faults).toEqual({
    'agreed.0.price': 'above-bid',
    'agreed.1.price': 'above-ceiling',
  });
  expect((await refused({ outcome: 'failed' })).faults).toEqual({ reason: 'reason-missing' });
  expect(await does(office, 'procurement', code, ACTION.recordNegotiation, negotiate(30_000_000, 20_000_000))).toBe(
    STATE.awarding,
  );
  await does(office, 'approver', code, ACTION.award);
  const parts = await office.database.part.findMany({ orderBy: { no: 'asc' } });
  expect(parts.map((row) => row.price)).toEqual([30_000_000n, 20_000_000n]);
  expect((await office.database.contract.findFirstOrThrow()).total).toBe(50_000_000n);
});

test('a negotiation that fails or an award that is rejected moves on in the ranking, and fails at its end', async () => {
  const code = await invited(office, part());
  await ranked(office, code, {
    consultant: { points: 90, prices: price(30_000_000) },
    otherConsultant: { points: 80, prices: price(30_000_000) },
    thirdConsultant: { points: 75, prices: price(30_000_000) },
  });
  expect(await candidate(office, code)).toBe('consultant');
  const failed = { outcome: 'failed', reason: 'Không thống nhất được nhân sự' };
  expect(await does(office, 'procurement', code, ACTION.recordNegotiation, failed)).toBe(STATE.negotiating);
  expect(await candidate(office, code)).toBe('otherConsultant');
  expect(await openTasks(office, code)).toEqual([TASK.negotiate]);
  const agreed = { outcome: 'agreed', agreed: [{ application, price: 30_000_000 }] };
  await does(office, 'procurement', code, ACTION.recordNegotiation, agreed);
  expect((await refusal(office, 'approver', code, ACTION.reject)).faults).toEqual({ reason: 'invalid_type' });
  expect(await does(office, 'approver', code, ACTION.reject, { reason: 'Chưa đủ năng lực' })).toBe(STATE.negotiating);
  expect(await candidate(office, code)).toBe('thirdConsultant');
  expect(await does(office, 'procurement', code, ACTION.recordNegotiation, failed)).toBe(STATE.failed);
  expect(await candidate(office, code)).toBeNull();
  const bids = await office.database.bid.findMany({ orderBy: { rank: 'asc' } });
  expect(bids.map((bid) => bid.rejectedReason)).toEqual([failed.reason, 'Chưa đủ năng lực', failed.reason]);
});

test('one who is appointed directly is examined against the requirements, and nothing is ranked', async () => {
  const code = await invited(office, part(), {
    ...directTerms(office, part()),
    criteria: undefined,
    technicalWeight: undefined,
  });
  await closed(office, code, { consultant: price(39_000_000) });
  await does(office, 'procurement', code, ACTION.open);
  const bid = (await bidsOf(office, code)).consultant!;
  const finding = (requirement: string, met: boolean) => ({ bid, requirement, met, comment: 'Theo hồ sơ' });
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    // Two of three find that the programme fits.
    const findings = [finding('trainers', true), finding('programme', member !== 'panel')];
    await does(office, member, code, ACTION.score, { findings });
  }
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.financial);
  expect(await does(office, 'procurement', code, ACTION.openFinancial)).toBe(STATE.negotiating);
  expect(await candidate(office, code)).toBe('consultant');
  expect(await office.database.bid.findFirstOrThrow()).toMatchObject({
    passed: true,
    technicalPoints: null,
    pricePoints: null,
    combinedPoints: null,
  });
  await awarded(office, code, price(38_000_000));
  expect(await addressees(office, code, LETTER.notAwarded)).toEqual([]);
});

test('a direct appointment whose requirements are not met by most members has failed', async () => {
  const code = await invited(office, part(), {
    ...directTerms(office, part()),
    criteria: undefined,
    technicalWeight: undefined,
  });
  await closed(office, code, { consultant: price(39_000_000) });
  await does(office, 'procurement', code, ACTION.open);
  const bid = (await bidsOf(office, code)).consultant!;
  for (const member of PANEL) {
    await does(office, member, code, ACTION.declareInterest, NO_INTEREST);
    const findings = ['trainers', 'programme'].map((requirement) => ({
      bid,
      requirement,
      met: requirement === 'trainers' || member === 'panel',
      comment: 'Theo hồ sơ',
    }));
    await does(office, member, code, ACTION.score, { findings });
  }
  expect(await does(office, 'approver', code, ACTION.approveTechnical)).toBe(STATE.failed);
  expect((await office.database.bid.findFirstOrThrow()).failure).toEqual([
    { subject: 'programme', points: 1, needed: 2 },
  ]);
});

test('of two awards at once one is made and the other finds nothing to award', async () => {
  const code = await invited(office, part());
  await ranked(office, code, {
    consultant: { points: 90, prices: price(30_000_000) },
    otherConsultant: { points: 80, prices: price(30_000_000) },
    thirdConsultant: { points: 75, prices: price(30_000_000) },
  });
  const agreed = { outcome: 'agreed', agreed: [{ application, price: 30_000_000 }] };
  await does(office, 'procurement', code, ACTION.recordNegotiation, agreed);
  const results = await Promise.allSettled([
    does(office, 'approver', code, ACTION.award),
    does(office, 'approver', code, ACTION.award),
  ]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await office.database.contract.count()).toBe(1);
  expect(await office.database.event.count({ where: { code, action: ACTION.award } })).toBe(1);
  expect(await addressees(office, code, LETTER.awarded)).toEqual(['consultant']);
});

test('when a part leaves between closing and signing procurement decides, and nothing is awarded before', async () => {
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await invited(office, [...part(), { application: second, ceiling: 40_000_000 }]);
  const prices = { [application]: 30_000_000, [second]: 31_000_000 };
  await closed(office, code, { consultant: prices, otherConsultant: prices, thirdConsultant: prices });
  await does(office, 'approver', second, ACTION.stop, { reason: 'Doanh nghiệp giải thể' });
  expect(await standing(office, code)).toBe(STATE.technical);
  expect(await openTasks(office, code)).toEqual([TASK.decideLeaver, TASK.openBids]);
  await scored(office, code, { consultant: 90, otherConsultant: 80, thirdConsultant: 75 });
  await does(office, 'otherApprover', code, ACTION.approveTechnical);
  await does(office, 'procurement', code, ACTION.openFinancial);
  const agreed = { outcome: 'agreed', agreed: [{ application, price: 30_000_000 }] };
  await does(office, 'procurement', code, ACTION.recordNegotiation, agreed);
  expect((await refusal(office, 'approver', code, ACTION.award)).faults).toEqual({ '': 'leaver-decided' });
  expect(await does(office, 'procurement', code, ACTION.continueWithout)).toBe(STATE.awarding);
  expect(await addressees(office, code, LETTER.packageChanged)).toEqual(['consultant']);
  await does(office, 'approver', code, ACTION.award);
  expect((await office.database.contract.findFirstOrThrow()).total).toBe(30_000_000n);
  const parts = await office.database.part.findMany({ orderBy: { no: 'asc' } });
  expect(parts.map((row) => [row.price, row.leftAt === null])).toEqual([
    [30_000_000n, true],
    [null, false],
  ]);
});

test('when a part leaves procurement may cancel the package instead', async () => {
  const second = await approved(office, { enterprise: 'otherEnterprise' });
  const code = await invited(office, [...part(), { application: second, ceiling: 40_000_000 }]);
  const prices = { [application]: 30_000_000, [second]: 31_000_000 };
  await closed(office, code, { consultant: prices, otherConsultant: prices, thirdConsultant: prices });
  expect((await refusal(office, 'procurement', code, ACTION.cancel, { reason: 'Không cần nữa' })).code).toBe(
    'not-open',
  );
  await does(office, 'otherEnterprise', second, ACTION.withdraw);
  await does(office, 'procurement', code, ACTION.cancel, { reason: 'Giá trị còn lại quá nhỏ' });
  expect(await standing(office, code)).toBe(STATE.cancelled);
  expect(await standing(office, application)).toBe(STATE.awaitingPackage);
  expect(await standing(office, second)).toBe(STATE.withdrawn);
});
