/** Recalculations of the outbox: dates of open dossiers that a corrected calendar may move. */
import type { SubjectKind } from '../domain/process.ts';
import { cut } from '../domain/text.ts';
import { Prisma, type Recalculation } from '../prisma/generated/client.ts';
import { type Recorder, record } from '../records/record.ts';
import { drain, type Lanes } from './lanes.ts';

type Due = Pick<Recalculation, 'id' | 'subject' | 'code' | 'attempts'>;

const LANES = 3;
const LIMIT_MS = 60_000;
const LONGEST_PAUSE_SECONDS = 300;

/**
 * Recalculations that are due. None is marked before it is recorded, so that one whose worker dies is free at once; two dispatchers
 * at the same time do each row once. The dossier's run is woken by what was recorded.
 */
export function recalculationLanes(recorder: Recorder): Lanes<Due> {
  const { database } = recorder;
  const underWay = new Set<string>();
  const left = (rows: readonly Due[]) => {
    for (const { id } of rows) underWay.delete(id);
  };
  return {
    what: 'recalculations',
    lanes: LANES,
    limitMs: LIMIT_MS,
    async take(count) {
      const rows = await database.$queryRaw<Due[]>(dueRecalculations(count, [...underWay]));
      for (const { id } of rows) underWay.add(id);
      return rows;
    },
    async work(row) {
      await record(recorder, { subject: row.subject as SubjectKind, code: row.code, recalculation: row.id });
      left([row]);
    },
    async putOff(row, error) {
      left([row]);
      const message = cut(error instanceof Error ? error.message : String(error), 500);
      const seconds = Math.min(2 ** row.attempts, LONGEST_PAUSE_SECONDS);
      await database.$executeRaw`UPDATE "Recalculation" SET attempts = attempts + 1, "lastError" = ${message},
        "nextTryAt" = now() + ${seconds} * interval '1 second' WHERE id = ${row.id}::uuid AND "doneAt" IS NULL`;
    },
    async release(rows) {
      left(rows);
    },
  };
}

/** The statement that finds them. @param but those that are under way */
export const dueRecalculations = (count: number, but: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT id, subject, code, attempts FROM "Recalculation" WHERE "doneAt" IS NULL AND "nextTryAt" <= now() AND id <> ALL(${[...but]}::uuid[])
  ORDER BY "nextTryAt", id LIMIT ${count}`;

/**
 * Works off recalculations that are due.
 * @returns how many were looked at
 */
export const recalculate = (recorder: Recorder): Promise<number> => drain(recalculationLanes(recorder));
