import type { Bilingual, Fault } from './fault.ts';
import { formatPercent } from './numbers.ts';
import type { Source } from './programme.ts';

/** The five subjects under which the law lets consultants be scored. */
export type CriterionGroup = 'experience' | 'reputation' | 'methodology' | 'staff' | 'transfer';

/** One line of the technical criteria of a package. */
export interface Criterion {
  key: string;
  group: CriterionGroup;
  name: Bilingual;
  /** Its weight in basis points of the technical points: 3000 is 30 %. All weights make 10000. */
  weightBp: number;
  /** The least share of its own points that a bid must reach, in basis points; above what the law asks of its group. */
  minimumBp?: number;
}

/** The rules by which technical points are given, as data. Shares in basis points, K in percent. */
export interface ScoringRules {
  groups: Readonly<Record<CriterionGroup, { fromBp: number; toBp: number; minimumBp: number | null; name: Bilingual }>>;
  passBp: number;
  technicalPercent: { from: number; to: number };
  source: Source;
}

/** Consultants' technical criteria and the combined method, as the law stood when it was read (see `source`). */
export const CONSULTANT_SCORING: ScoringRules = {
  groups: {
    experience: { fromBp: 0, toBp: 1500, minimumBp: null, name: { vi: 'Kinh nghiệm', en: 'Experience' } },
    reputation: { fromBp: 500, toBp: 500, minimumBp: null, name: { vi: 'Uy tín', en: 'Reputation' } },
    methodology: {
      fromBp: 3000,
      toBp: 4000,
      minimumBp: 6000,
      name: { vi: 'Giải pháp và phương pháp luận', en: 'Methodology' },
    },
    staff: { fromBp: 5000, toBp: 6000, minimumBp: 6000, name: { vi: 'Nhân sự', en: 'Staff' } },
    transfer: {
      fromBp: 0,
      toBp: 1000,
      minimumBp: 6000,
      name: { vi: 'Chuyển giao công nghệ', en: 'Technology transfer' },
    },
  },
  passBp: 7000,
  technicalPercent: { from: 70, to: 80 },
  source: { document: 'Luật Đấu thầu 22/2023/QH15 as amended, Nghị định 214/2025/NĐ-CP', certainty: 'T' },
};

/**
 * What is wrong with the criteria of a package: weights outside the range of their group, not making 100 % together,
 * keys used twice. `rules` brings the ranges and their source.
 */
export function checkCriteria(criteria: readonly Criterion[], rules: ScoringRules = CONSULTANT_SCORING): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, vi: string, en: string) =>
    faults.push({ path, code, message: { vi, en } });

  criteria.forEach(({ key, weightBp, minimumBp }, index) => {
    if (criteria.findIndex((other) => other.key === key) < index) {
      fault(`criteria.${index}.key`, 'criterion-twice', `"${key}" đã có.`, `"${key}" is used twice.`);
    }
    if (!Number.isInteger(weightBp) || weightBp <= 0) {
      const en = 'Give a weight above 0, in whole basis points.';
      fault(`criteria.${index}.weightBp`, 'weight', 'Tỷ trọng phải lớn hơn 0, tính bằng phần vạn nguyên.', en);
    }
    if (minimumBp !== undefined && (!Number.isInteger(minimumBp) || minimumBp < 0 || minimumBp > 10_000)) {
      const en = 'Give a minimum between 0 and 10000 basis points.';
      fault(`criteria.${index}.minimumBp`, 'minimum', 'Mức tối thiểu phải từ 0 đến 10000 phần vạn.', en);
    }
  });

  for (const [group, { fromBp, toBp, name }] of Object.entries(rules.groups)) {
    const weight = total(criteria.filter((criterion) => criterion.group === group).map(({ weightBp }) => weightBp));
    if (weight < fromBp || weight > toBp) {
      const range = (language: 'vi' | 'en') =>
        [...new Set([fromBp, toBp])].map((bound) => formatPercent(bound, language)).join(' – ');
      const vi = `${name.vi} chiếm ${formatPercent(weight, 'vi')}; quy định ${range('vi')} (${rules.source.document}).`;
      fault(
        'criteria',
        `${group}-weight`,
        vi,
        `${name.en} has ${formatPercent(weight, 'en')}; it must have ${range('en')} (${rules.source.document}).`,
      );
    }
  }
  const weight = total(criteria.map(({ weightBp }) => weightBp));
  if (weight !== 10_000) {
    const en = `The weights make ${formatPercent(weight, 'en')} together, not 100%.`;
    fault('criteria', 'weights-total', `Tổng tỷ trọng là ${formatPercent(weight, 'vi')}, không phải 100%.`, en);
  }
  return faults;
}

