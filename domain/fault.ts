/** A sentence that a user reads, in both languages of the product. */
export interface Bilingual {
  vi: string;
  en: string;
}

/**
 * One thing wrong with what was given in.
 * `path` names the field as the caller wrote it (`lines.2.vat`), `code` is stable for programs, `message` says what is
 * wrong and what to do.
 */
export interface Fault {
  path: string;
  code: string;
  message: Bilingual;
}

/**
 * How sure we are of a statement of law: T read in a copy of the official text, S a secondary page, E an explanation
 * that cites the article, G general knowledge, X not confirmed. G and X are never shown as law.
 */
export type Certainty = 'T' | 'S' | 'E' | 'G' | 'X';
