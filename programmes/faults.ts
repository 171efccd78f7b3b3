/** What may be wrong with a source, a text or a span of days anywhere in a programme's data: the pieces that the check is made of. */
import { isDay } from '../domain/dates.ts';
import type { Source, Text } from '../domain/programme.ts';

/** A source is named, and what is not certain is not passed off as law. */
export function* sourceFaults(place: string, source: Source): Generator<string> {
  if (source.document.trim() === '') yield `${place}.source: names no document`;
  if (source.certainty === 'G' || source.certainty === 'X')
    yield `${place}.source: certainty ${source.certainty} may not bind anybody; set it as the agency's own`;
  if (source.note) yield* textFaults(`${place}.source.note`, source.note);
  if (source.from || source.to) yield* spanFaults(`${place}.source`, source.from ?? source.to!, source.to);
}

/** Said in both languages, in normal form C. */
export function* textFaults(place: string, text: Text): Generator<string> {
  for (const language of ['vi', 'en'] as const) {
    if (text[language].trim() === '') yield `${place}.${language}: is empty`;
    if (text[language] !== text[language].normalize('NFC')) yield `${place}.${language}: is not in normal form C`;
  }
}

/** Days that exist, in their order. */
export function* spanFaults(place: string, from: string, to?: string): Generator<string> {
  for (const day of [from, to]) if (day !== undefined && !isDay(day)) yield `${place}: ${day} is not a day`;
  if (to !== undefined && to < from) yield `${place}: ends before it begins`;
}

/** Each text that a list has more than once. */
export const repeated = (list: readonly string[]): string[] => [
  ...new Set(list.filter((one, at) => list.indexOf(one) < at)),
];

/** The source's own words: there, as one would copy them, in normal form C. */
export function* wordsFaults(place: string, words: string): Generator<string> {
  if (words.trim() === '') yield `${place}: the source's own words are missing`;
  else if (words !== words.normalize('NFC').trim()) yield `${place}: has blanks around it, or is not in normal form C`;
}
