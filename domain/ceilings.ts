/** Ceilings: the most that may be granted over several dossiers, what is used of it and by which, and what is left. */
import type { Fault } from './fault.ts';
import { formatDong } from './money.ts';
import type { Dossier } from './overlap.ts';
import type { Ceiling, Programme, SizeClass, Source, SupportItem, Text } from './programme.ts';

/** A ceiling with its amount settled (đồng): what a dossier is held to from its submission on. */
export type SettledCeiling = {
  code: string;
  text: Text;
  over: Ceiling['over'];
  per: Ceiling['per'];
  amount: bigint;
  source: Source;
  /** The level depends on the size class, which is not known: the lowest level holds until it is. */
  sizeUnknown: boolean;
};

/**
 * Every ceiling that a grant of an item is held to: its own, its programme's, and those over all programmes of the agency, whichever of
 * them declares it.
 * @param run the programmes that the agency runs
 */
export function ceilingsOver(
  item: Pick<SupportItem, 'ceilings' | 'support'>,
  programme: Pick<Programme, 'definition' | 'ceilings'>,
  run: readonly Pick<Programme, 'definition' | 'ceilings'>[],
): Ceiling[] {
  if (!item.support) return [];
  const elsewhere = run
    .filter(({ definition }) => definition !== programme.definition)
    .flatMap(({ ceilings }) => ceilings.filter(({ over }) => over === 'all-programmes'));
  const all = [...item.ceilings, ...programme.ceilings, ...elsewhere];
  return all.filter(({ code }, at) => all.findIndex((other) => other.code === code) === at);
}

/** @param size null where it cannot be told from the facts */
export function settledCeilings(ceilings: readonly Ceiling[], size: SizeClass | null): SettledCeiling[] {
  return ceilings.map(({ code, text, over, per, amount, bySize, source }) => {
    const levels = Object.values(bySize ?? {});
    const sizeUnknown = levels.length > 0 && size === null;
    const lowest = levels.reduce((least, level) => (level < least ? level : least), amount);
    const level = (size && bySize?.[size]) ?? (sizeUnknown ? lowest : amount);
    return { code, text, over, per, amount: level, source, sizeUnknown };
  });
}

/** What a ceiling has left for one dossier, and who used the rest. */
export type CeilingUse = SettledCeiling & { used: bigint; by: { code: string; amount: bigint }[]; left: bigint };

/** Whose ceiling it is: the dossier that money is to be granted to. */
export type Place = {
  /** The dossier's own code, whose grant is not counted against itself; null before there is one. */
  code: string | null;
  agencyId: string;
  programmeId: string;
  item: string;
  /** The year that the grant belongs to. */
  year: number;
  period: { from: string; to: string };
};

/** What is used of each ceiling and left for this dossier; what exceeds a ceiling leaves 0. */
export function usedOf(ceilings: readonly SettledCeiling[], place: Place, dossiers: readonly Dossier[]): CeilingUse[] {
  return ceilings.map((ceiling) => {
    const by = dossiers
      .filter((dossier) => dossier.code !== place.code && dossier.taken > 0n && counts(ceiling, place, dossier))
      .map(({ code, taken }) => ({ code, amount: taken }));
    const used = by.reduce((sum, { amount }) => sum + amount, 0n);
    return { ...ceiling, used, by, left: used < ceiling.amount ? ceiling.amount - used : 0n };
  });
}

function counts({ over, per }: SettledCeiling, place: Place, dossier: Dossier): boolean {
  const { agencyId, programmeId, item, grantYear } = dossier;
  if (agencyId !== place.agencyId || grantYear === null) return false;
  if (over !== 'all-programmes' && programmeId !== place.programmeId) return false;
  if (over === 'item' && item !== place.item) return false;
  const [from, to] = [place.period.from, place.period.to].map((day) => Number(day.slice(0, 4))) as [number, number];
  return per === 'year' ? grantYear === place.year : grantYear >= from && grantYear <= to;
}

/** What all ceilings together leave, in đồng; null where there is none. */
export function leastLeft(uses: readonly CeilingUse[]): bigint | null {
  return uses.reduce<bigint | null>((least, { left }) => (least === null || left < least ? left : least), null);
}

/** Each ceiling that an amount exceeds, named with what is used of it and by which dossiers. @param path the field of the amount */
export function aboveCeilings(amount: bigint, uses: readonly CeilingUse[], path: string): Fault[] {
  return uses
    .filter(({ left }) => amount > left)
    .map((use) => {
      const line = lineOf(use);
      return {
        path,
        code: 'above-ceiling',
        message: {
          vi: `${formatDong(amount, 'vi')} vượt hạn mức: ${line.vi}.`,
          en: `${formatDong(amount, 'en')} is above the ceiling: ${line.en}.`,
        },
      };
    });
}

/** The arithmetic of a ceiling on one line. */
export function lineOf({ text, amount, used, by, left, sizeUnknown }: CeilingUse): Text {
  const said = (language: keyof Text) => {
    const parts = by.map((part) => `${part.code}: ${formatDong(part.amount, language)}`).join('; ');
    return { list: parts ? ` (${parts})` : '', of: (value: bigint) => formatDong(value, language) };
  };
  const [vi, en] = [said('vi'), said('en')];
  return {
    vi:
      `${text.vi}: ${vi.of(amount)} − đã dùng ${vi.of(used)}${vi.list} = còn ${vi.of(left)}` +
      (sizeUnknown ? ' (chưa xác định quy mô: tính theo mức thấp nhất)' : ''),
    en:
      `${text.en}: ${en.of(amount)} − used ${en.of(used)}${en.list} = ${en.of(left)} left` +
      (sizeUnknown ? ' (the size class is not known: the lowest level is used)' : ''),
  };
}
