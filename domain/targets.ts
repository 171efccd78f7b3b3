/** How a programme's targets stand: each period with its plan, what was counted, what was entered, and what is still missing. Pure. */
import { formatDay } from './dates.ts';
import type { Period, Target, Text } from './programme.ts';
import { type Countable, type Counted, countIn } from './target-count.ts';

/** A number that the agency entered for a period of a target. Of two for the same period the later in the list holds. */
export type EnteredNumber = { target: string; period: Period; number: number };

/**
 * `number-missing`: nothing to hold against the plan. `beyond`: above the upper end of a range, which is told, not judged.
 */
export const TARGET_STANDINGS = ['number-missing', 'not-reached', 'reached', 'beyond'] as const;
export type TargetStanding = (typeof TARGET_STANDINGS)[number];

export type Line<Entry extends EnteredNumber = EnteredNumber> = {
  period: Period;
  /** Null where the target is entered alone. */
  counted: Counted | null;
  /** The number that the agency entered for this period; never added to what was counted. */
  entered: Entry | null;
  /** Of a target that grows: the period it grows over, with the agency's number for it, and what is counted here for that period. */
  base: { period: Period; entered: Entry | null; countedHere: number | null } | null;
  /** What is held against the plan: a number, or percent of growth with two decimals. */
  value: number | null;
  /** Which number the agency has to enter before the line says anything. */
  missing: Text | null;
  standing: TargetStanding;
};

/** The periods that a target is held to: each calendar year of it, or the whole. */
export function periodsOf({ period, eachYear }: Pick<Target, 'period' | 'eachYear'>): Period[] {
  if (!eachYear) return [period];
  const [first, last] = [Number(period.from.slice(0, 4)), Number(period.to.slice(0, 4))];
  return Array.from({ length: last - first + 1 }, (_, index) => clipped(yearOf(first + index), period));
}

const yearOf = (year: number): Period => ({ from: `${year}-01-01`, to: `${year}-12-31` });
const clipped = (year: Period, { from, to }: Period): Period => ({
  from: year.from < from ? from : year.from,
  to: year.to > to ? to : year.to,
});

/** The period over which a target is to grow; none where it does not grow, or where its percent is itself the number that is entered. */
export function baseOf({ growthOver, unit }: Pick<Target, 'growthOver' | 'unit'>, { from }: Period): Period | null {
  if (!growthOver || unit === 'percent') return null;
  return growthOver === 'the-year-before' ? yearOf(Number(from.slice(0, 4)) - 1) : growthOver;
}

/** The periods for which a number may be entered: those that the target is held to, and those that it grows over. */
export function enterablePeriods(target: Target): Period[] {
  const own = periodsOf(target);
  const all = own.flatMap((period) => [baseOf(target, period) ?? period, period]);
  return all
    .filter(({ from, to }, index) => all.findIndex((other) => other.from === from && other.to === to) === index)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
}

/**
 * Every period of a target as it stands.
 *
 * @param entries of any target, oldest first
 */
export function linesOf<Entry extends EnteredNumber>(
  target: Target,
  all: Countable,
  entries: readonly Entry[],
): Line<Entry>[] {
  const { counted: how, unit } = target;
  const count = (period: Period): Counted | null =>
    how.from === 'dossiers' ? countIn(unit, how.items, period, all) : null;
  const entered = (period: Period): Entry | null =>
    entries.findLast(
      (entry) => entry.target === target.code && entry.period.from === period.from && entry.period.to === period.to,
    ) ?? null;
  return periodsOf(target).map((period) => {
    const counted = count(period);
    const own = entered(period);
    const over = baseOf(target, period);
    const base = over && { period: over, entered: entered(over), countedHere: totalOf(count(over)) };
    const number = totalOf(counted) ?? own?.number ?? null;
    const exact = number !== null && base ? growth(number, base.entered?.number ?? null) : number;
    const value = exact === null ? null : Math.round(exact * 100) / 100;
    const missing = missingOf(period, number, base);
    return { period, counted, entered: own, base, value, missing, standing: standingOf(target.value, exact) };
  });
}

/** What dossiers and activities of the agency come to together; null where dossiers cannot tell. */
export function totalOf(counted: Counted | null): number | null {
  if (counted === null || counted.number === null) return null;
  return counted.number + (counted.activities?.number ?? 0);
}

/** Percent, exact wherever it is a whole number; null where there is nothing to grow over. */
function growth(number: number, base: number | null): number | null {
  return base === null || base === 0 ? null : ((number - base) * 100) / base;
}

function missingOf(period: Period, number: number | null, base: Line['base']): Text | null {
  if (number === null) return missingFor(period);
  if (!base) return null;
  if (base.entered === null) return missingFor(base.period);
  return base.entered.number === 0 ? nothingBefore(base.period) : null;
}

const span = ({ from, to }: Period): string => `${formatDay(from)}–${formatDay(to)}`;
const missingFor = (period: Period): Text => ({
  vi: `Thiếu số liệu của giai đoạn ${span(period)}: số do cơ quan nhập, kèm nguồn.`,
  en: `The number for ${span(period)} is missing: the agency enters it, with its source.`,
});
const nothingBefore = (period: Period): Text => ({
  vi: `Số liệu của giai đoạn ${span(period)} bằng 0: không tính được tỷ lệ tăng.`,
  en: `The number for ${span(period)} is 0: growth over it cannot be reckoned.`,
});

/** @param plan as the source gives it: "more than" leaves its own number out, "about" is held to the number that it names */
export function standingOf(plan: Target['value'], value: number | null): TargetStanding {
  const { atLeast, atMost, moreThan } = plan;
  if (value === null) return 'number-missing';
  if (atLeast !== undefined && (moreThan ? value <= atLeast : value < atLeast)) return 'not-reached';
  return atMost !== undefined && value > atMost ? 'beyond' : 'reached';
}
