import { type Given, judge, withOverlaps } from '../../domain/conditions.ts';
import { evaluate } from '../../domain/eligibility.ts';
import { type Facts, factsOn, type Statement } from '../../domain/facts.ts';
import type { Condition, ConditionRule } from '../../domain/programme.ts';

const DAY = '2026-03-02';
const known = <Value>(value: Value) => ({ value, from: 'register' as const, source: 'ĐKKD', asOf: '2026-01-01' });
const condition = (rule: ConditionRule): Condition => ({
  code: 'C',
  text: { vi: 'Điều kiện', en: 'Condition' },
  source: { document: 'Kế hoạch', certainty: 'S' },
  rule,
});
const judged = (rule: ConditionRule, facts: Facts = {}, given: Partial<Given> = {}) =>
  judge(condition(rule), { on: DAY, overlaps: [], facts, ...given });
const resources = (value: Record<string, boolean>): Facts => ({ resources: known(value) });

describe('a condition', () => {
  it.each<[ConditionRule, Facts, Partial<Given>, string]>([
    [{ by: 'person' }, {}, {}, 'to-judge'],
    [{ by: 'beneficiary', kinds: ['enterprise'] }, { legalKind: known('enterprise') }, {}, 'met'],
    [{ by: 'beneficiary', kinds: ['organisation'] }, { legalKind: known('person') }, {}, 'not-met'],
    [{ by: 'province', provinces: ['31'] }, { province: known('31') }, {}, 'met'],
    [{ by: 'province', provinces: ['31'] }, { province: known('01') }, {}, 'not-met'],
    [{ by: 'sector', vsic: ['28'] }, { vsic: known(['2822']), businessLines: known(['28220']) }, {}, 'met'],
    [{ by: 'sector', vsic: ['28'] }, { vsic: known(['2822', '4659']), businessLines: known(['4659']) }, {}, 'not-met'],
    [{ by: 'sector', vsic: ['28'] }, { vsic: known(['4659']) }, {}, 'not-met'],
    [{ by: 'sector', vsic: ['28'] }, { vsic: known(['2822']) }, {}, 'to-judge'],
    [{ by: 'sector', vsic: [] }, { vsic: known(['2822']), businessLines: known(['2822']) }, {}, 'met'],
    [{ by: 'sector', vsic: [] }, { vsic: known(['2822']), businessLines: known(['2822', '1071']) }, {}, 'not-met'],
    [{ by: 'sector', vsic: [] }, { businessLines: known(['2822']) }, {}, 'to-judge'],
    [{ by: 'resources' }, resources({ staff: true, facilities: true, equipment: true, finance: true }), {}, 'to-judge'],
    [{ by: 'resources' }, resources({ staff: true, facilities: true }), {}, 'to-judge'],
    [{ by: 'resources' }, resources({ staff: true, facilities: true, equipment: false }), {}, 'not-met'],
    [{ by: 'size', classes: ['micro', 'small'] }, { insuredStaff: known(201) }, {}, 'not-met'],
    [{ by: 'no-overlap' }, {}, {}, 'met'],
    [{ by: 'no-overlap' }, {}, { overlaps: ['A-1'] }, 'not-met'],
    [{ by: 'recognised-product' }, { recognisedUntil: known(DAY) }, {}, 'met'],
    [{ by: 'recognised-product' }, { recognisedUntil: known('2026-03-01') }, {}, 'not-met'],
  ])('%j on %j and %j is %s', (rule, facts, given, verdict) => {
    const answer = judged(rule, facts, given);
    expect(answer.verdict).toBe(verdict);
    for (const language of ['vi', 'en'] as const) expect(answer.reason[language]).not.toBe('');
  });

  it.each<[ConditionRule, string[]]>([
    [{ by: 'beneficiary', kinds: ['enterprise'] }, ['legalKind']],
    [{ by: 'province', provinces: ['31'] }, ['province']],
    [{ by: 'sector', vsic: [] }, ['vsic', 'businessLines']],
    [{ by: 'resources' }, ['resources']],
    [{ by: 'size', classes: ['micro'] }, ['sectorGroup', 'insuredStaff', 'revenue', 'capital']],
    [{ by: 'recognised-product' }, ['recognisedUntil']],
  ])('%j is left to a person where nothing is known, and names what is missing', (rule, missing) => {
    const answer = judged(rule);
    expect(answer.verdict).toBe('to-judge');
    expect(answer.missing.map(({ name }) => name)).toEqual(missing);
    for (const { title } of answer.missing) expect(answer.reason.vi).toContain(title.vi);
  });

  it('shows its own words, source and certainty, and the facts that it was judged by with where they are from', () => {
    expect(judged({ by: 'province', provinces: ['31'] }, { province: known('01') })).toMatchObject({
      condition: 'C',
      text: { vi: 'Điều kiện' },
      source: { document: 'Kế hoạch', certainty: 'S' },
      facts: [{ name: 'province', value: { vi: '01' }, from: 'register', source: 'ĐKKD', asOf: '2026-01-01' }],
    });
  });

  it('of overlap follows the dossiers of now, and every other stays as it was judged', () => {
    const then = judged({ by: 'no-overlap' }, {}, { overlaps: ['A-1'] });
    expect(withOverlaps(then, { on: DAY, facts: {}, overlaps: [] }).verdict).toBe('met');
    const kept = judged({ by: 'province', provinces: ['31'] }, { province: known('31') });
    expect(withOverlaps(kept, { on: DAY, facts: {}, overlaps: ['A-1'] })).toBe(kept);
  });
});

describe('facts', () => {
  const said = (from: Statement['from'], asOf: string, values: Statement['values']): Statement => ({
    ...{ from, asOf, values },
    source: from === 'register' ? `register of ${asOf}` : null,
  });

  it('are the latest that the register says by the day, fact by fact, and declared only where it says nothing', () => {
    const facts = factsOn(DAY, [
      said('declared', DAY, { insuredStaff: 5, revenue: 7n, province: null }),
      said('register', '2026-02-01', { insuredStaff: 20 }),
      said('register', '2025-01-01', { insuredStaff: 10, province: '31' }),
      said('register', '2026-03-03', { province: '01' }),
    ]);
    expect(facts.insuredStaff).toMatchObject({ value: 20, from: 'register', source: 'register of 2026-02-01' });
    expect(facts.province).toMatchObject({ value: '31', asOf: '2025-01-01' });
    expect(facts.revenue).toMatchObject({ value: 7n, from: 'declared' });
  });
});

describe('an evaluation', () => {
  const support = {
    rateBp: 5_000,
    capPerApplication: 150_000_000n,
    base: 'net',
    payee: 'consultant',
    counterpart: 'none',
    advanceRateBp: 0,
    source: { document: 'Mức ví dụ', certainty: 'set-by-agency-example' },
  } as const;

  it('says up to how much and by which line of arithmetic, and is plain JSON', () => {
    const conditions = [condition({ by: 'no-overlap' })];
    const answer = evaluate(
      { conditions, support },
      { on: DAY, facts: {}, overlaps: [], estimate: 90_000_001n, uses: [] },
    );
    expect(answer.offer).toMatchObject({ amount: 45_000_000, bound: 'rate' });
    expect(answer.offer!.line.vi).toContain('50% × dự toán 90.000.001 đ');
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  it('of an item that pays nothing offers nothing', () => {
    const answer = evaluate({ conditions: [] }, { on: DAY, facts: {}, overlaps: [], estimate: 1n, uses: [] });
    expect(answer).toMatchObject({ terms: null, offer: null });
  });
});
