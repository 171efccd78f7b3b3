import { randomUUID } from 'node:crypto';
import { ACTION, STATE } from '../../domain/process.ts';
import { approved, draft, favourable } from '../support/dossier.ts';
import {
  countGrants,
  does,
  type Office,
  openOffice,
  recorded,
  refusal,
  standing,
  tries,
  type Who,
} from '../support/office.ts';
import { foundSources, inSource } from '../support/sources.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

type Given = { item?: string; enterprise?: Who; estimate?: number };

/** Submitted and accepted: it is to be appraised. */
async function appraising(given: Given = {}): Promise<string> {
  const code = await draft(office, given);
  await does(office, given.enterprise ?? 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

/** Appraised with an amount: it is to be decided. */
async function deciding(amount: number, given: Given = {}): Promise<string> {
  const code = await appraising(given);
  await does(office, 'appraiser', code, ACTION.recommend, favourable(given.estimate ?? amount * 2, amount, given.item));
  return code;
}

const factsOf = (enterprise: keyof Office['parties'], facts: object) =>
  office.database.partyFacts.create({
    data: {
      partyId: office.parties[enterprise],
      asOf: new Date('2026-01-01'),
      source: 'Giấy chứng nhận đăng ký doanh nghiệp',
      recordedAt: new Date('2026-01-02T02:00:00Z'),
      recordedBy: randomUUID(),
      ...facts,
    },
  });

const evaluationOf = async (code: string) =>
  (await office.database.eligibility.findFirstOrThrow({ where: { application: { code } } })).evaluation as unknown as {
    conditions: { condition: string; verdict: string; reason: { vi: string } }[];
  };
const verdictsOf = async (code: string) =>
  Object.fromEntries((await evaluationOf(code)).conditions.map(({ condition, verdict }) => [condition, verdict]));

const P3 = { item: 'P3', estimate: 200_000_000 };
const AMOUNT = 100_000_000;

describe('ceilings', () => {
  beforeEach(() => countGrants(office));

  test('let through, of eight approvals at once over two programmes of the agency, exactly the five that fit', async () => {
    await office.database.programme.create({ data: { id: 'OTHER', agencyId: 'test-agency', definition: '003' } });
    const line = await office.database.budgetLine.create({ data: { programmeId: 'OTHER', year: 2026, name: 'Nguồn' } });
    const movement = { movementId: randomUUID(), kind: 'allotted', lineId: line.id, at: new Date() };
    await office.database.entry.createMany({
      data: [
        { ...movement, account: 'allotment', amount: -1_000_000_000n },
        { ...movement, account: 'available', amount: 1_000_000_000n },
      ],
    });
    const codes: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const code = await draft(office, P3);
      if (n % 2) await office.database.application.update({ where: { code }, data: { programmeId: 'OTHER' } });
      await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
      await does(office, 'intake', code, ACTION.accept);
      await does(office, 'appraiser', code, ACTION.recommend, favourable(P3.estimate, AMOUNT, 'P3'));
      codes.push(code);
    }
    const answers = await Promise.all(
      codes.map((code) => tries(office, 'approver', code, ACTION.approve, { amount: AMOUNT })),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(5);
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer]));
    for (const { code, faults } of refused) {
      expect(code).toBe('invalid');
      expect(faults).toMatchObject([{ path: 'amount', code: 'above-ceiling' }]);
    }
    const said = refused.at(-1)!.faults[0]!.message.vi;
    expect(said).toContain('500.000.000 đ − đã dùng 500.000.000 đ');
    for (const [at, code] of codes.entries()) expect(said.includes(code)).toBe(answers[at]!.ok);
    const held = await office.database.entry.groupBy({ by: ['account'], _sum: { amount: true } });
    expect(held.find((row) => row.account === 'reserved')?._sum.amount).toBe(500_000_000n);
  });

  test('have room again for what a dossier that leaves had reserved, and each year anew', async () => {
    const first: string[] = [];
    for (let n = 0; n < 4; n += 1) first.push(await approved(office, { ...P3, amount: AMOUNT }));
    await approved(office, { ...P3, estimate: 100_000_000, amount: 50_000_000 });
    const code = await draft(office, P3);
    const submit = () => refusal(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect((await submit()).faults).toEqual({ 'content.requestedAmount': 'above-ceiling' });
    await office.database.application.update({ where: { code: first[0]! }, data: { grantYear: 2025 } });
    await does(office, 'enterprise', first[1]!, ACTION.withdraw);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(office, 'intake', code, ACTION.accept);
    await does(office, 'appraiser', code, ACTION.recommend, favourable(P3.estimate, AMOUNT, 'P3'));
    await does(office, 'approver', code, ACTION.approve, { amount: AMOUNT });
    expect(await standing(office, code)).toBe(STATE.awaitingPackage);
  });

  test('count what branches and legal predecessors were granted, and nothing of anybody else', async () => {
    const { database, parties } = office;
    await database.party.update({ where: { id: parties.otherEnterprise }, data: { taxCode: '9900000016-001' } });
    await factsOf('enterprise', { predecessors: ['9900055008'] });
    await approved(office, { ...P3, enterprise: 'otherEnterprise', amount: AMOUNT });
    const taken = await approved(office, { ...P3, enterprise: 'thirdEnterprise', amount: AMOUNT });
    const code = await draft(office, { item: 'P3', estimate: 300_000_001 });
    const { said } = await refusal(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect(said.map((fault) => fault.message.en)).toEqual([expect.stringContaining('used 200,000,000 VND')]);
    expect(said[0]!.message.vi).toContain(`${taken}: 100.000.000 đ`);
    // The predecessor does not answer for its successor.
    const theirs = await draft(office, { item: 'P3', estimate: 400_000_000, enterprise: 'thirdEnterprise' });
    await does(office, 'thirdEnterprise', theirs, ACTION.submit, { contentVersion: 1 });
  });

  test('are told of at the appraisal already', async () => {
    for (let n = 0; n < 4; n += 1) await approved(office, { ...P3, amount: AMOUNT });
    const last = await appraising({ item: 'P3', estimate: 100_000_000 });
    await approved(office, { ...P3, estimate: 100_000_000, amount: 50_000_000 });
    const { faults, said } = await refusal(
      office,
      'appraiser',
      last,
      ACTION.recommend,
      favourable(P3.estimate, AMOUNT, 'P3'),
    );
    expect(faults).toEqual({ amount: 'above-ceiling' });
    expect(said[0]!.message.vi).toContain('còn 50.000.000 đ');
  });
});

describe('a ceiling over all programmes', () => {
  beforeEach(() => countGrants(office));

  test('holds for grants of items that say nothing of it, whichever was granted first', async () => {
    await foundSources(office);
    const granted: [string, string][] = [
      ['003', 'P2'],
      ['003', 'P2'],
      ['000', 'H5'],
      ['001', 'C6'],
    ];
    for (const [definition, item] of granted)
      await approved(inSource(office, definition), { item, estimate: 100_000_000, amount: 100_000_000 });
    const place = inSource(office, '003');
    const code = await draft(place, { item: 'P2', estimate: 100_000_000 });
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(office, 'intake', code, ACTION.accept);
    await does(office, 'appraiser', code, ACTION.recommend, favourable(100_000_000, 100_000_000));
    await approved(place, { item: 'P3', estimate: 100_000_000, amount: 50_000_000 });
    const refused = await refusal(office, 'approver', code, ACTION.approve, { amount: 100_000_000 });
    expect(refused.faults).toEqual({ amount: 'above-ceiling' });
    expect(refused.said[0]!.message.vi).toContain('còn 50.000.000 đ');
    await does(office, 'approver', code, ACTION.approve, { amount: 50_000_000 });
  });

  test('binds a dossier too that was submitted before there was such a ceiling', async () => {
    const code = await deciding(AMOUNT, P3);
    for (let n = 0; n < 4; n += 1) await approved(office, { ...P3, amount: AMOUNT });
    await office.owner.query(`UPDATE "Eligibility" SET evaluation = jsonb_set(evaluation, '{ceilings}', '[]')`);
    await approved(office, { ...P3, estimate: 100_000_000, amount: 50_000_000 });
    const refused = await refusal(office, 'approver', code, ACTION.approve, { amount: AMOUNT });
    expect(refused.faults).toEqual({ amount: 'above-ceiling' });
  });
});

describe('overlap', () => {
  test('of two dossiers of the same content is answered of the later; whoever appraises it otherwise says why, and that is marked', async () => {
    const earlier = await appraising();
    const later = await appraising();
    expect((await verdictsOf(earlier))['NO-OVERLAP']).toBe('met');
    const { conditions } = await evaluationOf(later);
    const found = conditions.find(({ condition }) => condition === 'NO-OVERLAP')!;
    expect(found.verdict).toBe('not-met');
    expect(found.reason.vi).toContain(earlier);
    const { answers, ...rest } = favourable(40_000_000, 40_000_000);
    const silent = answers.filter(({ condition }) => condition !== 'NO-OVERLAP');
    expect((await refusal(office, 'appraiser', later, ACTION.recommend, { ...rest, answers: silent })).faults).toEqual({
      recommendation: 'conditions-not-met',
    });
    const without = [...silent, { condition: 'NO-OVERLAP', answer: 'met' }];
    expect((await refusal(office, 'appraiser', later, ACTION.recommend, { ...rest, answers: without })).faults).toEqual(
      {
        'answers.NO-OVERLAP': 'reason-missing',
      },
    );
    await does(office, 'appraiser', later, ACTION.recommend, { ...rest, answers });
    const { answers: kept } = (await recorded(office, later, ACTION.recommend)) as { answers: object[] };
    expect(kept).toContainEqual(
      expect.objectContaining({ condition: 'NO-OVERLAP', answer: 'met', machine: 'not-met', differs: true }),
    );
    await does(office, 'approver', later, ACTION.approve, { amount: 40_000_000 });
  });

  test('ends when the earlier dossier is withdrawn, and what the facts answer needs no answer of a person', async () => {
    const earlier = await appraising();
    const later = await appraising();
    await does(office, 'enterprise', earlier, ACTION.withdraw);
    const { answers, ...rest } = favourable(40_000_000, 40_000_000);
    const silent = answers.filter(({ condition }) => condition !== 'NO-OVERLAP');
    await does(office, 'appraiser', later, ACTION.recommend, { ...rest, answers: silent });
    const { answers: kept } = (await recorded(office, later, ACTION.recommend)) as { answers: object[] };
    expect(kept).toContainEqual(expect.objectContaining({ condition: 'NO-OVERLAP', answer: 'met', differs: false }));
  });

  test('that came to light after the appraisal must be appraised before support is approved', async () => {
    const earlier = await appraising({ enterprise: 'thirdEnterprise' });
    const later = await deciding(40_000_000, { estimate: 40_000_000 });
    await factsOf('enterprise', { predecessors: ['9900055008'] });
    const { faults, said } = await refusal(office, 'approver', later, ACTION.approve, { amount: 40_000_000 });
    expect(faults).toEqual({ 'answers.NO-OVERLAP': 'not-appraised' });
    expect(said[0]!.message.vi).toContain(earlier);
    await does(office, 'approver', later, ACTION.return, { reason: 'Có hồ sơ trùng nội dung' });
    expect(await standing(office, later)).toBe(STATE.appraising);
  });

  test('of two submitted at the same moment is found in exactly one', async () => {
    const codes = [await draft(office), await draft(office)];
    await Promise.all(codes.map((code) => does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 })));
    const found = await Promise.all(codes.map(async (code) => (await verdictsOf(code))['NO-OVERLAP']));
    expect(found.sort()).toEqual(['met', 'not-met']);
  });
});

