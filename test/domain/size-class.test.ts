import fc from 'fast-check';
import type { Facts, SectorGroup } from '../../domain/facts.ts';
import type { SizeClass } from '../../domain/programme.ts';
import { SIZE_SOURCE, sizeClassOf } from '../../domain/size-class.ts';

const BILLION = 1_000_000_000n;
const INDUSTRY = 'agriculture-industry-construction';
const TRADE = 'trade-services';

const known = <Value>(value: Value) => ({ value, from: 'declared' as const, source: null, asOf: '2026-03-02' });
type Given = { group?: SectorGroup; staff?: number; revenue?: bigint; capital?: bigint };
const facts = ({ group, staff, revenue, capital }: Given): Facts => ({
  ...(group === undefined ? {} : { sectorGroup: known(group) }),
  ...(staff === undefined ? {} : { insuredStaff: known(staff) }),
  ...(revenue === undefined ? {} : { revenue: known(revenue) }),
  ...(capital === undefined ? {} : { capital: known(capital) }),
});
const ABOVE = 10_000n * BILLION;

/** The decree's own numbers, written down again by hand: insured staff, revenue and capital in tỷ đồng. */
const MOST = [
  [INDUSTRY, 'micro', 10, 3n, 3n, 'small'],
  [INDUSTRY, 'small', 100, 50n, 20n, 'medium'],
  [INDUSTRY, 'medium', 200, 200n, 100n, 'large'],
  [TRADE, 'micro', 10, 10n, 3n, 'small'],
  [TRADE, 'small', 50, 100n, 50n, 'medium'],
  [TRADE, 'medium', 100, 300n, 100n, 'large'],
] as const;

describe('the size class of Nghị định 80/2021', () => {
  it.each(MOST)(
    '%s, %s: at most %i insured staff, and revenue of %s or capital of %s tỷ đồng; above it is %s',
    (group, size, staff, revenue, capital, next) => {
      const of = (given: Given) => sizeClassOf(facts({ group, ...given })).class;
      const [byRevenue, byCapital] = [revenue * BILLION, capital * BILLION];
      expect(of({ staff, revenue: byRevenue, capital: ABOVE })).toBe(size);
      expect(of({ staff, revenue: ABOVE, capital: byCapital })).toBe(size);
      expect(of({ staff: staff + 1, revenue: byRevenue, capital: byCapital })).toBe(next);
      // One đồng above on both sides: the class above, and for the largest, none of them.
      expect(of({ staff, revenue: byRevenue + 1n, capital: byCapital + 1n })).toBe(next);
    },
  );

  it('passes over what is not known where the rest decides', () => {
    expect(sizeClassOf(facts({ group: INDUSTRY, staff: 10, revenue: 3n * BILLION })).class).toBe('micro');
    expect(sizeClassOf(facts({ group: INDUSTRY, staff: 201 })).class).toBe('large');
    expect(sizeClassOf(facts({ group: TRADE, revenue: ABOVE, capital: ABOVE })).class).toBe('large');
    // Both groups of sectors lead to the same class.
    expect(sizeClassOf(facts({ staff: 10, revenue: 3n * BILLION })).class).toBe('micro');
  });

  it('names the facts that it cannot be told without', () => {
    expect(sizeClassOf({})).toEqual({ class: null, missing: ['sectorGroup', 'insuredStaff', 'revenue', 'capital'] });
    expect(sizeClassOf(facts({ group: INDUSTRY, staff: 10 }))).toEqual({
      class: null,
      missing: ['revenue', 'capital'],
    });
    expect(sizeClassOf(facts({ group: INDUSTRY, staff: 10, revenue: ABOVE }))).toEqual({
      class: null,
      missing: ['capital'],
    });
    expect(sizeClassOf(facts({ staff: 60, revenue: 50n * BILLION }))).toEqual({
      class: null,
      missing: ['sectorGroup'],
    });
  });

  it('never falls when an enterprise grows, and says that its numbers come from a secondary page', () => {
    const order: (SizeClass | null)[] = ['micro', 'small', 'medium', 'large'];
    const amount = fc.bigInt({ min: 0n, max: 400n * BILLION });
    fc.assert(
      fc.property(
        fc.constantFrom<SectorGroup>(INDUSTRY, TRADE),
        fc.nat(300),
        amount,
        amount,
        fc.nat(100),
        amount,
        amount,
        (group, staff, revenue, capital, moreStaff, moreRevenue, moreCapital) => {
          const before = sizeClassOf(facts({ group, staff, revenue, capital })).class;
          const after = sizeClassOf(
            facts({ group, staff: staff + moreStaff, revenue: revenue + moreRevenue, capital: capital + moreCapital }),
          ).class;
          expect(order.indexOf(after)).toBeGreaterThanOrEqual(order.indexOf(before));
        },
      ),
    );
    expect(SIZE_SOURCE.certainty).toBe('S');
  });
});
