/** The servers that a measurement stands on: the embedded ones, as `npm start` runs them, in a folder and on ports of their own. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startChild } from '../commands/child.ts';
import { bundleWorkflows } from '../commands/image.ts';
import { type Config, childEnvironment, readConfig } from '../config.ts';
import { listenFault } from '../embedded/ports.ts';
import { endPostgresOrphan, startPostgres } from '../embedded/postgres.ts';
import { readAlive, writePidFile } from '../embedded/process-identity.ts';
import { endTemporalOrphan, startTemporal } from '../embedded/temporal.ts';
import { findTemporalCli } from '../embedded/temporal-cli.ts';
import { migrate } from '../prisma/migrate.ts';

export interface Servers {
  config: Config;
  /** The database's owner. */
  owner: pg.Pool;
  /** The workflows, bundled beforehand. */
  workflowBundle: string;
  pids(): { postgres: number; temporal: number; mailbox: number };
  /** The environment of a process of ours on these servers. @param name what its statements are known by */
  environment(name: string): Record<string, string>;
  /** Ends the Temporal server at once, as a crash does. */
  killTemporal(): Promise<void>;
  /** Starts it again on its data. */
  startTemporal(): Promise<void>;
  stop(): Promise<void>;
}

export const PORTS = [
  ...['PORT', 'EMBEDDED_POSTGRES_PORT', 'EMBEDDED_TEMPORAL_PORT'],
  ...['EMBEDDED_TEMPORAL_UI_PORT', 'EMBEDDED_SMTP_PORT', 'EMBEDDED_INBOX_PORT'],
];

/** Settings of whoever runs the measurement that must not reach it. */
export const OTHERS = [
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SMTP_URL',
  'METRICS_ADDRESS',
  'PUBLIC_URL',
  'BUILD_ID',
];

const PREFIX = 'thong-suot-bench-';
const ownerOf = (dataDir: string): string => join(dataDir, 'owner.pid');

/** @returns the servers, ready; `stop` ends them and removes their folder */
export async function startServers(say: (line: string) => void): Promise<Servers> {
  await clearKilledRuns();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  writePidFile(ownerOf(dataDir), process.pid);
  // As root PostgreSQL runs as another user, who must be able to pass through.
  chmodSync(dataDir, 0o711);
  const ports = await freePorts(PORTS);
  const settings = { DATA_DIR: dataDir, ...ports };
  const config = readConfig({ ...settings, XDG_CACHE_HOME: childEnvironment().XDG_CACHE_HOME });
  const { database, secrets, temporal, embedded } = config;
  const ending: (() => Promise<void>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ending.toReversed()) await end();
  };
  const environment = (name: string) => ({
    ...Object.fromEntries(OTHERS.map((setting) => [setting, ''])),
    ...settings,
    DATABASE_URL: `${database.url}?application_name=${name}`,
    AUTH_SECRET: secrets.authSecret,
    PAYLOAD_KEYS: secrets.payloadKeys.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(','),
  });
  try {
    const command = await findTemporalCli(config.cacheDir, say);
    const postgres = await startPostgres({ dataDir, url: database.url });
    ending.push(() => postgres.stop());
    await migrate(database.url);
    const ports = { port: embedded.temporal, uiPort: embedded.temporalUi };
    const startServer = () => startTemporal({ command, dataDir, ...ports, namespace: temporal.namespace });
    let server = await startServer();
    ending.push(() => server.stop());
    const logFile = join(dataDir, 'mailbox.log');
    const env = environment('mailbox');
    const mailbox = await startChild({ name: 'mailbox', entry: 'embedded/mailbox.main.ts', dataDir, env, logFile });
    ending.push(() => mailbox.stop());
    const owner = new pg.Pool({ connectionString: database.url, application_name: 'bench' });
    ending.push(() => owner.end());
    return {
      config,
      owner,
      workflowBundle: await bundleWorkflows(dataDir),
      pids: () => ({ postgres: postgres.pid, temporal: server.pid, mailbox: mailbox.pid }),
      environment,
      async killTemporal() {
        process.kill(server.pid, 'SIGKILL');
        await server.ended;
      },
      async startTemporal() {
        server = await startServer();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A run that was killed leaves its servers behind; the next one ends them. */
async function clearKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = join(tmpdir(), name);
    if (!existsSync(ownerOf(dataDir)) || readAlive(ownerOf(dataDir)) !== undefined) continue;
    await Promise.all([endPostgresOrphan(dataDir), endTemporalOrphan(dataDir)]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Below the range that the kernel gives to outgoing connections, which would take a port between its being found and being used. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;

/** Ports of 127.0.0.1 that nothing listens on, all different. */
export async function freePorts(settings: readonly string[]): Promise<Record<string, string>> {
  const ports: Record<string, string> = {};
  let port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT) * 0.9);
  for (const setting of settings) {
    do port += 1;
    while (port < HIGHEST_PORT && (await listenFault('127.0.0.1', port)));
    ports[setting] = String(port);
  }
  return ports;
}
