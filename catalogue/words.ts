/** The words that people read for the names of the process, in Vietnamese and English: for letters, API, history and pages. */
import type { Bilingual } from '../domain/fault.ts';
import { ACTION_WORDS } from './actions.ts';
import {
  ANSWER_WORDS,
  CERTAINTY_WORDS,
  CONCLUSION_WORDS,
  GROUND_WORDS,
  LETTER_FAILURE_WORDS,
  METHOD_WORDS,
  MOVEMENT_WORDS,
  PAYMENT_WORDS,
  REASON_WORDS,
  VENUE_WORDS,
} from './choices.ts';
import { LETTER_WORDS } from './letters.ts';
import { ROLE_WORDS, STAGE_WORDS, STATE_WORDS, SUBJECT_WORDS } from './places.ts';
import { BENEFICIARY_WORDS, LISTED_WORDS, UNIT_WORDS } from './programmes.ts';
import { OUTCOME_STANDING_WORDS, TARGET_STANDING_WORDS } from './targets.ts';
import { LIMIT_WORDS, TASK_WORDS } from './tasks.ts';

const WORDS = {
  subject: SUBJECT_WORDS,
  stage: STAGE_WORDS,
  state: STATE_WORDS,
  role: ROLE_WORDS,
  action: ACTION_WORDS,
  task: TASK_WORDS,
  limit: LIMIT_WORDS,
  letter: LETTER_WORDS,
  'letter-failure': LETTER_FAILURE_WORDS,
  answer: ANSWER_WORDS,
  method: METHOD_WORDS,
  venue: VENUE_WORDS,
  conclusion: CONCLUSION_WORDS,
  ground: GROUND_WORDS,
  payment: PAYMENT_WORDS,
  movement: MOVEMENT_WORDS,
  reason: REASON_WORDS,
  certainty: CERTAINTY_WORDS,
  beneficiary: BENEFICIARY_WORDS,
  unit: UNIT_WORDS,
  listed: LISTED_WORDS,
  'target-standing': TARGET_STANDING_WORDS,
  'outcome-standing': OUTCOME_STANDING_WORDS,
} satisfies Record<string, Readonly<Record<string, Bilingual>>>;

export type WordKind = keyof typeof WORDS;

/** Whether there is a word for a name. */
export const hasWord = (kind: WordKind, name: string): boolean => Object.hasOwn(WORDS[kind], name);

/**
 * @param kind what the name is one of; a state is named by its whole key (`eligibility/appraising`)
 * @returns the words for it; a name without one stands for itself, so that an old record never breaks a page
 */
export function wordOf(kind: WordKind, name: string): Bilingual {
  const words: Readonly<Record<string, Bilingual>> = WORDS[kind];
  return Object.hasOwn(words, name) ? words[name]! : { vi: name, en: name };
}
