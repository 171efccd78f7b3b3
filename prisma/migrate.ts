import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const FOLDER = join(import.meta.dirname, 'migrations');

/** The lock that `prisma migrate` takes, so that it and this runner never work at the same time. */
const PRISMA_ADVISORY_LOCK = 72707369;

/** A migration that cannot be applied: edited after it was applied, failed earlier, or refused by the database. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Applies the migrations of `folder` that `databaseUrl` has not seen, in order, as `prisma migrate deploy` does (same
 * table, checksums and lock), without the engine that the Prisma tool would download. Safe to run from several processes.
 * Migrations that only the database knows are left alone: an older version may run beside a newer one, or come back.
 * @param warn told what a migration found and could not put right by itself, one line each
 * @returns the names of the migrations applied now.
 * @throws MigrationError when one was edited, failed earlier or fails now; the database stays before the failed one.
 */
export async function migrate(
  databaseUrl: string,
  folder = FOLDER,
  warn: (text: string) => void = console.warn,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('notice', ({ severity, message }) => {
    if (severity === 'WARNING') warn(message ?? '');
  });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_ADVISORY_LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const pending = compare(readMigrations(folder), rows);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/** The migration folders in the order of their names. */
function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function compare(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(applied.map((row) => [row.migration_name, row]));
  return migrations.filter((migration) => {
    const row = known.get(migration.name);
    if (row && !row.finished_at) {
      throw new MigrationError(
        `migration ${migration.name} failed earlier: repair the database, then "prisma migrate resolve"`,
      );
    }
    if (row && row.checksum !== migration.checksum) {
      throw new MigrationError(
        `migration ${migration.name} was edited after it was applied: put it back, add a new one`,
      );
    }
    return !row;
  });
}

/** One transaction for the migration and its row: killed in the middle, it leaves nothing behind. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new MigrationError(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
