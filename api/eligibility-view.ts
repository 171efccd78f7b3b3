/** How an evaluation is shown: each condition with its answer, reason, facts and source; ceilings; what may be granted, and its arithmetic. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { type Judged, VERDICTS } from '../domain/conditions.ts';
import type { Evaluation, ShownCeiling } from '../domain/eligibility.ts';
import type { Source } from '../domain/programme.ts';
import { amount, bilingual, day } from './schemas.ts';

const sourceShown = z.looseObject({ document: z.string(), certainty: z.string(), means: bilingual });
const sourced = (source: Source) => ({ ...source, means: wordOf('certainty', source.certainty) });

const conditionView = z
  .object({
    condition: z.string(),
    text: bilingual,
    verdict: z.enum(VERDICTS).describe('By the facts alone; `to-judge`: a person answers it.'),
    reason: bilingual.describe('The same words in the check, the appraisal and the letter.'),
    facts: z.array(
      z.object({
        name: z.string(),
        title: bilingual,
        value: bilingual,
        from: z.enum(['register', 'declared']),
        source: z.string().nullable(),
        asOf: day,
      }),
    ),
    missing: z
      .array(z.object({ name: z.string(), title: bilingual }))
      .describe('Facts that it cannot be told without.'),
    source: sourceShown,
  })
  .meta({ id: 'JudgedCondition' });

const ceilingView = z
  .object({
    code: z.string(),
    text: bilingual,
    over: z.string(),
    per: z.string(),
    amount,
    used: amount,
    by: z
      .array(z.object({ code: z.string(), amount }))
      .describe('Dossiers that used it; nothing else of them is shown.'),
    left: amount,
    sizeUnknown: z.boolean(),
    line: bilingual,
    source: sourceShown,
  })
  .meta({ id: 'CeilingUsed' });

export const evaluationView = z
  .object({
    on: day.describe('The rules and facts of this day.'),
    fails: z.array(z.string()).describe('Conditions that the facts say are not met.'),
    toJudge: z.array(z.string()).describe('Conditions that a person answers.'),
    conditions: z.array(conditionView),
    size: z.object({
      class: z.string().nullable(),
      title: bilingual.nullable(),
      missing: z.array(z.string()),
      source: sourceShown,
    }),
    ceilings: z.array(ceilingView),
    terms: z.object({ rateBp: z.int(), capPerApplication: amount, source: sourceShown }).nullable(),
    offer: z
      .object({ amount, bound: z.string(), line: bilingual })
      .nullable()
      .describe('The most that may be granted, with its arithmetic on one line; null of an item that pays no support.'),
  })
  .meta({ id: 'Evaluation' });

/** An evaluation as it is shown. @param now the conditions and ceilings of now, where they are shown instead of those that were kept */
export function evaluationShown(
  { conditions, ceilings, ...kept }: Evaluation,
  now: { conditions?: readonly Judged[]; ceilings?: readonly ShownCeiling[] } = {},
) {
  const judged = now.conditions ?? conditions;
  const codes = (verdict: string) => judged.filter((one) => one.verdict === verdict).map((one) => one.condition);
  return {
    ...kept,
    fails: codes('not-met'),
    toJudge: codes('to-judge'),
    conditions: judged.map(({ by: _, ...one }) => ({ ...one, source: sourced(one.source) })),
    size: { ...kept.size, source: sourced(kept.size.source) },
    ceilings: (now.ceilings ?? ceilings).map((one) => ({ ...one, source: sourced(one.source) })),
    terms: kept.terms && { ...kept.terms, source: sourced(kept.terms.source) },
  };
}