/** What one member of the expert panel gave, alone: 0 to 100 for each criterion, with at most two decimals. */
export interface PanelScores {
  member: string;
  scores: Readonly<Record<string, number>>;
}

/** What is wrong with one member's scores: a criterion without a score, an unknown one, a score out of range. */
export function checkScores(criteria: readonly Criterion[], scores: PanelScores['scores']): Fault[] {
  const faults: Fault[] = [];
  for (const { key, name } of criteria) {
    const score = scores[key];
    if (score === undefined || hundredths(score) === null) {
      const vi = `${name.vi}: cho điểm từ 0 đến 100, tối đa hai chữ số thập phân.`;
      const message = { vi, en: `${name.en}: give a score from 0 to 100 with at most two decimals.` };
      faults.push({ path: `scores.${key}`, code: score === undefined ? 'score-missing' : 'score-range', message });
    }
  }
  for (const key of Object.keys(scores).filter((given) => !criteria.some((criterion) => criterion.key === given))) {
    const message = { vi: `Gói thầu không có tiêu chí "${key}".`, en: `The package has no criterion "${key}".` };
    faults.push({ path: `scores.${key}`, code: 'criterion-unknown', message });
  }
  return faults;
}

/** A bid's technical points. Every number of points is in hundredths of a point, 0 to 10000, rounded down. */
export interface TechnicalResult {
  points: number;
  criteria: { key: string; points: number }[];
  passes: boolean;
  /** Why it does not pass, each with the points reached and needed. */
  failures: { subject: 'total' | CriterionGroup | { criterion: string }; points: number; needed: number }[];
}

/**
 * The technical result of one bid: each criterion is the mean of the members' scores, the total weighs them. It passes
 * with at least 70 % in total and 60 % each for methodology, staff and transfer (`rules`, with their source), and the
 * minimum of a criterion that has one of its own.
 *
 * Everything is worked out exactly from the members' scores. A figure is rounded down to the hundredth once, when it is
 * published; so a published figure meets a threshold exactly when the exact one does.
 *
 * @throws RangeError when there is no panel, a member occurs twice, or `checkCriteria` or `checkScores` finds a fault.
 */
export function technicalResult(
  criteria: readonly Criterion[],
  panel: readonly PanelScores[],
  rules: ScoringRules = CONSULTANT_SCORING,
): TechnicalResult {
  const faults = [...checkCriteria(criteria, rules), ...panel.flatMap(({ scores }) => checkScores(criteria, scores))];
  if (faults.length > 0) throw new RangeError(faults.map(({ path, message }) => `${path}: ${message.en}`).join('; '));
  const members = new Set(panel.map(({ member }) => member)).size;
  if (members === 0 || members !== panel.length) throw new RangeError('Each member of the panel scores once');

  const scored = criteria.map((criterion) => ({
    ...criterion,
    sum: total(panel.map(({ scores }) => hundredths(scores[criterion.key]!)!)),
  }));
  /** The weighted mean of some criteria, in hundredths rounded down. */
  const mean = (chosen: typeof scored): number => {
    const weighted = total(chosen.map(({ weightBp, sum }) => weightBp * sum));
    return Math.floor(weighted / (total(chosen.map(({ weightBp }) => weightBp)) * members));
  };

  const tests: TechnicalResult['failures'] = [{ subject: 'total', points: mean(scored), needed: rules.passBp }];
  for (const [group, { minimumBp }] of Object.entries(rules.groups) as [
    CriterionGroup,
    { minimumBp: number | null },
  ][]) {
    const chosen = scored.filter((criterion) => criterion.group === group);
    if (minimumBp !== null && chosen.length > 0) {
      tests.push({ subject: group, points: mean(chosen), needed: minimumBp });
    }
  }
  for (const criterion of scored) {
    if (criterion.minimumBp !== undefined) {
      tests.push({ subject: { criterion: criterion.key }, points: mean([criterion]), needed: criterion.minimumBp });
    }
  }
  const failures = tests.filter(({ points, needed }) => points < needed);
  return {
    points: mean(scored),
    criteria: scored.map((criterion) => ({ key: criterion.key, points: mean([criterion]) })),
    passes: failures.length === 0,
    failures,
  };
}

