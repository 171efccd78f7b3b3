/** Clocks that should have rung and did not: their run was lost, or has lost its timer. And what the outbox forgets. */
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { doubled } from '../records/backoff.ts';
import { FAULT_KIND } from '../records/faults.ts';

/** Late clocks that one round looks at: those that come after wait for the next one. */
const AT_MOST = 1_000;

/**
 * Looks at clocks that should have rung more than a minute ago. One that it sees for the first time it only notes, since it may be
 * about to ring; one that is still late the next time is woken, and again after pauses of two minutes, four, eight … up to an hour,
 * so that one that cannot be helped does not fill its history.
 *
 * @param againMs how long after it is first seen a clock is looked at again
 * @returns how many wakes were written
 */
export async function wakeTheLate(database: Database, { againMs = 20_000 } = {}): Promise<number> {
  const woken = await database.$executeRaw(lateClocks(againMs));
  await database.$executeRaw`
    DELETE FROM "LateClock" clock WHERE NOT EXISTS (SELECT FROM "Ring" t
      WHERE t.code = clock.code AND t.subject = clock.subject AND t."nextAt" < business_now() - interval '1 minute')`;
  return woken;
}

/** The statement that notes and wakes them. */
export const lateClocks = (againMs: number): Prisma.Sql => Prisma.sql`
  WITH late AS (
    SELECT t.subject, t.code, min(t."nextAt") AS since FROM "Ring" t
    WHERE t."nextAt" < business_now() - interval '1 minute' AND NOT EXISTS (
      SELECT FROM "LateClock" clock WHERE clock.subject = t.subject AND clock.code = t.code AND clock."nextAt" > now())
    GROUP BY t.subject, t.code ORDER BY since LIMIT ${AT_MOST}),
  seen AS (
    INSERT INTO "LateClock" (subject, code, "nextAt") SELECT subject, code, now() + ${againMs} * interval '1 millisecond' FROM late
    ON CONFLICT (subject, code) DO UPDATE SET times = "LateClock".times + 1,
      "nextAt" = now() + ${doubled(1, Prisma.sql`"LateClock".times + 1`, 60)} * interval '1 minute'
    RETURNING subject, code, times)
  INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM seen WHERE times > 0`;

const FORGOTTEN_AT_ONCE = 5_000;

/**
 * Forgets wakes that were sent, and recalculations that were done, a week ago; and lost runs that were restarted a year ago. A
 * recalculation whose fault is open is not done: it stays for whoever has it tried again.
 *
 * @returns how many rows went; where there may be more, it is to be called again
 */
export async function forget(database: Database): Promise<number> {
  const gone = await Promise.all([
    database.$executeRaw`DELETE FROM "Wake" WHERE id IN (
      SELECT id FROM "Wake" WHERE "sentAt" < now() - interval '7 days' ORDER BY "sentAt" LIMIT ${FORGOTTEN_AT_ONCE})`,
    database.$executeRaw`DELETE FROM "Recalculation" WHERE id IN (
      SELECT id FROM "Recalculation" r WHERE "doneAt" < now() - interval '7 days' AND NOT EXISTS (
        SELECT FROM "RecordFault" f WHERE f.kind = ${FAULT_KIND.recalculation} AND f.reference = r.id::text AND f."settledAt" IS NULL)
      ORDER BY "doneAt" LIMIT ${FORGOTTEN_AT_ONCE})`,
    database.$executeRaw`DELETE FROM "RunGap" WHERE id IN (
      SELECT id FROM "RunGap" WHERE "resolvedAt" < now() - interval '1 year' ORDER BY "resolvedAt" LIMIT ${FORGOTTEN_AT_ONCE})`,
  ]);
  return gone.filter((count) => count === FORGOTTEN_AT_ONCE).length;
}
