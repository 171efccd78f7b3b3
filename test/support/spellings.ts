/** One identity as different people type it, or as somebody types it who would like it to be another one. */

const LOOK_ALIKE: Readonly<Record<string, string>> = { C: 'С', T: 'Т', H: 'Н', K: 'К', A: 'Α', B: 'Β', c: 'с', p: 'р' };
const each = (text: string, change: (letter: string) => string) => [...text].map(change).join('');

const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'zero-width': (text) => `\ufeff${[...text].join('\u200b')}\u2060`,
  'full-width': (text) =>
    each(text, (letter) => (/[!-~]/.test(letter) ? String.fromCodePoint(letter.codePointAt(0)! + 0xfee0) : letter)),
  'look-alikes': (text) => each(text, (letter) => LOOK_ALIKE[letter] ?? letter),
  decomposed: (text) => text.normalize('NFD'),
  case: (text) => text.toLocaleLowerCase('vi'),
  blanks: (text) => `\u00a0 ${text.replaceAll(' ', ' \t ')}  `,
  points: (text) => ` ${text}.`,
};

export const SPELLINGS = Object.keys(WAYS);

/** @returns the text in each of `SPELLINGS` */
export const spellings = (text: string): string[] => SPELLINGS.map((way) => WAYS[way]!(text));
