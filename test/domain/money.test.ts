import fc from 'fast-check';
import { dongFromJson, dongToJson, formatDong, type Locale, parseDong } from '../../domain/money.ts';

describe('money in whole đồng', () => {
  it.each<[bigint, string, string]>([
    [0n, '0 đ', '0 VND'],
    [999n, '999 đ', '999 VND'],
    [1_000n, '1.000 đ', '1,000 VND'],
    [1_234_567n, '1.234.567 đ', '1,234,567 VND'],
    [-50_000_000n, '-50.000.000 đ', '-50,000,000 VND'],
    [9_007_199_254_740_993n, '9.007.199.254.740.993 đ', '9,007,199,254,740,993 VND'],
  ])('prints %s exactly, with plain spaces', (amount, vi, en) => {
    expect([formatDong(amount, 'vi'), formatDong(amount, 'en')]).toEqual([vi, en]);
  });

  it('reads back what it printed', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.constantFrom<Locale>('vi', 'en'), (amount, locale) => {
        expect(parseDong(formatDong(amount, locale), locale)).toBe(amount);
      }),
    );
  });

  it.each([
    ['1234567', 1_234_567n],
    [' 1.234.567 đồng ', 1_234_567n],
    ['50.000.000VNĐ', 50_000_000n],
    ['1.000', 1_000n],
  ])('reads "%s" in Vietnamese', (text, amount) => {
    expect(parseDong(text, 'vi')).toBe(amount);
  });

  it.each([['1,5'], ['1.5'], ['1,000'], ['1.23.456'], ['1.000,00'], [''], ['đ'], ['1e6'], ['12 34']])(
    'does not guess what "%s" means in Vietnamese',
    (text) => {
      expect(parseDong(text, 'vi')).toBeNull();
    },
  );

  it('crosses JSON without loss, and refuses what would lose', () => {
    expect(dongFromJson(dongToJson(9_007_199_254_740_991n))).toBe(9_007_199_254_740_991n);
    expect(() => dongToJson(9_007_199_254_740_992n)).toThrow('too large');
    expect(() => dongToJson(-9_007_199_254_740_992n)).toThrow('too large');
    expect(() => dongFromJson(0.5)).toThrow('not a whole');
    expect(() => dongFromJson(2 ** 53)).toThrow(RangeError);
  });
});
