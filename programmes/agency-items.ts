/** What an agency carries out itself: campaigns, policy, local regulations, awards. */
import type { BeneficiaryKind, SupportItem, Text } from '../domain/programme.ts';

/**
 * An item without applications.
 * @param words the source's own words, which are the reason @param beneficiaries whom it is for, where the source says so
 */
export const runByTheAgency = (
  code: string,
  name: Text,
  words: string,
  beneficiaries: readonly BeneficiaryKind[] = [],
): SupportItem => ({
  ...{ code, name, words, beneficiaries },
  kind: 'run-by-the-agency',
  conditions: [],
  documents: [],
  ceilings: [],
});
