/** How a target is shown: its words and plan, what was counted with the dossiers behind it, what was entered and by whom. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import type { Target } from '../domain/programme.ts';
import type { Behind, Counted } from '../domain/target-count.ts';
import { enterablePeriods, type Line, TARGET_STANDINGS, totalOf } from '../domain/targets.ts';
import type { Entry } from '../records/targets.ts';
import { period, targetView } from './programme-schema.ts';
import { targetOf } from './programme-view.ts';
import { bilingual, day, instant } from './schemas.ts';

/** How many dossiers are named with a number; the rest is a list of its own. */
const NAMED = 20;

export const entryView = z
  .object({
    id: z.uuid(),
    target: z.string(),
    period,
    number: z.number(),
    source: z.string(),
    document: z.uuid(),
    reason: z.string().nullable().describe('Why it corrects the one before it.'),
    at: instant,
    by: z.object({ id: z.uuid(), name: z.string() }),
  })
  .meta({ id: 'EnteredNumber' });

export const entryOf = ({ documentId, at, ...entry }: Entry) => ({
  ...entry,
  document: documentId,
  at: at.toISOString(),
});

const behindView = z.object({
  code: z.string(),
  on: day.describe('When it was settled, recognised or designated.'),
  adds: z.int().describe('What it adds to the number: 0 where its enterprise was counted with an earlier dossier.'),
});
export const dossierView = behindView.meta({ id: 'CountedDossier' });

const countedView = z.object({
  number: z.int().nullable().describe('From dossiers; null where they cannot tell.'),
  why: bilingual.optional().describe('Why they cannot.'),
  dossiers: z.object({
    total: z.int(),
    first: z.array(behindView),
    all: z.string().describe('Where all of them are listed.'),
  }),
  leftOut: z.array(z.object({ code: z.string(), on: day, why: bilingual })),
  activities: z
    .object({ number: z.int(), total: z.int(), ids: z.array(z.uuid()) })
    .nullable()
    .describe('What the agency ran itself for these items, apart from dossiers.'),
  together: z.int().nullable().describe('Dossiers and activities.'),
  notes: z.array(bilingual).describe('How the number is to be read.'),
});

const lineView = z.object({
  period,
  counted: countedView.nullable().describe('Null of a target that is entered alone.'),
  entered: entryView.nullable().describe('The agency’s own number, apart from what was counted.'),
  base: z
    .object({ period, entered: entryView.nullable(), countedHere: z.int().nullable() })
    .nullable()
    .describe('The period that it grows over: the agency’s number for it, and what is counted here for that period.'),
  value: z.number().nullable().describe('Held against the plan: a number, or percent of growth.'),
  missing: bilingual.nullable().describe('Which number has to be entered first.'),
  standing: z.object({ name: z.enum(TARGET_STANDINGS), title: bilingual }),
});

export const progressView = targetView
  .extend({
    enterable: z.array(period).describe('The periods for which a number may be entered.'),
    lines: z.array(lineView).describe('One for each period that the target is held to.'),
  })
  .meta({ id: 'TargetProgress' });

/** @param programmeId for the list of all dossiers behind a number */
export function progressOf(programmeId: string, target: Target, lines: readonly Line<Entry>[]) {
  return {
    ...targetOf(target),
    enterable: enterablePeriods(target),
    lines: lines.map(({ counted, entered, base, standing, ...line }) => ({
      ...line,
      counted: counted && countedOf(counted, listOf(programmeId, target.code, line.period)),
      entered: entered && entryOf(entered),
      base: base && { ...base, entered: base.entered && entryOf(base.entered) },
      standing: { name: standing, title: wordOf('target-standing', standing) },
    })),
  };
}

const listOf = (programmeId: string, target: string, { from, to }: Target['period']): string =>
  `/api/programmes/${programmeId}/targets/${target}/dossiers?from=${from}&to=${to}`;

function countedOf(counted: Counted, all: string) {
  const { behind, activities, leftOut, notes, ...own } = counted;
  return {
    ...own,
    dossiers: { total: behind.length, first: behind.slice(0, NAMED).map(shown), all },
    leftOut: leftOut.slice(0, NAMED),
    activities: activities && {
      number: activities.number,
      total: activities.ids.length,
      ids: activities.ids.slice(0, NAMED),
    },
    together: totalOf(counted),
    notes: [...notes],
  };
}

export const shown = ({ code, on, adds }: Behind) => ({ code, on, adds });
