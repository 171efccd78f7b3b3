import fc from 'fast-check';
import { settle, splitByParts } from '../../domain/settlement.ts';

const dong = fc.bigInt(0n, 10n ** 13n);

describe('the settlement of a part', () => {
  it.each([
    [50n, 0n, 50n, 0n],
    [50n, 20n, 30n, 0n],
    [50n, 50n, 0n, 0n],
    [50n, 51n, 0n, 1n],
    [0n, 30n, 0n, 30n],
  ])(
    'of support %i after advances of %i pays %i and gets back %i',
    (supportDue, advancesPaid, payable, recoverable) => {
      const result = settle({ supportDue, advancesPaid, acceptedGross: 108n, counterpart: 'none' });
      expect(result).toMatchObject({ payable, recoverable });
    },
  );

  it('leaves the rest of the cost to the enterprise where the programme asks for a counterpart', () => {
    const given = { supportDue: 50n, advancesPaid: 0n, acceptedGross: 108n };
    expect(settle({ ...given, counterpart: 'enterprise-to-consultant' })).toMatchObject({
      counterpart: 58n,
      uncovered: 0n,
    });
    expect(settle({ ...given, counterpart: 'none' })).toMatchObject({ counterpart: 0n, uncovered: 58n });
  });

  it('refuses support above the cost, and negative amounts', () => {
    const given = { supportDue: 50n, advancesPaid: 0n, acceptedGross: 49n, counterpart: 'none' } as const;
    expect(() => settle(given)).toThrow('above the accepted cost');
    expect(() => settle({ ...given, advancesPaid: -1n })).toThrow('never negative');
  });

  it('accounts for every đồng', () => {
    const counterparts = fc.constantFrom('none' as const, 'enterprise-to-consultant' as const);
    fc.assert(
      fc.property(dong, dong, dong, counterparts, (supportDue, rest, advancesPaid, counterpart) => {
        const acceptedGross = supportDue + rest;
        const result = settle({ supportDue, advancesPaid, acceptedGross, counterpart });
        expect(advancesPaid + result.payable - result.recoverable).toBe(supportDue);
        expect(supportDue + result.counterpart + result.uncovered).toBe(acceptedGross);
        expect(result.payable === 0n || result.recoverable === 0n).toBe(true);
      }),
    );
  });
});

describe('a contract shared among its parts', () => {
  it.each([
    [100n, [1n, 1n, 1n], [33n, 33n, 34n]],
    [100n, [50n, 30n, 20n], [50n, 30n, 20n]],
    [10n, [1n, 1n, 0n], [5n, 5n, 0n]],
    [11n, [1n, 1n, 0n], [5n, 6n, 0n]],
    [0n, [1n, 2n], [0n, 0n]],
    [7n, [3n], [7n]],
  ])('of %i by %p gives %p: the remainder goes to the last part', (total, weights, parts) => {
    expect(splitByParts(total, weights)).toEqual(parts);
  });

  it('sums to the contract, each part within the number of parts of its exact share', () => {
    fc.assert(
      fc.property(dong, fc.array(fc.bigInt(0n, 10n ** 10n), { minLength: 1, maxLength: 12 }), (total, weights) => {
        const whole = weights.reduce((sum, weight) => sum + weight, 0n);
        fc.pre(whole > 0n);
        const parts = splitByParts(total, weights);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
        parts.forEach((part, index) => {
          const apart = part * whole - total * weights[index]!;
          expect(apart > -whole && apart < BigInt(weights.length) * whole).toBe(true);
        });
      }),
    );
  });

  it.each([
    [10n, []],
    [10n, [0n, 0n]],
    [10n, [2n, -1n]],
    [-1n, [1n]],
  ])('refuses %i by %p', (total, weights) => {
    expect(() => splitByParts(total, weights)).toThrow(RangeError);
  });
});
