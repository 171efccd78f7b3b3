/** Counter-entries: what was recorded beside the dossiers is never changed; it is taken back, and both stay. */
import { Refused } from '../domain/errors.ts';
import type { Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault } from './handler.ts';

/**
 * Takes back an activity or a designation, which counts no more from then on.
 *
 * @param by the person who does @throws Refused `duplicate` where it was taken back before
 */
export async function takeBack(tx: Tx, entryId: string, reason: string, by: string): Promise<void> {
  const at = await businessNow(tx);
  const taken = await tx.$executeRaw`
    INSERT INTO "CounterEntry" ("entryId", reason, at, by) VALUES (${entryId}::uuid, ${reason}, ${at}, ${by}::uuid)
    ON CONFLICT DO NOTHING`;
  if (taken === 0)
    throw new Refused('duplicate', [
      fault('', 'taken-back', 'Đã được bút toán đính chính trước đó.', 'It was taken back before.'),
    ]);
}
