/** A database that is put back to an older copy of itself, as after a restore from a dump or a failover that lost its tail. */
import pg from 'pg';
import { close, createDatabase } from '../../prisma/database.ts';
import { settleInstallation } from '../../protocol/installation.ts';
import type { World } from './world.ts';

/**
 * Copies the database as it is now. No worker may run meanwhile.
 * @returns puts the copy in its place; what ran after is Temporal's alone to know
 */
export async function keepCopy({ url, rest }: Pick<World, 'url' | 'rest'>): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const copy = `${name}_copy`;
  await rest();
  await maintain(url, async (client) => {
    await endSessions(client, name);
    await client.query(`CREATE DATABASE ${copy} TEMPLATE ${name}`);
  });
  return async () => {
    await rest();
    await maintain(url, async (client) => {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await client.query(`ALTER DATABASE ${copy} RENAME TO ${name}`);
    });
    const database = createDatabase(url, 1);
    await settleInstallation(database, 'restored');
    await close(database);
  };
}

const endSessions = (client: pg.Client, name: string) =>
  client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [name]);

async function maintain(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
