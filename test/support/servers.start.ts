import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { endPostgresOrphan, startPostgres } from '../../embedded/postgres.ts';
import { readAlive } from '../../embedded/process-identity.ts';
import { endTemporalOrphan, startTemporal } from '../../embedded/temporal.ts';
import { findTemporalCli } from '../../embedded/temporal-cli.ts';
import { migrate } from '../../prisma/migrate.ts';
import { SERVERS_FOLDER, serversFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { SHARED_SERVERS, type SharedServers } from './servers.ts';

/** Starts one PostgreSQL with a migrated template and one Temporal server for all suites, in a folder of their own. */
export default async function start(): Promise<void> {
  await clearKilledRuns();
  const dataDir = serversFolder();
  const { cacheDir } = readConfig({ DATA_DIR: dataDir, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME });
  const templateUrl = `postgresql://test:test@127.0.0.1:${await freePort()}/template`;
  const temporalPort = await freePort();
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir, url: templateUrl, durable: false, say: console.log }),
    findTemporalCli(cacheDir, console.log).then((command) =>
      startTemporal({ command, dataDir, port: temporalPort, namespace: 'default' }),
    ),
  ]);
  await migrate(templateUrl);

  const shared: SharedServers = { templateUrl, temporalAddress: `127.0.0.1:${temporalPort}`, folder: dataDir };
  process.env[SHARED_SERVERS] = JSON.stringify(shared);
  globalThis.stopShared = async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Jest loads set-up and tear-down apart from each other; what both must know is kept on the process they share. */
declare global {
  var stopShared: () => Promise<void>;
}

/** A run that was killed leaves its servers behind; the next one ends them. */
async function clearKilledRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(SERVERS_FOLDER))) {
    const folder = join(tmpdir(), name);
    const owner = join(folder, 'owner.pid');
    if (!existsSync(owner) || readAlive(owner) !== undefined) continue;
    await Promise.all([endPostgresOrphan(folder), endTemporalOrphan(folder)]);
    rmSync(folder, { recursive: true, force: true });
  }
}
