/** Selecting products: their points from the members' scores, the ranking, what it proposes, and how long a recognition is valid. */
import { type Day, isDay } from './dates.ts';
import type { Bilingual, Fault } from './fault.ts';
import { formatPercent } from './numbers.ts';

/** One line of the criteria of a round. */
export type SelectionCriterion = {
  key: string;
  name: Bilingual;
  /** Its weight in basis points of all points: 3000 is 30 %. All weights make 10000. */
  weightBp: number;
};

/** The rules of a round, as they were announced. */
export type SelectionTerms = {
  criteria: readonly SelectionCriterion[];
  /** The least share of all points that a product must reach, in basis points. */
  passBp: number;
  /** The most products that the ranking proposes; null: every one that passes. */
  most: number | null;
  /** How many years a recognition is valid. */
  validYears: number;
};

const WHOLE = 10_000;

/** What is wrong with the rules of a round. */
export function termsFaults({ criteria, passBp, most, validYears }: SelectionTerms): Fault[] {
  const faults: Fault[] = [];
  const say = (path: string, code: string, vi: string, en: string) => faults.push({ path, code, message: { vi, en } });
  if (criteria.length === 0) say('criteria', 'none', 'Chưa có tiêu chí nào.', 'There are no criteria.');
  criteria.forEach(({ key, weightBp }, index) => {
    if (criteria.findIndex((other) => other.key === key) < index)
      say(`criteria.${index}.key`, 'criterion-twice', `"${key}" đã có.`, `"${key}" is used twice.`);
    if (!Number.isInteger(weightBp) || weightBp <= 0)
      say(`criteria.${index}.weightBp`, 'weight', 'Tỷ trọng phải lớn hơn 0.', 'Give a weight above 0.');
  });
  const weight = criteria.reduce((sum, criterion) => sum + criterion.weightBp, 0);
  if (criteria.length > 0 && weight !== WHOLE)
    say(
      'criteria',
      'weights-total',
      `Tổng tỷ trọng là ${formatPercent(weight, 'vi')}, không phải 100%.`,
      `The weights make ${formatPercent(weight, 'en')} together, not 100%.`,
    );
  if (!Number.isInteger(passBp) || passBp < 1 || passBp > WHOLE)
    say('passBp', 'pass-mark', 'Điểm đạt phải từ 0,01 đến 100.', 'Give a pass mark between 0.01 and 100.');
  if (most !== null && (!Number.isInteger(most) || most < 1))
    say('most', 'most', 'Số sản phẩm tối đa phải từ 1.', 'Give at least 1 product.');
  if (!Number.isInteger(validYears) || validYears < 1 || validYears > 20)
    say(
      'validYears',
      'valid-years',
      'Thời hạn công nhận từ 1 đến 20 năm.',
      'A recognition is valid for 1 to 20 years.',
    );
  return faults;
}

/**
 * A product's points in hundredths, 0 to 10000: each criterion is the mean of the members' scores, the total weighs them. Worked out
 * exactly, and rounded down once.
 *
 * @param scores each member's score of each criterion, in hundredths
 * @throws RangeError where a member, or a score, is missing
 */
export function pointsOf(
  criteria: readonly SelectionCriterion[],
  scores: readonly Readonly<Record<string, number>>[],
): number {
  if (scores.length === 0) throw new RangeError('Nobody has scored the product.');
  const weighted = criteria.reduce((sum, { key, weightBp }) => {
    const own = scores.map((given) => given[key]);
    if (own.some((score) => score === undefined)) throw new RangeError(`A score of ${key} is missing.`);
    return sum + weightBp * own.reduce((total: number, score) => total + (score ?? 0), 0);
  }, 0);
  return Math.floor(weighted / (WHOLE * scores.length));
}

/** A product with its place: of the same points, products share a place. `proposed`: it passes, and its place is within `most`. */
export type Ranked<Scored> = Scored & { rank: number; passed: boolean; proposed: boolean };

/** Ranks products, the highest points first. The same points are the same place; nothing decides between them but the chair. */
export function rankProducts<Scored extends { points: number }>(
  products: readonly Scored[],
  { passBp, most }: Pick<SelectionTerms, 'passBp' | 'most'>,
): Ranked<Scored>[] {
  return products
    .map((product) => {
      const rank = 1 + products.filter((other) => other.points > product.points).length;
      const passed = product.points >= passBp;
      return { ...product, rank, passed, proposed: passed && (most === null || rank <= most) };
    })
    .toSorted((one, other) => one.rank - other.rank);
}

/**
 * The last day of a recognition.
 * @param on the day on which it was recognised, which is the first
 * @throws RangeError for what is no day
 */
export function validUntil(on: Day, years: number): Day {
  if (!isDay(on)) throw new RangeError(`${on} is not a day.`);
  const end = new Date(`${on}T00:00:00Z`);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  end.setUTCDate(end.getUTCDate() - 1);
  return end.toISOString().slice(0, 10) as Day;
}
