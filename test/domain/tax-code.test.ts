import fc from 'fast-check';
import { normaliseTaxCode, TAX_CODE_FAULTS, taxCodeFault } from '../../domain/tax-code.ts';

/** The rule as written down in the docstring, worked out here a second time; null when the check digit would be 10. */
function withCheckDigit(nine: string): string | null {
  const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(nine[index]), 0);
  const check = 10 - (sum % 11);
  return check === 10 ? null : `${nine}${check}`;
}

const nineDigits = fc
  .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9_999_999 }))
  .map(([province, sequence]) => `${String(province).padStart(2, '0')}${String(sequence).padStart(7, '0')}`);

describe('tax codes', () => {
  it.each([
    ['0100047516', '0100047516'],
    ['0100047516-001', '0100047516-001'],
    ['0100047516001', '0100047516-001'],
    [' 0100047516 - 999 ', '0100047516-999'],
  ])('accepts "%s" and stores it as %s', (value, stored) => {
    expect(taxCodeFault(value)).toBeNull();
    expect(normaliseTaxCode(value)).toBe(stored);
  });

  it.each([
    ['', 'tax-code-missing'],
    ['   ', 'tax-code-missing'],
    ['010004751', 'tax-code-length'],
    ['0100047516-01', 'tax-code-length'],
    ['01000475A6', 'tax-code-characters'],
    ['0100047516-000', 'tax-code-part'],
    ['0100047517', 'tax-code-check-digit'],
    ['0100047517-001', 'tax-code-check-digit'],
  ] as const)('says of "%s": %s', (value, fault) => {
    expect(taxCodeFault(value)).toBe(fault);
    expect(() => normaliseTaxCode(value)).toThrow(TAX_CODE_FAULTS[fault].en);
  });

  it('accepts exactly the check digit of the rule, and none where the rule gives ten', () => {
    fc.assert(
      fc.property(nineDigits, fc.integer({ min: 0, max: 9 }), (nine, digit) => {
        expect(taxCodeFault(`${nine}${digit}`) === null).toBe(`${nine}${digit}` === withCheckDigit(nine));
      }),
    );
  });
});
