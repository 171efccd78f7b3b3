/** Size classes of enterprises by insured staff and revenue or capital, exact at the decree's boundaries. */
import type { Facts, SectorGroup } from './facts.ts';
import { SECTOR_GROUPS } from './facts.ts';
import type { Bilingual } from './fault.ts';
import { formatDong } from './money.ts';
import type { SizeClass, Source } from './programme.ts';

/** The decree's numbers were read on a secondary page. */
export const SIZE_SOURCE: Source = { document: 'Nghị định 80/2021/NĐ-CP', article: 'Điều 5', certainty: 'S' };

const BILLION = 1_000_000_000n;

/** The most (không quá) that a class may have: insured staff and, one of the two sufficing, revenue or capital in đồng. */
type Most = { class: Exclude<SizeClass, 'large'>; staff: number; revenue: bigint; capital: bigint };

/** From the smallest class up. */
export const SIZE_CLASSES: Readonly<Record<SectorGroup, readonly Most[]>> = {
  'agriculture-industry-construction': [
    { class: 'micro', staff: 10, revenue: 3n * BILLION, capital: 3n * BILLION },
    { class: 'small', staff: 100, revenue: 50n * BILLION, capital: 20n * BILLION },
    { class: 'medium', staff: 200, revenue: 200n * BILLION, capital: 100n * BILLION },
  ],
  'trade-services': [
    { class: 'micro', staff: 10, revenue: 10n * BILLION, capital: 3n * BILLION },
    { class: 'small', staff: 50, revenue: 100n * BILLION, capital: 50n * BILLION },
    { class: 'medium', staff: 100, revenue: 300n * BILLION, capital: 100n * BILLION },
  ],
};

export const SIZE_WORDS: Readonly<Record<SizeClass, Bilingual>> = {
  micro: { vi: 'siêu nhỏ', en: 'micro' },
  small: { vi: 'nhỏ', en: 'small' },
  medium: { vi: 'vừa', en: 'medium' },
  large: { vi: 'lớn', en: 'large' },
};

/** What a size class is reckoned from. */
export const SIZE_FACTS = ['sectorGroup', 'insuredStaff', 'revenue', 'capital'] as const;
export type SizeFact = (typeof SIZE_FACTS)[number];

/** A size class with the comparison that led to it; or the facts that it cannot be told without. */
export type Sized = { class: SizeClass; reason: Bilingual } | { class: null; missing: readonly SizeFact[] };

/**
 * The size class of an enterprise: the smallest whose staff it does not exceed, and whose revenue or capital it does not.
 * What is not known is passed over where the others decide by themselves: staff within and revenue within suffice without the
 * capital, and an unknown group of sectors does not matter where both lead to the same class.
 */
export function sizeClassOf(facts: Pick<Facts, SizeFact>): Sized {
  const groups = facts.sectorGroup ? [facts.sectorGroup.value] : SECTOR_GROUPS;
  const results = groups.map((group) => within(group, facts));
  const [first, ...others] = results as [Sized, ...Sized[]];
  if (first.class !== null && others.every((other) => other.class === first.class)) return first;
  const missing = new Set(results.flatMap((result) => (result.class === null ? result.missing : [])));
  if (!facts.sectorGroup) missing.add('sectorGroup');
  return { class: null, missing: SIZE_FACTS.filter((name) => missing.has(name)) };
}

function within(group: SectorGroup, { insuredStaff, revenue, capital }: Pick<Facts, SizeFact>): Sized {
  for (const most of SIZE_CLASSES[group]) {
    const staff = insuredStaff && insuredStaff.value <= most.staff;
    const money = either(revenue && revenue.value <= most.revenue, capital && capital.value <= most.capital);
    if (staff === false || money === false) continue;
    if (staff && money) return { class: most.class, reason: reasonOf(most) };
    const missing: SizeFact[] = staff === undefined ? ['insuredStaff'] : [];
    if (money === undefined)
      missing.push(...(revenue ? [] : ['revenue' as const]), ...(capital ? [] : ['capital' as const]));
    return { class: null, missing };
  }
  return {
    class: 'large',
    reason: {
      vi: 'vượt mức của doanh nghiệp vừa',
      en: 'above the limits of a medium enterprise',
    },
  };
}

/** Whether one of the two holds; undefined while that is not known. */
const either = (one: boolean | undefined, other: boolean | undefined): boolean | undefined =>
  one || other ? true : one === undefined || other === undefined ? undefined : false;

const reasonOf = ({ class: name, staff, revenue, capital }: Most): Bilingual => ({
  vi:
    `doanh nghiệp ${SIZE_WORDS[name].vi}: không quá ${staff} lao động và doanh thu không quá ` +
    `${formatDong(revenue, 'vi')} hoặc nguồn vốn không quá ${formatDong(capital, 'vi')}`,
  en:
    `${SIZE_WORDS[name].en}: at most ${staff} insured staff, and revenue of at most ` +
    `${formatDong(revenue, 'en')} or capital of at most ${formatDong(capital, 'en')}`,
});
