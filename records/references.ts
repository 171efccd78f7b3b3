/** Numbers that people give to papers: known by one spelling, and compared under a lock. */

import type { Fault } from '../domain/errors.ts';
import { referenceKey } from '../domain/identity.ts';
import type { Tx } from './case.ts';
import { fault } from './handler.ts';

/**
 * Whoever gives the same reference in the same agency waits until this transaction ends.
 * @param kind what is numbered: numbers of different kinds do not meet
 * @returns the spelling by which the reference is known; empty where it has neither letter nor digit
 */
export async function heldReference(
  tx: Pick<Tx, '$executeRaw'>,
  kind: 'contract' | 'agreement' | 'treasury',
  agencyId: string,
  reference: string,
): Promise<string> {
  const key = referenceKey(reference);
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`reference/${kind}/${agencyId}/${key}`}, 0))`;
  return key;
}

/** A number with the spelling by which it is known, as contracts and agreements keep both. */
export const numbered = (number: string) => ({ number, numberKey: referenceKey(number) });

/** @returns a fault where a reference has neither letter nor digit */
export const unreadableReference = (key: string, path: string): Fault | null =>
  /[\p{L}\p{N}]/u.test(key)
    ? null
    : fault(path, 'reference-unreadable', 'Số phải có chữ hoặc chữ số.', 'A number has letters or digits.');
