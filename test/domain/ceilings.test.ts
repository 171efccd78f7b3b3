import fc from 'fast-check';
import { aboveCeilings, leastLeft, lineOf, settledCeilings, usedOf } from '../../domain/ceilings.ts';
import type { Dossier } from '../../domain/overlap.ts';
import { STATE } from '../../domain/process.ts';
import type { Ceiling } from '../../domain/programme.ts';

const SOURCE = { document: 'Mức do cơ quan quy định (ví dụ)', certainty: 'set-by-agency-example' } as const;
const million = 1_000_000n;
const ceiling = (given: Partial<Ceiling> = {}): Ceiling => ({
  code: 'C',
  text: { vi: 'Mỗi doanh nghiệp một năm', en: 'Each enterprise a year' },
  over: 'item',
  per: 'year',
  amount: 100n * million,
  source: SOURCE,
  ...given,
});
const dossier = (given: Partial<Dossier> = {}): Dossier => ({
  code: 'A-1',
  agencyId: 'agency',
  programmeId: 'P',
  item: 'P2',
  content: '003/P2',
  state: STATE.awaitingPackage,
  submittedAt: new Date('2026-01-05T02:00:00Z'),
  grantYear: 2026,
  taken: 30n * million,
  ...given,
});
const place = {
  code: 'OWN',
  agencyId: 'agency',
  programmeId: 'P',
  item: 'P2',
  year: 2026,
  period: { from: '2021-01-01', to: '2030-12-31' },
};
const useOf = (given: Partial<Ceiling>, dossiers: Dossier[]) =>
  usedOf(settledCeilings([ceiling(given)], null), place, dossiers)[0]!;

describe('a ceiling', () => {
  it.each([
    ['item', 'year', { item: 'P3' }, false],
    ['item', 'year', { grantYear: 2025 }, false],
    ['item', 'period', { grantYear: 2025 }, true],
    ['item', 'period', { grantYear: 2020 }, false],
    ['programme', 'year', { item: 'P3' }, true],
    ['programme', 'year', { programmeId: 'Q' }, false],
    ['all-programmes', 'year', { programmeId: 'Q', item: 'K1' }, true],
    ['all-programmes', 'year', { agencyId: 'another' }, false],
    ['all-programmes', 'period', { programmeId: 'Q', grantYear: 2030 }, true],
    ['item', 'year', { grantYear: null }, false],
    ['item', 'year', { code: 'OWN' }, false],
  ] as const)('over %s, per %s, with a dossier of %j: counted %s', (over, per, given, counted) => {
    expect(useOf({ over, per }, [dossier(given)]).used).toBe(counted ? 30n * million : 0n);
  });

  it('says what is used, by which dossiers, and what is left, on one line', () => {
    const use = useOf({}, [dossier(), dossier({ code: 'A-2', taken: 50n * million })]);
    expect(use).toMatchObject({ used: 80n * million, left: 20n * million });
    expect(lineOf(use).vi).toBe(
      'Mỗi doanh nghiệp một năm: 100.000.000 đ − đã dùng 80.000.000 đ (A-1: 30.000.000 đ; A-2: 50.000.000 đ) = còn 20.000.000 đ',
    );
    expect(aboveCeilings(20n * million, [use], 'amount')).toEqual([]);
    const [fault] = aboveCeilings(20n * million + 1n, [use], 'amount');
    expect(fault).toMatchObject({ path: 'amount', code: 'above-ceiling' });
    expect(fault!.message.en).toContain('A-1: 30,000,000 VND; A-2: 50,000,000 VND');
  });

  it('has nothing left, never less, where more was granted before it was lowered', () => {
    expect(useOf({ amount: 10n * million }, [dossier()]).left).toBe(0n);
  });

  it('takes its level from the size class, and the lowest level while the class is not known', () => {
    const bySize = { micro: 50n * million, small: 80n * million };
    const level = (size: 'micro' | 'small' | 'large' | null) => settledCeilings([ceiling({ bySize })], size)[0]!;
    expect(level('micro').amount).toBe(50n * million);
    expect(level('small').amount).toBe(80n * million);
    expect(level('large').amount).toBe(100n * million);
    expect(level(null)).toMatchObject({ amount: 50n * million, sizeUnknown: true });
  });

  it('is never exceeded by grants that are each held to what is left, in whatever order and over whichever programmes', () => {
    const asked = fc.record({
      programmeId: fc.constantFrom('P', 'Q'),
      item: fc.constantFrom('P2', 'P3'),
      grantYear: fc.constantFrom(2025, 2026),
      amount: fc.bigInt({ min: 1n, max: 60n * million }),
    });
    const ceilings = settledCeilings(
      [
        ceiling({ code: 'ITEM', amount: 60n * million }),
        ceiling({ code: 'PROGRAMME', over: 'programme', amount: 90n * million }),
        ceiling({ code: 'ALL', over: 'all-programmes', amount: 100n * million }),
        ceiling({ code: 'PERIOD', over: 'all-programmes', per: 'period', amount: 150n * million }),
      ],
      null,
    );
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 12 }), (all) => {
        const granted: Dossier[] = [];
        for (const [at, { amount, ...where }] of all.entries()) {
          const uses = usedOf(ceilings, { ...place, ...where, year: where.grantYear, code: `D-${at}` }, granted);
          const refused = aboveCeilings(amount, uses, 'amount').length > 0;
          expect(refused).toBe(amount > leastLeft(uses)!);
          if (!refused) granted.push(dossier({ ...where, code: `D-${at}`, taken: amount }));
        }
        const sum = (which: (one: Dossier) => unknown) => {
          const sums = new Map<unknown, bigint>();
          for (const one of granted) sums.set(which(one), (sums.get(which(one)) ?? 0n) + one.taken);
          return [...sums.values()].reduce((most, value) => (value > most ? value : most), 0n);
        };
        expect(sum((one) => `${one.programmeId}/${one.item}/${one.grantYear}`) <= 60n * million).toBe(true);
        expect(sum((one) => `${one.programmeId}/${one.grantYear}`) <= 90n * million).toBe(true);
        expect(sum((one) => one.grantYear) <= 100n * million).toBe(true);
        expect(sum(() => 'all') <= 150n * million).toBe(true);
      }),
    );
  });
});
