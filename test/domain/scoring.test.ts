import fc from 'fast-check';
import {
  CONSULTANT_SCORING,
  type Criterion,
  type CriterionGroup,
  checkCriteria,
  checkScores,
  type PanelScores,
  type RankedBid,
  rank,
  technicalResult,
} from '../../domain/scoring.ts';

const criterion = (group: CriterionGroup, percent: number, more: Partial<Criterion> = {}): Criterion => ({
  key: group,
  group,
  name: CONSULTANT_SCORING.groups[group].name,
  weightBp: percent * 100,
  ...more,
});

/** Experience 10, reputation 5, methodology 30, staff 50, transfer 5: inside every range. */
const criteria = [
  criterion('experience', 10),
  criterion('reputation', 5),
  criterion('methodology', 30),
  criterion('staff', 50),
  criterion('transfer', 5),
];
const without = (group: CriterionGroup) => criteria.filter((one) => one.group !== group);

/** Scores in the order of `criteria`. */
const given = (member: string, ...scores: number[]): PanelScores => ({
  member,
  scores: Object.fromEntries(criteria.map(({ key }, index) => [key, scores[index]!])),
});

describe('the criteria of a package', () => {
  it('may be inside the ranges of the law', () => {
    expect(checkCriteria(criteria)).toEqual([]);
  });

  it.each<[CriterionGroup, number, boolean]>([
    ['experience', 0, true],
    ['experience', 15, true],
    ['experience', 15.01, false],
    ['reputation', 4.99, false],
    ['reputation', 5, true],
    ['reputation', 5.01, false],
    ['methodology', 29.99, false],
    ['methodology', 30, true],
    ['methodology', 40, true],
    ['methodology', 40.01, false],
    ['staff', 49.99, false],
    ['staff', 50, true],
    ['staff', 60, true],
    ['staff', 60.01, false],
    ['transfer', 0, true],
    ['transfer', 10, true],
    ['transfer', 10.01, false],
  ])('may give %s %d %%: %s', (group, percent, allowed) => {
    const changed = percent === 0 ? without(group) : [...without(group), criterion(group, percent)];
    expect(checkCriteria(changed).some(({ code }) => code === `${group}-weight`)).toBe(!allowed);
  });

  it('are told the range and the document it stands in', () => {
    const [fault] = checkCriteria([...without('staff'), criterion('staff', 70)]);
    expect(fault?.message.en).toBe(`Staff has 70%; it must have 50% – 60% (${CONSULTANT_SCORING.source.document}).`);
  });

  it('make a hundred per cent together', () => {
    expect(checkCriteria(without('experience')).map(({ code }) => code)).toEqual(['weights-total']);
  });

  it('may split a subject, which is then weighed as one', () => {
    const halves = [criterion('staff', 30, { key: 'leader' }), criterion('staff', 20, { key: 'experts' })];
    expect(checkCriteria([...without('staff'), ...halves])).toEqual([]);
  });

  it('have keys of their own, whole weights and sensible minimums', () => {
    const faulty = [
      ...without('staff'),
      criterion('staff', 25),
      criterion('staff', 25, { minimumBp: 10_001 }),
      criterion('experience', 0, { key: 'free' }),
    ];
    expect(checkCriteria(faulty).map(({ path, code }) => [path, code])).toEqual([
      ['criteria.5.key', 'criterion-twice'],
      ['criteria.5.minimumBp', 'minimum'],
      ['criteria.6.weightBp', 'weight'],
    ]);
  });
});

describe('the scores of a panel member', () => {
  it.each([[0], [100], [82.35], [0.1]])('may be %d', (score) => {
    expect(checkScores(criteria, given('a', score, score, score, score, score).scores)).toEqual([]);
  });

  it.each([[-0.01], [100.01], [82.355], [Number.NaN]])('may not be %d', (score) => {
    expect(checkScores(criteria, given('a', 80, 80, 80, score, 80).scores)).toMatchObject([
      { path: 'scores.staff', code: 'score-range' },
    ]);
  });

  it('cover each criterion of the package and no other', () => {
    const { staff: _, ...rest } = given('a', 80, 80, 80, 80, 80).scores;
    expect(checkScores(criteria, { ...rest, price: 5 }).map(({ path, code }) => [path, code])).toEqual([
      ['scores.staff', 'score-missing'],
      ['scores.price', 'criterion-unknown'],
    ]);
  });
});

