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
    adapter: new PrismaPg({
      connectionString: url,
      max: poolSize,
      // A server that is gone must be noticed within seconds, not when the kernel gives up.
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'thong-suot',
      // Works as the role that may add to the audit and the ledger, and never change or delete there.
      options: '-c role=thong_suot_app',
    }),
  });
}

/** Ends the pool; queries under way are finished first. */
export async function close(database: Database): Promise<void> {
  await database.$disconnect();
}
