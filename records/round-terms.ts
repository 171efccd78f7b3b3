/** The rules of a selection round, as they were announced and are kept on it. */
import type { SupportItem } from '../domain/programme.ts';
import type { SelectionTerms } from '../domain/selection.ts';
import { type Case, itemOf } from './case.ts';

/** What SelectionRound.terms holds. */
export type RoundTerms = SelectionTerms & { minimumMembers: number };

/** @throws RangeError where the round was not announced: its row in the table comes only after that */
export function roundTermsOf({ round }: Pick<Case, 'round'>): RoundTerms {
  if (!round?.terms) throw new RangeError(`${round?.code} has no terms.`);
  return round.terms as unknown as RoundTerms;
}

/** The support item that a round is for. */
export const roundItemOf = (found: Pick<Case, 'programme' | 'round'>): SupportItem =>
  itemOf(found.programme, found.round!);
