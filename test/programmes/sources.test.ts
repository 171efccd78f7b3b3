import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Period, Programme, SupportItem, Target } from '../../domain/programme.ts';
import { PROGRAMMES, takesApplications, whyNoApplications } from '../../programmes/index.ts';

const page = readFileSync(join(import.meta.dirname, 'sources.md'), 'utf8');

/** The rows of a table of a chapter of sources.md, which begins with this heading. */
function rows(definition: string, heading: 'item' | 'target'): string[][] {
  const chapter = page.split(/^## /m).find((part) => part.startsWith(`${definition}\n`)) ?? '';
  const table = chapter.split('\n\n').find((part) => part.startsWith(`| ${heading} |`)) ?? '';
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));
}

const itemRow = ({ code, kind, route, beneficiaries, words }: SupportItem): string[] => [
  code,
  kind === 'run-by-the-agency' ? 'agency' : (route ?? 'none'),
  beneficiaries.join(', ') || '–',
  words,
];

const years = ({ from, to }: Period): string => `${from.slice(0, 4)}–${to.slice(0, 4)}`;

/** A target's number as one says it. */
function said({ value, growthOver, eachYear }: Target): string {
  const { atLeast, atMost, about, moreThan } = value;
  const plus = growthOver ? '+' : '';
  const range = atMost === undefined ? `${plus}${atLeast}` : `${plus}${atLeast} to ${atMost}`;
  const least = atMost === undefined ? 'at least ' : '';
  const prefix = about ? 'about ' : moreThan ? 'more than ' : least;
  const over = growthOver === 'the-year-before' ? 'the year before' : growthOver && years(growthOver);
  return `${prefix}${range}${over ? ` % over ${over}` : ''}${eachYear ? ', each year' : ''}`;
}

const targetRow = (target: Target): string[] => [
  target.code,
  target.unit,
  years(target.period),
  said(target),
  target.counted.from === 'dossiers' ? target.counted.items.join(', ') : 'entered',
  target.words,
];

const programmes = PROGRAMMES.map((programme): [string, Programme] => [programme.definition, programme]);

describe('the five sources', () => {
  it('are all there', () => {
    expect(programmes.map(([definition]) => definition)).toEqual(['000', '001', '002', '003', '004']);
    expect([...page.matchAll(/^## (\d{3})$/gm)].map(([, definition]) => definition)).toEqual(
      programmes.map(([definition]) => definition),
    );
  });

  it.each(programmes)(
    '%s: every support item that it names is an item, in its own words, and none besides',
    (definition, { items }) => {
      expect(items.map(itemRow)).toEqual(rows(definition, 'item'));
    },
  );

  it.each(programmes)(
    '%s: every target that it names is a target with its unit, period and number, and none besides',
    (definition, { targets }) => {
      expect(targets.map(targetRow)).toEqual(rows(definition, 'target'));
    },
  );

  it.each(programmes)(
    '%s: what the agency runs itself says so in the words of the source',
    (_definition, { items }) => {
      for (const item of items.filter(({ kind }) => kind === 'run-by-the-agency')) {
        expect(takesApplications(item)).toBe(false);
        for (const reason of Object.values(whyNoApplications(item) ?? {})) expect(reason).toContain(item.words);
      }
    },
  );
});
