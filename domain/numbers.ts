/** How numbers that are no money are written for readers: a comma before decimals in Vietnamese, a point in English. */
import type { Bilingual } from './fault.ts';

/** @param value any finite number; @param decimals how many are always written; without it as many as there are, at most two */
export function formatNumber(value: number, language: keyof Bilingual, decimals?: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number to be written`);
  const text = decimals === undefined ? String(Math.round(value * 100) / 100) : value.toFixed(decimals);
  return language === 'vi' ? text.replace('.', ',') : text;
}

/** Points that are kept in hundredths: 9325 is 93,25 and 93.25. */
export const formatPoints = (hundredths: number, language: keyof Bilingual): string =>
  formatNumber(hundredths / 100, language, 2);

/** Basis points as percent: 850 is 8,5% and 8.5%. */
export const formatPercent = (basisPoints: number, language: keyof Bilingual): string =>
  `${formatNumber(basisPoints / 100, language)}%`;

/** `formatPoints` in both languages. */
export const pointsInWords = (hundredths: number): Bilingual => ({
  vi: formatPoints(hundredths, 'vi'),
  en: formatPoints(hundredths, 'en'),
});

/** `formatPercent` in both languages. */
export const percentInWords = (basisPoints: number): Bilingual => ({
  vi: formatPercent(basisPoints, 'vi'),
  en: formatPercent(basisPoints, 'en'),
});
