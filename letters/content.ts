/** What a letter is made of, in both languages at once: paragraphs, rows of facts, lists. Layout turns it into text and HTML. */
import { formatDay, formatInstant, legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { formatDong } from '../domain/money.ts';

export type Row = readonly [label: Bilingual, value: Bilingual];
export type Block =
  | { kind: 'paragraph'; text: Bilingual }
  | { kind: 'rows'; rows: readonly Row[] }
  | { kind: 'list'; items: readonly Bilingual[] };

/** A part of a letter that the facts may leave out. */
export type MaybeBlock = Block | null | false | undefined;

export const both = (vi: string, en: string): Bilingual => ({ vi, en });
export const same = (text: string): Bilingual => ({ vi: text, en: text });

export const say = (vi: string, en: string): Block => ({ kind: 'paragraph', text: { vi, en } });

/** Rows whose value is known; none of them, no block. */
export function rows(
  ...given: readonly (readonly [vi: string, en: string, value: Bilingual | null | undefined])[]
): Block | null {
  const known = given.flatMap(([vi, en, value]): Row[] => (value ? [[both(vi, en), value]] : []));
  return known.length > 0 ? { kind: 'rows', rows: known } : null;
}

export const list = (items: readonly Bilingual[]): Block | null => (items.length > 0 ? { kind: 'list', items } : null);

/** A block under a line of its own; neither where there is no block. */
export const under = (vi: string, en: string, block: Block | null): Block[] => (block ? [say(vi, en), block] : []);

/** Texts put together in each language; what is missing is left out. */
export const join = (separator: string, parts: readonly (Bilingual | null)[]): Bilingual => {
  const known = parts.filter((part): part is Bilingual => part !== null);
  return {
    vi: known.map((part) => part.vi).join(separator),
    en: known.map((part) => part.en).join(separator),
  };
};

/** Whole đồng in both languages. */
export const dong = (amount: bigint | null): Bilingual | null =>
  amount === null ? null : both(formatDong(amount, 'vi'), formatDong(amount, 'en'));

/** A legal day, or the legal day of an instant, as dd/MM/yyyy. */
export function onDay(day: string | Date | null | undefined): Bilingual | null {
  if (!day) return null;
  return same(formatDay(typeof day === 'string' ? day : legalDay(day)));
}

/** An instant as dd/MM/yyyy HH:mm in Viet Nam. */
export const atInstant = (instant: Date | null | undefined): Bilingual | null =>
  instant ? same(formatInstant(instant)) : null;

/** A text in both languages where its writer wrote it in one. */
export const words = (text: string | null): Bilingual | null => (text === null ? null : same(text));
