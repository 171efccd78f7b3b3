/** The least that a decision can be in the database: one transaction that inserts one row. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../prisma/database.ts';

const KIND = 'control';

export const controlActivities = (database: Database) => ({
  insert: ({ code, decision }: { code: string; decision: string }): Promise<number> =>
    database.$transaction(
      (tx) => tx.$executeRaw`
        INSERT INTO "RunNote" (id, code, "runId", at, kind, data)
        VALUES (${randomUUID()}::uuid, ${code}, ${decision}, business_now(), ${KIND}, '{}'::jsonb)`,
    ),
});

export type ControlActivities = ReturnType<typeof controlActivities>;
