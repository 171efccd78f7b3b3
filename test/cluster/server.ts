/** Temporal's full server on PostgreSQL, as a province would run it: got once, its schema made, its namespace prepared. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { foreignEnvironment } from '../../config.ts';
import { launch, type ServerProcess, untilReady } from '../../embedded/server-process.ts';
import { prepareNamespace } from '../../embedded/temporal-namespace.ts';
import { connectTo } from '../support/connection.ts';
import { freePort } from '../support/free-port.ts';

const run = promisify(execFile);

/** The newest that Go 1.26.8 builds. */
const VERSION = '1.32.1';
const PROGRAMS = { server: 'temporal-server', sql: 'temporal-sql-tool' } as const;
type Programs = Record<keyof typeof PROGRAMS, string>;

const SHARDS = 4;
const CONNECTIONS = 20;
const CONNECT_MS = 5_000;

/** Limits that a small machine with everything on it would meet, and skipped time, by which a year is played in minutes. */
const DYNAMIC: Readonly<Record<string, unknown>> = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.namespaceCount': 100_000,
  'history.rps': 100_000,
  'matching.rps': 100_000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'history.timerProcessorMaxTimeShift': '50ms',
};

/**
 * Starts the server with its storage in a PostgreSQL that runs.
 * @param url of that PostgreSQL's owner: two databases are made beside the one that it names
 * @returns the server, where it answers, and its namespace
 * @throws Error with the end of its log where it does not become ready
 */
