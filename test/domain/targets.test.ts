import fc from 'fast-check';
import type { Target, TargetUnit } from '../../domain/programme.ts';
import { type Countable, countIn, type Settled } from '../../domain/target-count.ts';
import {
  baseOf,
  type EnteredNumber,
  enterablePeriods,
  linesOf,
  periodsOf,
  standingOf,
  totalOf,
} from '../../domain/targets.ts';

const YEAR = { from: '2026-01-01', to: '2026-12-31' };
const FIRST = { from: '2021-01-01', to: '2025-12-31' };
const SECOND = { from: '2026-01-01', to: '2030-12-31' };

const settled = (code: string, given: Partial<Settled> = {}): Settled => ({
  ...{ code, item: 'P2', on: '2026-05-04', root: '9900000016', legalKind: 'enterprise' },
  ...{ attendances: 60, people: 20 },
  ...given,
});
const all = (given: Partial<Countable> = {}): Countable => ({
  ...{ settled: [], designated: [], ran: [], recognised: [] },
  ...given,
});
const count = (unit: TargetUnit, given: Partial<Countable>, items = ['P2'], period = YEAR) =>
  countIn(unit, items, period, all(given));
const target = (given: Partial<Target> = {}): Target => ({
  ...{ code: 'T', name: { vi: 'Chỉ tiêu', en: 'Target' }, words: 'chỉ tiêu', unit: 'enterprises', period: YEAR },
  ...{ value: { atLeast: 2 }, counted: { from: 'dossiers', items: ['P2'] } },
  source: { document: 'Kế hoạch', certainty: 'S' },
  ...given,
});

describe('what is counted', () => {
  it('an enterprise once, however many dossiers it or its branches have, and each of them is behind the number', () => {
    const counted = count('enterprises', {
      settled: [settled('A-2', { on: '2026-06-01' }), settled('A-1'), settled('A-3', { root: '9900001122' })],
    });
    expect(counted.number).toBe(2);
    expect(counted.behind).toEqual([
      { code: 'A-1', on: '2026-05-04', adds: 1 },
      { code: 'A-3', on: '2026-05-04', adds: 1 },
      { code: 'A-2', on: '2026-06-01', adds: 0 },
    ]);
  });

  it.each<[TargetUnit, number]>([
    ['attendances', 120],
    ['people', 40],
    ['projects', 2],
    ['organisations', 1],
    ['products', 0],
    ['model-enterprises', 0],
  ])('%s by themselves: never one unit for another', (unit, number) => {
    expect(count(unit, { settled: [settled('A-1'), settled('A-2')] }).number).toBe(number);
  });

  it('dossiers of other items, and those settled a day before or after the period, do not count', () => {
    const rows = [
      settled('OTHER', { item: 'P3' }),
      settled('BEFORE', { on: '2025-12-31' }),
      settled('FIRST', { on: '2026-01-01' }),
      settled('LAST', { on: '2026-12-31', root: '9900001122' }),
      settled('AFTER', { on: '2027-01-01' }),
    ];
    expect(count('enterprises', { settled: rows }).behind.map(({ code }) => code)).toEqual(['FIRST', 'LAST']);
  });

  it('who is no enterprise by the register is left out of enterprises and named, and is an organisation all the same', () => {
    const rows = [settled('A-1', { legalKind: 'public-body' }), settled('A-2', { root: '9900001122' })];
    const enterprises = count('enterprises', { settled: rows });
    expect([enterprises.number, enterprises.leftOut.map(({ code }) => code)]).toEqual([1, ['A-1']]);
    expect(count('organisations', { settled: rows }).number).toBe(2);
    const person = [settled('A-3', { legalKind: 'person' })];
    expect(count('organisations', { settled: person })).toMatchObject({ number: 0, leftOut: [{ code: 'A-3' }] });
  });

  it('where no register says what an applicant is, it counts, and the number says so', () => {
    const { number, notes } = count('enterprises', { settled: [settled('A-1', { legalKind: null })] });
    expect(number).toBe(1);
    expect(notes.map(({ en }) => en).join()).toContain('legal kind of some applicants is not known');
  });

  it('people are said to be known by dossier alone; experts are not counted at all, with the reason and the dossiers', () => {
    const given = { settled: [settled('A-1')] };
    expect(
      count('people', given)
        .notes.map(({ en }) => en)
        .join(),
    ).toContain('never added to attendances');
    const experts = count('experts', given);
    expect(experts).toMatchObject({ number: null, behind: [{ code: 'A-1', adds: 0 }] });
    expect(experts.why?.vi).toContain('phải nhập kèm nguồn');
  });

  it('a model enterprise by its designation, whatever else is settled', () => {
    const designated = [
      { code: 'A-1', item: 'P3', root: '9900000016', on: '2026-05-10' },
      { code: 'A-9', item: 'P9', root: '9900001122', on: '2026-05-10' },
    ];
    expect(count('model-enterprises', { designated, settled: [settled('A-2')] }, ['P3']).number).toBe(1);
  });

  it('a product once, with the first round that recognised it; first-time ones apart', () => {
    const one = { item: 'K7', root: '9900000016', legalKind: 'enterprise' as const };
    const recognised = [
      { ...one, code: 'R-1', on: '2026-03-01', productKey: 'bơm', firstTime: true },
      { ...one, code: 'R-1', on: '2026-03-01', productKey: 'van', firstTime: false },
      { ...one, code: 'R-2', on: '2026-09-01', productKey: 'bơm', firstTime: false },
      { ...one, code: 'R-3', on: '2026-09-01', productKey: 'bơm', firstTime: true, root: '9900001122' },
    ];
    const products = count('products', { recognised }, ['K7']);
    expect([products.number, products.behind.map(({ code, adds }) => [code, adds])]).toEqual([
      3,
      [
        ['R-1', 2],
        ['R-2', 0],
        ['R-3', 1],
      ],
    ]);
    expect(count('first-time-products', { recognised }, ['K7']).number).toBe(2);
    const enterprises = count('enterprises', { recognised }, ['K7']);
    expect([enterprises.number, enterprises.behind.map(({ code }) => code)]).toEqual([2, ['R-1', 'R-2', 'R-3']]);
  });

  it('activities of the agency are shown apart, in their own unit, and only those of the items named', () => {
    const ran = [
      { id: 'a', item: 'P1', on: '2026-04-01', numbers: { enterprises: 30, attendances: 90 } },
      { id: 'b', item: 'P1', on: '2026-04-02', numbers: { attendances: 10 } },
      { id: 'c', item: 'P5', on: '2026-04-02', numbers: { enterprises: 5 } },
    ];
    const counted = count('enterprises', { ran, settled: [settled('A-1')] }, ['P1', 'P2']);
    expect(counted).toMatchObject({ number: 1, activities: { number: 30, ids: ['a'] } });
    expect(totalOf(counted)).toBe(31);
    expect(count('attendances', { ran }, ['P1']).activities).toEqual({ number: 100, ids: ['a', 'b'] });
    expect(count('people', { ran }, ['P1']).activities).toBeNull();
  });
});

