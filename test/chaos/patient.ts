/** A database that is read although it is killed now and then. */
import type { Database } from '../../prisma/database.ts';
import { eventually } from '../support/eventually.ts';

const BACK_WITHIN_MS = 300_000;
/** Prisma: what was asked for is not there. Asking again does not bring it. */
const NOT_THERE = 'P2025';

/** @returns the same database; what a broken connection left unanswered is asked again. For reading alone: what writes might write twice. */
export function patient(database: Database): Database {
  return database.$extends({
    query: {
      async $allOperations({ args, query, operation }) {
        const { answer, missing } = await eventually(
          async () => {
            try {
              return { answer: await query(args), missing: undefined };
            } catch (error) {
              if ((error as { code?: string }).code !== NOT_THERE) throw error;
              return { answer: undefined, missing: error };
            }
          },
          { what: `${operation} to be answered by the database`, timeoutMs: BACK_WITHIN_MS },
        );
        if (missing !== undefined) throw missing;
        return answer;
      },
    },
  }) as unknown as Database;
}