describe('the evaluation of a dossier', () => {
  test('is made at submission and kept: facts that are recorded afterwards do not change it, and nobody can', async () => {
    await factsOf('enterprise', { vsic: ['2822'] });
    const code = await draft(office);
    const { content } = await office.database.application.findUniqueOrThrow({ where: { code } });
    const lines = { ...(content as object), businessLines: ['2822'], declared: { resources: { staff: false } } };
    await office.database.application.update({ where: { code }, data: { content: lines } });
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    const verdicts = { PROVINCE: 'to-judge', SECTOR: 'met', RESOURCES: 'not-met', 'NO-OVERLAP': 'met' };
    expect(await verdictsOf(code)).toEqual(verdicts);
    await factsOf('enterprise', { vsic: ['1071'], asOf: new Date('2026-02-01') });
    await does(office, 'intake', code, ACTION.accept);
    const answers = [{ condition: 'PROVINCE', answer: 'met', reason: 'Trong tỉnh' }];
    const refuses = { recommendation: 'refuse-it', answers, estimate: 40_000_000, amount: 0, memo: 'Thiếu nhân lực' };
    await does(office, 'appraiser', code, ACTION.recommend, refuses);
    expect(await verdictsOf(code)).toEqual(verdicts);
    const { answers: kept } = (await recorded(office, code, ACTION.recommend)) as { answers: object[] };
    expect(kept).toContainEqual(expect.objectContaining({ condition: 'SECTOR', answer: 'met', differs: false }));
    const change = office.database.eligibility.updateMany({ data: { on: new Date() } });
    await expect(change).rejects.toThrow(/permission denied/);
  });
});
