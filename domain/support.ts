import type { Bilingual } from './fault.ts';
import { formatDong } from './money.ts';
import { formatPercent } from './numbers.ts';

/** A support rate: basis points (5000 is 50 %), or an exact ratio where a share is no whole basis point (1/3). */
export type Rate = number | { numerator: bigint; denominator: bigint };

/** Which term was the least, and so decided the amount. */
export type SupportTerm = 'rate' | 'approved' | 'ceiling' | 'part' | 'cap';

/** An amount of support and how it came about. */
export interface Support {
  /** Whole đồng, rounded down once. */
  amount: bigint;
  /** The term that decided; the first of them where several are equal. */
  bound: SupportTerm;
  /** Every term in đồng, rounded down for reading, in the order of the rule. */
  terms: { term: SupportTerm; amount: bigint; label: Bilingual }[];
  /** The arithmetic on one line, in both languages. */
  line: Bilingual;
}

/**
 * The support due for a part: the least of rate × accepted base, the approved amount, the ceiling left without this
 * dossier's own reservation, and rate × the part's value; rounded down to the đồng once, at the end. Advances are
 * deducted afterwards (settlement.ts).
 *
 * The rule is the product's reading of "amounts are maxima" (Thông tư 35/2021/TT-BTC, read in a copy of the official
 * text, which holds no percentage itself): rate, ceiling and base are the programme's data.
 *
 * @param given amounts in whole đồng, none negative; `ceilingLeft` null where the programme has no ceiling.
 * @throws RangeError when an amount is negative, or the rate is not above 0 and at most all.
 */
export function supportDue(given: {
  rate: Rate;
  acceptedBase: bigint;
  approved: bigint;
  ceilingLeft: bigint | null;
  partValue: bigint;
}): Support {
  const { rate, acceptedBase, approved, ceilingLeft, partValue } = given;
  return least([
    share('rate', rate, acceptedBase, { vi: 'giá trị được chấp nhận', en: 'accepted base' }),
    whole('approved', approved, { vi: 'mức đã phê duyệt', en: 'approved amount' }),
    ...(ceilingLeft === null ? [] : [whole('ceiling', ceilingLeft, { vi: 'hạn mức còn lại', en: 'ceiling left' })]),
    share('part', rate, partValue, { vi: 'giá trị đã ký kết', en: 'value agreed' }),
  ]);
}

/**
 * What the appraiser may propose: the least of rate × the estimate, the cap of one application and the ceiling left to
 * the enterprise; rounded down once. Throws RangeError as `supportDue` does.
 *
 * @param given amounts in whole đồng; `cap` and `ceilingLeft` null where the programme has none.
 */
export function proposedCeiling(given: {
  rate: Rate;
  estimate: bigint;
  cap: bigint | null;
  ceilingLeft: bigint | null;
}): Support {
  const { rate, estimate, cap, ceilingLeft } = given;
  return least([
    share('rate', rate, estimate, { vi: 'dự toán', en: 'estimate' }),
    ...(cap === null ? [] : [whole('cap', cap, { vi: 'mức tối đa một hồ sơ', en: 'cap of one application' })]),
    ...(ceilingLeft === null ? [] : [whole('ceiling', ceilingLeft, { vi: 'hạn mức còn lại', en: 'ceiling left' })]),
  ]);
}

/**
 * What an enterprise's ceiling leaves to one dossier: the ceiling less what its *other* dossiers have reserved or were
 * paid, never below 0. The dossier's own reservation must not be among them, or it would take its support from itself.
 */
export function ceilingLeft(ceiling: bigint, takenByOthers: bigint): bigint {
  return takenByOthers < ceiling ? ceiling - takenByOthers : 0n;
}

/**
 * The largest advance on a part: rate × its value, rounded down, and never above the support approved for it. The rate
 * is the contract's (the level of an advance is the one in the contract; official text).
 */
export function largestAdvance(partValue: bigint, rate: Rate, approved: bigint): bigint {
  const { numerator, denominator } = ratio(rate);
  const advance = (notNegative(partValue) * numerator) / denominator;
  return advance < approved ? advance : approved;
}

/** A term kept exact as `numerator / denominator` until the end. */
interface Term {
  term: SupportTerm;
  numerator: bigint;
  denominator: bigint;
  label: Bilingual;
}

function whole(term: SupportTerm, amount: bigint, name: Bilingual): Term {
  const label = { vi: `${name.vi} ${formatDong(amount, 'vi')}`, en: `${name.en} ${formatDong(amount, 'en')}` };
  return { term, numerator: notNegative(amount), denominator: 1n, label };
}

function share(term: SupportTerm, rate: Rate, amount: bigint, name: Bilingual): Term {
  const { numerator, denominator } = ratio(rate);
  const label = {
    vi: `${shown(rate, 'vi')} × ${name.vi} ${formatDong(amount, 'vi')}`,
    en: `${shown(rate, 'en')} × ${name.en} ${formatDong(amount, 'en')}`,
  };
  return { term, numerator: notNegative(amount) * numerator, denominator, label };
}

function least(terms: readonly Term[]): Support {
  const [first, ...others] = terms as [Term, ...Term[]];
  const bound = others.reduce(
    (low, term) => (term.numerator * low.denominator < low.numerator * term.denominator ? term : low),
    first,
  );
  const amount = bound.numerator / bound.denominator;
  const labels = (language: keyof Bilingual) => terms.map(({ label }) => label[language]).join('; ');
  return {
    amount,
    bound: bound.term,
    terms: terms.map(({ term, numerator, denominator, label }) => ({ term, amount: numerator / denominator, label })),
    line: {
      vi: `${formatDong(amount, 'vi')} = mức thấp nhất trong: ${labels('vi')}`,
      en: `${formatDong(amount, 'en')} = the least of: ${labels('en')}`,
    },
  };
}

function ratio(rate: Rate): { numerator: bigint; denominator: bigint } {
  if (typeof rate === 'number' && !Number.isInteger(rate)) {
    throw new RangeError(`The rate ${rate} is no whole number of basis points: give 5000 for 50 %`);
  }
  const { numerator, denominator } =
    typeof rate === 'number' ? { numerator: BigInt(rate), denominator: 10_000n } : rate;
  if (denominator <= 0n || numerator <= 0n || numerator > denominator) {
    throw new RangeError(`The rate ${numerator}/${denominator} is not above 0 and at most all`);
  }
  return { numerator, denominator };
}

function shown(rate: Rate, language: keyof Bilingual): string {
  if (typeof rate !== 'number') return `${rate.numerator}/${rate.denominator}`;
  return formatPercent(rate, language);
}

function notNegative(amount: bigint): bigint {
  if (amount < 0n) throw new RangeError(`${amount} đồng is negative`);
  return amount;
}
