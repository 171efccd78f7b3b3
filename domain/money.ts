/** The languages an amount can be printed in. */
export type Locale = 'vi' | 'en';

const GROUP: Record<Locale, string> = { vi: '.', en: ',' };

/**
 * Whole đồng as people read them: `1.234.567 đ` in Vietnamese, `1,234,567 VND` in English, always exact.
 * `Intl` is not used: with `vi-VN` it ends in U+00A0 and ₫, which neither agencies nor searches expect.
 */
export function formatDong(amount: bigint, locale: Locale): string {
  const digits = (amount < 0n ? -amount : amount).toString().replace(/\B(?=(\d{3})+$)/g, GROUP[locale]);
  return `${amount < 0n ? '-' : ''}${digits} ${locale === 'vi' ? 'đ' : 'VND'}`;
}

/**
 * Reads an amount typed by a person: plain digits, or groups of three with the locale's separator, then an optional
 * unit (đ, ₫, đồng, VND, VNĐ). Answers null for everything else, also for "1.5": đồng has no smaller unit, and a guess
 * between thousands and decimals would be a thousandfold error.
 */
export function parseDong(text: string, locale: Locale): bigint | null {
  const match = /^(-?)(\d+|\d{1,3}(?:[.,]\d{3})+)\s*(?:đ|₫|đồng|vnd|vnđ)?$/iu.exec(text.normalize('NFC').trim());
  if (!match) return null;
  const [, sign, digits] = match as unknown as [string, string, string];
  const other = GROUP[locale === 'vi' ? 'en' : 'vi'];
  if (digits.includes(other)) return null;
  return BigInt(`${sign}${digits.replaceAll(GROUP[locale], '')}`);
}

/**
 * Whole đồng as the JSON integer that the API shows. Throws RangeError beyond ±9 007 199 254 740 991 đồng, where a JSON
 * number would no longer be exact.
 */
export function dongToJson(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${amount} đồng is too large for an exact JSON integer`);
  return number;
}

/** The inverse of `dongToJson`. Throws RangeError when `number` is not an integer or not exact. */
export function dongFromJson(number: number): bigint {
  if (!Number.isSafeInteger(number))
    throw new RangeError(`${number} is not a whole, exactly represented number of đồng`);
  return BigInt(number);
}
