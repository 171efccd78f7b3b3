import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { foreignEnvironment } from '../config.ts';
import { mustBeFree } from './ports.ts';
import { type PostgresPlace, placePostgres } from './postgres-place.ts';
import { clearStaleLock } from './postmaster-lock.ts';
import { endOrphan } from './process-identity.ts';
import { launch, type ServerProcess, untilReady } from './server-process.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  /** The data folder; the server's files are its subfolder `postgres`. */
  dataDir: string;
  /** Where user, password, port and database are read from: host 127.0.0.1. */
  url: string;
  /** `false` for tests alone: what a crash of the machine would lose is not flushed to disk. */
  durable?: boolean;
  say?: (line: string) => void;
}

/**
 * Starts the PostgreSQL that comes with the packages on 127.0.0.1 and makes the cluster and the database on first use.
 * One that a killed run left behind is ended first.
 * @throws Error when the port is taken, or with the end of the server's log when it does not become ready.
 */
export async function startPostgres({ dataDir, url, durable = true, say = () => {} }: PostgresOptions) {
  const place = await placePostgres(dataDir, say);
  const target = new URL(url);
  await endPostgresOrphan(dataDir);
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) await createCluster(place, target);
  await clearStaleLock(place.cluster);

  const name = 'PostgreSQL';
  await mustBeFree(name, Number(target.port));
  const logFile = join(dataDir, 'postgres.log');
  const settings = ['unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC', 'max_connections=200'];
  if (!durable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  const server = launch({
    name,
    command: place.postgres,
    args: ['-D', place.cluster, '-h', '127.0.0.1', '-p', target.port, ...settings.flatMap((set) => ['-c', set])],
    env: { LC_ALL: 'C' },
    logFile,
    pidFile: pidFileOf(dataDir),
    // The "fast" shutdown: sessions are ended, nothing is lost.
    stopSignal: 'SIGINT',
    user: place.user,
  });
  await untilReady(server, { name, logFile }, () => createDatabaseOnce(target));
  return server satisfies ServerProcess;
}

/** Ends the server that a killed run left behind on this data folder, if any. */
export function endPostgresOrphan(dataDir: string): Promise<boolean> {
  return endOrphan(pidFileOf(dataDir), 'SIGINT');
}

const pidFileOf = (dataDir: string) => join(dataDir, 'postgres.pid');

async function createCluster({ cluster, initdb, user }: PostgresPlace, url: URL): Promise<void> {
  // A cluster without PG_VERSION was interrupted while it was made.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.password`;
  writeFileSync(passwordFile, `${decodeURIComponent(url.password)}\n`, { mode: 0o600 });
  if (user) for (const path of [cluster, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await run(
      initdb,
      [
        ...['--pgdata', cluster, '--username', decodeURIComponent(url.username), '--pwfile', passwordFile],
        ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--locale=C', '--no-instructions', '--no-sync'],
      ],
      { env: foreignEnvironment({ LC_ALL: 'C' }), ...(user ?? {}) },
    );
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`PostgreSQL could not make its cluster in ${cluster}: ${stderr?.trim() || String(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function createDatabaseOnce(url: URL): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    const name = decodeURIComponent(url.pathname.slice(1));
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
