/**
 * What people type to name a thing, in the one spelling by which it is compared, found and stored unique: references (numbers of
 * contracts and decisions, of the Treasury) and names of products. Tax codes and invoices have rules of their own in tax-code.ts and
 * invoice.ts, and begin with `typed` as these do.
 */

/** Letters of the Greek and Cyrillic alphabets, and of rarer Latin ones, that nobody tells from the Latin letter beside them. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [
    ['АΑ', 'A'],
    ['ВΒ', 'B'],
    ['СϹ', 'C'],
    ['ЕΕ', 'E'],
    ['НΗ', 'H'],
    ['ІΙӀ', 'I'],
    ['ЈͿ', 'J'],
    ['КΚ', 'K'],
    ['МΜ', 'M'],
    ['Ν', 'N'],
    ['ОΟ', 'O'],
    ['РΡ', 'P'],
    ['Ѕ', 'S'],
    ['ТΤ', 'T'],
    ['ХΧ', 'X'],
    ['ҮΥ', 'Y'],
    ['Ζ', 'Z'],
    ['ÐƉ', 'Đ'],
    ['а', 'a'],
    ['в', 'b'],
    ['сϲ', 'c'],
    ['е', 'e'],
    ['н', 'h'],
    ['і', 'i'],
    ['јϳ', 'j'],
    ['к', 'k'],
    ['м', 'm'],
    ['оο', 'o'],
    ['р', 'p'],
    ['ѕ', 's'],
    ['т', 't'],
    ['хχ', 'x'],
    ['уү', 'y'],
    ['ðɖ', 'đ'],
  ].flatMap(([letters, latin]) => [...letters!].map((letter) => [letter, latin!] as const)),
);

/** What leaves no mark on paper: format characters, fillers, the blank Braille pattern. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A text as a reader sees it: compatibility forms (full width, ligatures, №) resolved, unseen characters out, letters that only look
 * Latin made Latin, dashes alike, composed (NFC), no blanks around. Case, marks and blanks inside stay.
 */
export function typed(text: string): string {
  return text
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(/[\u0370-\u04ff\u00d0\u00f0\u0189\u0256]/gu, (letter) => LOOK_ALIKES.get(letter) ?? letter)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .normalize('NFC')
    .trim();
}

/** `typed` without blanks, in capitals (where more letters look alike): how an identity of letters, digits and signs is read. */
export const compact = (text: string): string => typed(typed(text).toUpperCase()).replace(/\s/gu, '');

/**
 * The one spelling of a reference that people give to a paper: the number of a contract (`12/HĐ-SKHCN`), of a decision, of a payment
 * at the Treasury. Blanks, case, marks (Đ is D), a `Số` in front, points at the ends and zeros in front of a number tell no two apart.
 */
export function referenceKey(reference: string): string {
  return compact(reference)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/Đ/gu, 'D')
    .replace(/^[.,:;]+|[.,:;]+$/gu, '')
    .replace(/^(?:SO|NO|N°)[.:]*(?=\d)/u, '')
    .replace(/(?<![0-9A-Z])0+(?=\d)/gu, '');
}

/** What tells products of one enterprise apart: the same letters and marks, whatever their case, blanks, and points at the ends. */
export const productKeyOf = (name: string): string =>
  typed(name)
    .toLocaleLowerCase('vi')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s.,:;]+|[\s.,:;]+$/gu, '');
