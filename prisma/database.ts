import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;

/**
 * A process that stands still in the midst of a transaction (stopped, starved, its machine gone) holds its locks for no longer: the
 * server ends its connection. Decisions of one dossier wait for its lock, and a correction of the calendar for every decision.
 */
const STANDS_STILL_MS = 10_000;

/**
 * The longest that a statement waits for a row that another holds: one dossier whose row somebody keeps locked takes no connection for
 * longer, so that all others go on. It is tried again like all that lost to another.
 */
const LOCK_WITHIN_MS = 5_000;

/**
 * Opens a pool of connections to PostgreSQL.
 * @param url a postgresql:// address.
 * @param poolSize the most connections that it may hold.
 * @param statementTimeoutMs the longest that a statement may take; the server ends those that take longer. No limit without it.
 * @returns the client; the caller ends it with `close`.
 */
export function createDatabase(url: string, poolSize = 10, statementTimeoutMs?: number): Database {
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
        options: settingsOf({
          role: 'thong_suot_app',
          idle_in_transaction_session_timeout: STANDS_STILL_MS,
          lock_timeout: LOCK_WITHIN_MS,
          ...(statementTimeoutMs === undefined ? {} : { statement_timeout: statementTimeoutMs }),
        }),
      },
      { statementNameGenerator: statementNames() },
    ),
    // Prisma's own limits, two and five seconds, end what is only slow on a busy machine.
    transactionOptions: { maxWait: 4_000, timeout: 10_000 },
  });
}

const settingsOf = (settings: Record<string, string | number>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/** Each connection of a pool keeps the plans of this many statements; the product sends some hundreds again and again. */
const MOST_NAMED = 500;

/** What returns all columns that there are is planned anew each time: a plan kept from before a migration that adds one is an error. */
const ALL_COLUMNS = /(?:\bSELECT |\bRETURNING |\.)\*/i;

/**
 * Names the statements of a pool, so that a connection parses and plans each once: planning is most of PostgreSQL's work for a decision.
 * A statement gets its name when it comes the second time: those that come once, of a rare shape, take no place.
 * @returns gives a statement's name, or nothing for one that is planned each time
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  const sentOnce = new Set<string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMED || ALL_COLUMNS.test(sql)) return '';
    if (!sentOnce.delete(sql)) {
      if (sentOnce.size >= MOST_NAMED) sentOnce.clear();
      sentOnce.add(sql);
      return '';
    }
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** Ends the pool; queries under way are finished first. */
export async function close(database: Database): Promise<void> {
  await database.$disconnect();
}
