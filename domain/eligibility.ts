/** Eligibility: every condition of an item judged, what the ceilings leave, and the most that may be granted by which line of arithmetic. */
import { type CeilingUse, leastLeft, lineOf, type SettledCeiling } from './ceilings.ts';
import { type Given, type Judged, judge } from './conditions.ts';
import type { Day } from './dates.ts';
import type { Bilingual } from './fault.ts';
import { dongFromJson, dongToJson } from './money.ts';
import type { Ceiling, Condition, SizeClass, Source, SupportRule, Text } from './programme.ts';
import { SIZE_SOURCE, SIZE_WORDS, sizeClassOf } from './size-class.ts';
import { proposedCeiling, type SupportTerm } from './support.ts';

/** A ceiling as it is shown and kept; amounts in đồng as JSON integers. */
export type ShownCeiling = {
  code: string;
  text: Text;
  over: Ceiling['over'];
  per: Ceiling['per'];
  source: Source;
  amount: number;
  used: number;
  by: { code: string; amount: number }[];
  left: number;
  sizeUnknown: boolean;
  line: Bilingual;
};

export const shownCeiling = (use: CeilingUse): ShownCeiling => ({
  ...use,
  amount: dongToJson(use.amount),
  used: dongToJson(use.used),
  by: use.by.map(({ code, amount }) => ({ code, amount: dongToJson(amount) })),
  left: dongToJson(use.left),
  line: lineOf(use),
});

/** The ceiling as it was settled on the day of submission. */
export const settledOf = ({ code, text, over, per, source, amount, sizeUnknown }: ShownCeiling): SettledCeiling => ({
  ...{ code, text, over, per, source, sizeUnknown },
  amount: dongFromJson(amount),
});

/** What may be granted, and how that was reckoned. */
export type Offer = { amount: number; bound: SupportTerm; line: Bilingual };

/** The terms that support is reckoned by, as they were on the day. */
export type Terms = { rateBp: number; capPerApplication: number; source: Source };

/** A whole evaluation; plain JSON. */
export type Evaluation = {
  on: Day;
  conditions: Judged[];
  size: { class: SizeClass | null; title: Bilingual | null; missing: string[]; source: Source };
  ceilings: ShownCeiling[];
  /** Null of an item that pays no support. */
  terms: Terms | null;
  offer: Offer | null;
};

/** Evaluates an item for an applicant. @param given.estimate the cost in đồng; @param given.uses its ceilings */
export function evaluate(
  item: { conditions: readonly Condition[]; support?: SupportRule },
  given: Given & { estimate: bigint; uses: readonly CeilingUse[] },
): Evaluation {
  const sized = sizeClassOf(given.facts);
  const { support } = item;
  const terms = support
    ? { rateBp: support.rateBp, capPerApplication: dongToJson(support.capPerApplication), source: support.source }
    : null;
  return {
    on: given.on,
    conditions: item.conditions.map((condition) => judge(condition, given)),
    size: {
      class: sized.class,
      title: sized.class && SIZE_WORDS[sized.class],
      missing: sized.class ? [] : [...sized.missing],
      source: SIZE_SOURCE,
    },
    ceilings: given.uses.map(shownCeiling),
    terms,
    offer: terms && offerOf(terms, given),
  };
}

/** The most that may be granted now: the terms of then, for this cost, with what the ceilings leave. @param given.estimate đồng */
export function offerOf(
  { rateBp, capPerApplication }: Pick<Terms, 'rateBp' | 'capPerApplication'>,
  { estimate, uses }: { estimate: bigint; uses: readonly CeilingUse[] },
): Offer {
  const { amount, bound, line } = proposedCeiling({
    rate: rateBp,
    estimate,
    cap: dongFromJson(capPerApplication),
    ceilingLeft: leastLeft(uses),
  });
  return { amount: dongToJson(amount), bound, line };
}
