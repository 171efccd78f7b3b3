import fc from 'fast-check';
import { type Day, dayNumber } from '../../domain/dates.ts';
import { pointsOf, rankProducts, type SelectionTerms, termsFaults, validUntil } from '../../domain/selection.ts';
import { EXAMPLE_SELECTION } from '../../programmes/selection.ts';

const criterion = (key: string, weightBp: number) => ({ key, name: { vi: key, en: key }, weightBp });
const TERMS: SelectionTerms = {
  criteria: [criterion('market', 6_000), criterion('quality', 4_000)],
  passBp: 7_000,
  most: null,
  validYears: 3,
};

describe('the rules of a round', () => {
  it('of the programmes have no fault', () => {
    expect(termsFaults(EXAMPLE_SELECTION)).toEqual([]);
  });

  it.each<[string, Partial<SelectionTerms>, [string, string][]]>([
    ['no criteria', { criteria: [] }, [['criteria', 'none']]],
    ['weights that do not make a whole', { criteria: [criterion('one', 9_999)] }, [['criteria', 'weights-total']]],
    [
      'a criterion twice, and one that weighs nothing',
      { criteria: [criterion('one', 10_000), criterion('one', 0)] },
      [
        ['criteria.1.key', 'criterion-twice'],
        ['criteria.1.weightBp', 'weight'],
      ],
    ],
    [
      'no pass mark, no place, no year',
      { passBp: 0, most: 0, validYears: 0 },
      [
        ['passBp', 'pass-mark'],
        ['most', 'most'],
        ['validYears', 'valid-years'],
      ],
    ],
  ])('are told every fault at once: %s', (_what, change, faults) => {
    expect(termsFaults({ ...TERMS, ...change }).map(({ path, code }) => [path, code])).toEqual(faults);
  });
});

describe('points', () => {
  it.each([
    ['one member', [{ market: 8_000, quality: 9_000 }], 8_400],
    [
      'the mean of the members',
      [
        { market: 8_000, quality: 9_000 },
        { market: 6_000, quality: 7_000 },
      ],
      7_400,
    ],
    [
      'rounded down, once',
      [
        { market: 6_999, quality: 7_001 },
        { market: 7_000, quality: 7_000 },
      ],
      6_999,
    ],
  ] as const)('weigh each criterion: %s', (_what, scores, points) => {
    expect(pointsOf(TERMS.criteria, scores)).toBe(points);
  });

  it('are refused where a score is missing', () => {
    expect(() => pointsOf(TERMS.criteria, [{ market: 1 }])).toThrow('A score of quality is missing.');
    expect(() => pointsOf(TERMS.criteria, [])).toThrow('Nobody has scored the product.');
  });

  it('lie between the lowest and the highest score that anybody gave, and do not depend on the order of members', () => {
    const score = fc.integer({ min: 0, max: 10_000 });
    const member = fc.record({ market: score, quality: score });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 9 }), (members) => {
        const given = members.flatMap((one) => Object.values(one));
        const points = pointsOf(TERMS.criteria, members);
        expect(points).toBeGreaterThanOrEqual(Math.min(...given));
        expect(points).toBeLessThanOrEqual(Math.max(...given));
        expect(pointsOf(TERMS.criteria, members.toReversed())).toBe(points);
      }),
    );
  });
});

describe('the ranking', () => {
  const points = (...given: number[]) => given.map((one) => ({ points: one }));

  it('shares a place between the same points, and proposes who passes', () => {
    const ranked = rankProducts(points(7_000, 8_000, 6_999, 8_000), TERMS);
    expect(ranked.map(({ points: own, rank, passed, proposed }) => [own, rank, passed, proposed])).toEqual([
      [8_000, 1, true, true],
      [8_000, 1, true, true],
      [7_000, 3, true, true],
      [6_999, 4, false, false],
    ]);
  });

  it('proposes at most as many places as were announced', () => {
    const ranked = rankProducts(points(9_000, 8_000, 7_500), { ...TERMS, most: 2 });
    expect(ranked.map(({ proposed }) => proposed)).toEqual([true, true, false]);
  });

  it('never proposes a product while one with more points is not', () => {
    const some = fc.array(fc.record({ points: fc.integer({ min: 0, max: 10_000 }) }), { maxLength: 30 });
    const most = fc.option(fc.integer({ min: 1, max: 10 }), { nil: null });
    fc.assert(
      fc.property(some, most, (products, limit) => {
        const ranked = rankProducts(products, { passBp: 5_000, most: limit });
        expect(ranked).toHaveLength(products.length);
        for (const one of ranked.filter(({ proposed }) => proposed))
          for (const better of ranked.filter((other) => other.points > one.points)) expect(better.proposed).toBe(true);
      }),
    );
  });
});

describe('a recognition', () => {
  it.each([
    ['2026-03-16', 3, '2029-03-15'],
    ['2026-01-01', 1, '2026-12-31'],
    // A year later there is no 29 February: the day after the 28th is 1 March.
    ['2028-02-29', 1, '2029-02-28'],
  ])('of %s is valid for %d year(s), to %s included', (on, years, until) => {
    expect(validUntil(on, years)).toBe(until);
  });

  it('is refused for what is no day', () => {
    expect(() => validUntil('2026-02-30', 1)).toThrow('2026-02-30 is not a day.');
  });

  it('is the longer, the later it begins', () => {
    const days = fc.integer({ min: 0, max: 3_650 });
    const dayAt = (offset: number): Day => new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(days, days, fc.integer({ min: 1, max: 20 }), (one, other, years) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)].map(dayAt) as [Day, Day];
        expect(dayNumber(validUntil(first, years))).toBeLessThanOrEqual(dayNumber(validUntil(second, years)));
        expect(dayNumber(validUntil(first, years))).toBeGreaterThan(dayNumber(first));
      }),
    );
  });
});