describe('the periods of a target', () => {
  it('are the whole, or each year of it; what grows has a period before', () => {
    const yearly = target({ period: FIRST, eachYear: true, growthOver: 'the-year-before' });
    expect(periodsOf(yearly).map(({ from }) => from.slice(0, 4))).toEqual(['2021', '2022', '2023', '2024', '2025']);
    expect(enterablePeriods(yearly).map(({ from }) => from.slice(0, 4))).toEqual([
      ...['2020', '2021', '2022', '2023', '2024', '2025'],
    ]);
    expect(enterablePeriods(target({ period: SECOND, growthOver: FIRST }))).toEqual([FIRST, SECOND]);
    expect(baseOf(target({ unit: 'percent', growthOver: FIRST }), SECOND)).toBeNull();
  });

  it('that begin or end within a year keep their own days', () => {
    const period = { from: '2021-02-01', to: '2022-06-30' };
    expect(periodsOf({ period, eachYear: true })).toEqual([
      { from: '2021-02-01', to: '2021-12-31' },
      { from: '2022-01-01', to: '2022-06-30' },
    ]);
  });
});

describe('how a target stands', () => {
  const lines = (given: Partial<Target>, entries: EnteredNumber[] = [], rows: Settled[] = []) =>
    linesOf(target(given), all({ settled: rows }), entries);
  const entry = (period: EnteredNumber['period'], number: number, code = 'T'): EnteredNumber => ({
    ...{ target: code, period, number },
  });

  it.each([
    [{ atLeast: 2 }, 1, 'not-reached'],
    [{ atLeast: 2 }, 2, 'reached'],
    [{ atLeast: 2000, moreThan: true }, 2000, 'not-reached'],
    [{ atLeast: 2000, moreThan: true }, 2001, 'reached'],
    [{ atLeast: 20, atMost: 25 }, 25, 'reached'],
    [{ atLeast: 20, atMost: 25 }, 26, 'beyond'],
    [{ atMost: 25 }, 0, 'reached'],
    [{ atLeast: 2 }, null, 'number-missing'],
  ] as const)('held to %o, %p is %s', (plan, value, standing) => {
    expect(standingOf(plan, value)).toBe(standing);
  });

  it('growth says which number is missing until the agency has entered it', () => {
    const grows = { period: SECOND, growthOver: FIRST, value: { atLeast: 50 } };
    const rows = ['9900000016', '9900001122', '9900055008'].map((root, at) => settled(`A-${at}`, { root }));
    const [before] = lines(grows, [entry(FIRST, 2, 'ANOTHER')], rows);
    expect(before).toMatchObject({ value: null, standing: 'number-missing', base: { period: FIRST, entered: null } });
    expect(before!.missing?.vi).toContain('01/01/2021–31/12/2025');
    const [after] = lines(grows, [entry(FIRST, 2)], rows);
    expect(after).toMatchObject({ value: 50, missing: null, standing: 'reached' });
    expect(lines(grows, [entry(FIRST, 2), entry(FIRST, 3)], rows)[0]).toMatchObject({ value: 0 });
  });

  it('growth that only rounds to the plan has not reached it', () => {
    const grows = { growthOver: FIRST, value: { atLeast: 50 }, unit: 'attendances' as const };
    const rows = [settled('A-1', { attendances: 149_999 })];
    expect(lines(grows, [entry(FIRST, 100_000)], rows)[0]).toMatchObject({ value: 50, standing: 'not-reached' });
  });

  it('nothing grows over nothing, and the line says so', () => {
    const [line] = lines({ growthOver: FIRST }, [entry(FIRST, 0)]);
    expect(line).toMatchObject({ value: null, standing: 'number-missing' });
    expect(line!.missing?.en).toContain('is 0');
  });

  it('the agency’s number stands beside what was counted, never in it, and alone where dossiers cannot tell', () => {
    const [counted] = lines({}, [entry(YEAR, 500)], [settled('A-1')]);
    expect(counted).toMatchObject({ value: 1, entered: { number: 500 }, standing: 'not-reached' });
    const [experts] = lines({ unit: 'experts' }, [entry(YEAR, 3)], [settled('A-1')]);
    expect(experts).toMatchObject({ counted: { number: null }, value: 3, standing: 'reached' });
    const [share] = lines({ unit: 'percent', counted: { from: 'entered' }, value: { atLeast: 47 } }, [
      entry(YEAR, 46.9),
    ]);
    expect(share).toMatchObject({ counted: null, value: 46.9, standing: 'not-reached' });
  });
});

