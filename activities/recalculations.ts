/** Recalculations of the outbox: dates of open dossiers that a corrected calendar may move. */
import type { SubjectKind } from '../domain/process.ts';
import { cut } from '../domain/text.ts';
import type { Recalculation } from '../prisma/generated/client.ts';
import { type Recorder, record } from '../records/record.ts';

const BATCH = 50;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * Works off recalculations that are due, one after another. None is taken before it is recorded, so that one whose worker dies is
 * free at once; two sweeps at the same time do each row once. The dossier's run is woken by what was recorded.
 *
 * @returns how many were looked at
 */
export async function recalculate(recorder: Recorder): Promise<number> {
  const { database } = recorder;
  const waiting = await database.$queryRaw<Recalculation[]>`
    SELECT * FROM "Recalculation" WHERE "doneAt" IS NULL AND "nextTryAt" <= now() ORDER BY "nextTryAt", id LIMIT ${BATCH}`;
  for (const { id, subject, code, attempts } of waiting) {
    try {
      await record(recorder, { subject: subject as SubjectKind, code, recalculation: id });
    } catch (error) {
      const message = cut(error instanceof Error ? error.message : String(error), 500);
      const seconds = Math.min(2 ** attempts, LONGEST_PAUSE_SECONDS);
      await database.$executeRaw`UPDATE "Recalculation" SET attempts = attempts + 1, "lastError" = ${message},
        "nextTryAt" = now() + ${seconds} * interval '1 second' WHERE id = ${id}::uuid AND "doneAt" IS NULL`;
    }
  }
  return waiting.length;
}
