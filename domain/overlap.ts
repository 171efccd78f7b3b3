/** No overlap (không trùng lắp): the same content is supported once, whichever programme and year it was asked for in. */
import { isClosed, STATE, type StateKey, splitKey } from './process.ts';

/** A dossier of the enterprise, of a branch of its, or of a legal predecessor. */
export type Dossier = {
  code: string;
  agencyId: string;
  programmeId: string;
  item: string;
  /** What it is for: the same text, the same content (`contentOf`). */
  content: string;
  state: StateKey;
  submittedAt: Date;
  /** The year of the budget that it was granted from; null while nothing is granted. */
  grantYear: number | null;
  /** What it holds of the support that was granted, in đồng: reserved, advanced, paid, and not yet come back. */
  taken: bigint;
};

/** What an item is for: its own key where it has one, shared with items of other programmes; else the programme's definition and item. */
export const contentOf = (definition: string, item: { code: string; content?: string }): string =>
  item.content ?? `${definition}/${item.code}`;

/** Ended without support: what they asked for may be asked for again. */
const WITHOUT_SUPPORT: readonly StateKey[] = [STATE.declined, STATE.refused, STATE.withdrawn];

/**
 * Dossiers of the same content that go before this one: submitted earlier, open or settled. One that was stopped or terminated
 * counts as far as it holds money. Of two, the later overlaps with the earlier and never both with each other.
 *
 * @param own the dossier itself, which is left out; before it is submitted (`submittedAt` null) all others go before it
 */
export function overlapping(
  dossiers: readonly Dossier[],
  own: { code: string | null; content: string; submittedAt: Date | null },
): Dossier[] {
  return dossiers.filter(
    (other) =>
      other.code !== own.code &&
      other.content === own.content &&
      goesBefore(other, own) &&
      !WITHOUT_SUPPORT.includes(other.state) &&
      (!isClosed(splitKey(other.state).stage) || other.state === STATE.settled || other.taken > 0n),
  );
}

/** Of two submitted in the same millisecond, the one whose code comes first. */
function goesBefore(other: Dossier, own: { code: string | null; submittedAt: Date | null }): boolean {
  if (!own.submittedAt) return true;
  const apart = other.submittedAt.getTime() - own.submittedAt.getTime();
  return apart < 0 || (apart === 0 && other.code < (own.code ?? ''));
}
