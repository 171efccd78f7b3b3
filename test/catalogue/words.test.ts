import { hasWord, type WordKind, wordOf } from '../../catalogue/words.ts';
import { OUTCOME_STANDINGS } from '../../domain/outcomes.ts';
import { ACTION, LETTER, LIMIT, MOVEMENT, ROLE, STAGE, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { TARGET_STANDINGS } from '../../domain/targets.ts';
import { PROGRAMMES, programmeOf } from '../../programmes/index.ts';

const VOCABULARY: [WordKind, readonly string[]][] = [
  ['subject', Object.values(SUBJECT)],
  ['stage', Object.values(STAGE)],
  ['state', Object.values(STATE)],
  ['role', Object.values(ROLE)],
  ['action', Object.values(ACTION)],
  ['task', Object.values(TASK)],
  ['limit', Object.values(LIMIT)],
  ['letter', Object.values(LETTER)],
  ['movement', Object.values(MOVEMENT)],
  ['method', programmeOf('003').procurement.methods.map((row) => row.method)],
  ['venue', programmeOf('003').procurement.methods.map((row) => row.venue)],
  ['beneficiary', PROGRAMMES.flatMap(({ items }) => items.flatMap(({ beneficiaries }) => beneficiaries))],
  ['unit', PROGRAMMES.flatMap(({ targets }) => targets.map(({ unit }) => unit))],
  ['target-standing', TARGET_STANDINGS],
  ['outcome-standing', OUTCOME_STANDINGS],
  ['listed', PROGRAMMES.map(({ listedProcedure }) => listedProcedure)],
];

describe('the words of the process', () => {
  it.each(VOCABULARY)('there is a word for every %s', (kind, names) => {
    expect(names.filter((name) => !hasWord(kind, name))).toEqual([]);
  });

  it.each(VOCABULARY)('the words for %s are said in both languages, in normal form C', (kind, names) => {
    for (const name of names) {
      for (const text of Object.values(wordOf(kind, name))) {
        expect(text.trim()).not.toBe('');
        expect(text).toBe(text.normalize('NFC'));
      }
    }
  });

  it('two states never read the same, so that a list of dossiers tells them apart', () => {
    for (const language of ['vi', 'en'] as const) {
      const said = Object.values(STATE).map((key) => wordOf('state', key)[language]);
      expect(said.filter((word, index) => said.indexOf(word) < index)).toEqual([]);
    }
  });

  it('a name without a word stands for itself', () => {
    expect(wordOf('state', 'constructor')).toEqual({ vi: 'constructor', en: 'constructor' });
  });
});
