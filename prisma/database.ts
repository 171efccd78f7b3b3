import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;

/**
 * Opens a pool of connections to PostgreSQL.
 * @param url a postgresql:// address.
 * @param poolSize the most connections that it may hold.
 * @returns the client; the caller ends it with `close`.
 */
export function createDatabase(url: string, poolSize = 10): Database {
  return new PrismaClient({
    adapter: new PrismaPg(
      {
        connectionString: url,
        max: poolSize,
        // A server that is gone must be noticed within seconds, not when the kernel gives up.
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
        application_name: 'thong-suot',
        // Works as the role that may add to the audit and the ledger, and never change or delete there.
        options: '-c role=thong_suot_app',
      },
      { statementNameGenerator },
    ),
  });
}

/** Each connection keeps the plans of this many statements; the product sends some hundreds. */
const MOST_NAMED = 500;
const names = new Map<string, string>();

/** What returns all columns that there are is planned anew each time: a plan kept from before a migration that adds one is an error. */
const ALL_COLUMNS = /(?:\bSELECT |\bRETURNING |\.)\*/i;

/**
 * Names a statement, so that a connection parses and plans it once: planning is most of PostgreSQL's work for a decision.
 * @returns the name, or nothing for a statement that is planned each time
 */
function statementNameGenerator({ sql }: { sql: string }): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMED || ALL_COLUMNS.test(sql)) return '';
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}

/** Ends the pool; queries under way are finished first. */
export async function close(database: Database): Promise<void> {
  await database.$disconnect();
}