describe('whatever is settled', () => {
  const day = fc
    .integer({ min: 0, max: 1_500 })
    .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10));
  const dossiers = fc
    .array(
      fc.record({
        item: fc.constantFrom('P1', 'P2', 'P3'),
        on: day,
        root: fc.constantFrom('9900000016', '9900001122', '9900055008', '9900002239'),
        legalKind: fc.constantFrom(null, 'enterprise' as const, 'organisation' as const, 'person' as const),
        attendances: fc.integer({ min: 0, max: 500 }),
        people: fc.integer({ min: 0, max: 100 }),
      }),
      { maxLength: 40 },
    )
    .map((rows) => rows.map((row, index) => ({ ...row, code: `A-${index}` })));
  const UNITS: TargetUnit[] = ['enterprises', 'organisations', 'attendances', 'people', 'projects'];
  const ADDITIVE: TargetUnit[] = ['attendances', 'people', 'projects'];
  const SPAN = { from: '2025-01-01', to: '2029-12-31' };

  it('no dossier is counted twice, and the number is what the dossiers behind it add', () => {
    fc.assert(
      fc.property(dossiers, fc.constantFrom(...UNITS), (rows, unit) => {
        const { number, behind, leftOut } = count(unit, { settled: rows }, ['P2', 'P3'], SPAN);
        const codes = [...behind, ...leftOut].map(({ code }) => code);
        expect(new Set(codes).size).toBe(codes.length);
        expect(behind.reduce((sum, { adds }) => sum + adds, 0)).toBe(number);
        expect(codes.length).toBe(rows.filter(({ item }) => item !== 'P1').length);
      }),
    );
  });

  it('the years add up to the whole; enterprises that come again in another year are fewer over the whole, never more', () => {
    fc.assert(
      fc.property(dossiers, fc.constantFrom(...UNITS), (rows, unit) => {
        const whole = count(unit, { settled: rows }, ['P2'], SPAN).number!;
        const years = periodsOf({ period: SPAN, eachYear: true }).map(
          (period) => count(unit, { settled: rows }, ['P2'], period).number!,
        );
        const sum = years.reduce((total, number) => total + number, 0);
        if (ADDITIVE.includes(unit)) expect(sum).toBe(whole);
        else expect(sum >= whole && Math.max(...years) <= whole).toBe(true);
      }),
    );
  });

  it('the order in which dossiers are read changes nothing', () => {
    fc.assert(
      fc.property(dossiers, fc.constantFrom(...UNITS), (rows, unit) => {
        const number = (list: Settled[]) => count(unit, { settled: list }, ['P2'], SPAN).number;
        expect(number(rows.toReversed())).toBe(number(rows));
      }),
    );
  });
});