describe('the technical result', () => {
  it.each([
    [[70, 70, 70, 70, 70], 7000, true, []],
    [[70, 70, 69.99, 70, 70], 6999, false, ['total']],
    [[100, 100, 60, 80, 60], 7600, true, []],
    [[100, 100, 59.99, 100, 100], 8799, false, ['methodology']],
    [[100, 100, 100, 59.99, 100], 7999, false, ['staff']],
    [[100, 100, 100, 100, 59.99], 9799, false, ['transfer']],
    [[0, 0, 100, 100, 100], 8500, true, []],
    [[0, 0, 0, 0, 0], 0, false, ['total', 'methodology', 'staff', 'transfer']],
  ])('of %j is %i hundredths, passes %s, fails on %j', (scores, points, passes, failed) => {
    const result = technicalResult(criteria, [given('a', ...scores)]);
    expect({
      points: result.points,
      passes: result.passes,
      failed: result.failures.map(({ subject }) => subject),
    }).toEqual({
      points,
      passes,
      failed,
    });
  });

  it('takes the mean of the members exactly and rounds down once, so that 69.996 is not a pass', () => {
    const panel = [given('a', 70, 70, 70, 70, 70), given('b', 70, 70, 70, 70, 70), given('c', 70, 70, 70, 69.99, 70)];
    const result = technicalResult(criteria, panel);
    expect(result).toMatchObject({ points: 6999, passes: false });
    expect(result.criteria.find(({ key }) => key === 'staff')).toEqual({ key: 'staff', points: 6999 });
    expect(result.failures).toEqual([{ subject: 'total', points: 6999, needed: 7000 }]);
  });

  it('tests a criterion against a minimum of its own', () => {
    const strict = [...without('experience'), criterion('experience', 10, { minimumBp: 5000 })];
    const result = technicalResult(strict, [given('a', 49.99, 100, 100, 100, 100)]);
    expect(result.failures).toEqual([{ subject: { criterion: 'experience' }, points: 4999, needed: 5000 }]);
  });

  it('asks nothing of technology transfer where the package has none', () => {
    const shifted = [...without('transfer').filter(({ group }) => group !== 'staff'), criterion('staff', 55)];
    const { transfer: _, ...scores } = given('a', 80, 80, 80, 80, 0).scores;
    expect(technicalResult(shifted, [{ member: 'a', scores }]).passes).toBe(true);
  });

  it('is refused without a panel, with a member twice or a score missing', () => {
    expect(() => technicalResult(criteria, [])).toThrow('scores once');
    const once = given('a', 80, 80, 80, 80, 80);
    expect(() => technicalResult(criteria, [once, once])).toThrow('scores once');
    expect(() => technicalResult(criteria, [{ member: 'a', scores: {} }])).toThrow('scores.experience');
    expect(() => technicalResult(without('staff'), [once])).toThrow('Staff has 0%');
  });

  it('never falls when a member gives more, and lies between the lowest and the highest score', () => {
    const score = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    const panels = fc.array(fc.tuple(score, score, score, score, score), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(panels, fc.nat(), fc.nat(4), score, (rows, chosen, column, higher) => {
        const panel = rows.map((row, index) => given(`m${index}`, ...row));
        const before = technicalResult(criteria, panel);
        const row = chosen % rows.length;
        const raised = rows.map((scores, index) =>
          given(
            `m${index}`,
            ...scores.map((old, at) => (index === row && at === column ? Math.max(old, higher) : old)),
          ),
        );
        expect(technicalResult(criteria, raised).points).toBeGreaterThanOrEqual(before.points);
        const all = rows.flat().map((one) => Math.round(one * 100));
        expect(before.points).toBeGreaterThanOrEqual(Math.min(...all));
        expect(before.points).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });
});

describe('the ranking', () => {
  const bid = (id: string, technical: number, price: bigint, receivedAt = '2026-03-02T02:00:00Z'): RankedBid => ({
    id,
    technical,
    price,
    receivedAt: new Date(receivedAt),
  });
  const order = (bids: RankedBid[], k = 80) =>
    rank(bids, 200_000_000n, k).ranking.map(({ id, brokenBy }) => [id, brokenBy]);

  it('combines technical and price points as the law has it', () => {
    const { ranking } = rank([bid('a', 9000, 150_000_000n), bid('b', 8000, 100_000_000n)], 200_000_000n, 80);
    expect(ranking).toMatchObject([
      { id: 'a', place: 1, pricePoints: 6666, combined: 8533 },
      { id: 'b', place: 2, pricePoints: 10_000, combined: 8400 },
    ]);
  });

  it('changes with the weight of the price', () => {
    const bids = [bid('a', 9000, 150_000_000n), bid('b', 8000, 100_000_000n)];
    expect(order(bids, 80).map(([id]) => id)).toEqual(['a', 'b']);
    expect(order(bids, 70).map(([id]) => id)).toEqual(['b', 'a']);
  });

  it.each([[69], [81], [75.5], [Number.NaN]])('refuses a technical share of %d per cent', (k) => {
    expect(() => rank([], 1n, k)).toThrow('technical share');
  });

  it('leaves out a price above the package price, which then is not the measure either', () => {
    const { ranking, aboveCeiling } = rank(
      [bid('at', 8000, 200_000_000n), bid('above', 9900, 200_000_001n)],
      200_000_000n,
      80,
    );
    expect(ranking).toMatchObject([{ id: 'at', pricePoints: 10_000 }]);
    expect(aboveCeiling).toMatchObject([{ id: 'above' }]);
  });

  it('breaks a tie by lower price, then technical points, then receipt, then id, and says which', () => {
    // 8000 and 100 %, or 8200 and 92 %: both make 8400 of K = 80.
    expect(order([bid('dear', 8200, 108_695_652n), bid('cheap', 8000, 100_000_000n)])).toEqual([
      ['cheap', null],
      ['dear', 'lower-price'],
    ]);
    expect(order([bid('low', 8000, 100_000_000n), bid('high', 8001, 100_000_000n)])).toEqual([
      ['high', null],
      ['low', 'higher-technical'],
    ]);
    const late = '2026-03-02T02:00:00.001Z';
    expect(order([bid('late', 8000, 100_000_000n, late), bid('early', 8000, 100_000_000n)])).toEqual([
      ['early', null],
      ['late', 'earlier-receipt'],
    ]);
    expect(order([bid('y', 8000, 100_000_000n), bid('x', 8000, 100_000_000n)])).toEqual([
      ['x', null],
      ['y', 'id'],
    ]);
  });

  it('refuses prices and points that cannot be', () => {
    expect(() => order([bid('a', 8000, 0n)])).toThrow('above 0');
    expect(() => order([bid('a', 80.5, 1n)])).toThrow('hundredths');
    expect(() => order([bid('a', 10_001, 1n)])).toThrow('hundredths');
  });

  const bids = fc
    .array(
      fc.record({
        technical: fc.integer({ min: 7000, max: 10_000 }),
        price: fc.bigInt(1n, 10n ** 15n),
        receivedAt: fc.date({ min: new Date(0), max: new Date(10 ** 12), noInvalidDate: true }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((list) => list.map((one, index) => ({ ...one, id: `b${index}` })));

  it('does not depend on the order in which bids are given, and its figures can be reckoned again', () => {
    fc.assert(
      fc.property(bids, fc.integer({ min: 70, max: 80 }), (list, k) => {
        const { ranking } = rank(list, 10n ** 15n, k);
        expect(rank(list.toReversed(), 10n ** 15n, k).ranking).toEqual(ranking);
        const cheapest = list.reduce((least, { price }) => (price < least ? price : least), list[0]!.price);
        ranking.forEach(({ place, price, technical, pricePoints, combined }, index) => {
          expect(place).toBe(index + 1);
          expect(BigInt(pricePoints)).toBe((cheapest * 10_000n) / price);
          expect(combined).toBe(Math.floor((k * technical + (100 - k) * pricePoints) / 100));
          if (index > 0) expect(combined).toBeLessThanOrEqual(ranking[index - 1]!.combined);
        });
      }),
    );
  });
});