export async function startCluster(
  { dataDir, url, cacheDir, namespace }: { dataDir: string; url: string; cacheDir: string; namespace: string },
  say: (line: string) => void,
): Promise<{ server: ServerProcess; address: string }> {
  const programs = await programsOf(join(cacheDir, `server-${VERSION}`), say);
  const { hostname, port, username, password } = new URL(url);
  const at = ['--pl', 'postgres12', '--ep', hostname, '-p', port, '-u', username, '--pw', password];
  for (const [database, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    const sql = (...args: string[]) =>
      run(programs.sql, [...at, '--db', database, ...args], { env: foreignEnvironment() });
    await sql('create');
    await sql('setup-schema', '-v', '0.0');
    await sql('update-schema', '--schema-name', `postgresql/v12/${schema}`);
  }
  const ports = Object.fromEntries(
    await Promise.all(
      ['frontend', 'matching', 'history', 'worker'].map(async (name) => [name, [await freePort(), await freePort()]]),
    ),
  ) as Record<string, [number, number]>;
  const folder = join(dataDir, 'cluster');
  mkdirSync(folder, { recursive: true });
  const dynamic = Object.fromEntries(Object.entries(DYNAMIC).map(([key, value]) => [key, [{ value }]]));
  const dynamicFile = join(folder, 'dynamic.yaml');
  const config = join(folder, 'server.yaml');
  writeFileSync(dynamicFile, JSON.stringify(dynamic));
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(settings({ ports, dynamicFile, postgres: new URL(url) })), { mode: 0o600 });
  const name = 'Temporal';
  const logFile = join(dataDir, 'temporal.log');
  const server = launch({
    ...{
      name,
      command: programs.server,
      logFile,
      pidFile: join(dataDir, 'temporal.pid'),
      stopSignal: 'SIGTERM' as const,
    },
    args: ['--config-file', config, '--allow-no-auth', 'start'],
  });
  const address = `127.0.0.1:${ports.frontend![0]}`;
  await untilReady(server, { name, logFile }, async () => {
    const connection = await connectTo(address);
    await connection.close();
  });
  try {
    await prepareNamespace({ address, namespace });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { server, address };
}

/** Membership ports go into a small column of the server's own database: `freePort` gives none above 32767. */
function settings({
  ports,
  dynamicFile,
  postgres,
}: {
  ports: Record<string, [number, number]>;
  dynamicFile: string;
  postgres: URL;
}): object {
  const store = (databaseName: string) => ({
    sql: {
      ...{ pluginName: 'postgres12', databaseName, connectAddr: postgres.host, connectProtocol: 'tcp' },
      ...{ user: postgres.username, password: postgres.password, maxConns: CONNECTIONS, maxIdleConns: CONNECTIONS },
    },
  });
  const frontend = ports.frontend![0];
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      ...{ defaultStore: 'main', visibilityStore: 'visibility', numHistoryShards: SHARDS },
      datastores: { main: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(
      Object.entries(ports).map(([name, [grpcPort, membershipPort]]) => [
        name,
        { rpc: { grpcPort, membershipPort, bindOnIP: '127.0.0.1' } },
      ]),
    ),
    clusterMetadata: {
      ...{ enableGlobalNamespace: false, failoverVersionIncrement: 10 },
      ...{ masterClusterName: 'active', currentClusterName: 'active' },
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `127.0.0.1:${frontend}` },
    dynamicConfigClient: { filepath: dynamicFile, pollInterval: '60s' },
  };
}

/** On PATH, in the cache, downloaded, or built: whatever comes first. */
export async function programsOf(folder: string, say: (line: string) => void): Promise<Programs> {
  const onPath = { ...PROGRAMS };
  if (await isUsable(onPath)) return onPath;
  const cached = { server: join(folder, PROGRAMS.server), sql: join(folder, PROGRAMS.sql) };
  if (existsSync(cached.server) && existsSync(cached.sql)) return cached;
  const work = `${folder}-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    await downloaded(work, say).catch((error: Error) => {
      say(
        `The full Temporal server is built, since it cannot be downloaded (${error.message}); about seven minutes, once …`,
      );
      return built(work);
    });
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return cached;
}

async function isUsable({ server, sql }: Programs): Promise<boolean> {
  try {
    const { stdout } = await run(server, ['--version'], { timeout: CONNECT_MS, env: foreignEnvironment() });
    await run(sql, ['--version'], { timeout: CONNECT_MS, env: foreignEnvironment() });
    return stdout.includes(VERSION);
  } catch {
    return false;
  }
}

async function downloaded(work: string, say: (line: string) => void): Promise<void> {
  const release = `https://github.com/temporalio/temporal/releases/download/v${VERSION}`;
  const name = `temporal_${VERSION}_${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}.tar.gz`;
  const sums = await (await fetched(`${release}/checksums.txt`)).text();
  const expected = sums
    .split('\n')
    .find((line) => line.trim().endsWith(name))
    ?.slice(0, 64);
  if (!expected) throw new Error(`the release has no ${name}`);
  say(`Downloading the full Temporal server ${VERSION} (once) …`);
  const archive = Buffer.from(await (await fetched(`${release}/${name}`)).arrayBuffer());
  if (createHash('sha256').update(archive).digest('hex') !== expected)
    throw new Error(`${name} was changed on its way`);
  writeFileSync(join(work, 'archive.tar.gz'), archive);
  await run('tar', ['-xzf', join(work, 'archive.tar.gz'), '-C', work]);
  rmSync(join(work, 'archive.tar.gz'));
}

async function fetched(url: string): Promise<Response> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), CONNECT_MS);
  const response = await fetch(url, { signal: control.signal }).finally(() => clearTimeout(timer));
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return response;
}

async function built(work: string): Promise<void> {
  const modules = { server: 'server', sql: 'tools/sql' };
  for (const [name, path] of Object.entries(modules)) {
    const bin = join(work, name);
    await go(['install', '-trimpath', '-ldflags', '-s -w', `go.temporal.io/server/cmd/${path}@v${VERSION}`], bin);
    renameSync(join(bin, path.split('/').at(-1)!), join(work, PROGRAMS[name as keyof typeof PROGRAMS]));
    rmSync(bin, { recursive: true });
  }
}

function go(args: string[], bin: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = foreignEnvironment({ CGO_ENABLED: '0', GOWORK: 'off', GOBIN: bin });
    const child = spawn('go', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    child.once('error', () => reject(new Error('Go is not installed')));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`go install ended with ${code}: ${said}`)),
    );
  });
}
