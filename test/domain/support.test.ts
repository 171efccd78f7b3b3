import fc from 'fast-check';
import { ceilingLeft, largestAdvance, proposedCeiling, type Rate, supportDue } from '../../domain/support.ts';

const plenty = {
  rate: 5000,
  acceptedBase: 200_000_000n,
  approved: 100_000_000n,
  ceilingLeft: null,
  partValue: 200_000_000n,
};

describe('the support due for a part', () => {
  it.each([
    [{ acceptedBase: 150_000_000n }, 75_000_000n, 'rate'],
    [{ approved: 60_000_000n }, 60_000_000n, 'approved'],
    [{ ceilingLeft: 40_000_000n }, 40_000_000n, 'ceiling'],
    [{ ceilingLeft: 0n }, 0n, 'ceiling'],
    [{ partValue: 199_999_998n }, 99_999_999n, 'part'],
    [{}, 100_000_000n, 'rate'],
    [{ rate: 10_000, approved: 300_000_000n }, 200_000_000n, 'rate'],
  ] as const)('given %o is %i, bound by the %s', (changed, amount, bound) => {
    expect(supportDue({ ...plenty, ...changed })).toMatchObject({ amount, bound });
  });

  it('is rounded down once, at the end', () => {
    expect(supportDue({ ...plenty, acceptedBase: 100_000_001n }).amount).toBe(50_000_000n);
    expect(supportDue({ ...plenty, rate: { numerator: 1n, denominator: 3n }, acceptedBase: 100_000_000n }).amount).toBe(
      33_333_333n,
    );
  });

  it('tells apart terms that differ by less than a đồng', () => {
    const close = { ...plenty, acceptedBase: 100_000_001n, approved: 50_000_000n };
    expect(supportDue(close)).toMatchObject({ amount: 50_000_000n, bound: 'approved' });
  });

  it('shows its arithmetic in both languages', () => {
    const { line } = supportDue({ ...plenty, rate: 3350, acceptedBase: 1_234_567n, ceilingLeft: 90_000_000n });
    expect(line.vi).toBe(
      '413.579 đ = mức thấp nhất trong: 33,5% × giá trị được chấp nhận 1.234.567 đ; mức đã phê duyệt 100.000.000 đ; hạn mức còn lại 90.000.000 đ; 33,5% × giá trị đã ký kết 200.000.000 đ',
    );
    expect(line.en).toBe(
      '413,579 VND = the least of: 33.5% × accepted base 1,234,567 VND; approved amount 100,000,000 VND; ceiling left 90,000,000 VND; 33.5% × value agreed 200,000,000 VND',
    );
  });

  it.each<[Rate]>([
    [0],
    [-1],
    [10_001],
    [50.5],
    [{ numerator: 2n, denominator: 1n }],
    [{ numerator: 1n, denominator: 0n }],
  ])('refuses the rate %p', (rate) => {
    expect(() => supportDue({ ...plenty, rate })).toThrow(RangeError);
  });

  it('refuses a negative amount', () => {
    expect(() => supportDue({ ...plenty, acceptedBase: -1n })).toThrow('negative');
    expect(() => supportDue({ ...plenty, ceilingLeft: -1n })).toThrow('negative');
  });

  const dong = fc.bigInt(0n, 10n ** 13n);
  const rates = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }),
    fc
      .tuple(fc.bigInt(1n, 1000n), fc.bigInt(0n, 1000n))
      .map(([numerator, more]) => ({ numerator, denominator: numerator + more })),
  );

  it('is the largest whole amount that no term forbids', () => {
    fc.assert(
      fc.property(rates, dong, dong, fc.option(dong), dong, (rate, acceptedBase, approved, left, partValue) => {
        const { amount } = supportDue({ rate, acceptedBase, approved, ceilingLeft: left, partValue });
        const [top, bottom] = typeof rate === 'number' ? [BigInt(rate), 10_000n] : [rate.numerator, rate.denominator];
        const allowed = (support: bigint) =>
          support * bottom <= acceptedBase * top &&
          support <= approved &&
          (left === null || support <= left) &&
          support * bottom <= partValue * top;
        expect(allowed(amount)).toBe(true);
        expect(allowed(amount + 1n)).toBe(false);
      }),
    );
  });
});

describe('the ceiling that an appraiser may propose', () => {
  it.each([
    [{ rate: 5000, estimate: 80_000_000n, cap: 50_000_000n, ceilingLeft: null }, 40_000_000n, 'rate'],
    [{ rate: 10_000, estimate: 80_000_000n, cap: 50_000_000n, ceilingLeft: null }, 50_000_000n, 'cap'],
    [{ rate: 3000, estimate: 900_000_000n, cap: 150_000_000n, ceilingLeft: 20_000_000n }, 20_000_000n, 'ceiling'],
    [{ rate: 3000, estimate: 99n, cap: null, ceilingLeft: null }, 29n, 'rate'],
  ] as const)('for %o is %i, bound by the %s', (given, amount, bound) => {
    expect(proposedCeiling(given)).toMatchObject({ amount, bound });
  });
});

describe('what goes before', () => {
  it('leaves of a ceiling what other dossiers have not taken, never less than nothing', () => {
    expect([ceilingLeft(100n, 0n), ceilingLeft(100n, 60n), ceilingLeft(100n, 100n), ceilingLeft(100n, 101n)]).toEqual([
      100n,
      40n,
      0n,
      0n,
    ]);
  });

  it('advances a share of the part, and never more than was approved', () => {
    expect(largestAdvance(100_000_001n, 3000, 50_000_000n)).toBe(30_000_000n);
    expect(largestAdvance(100_000_000n, 3000, 20_000_000n)).toBe(20_000_000n);
  });
});