/** A bid that passed, as the ranking needs it: price in đồng, technical points in hundredths. */
export interface RankedBid {
  id: string;
  price: bigint;
  technical: number;
  receivedAt: Date;
}

/** A place in the ranking; points in hundredths, rounded down. */
export interface Place extends RankedBid {
  place: number;
  pricePoints: number;
  combined: number;
  /** What put it behind a bid of the same combined points; null where the points decided. */
  brokenBy: 'lower-price' | 'higher-technical' | 'earlier-receipt' | 'id' | null;
}

/**
 * Ranks the bids whose financial proposals were opened: price points Gmin × 100 / G, combined K × technical + G × price
 * with K of 70 to 80 % and G the rest, highest first. Points are hundredths, rounded down once for each published
 * figure, and each figure is worked out from published ones: anybody can reckon it again from the minutes.
 *
 * Bids of the same combined points: the lower price first, then the higher technical points, then the earlier receipt,
 * at last the id. The formula is the law's (`rules.source`); the order of ties is the product's own, for the law read
 * says nothing of it.
 *
 * A price above the package price is out before the lowest price is looked for (same source).
 *
 * @param packagePrice the ceiling in đồng.
 * @param technicalPercent K.
 * @throws RangeError when K is out of its range, a price is not positive, or points are no hundredths from 0 to 10000.
 */
export function rank(
  bids: readonly RankedBid[],
  packagePrice: bigint,
  technicalPercent: number,
  rules: ScoringRules = CONSULTANT_SCORING,
): { ranking: Place[]; aboveCeiling: RankedBid[] } {
  const { from, to } = rules.technicalPercent;
  if (!Number.isInteger(technicalPercent) || technicalPercent < from || technicalPercent > to) {
    throw new RangeError(`The technical share is ${technicalPercent} %, not a whole percentage from ${from} to ${to}`);
  }
  for (const { id, price, technical } of bids) {
    if (price <= 0n) throw new RangeError(`Bid ${id} has the price ${price}: a price is above 0 đồng`);
    const inRange = Number.isInteger(technical) && technical >= 0 && technical <= 10_000;
    if (!inRange) throw new RangeError(`Bid ${id} has ${technical} technical points: give hundredths, 0 to 10000`);
  }

  const valid = bids.filter(({ price }) => price <= packagePrice);
  const lowest = valid
    .map(({ price }) => price)
    .reduce((least, price) => (price < least ? price : least), packagePrice);
  const ordered = valid
    .map((bid) => {
      const pricePoints = Number((lowest * 10_000n) / bid.price);
      const combined = Math.floor((technicalPercent * bid.technical + (100 - technicalPercent) * pricePoints) / 100);
      return { ...bid, pricePoints, combined };
    })
    .sort((a, b) => compare(a, b).order);
  const ranking = ordered.map((bid, index) => {
    const ahead = ordered[index - 1];
    return { ...bid, place: index + 1, brokenBy: ahead ? compare(ahead, bid).by : null };
  });
  return { ranking, aboveCeiling: bids.filter(({ price }) => price > packagePrice) };
}

type Reckoned = Omit<Place, 'place' | 'brokenBy'>;

function compare(a: Reckoned, b: Reckoned): { order: number; by: Place['brokenBy'] } {
  if (a.combined !== b.combined) return { order: b.combined - a.combined, by: null };
  if (a.price !== b.price) return { order: a.price < b.price ? -1 : 1, by: 'lower-price' };
  if (a.technical !== b.technical) return { order: b.technical - a.technical, by: 'higher-technical' };
  const apart = a.receivedAt.getTime() - b.receivedAt.getTime();
  if (apart !== 0) return { order: apart, by: 'earlier-receipt' };
  return { order: a.id < b.id ? -1 : 1, by: 'id' };
}

/** A score of 0 to 100 as whole hundredths; null when it is out of range or has more than two decimals. */
function hundredths(score: number): number | null {
  const whole = Math.round(score * 100);
  return score >= 0 && score <= 100 && whole / 100 === score ? whole : null;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
