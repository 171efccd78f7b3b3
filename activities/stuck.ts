/** Whether the dispatcher makes progress, as it says itself. */
import type { Database } from '../prisma/database.ts';
import { REPLACING } from '../records/beats.ts';

/** Whether no turn has made progress for so long. One of all who ask is told so, once in that time. */
export async function isStuck(database: Database, stuckMs: number): Promise<boolean> {
  const claimed = await database.$queryRaw<unknown[]>`
    INSERT INTO "Beat" (turn, "everyMs", at) SELECT ${REPLACING}, ${stuckMs}, now()
    WHERE NOT EXISTS (SELECT FROM "Beat" WHERE turn <> ${REPLACING} AND at > now() - ${stuckMs} * interval '1 millisecond')
    ON CONFLICT (turn) DO UPDATE SET at = now() WHERE "Beat".at < now() - ${stuckMs} * interval '1 millisecond'
    RETURNING turn`;
  return claimed.length > 0;
}
