import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, ConfigError, type Places, readConfig } from '../config.ts';
import { takeLock } from '../embedded/lock.ts';
import { endPostgresOrphan, startPostgres } from '../embedded/postgres.ts';
import { endTemporalOrphan, startTemporal } from '../embedded/temporal.ts';
import { findTemporalCli } from '../embedded/temporal-cli.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { migrate } from '../prisma/migrate.ts';
import { endChildOrphan, startChild } from './child.ts';
import { buildId, bundleWorkflows, SOURCES } from './image.ts';
import { preflight } from './preflight.ts';
import { Supervisor } from './supervisor.ts';

const root = join(import.meta.dirname, '..');
const flags = process.argv.slice(2);
const say = (line: string) => console.log(line);

/** What commands/example.ts exports: the worked example, played over HTTP against the API that runs. */
interface Example {
  playExample(stage: { api: string; config: Config; say: (line: string) => void }): Promise<void>;
  /** Says how the example stands, and who of it may sign in. */
  showExample(stage: { api: string; config: Config; say: (line: string) => void }): Promise<void>;
}

const config = await settle();
const supervisor = new Supervisor(say);
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  await run(config);
} catch (error) {
  if (!stopping) {
    console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
    await stop(1);
  }
}

/** The settings, the lock on the data folder, and a machine on which everything can be started; or every fault, and 1. */
async function settle(): Promise<Config> {
  const faults: string[] = [];
  let config: Config | undefined;
  let places: Places;
  try {
    config = readConfig();
    places = config.places;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.faults);
    places = error.places;
  }
  for (const flag of flags.filter((flag) => !['--no-example', '--watch'].includes(flag))) {
    faults.push(`${flag} is not known here; there are --no-example and --watch`);
  }
  const running = places.dataDir ? await takeDataFolder(places.dataDir) : undefined;
  if (running) faults.push(running);
  else faults.push(...(await preflight(places)));
  if (config && faults.length === 0) return config;
  for (const fault of faults) console.error(`✗ ${fault}`);
  process.exit(1);
}

/** Takes the lock and ends what an earlier, killed run left behind, which would hold ports and files. */
async function takeDataFolder(dataDir: string): Promise<string | undefined> {
  const lock = takeLock(join(dataDir, 'start.lock'));
  if ('heldBy' in lock) {
    return `already running (process ${lock.heldBy}) on ${dataDir}; end that one, or set DATA_DIR to another folder`;
  }
  process.once('exit', () => lock.release());
  for (const name of ['api', 'worker', 'mailbox']) await endChildOrphan(dataDir, name);
  await endTemporalOrphan(dataDir);
  await endPostgresOrphan(dataDir);
  return undefined;
}

async function run(config: Config): Promise<void> {
  const started = Date.now();
  const { dataDir, database, embedded, mail, temporal } = config;
  await supervisor.add(
    ...(database.embedded
      ? [{ name: 'postgres', start: () => startPostgres({ dataDir, url: database.url, say }) }]
      : []),
  );
  const applied = await migrate(database.url);
  if (applied.length > 0) say(`Database: applied ${applied.length} migration(s)`);

  const command = temporal.embedded ? await findTemporalCli(config.cacheDir, say) : '';
  const ports = { port: embedded.temporal, uiPort: embedded.temporalUi };
  const [workflowBundle] = await Promise.all([
    bundleWorkflows(dataDir),
    supervisor.add(
      ...(temporal.embedded
        ? [
            {
              name: 'temporal',
              start: () => startTemporal({ command, dataDir, ...ports, namespace: temporal.namespace }),
            },
          ]
        : []),
      ...(mail.embedded
        ? [
            {
              name: 'mailbox',
              start: () => startChild({ name: 'mailbox', entry: 'embedded/mailbox.main.ts', dataDir }),
            },
          ]
        : []),
    ),
  ]);

  const image = { bundle: workflowBundle };
  const env = () => ({ BUILD_ID: config.worker.buildId ?? buildId(), WORKFLOW_BUNDLE: image.bundle });
  // On one's own machine the screen is for people; where servers are configured, whoever runs us collects what we print.
  const logFile = (name: string) => (database.embedded ? join(dataDir, `${name}.log`) : undefined);
  const child = (name: string, entry: string) => ({
    name,
    start: () => startChild({ name, entry, dataDir, env: env(), logFile: logFile(name) }),
  });
  await supervisor.add(child('worker', 'worker/main.ts'), child('api', 'api/main.ts'));
  if (stopping) return;
  printAddresses(config, started);
  if (flags.includes('--watch')) {
    reloadOnChange(async () => {
      image.bundle = await bundleWorkflows(dataDir);
    });
  }
  if (!flags.includes('--no-example')) await example(config);
}

function printAddresses({ api, database, embedded, mail, temporal, dataDir }: Config, started: number): void {
  const local = 'http://127.0.0.1';
  const lines: [string, string][] = [
    ['Thông suốt', api.publicUrl],
    ['API', `${api.publicUrl}/api/docs`],
    ...(mail.embedded ? ([['Hộp thư · Mailbox', `${local}:${embedded.inbox}`]] as [string, string][]) : []),
    ...(temporal.embedded ? ([['Temporal', `${local}:${embedded.temporalUi}`]] as [string, string][]) : []),
    ['Dữ liệu · Data', dataDir],
    ...(database.embedded ? ([['Nhật ký · Logs', join(dataDir, '{api,worker}.log')]] as [string, string][]) : []),
  ];
  say(`Sẵn sàng · Ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  for (const [name, address] of lines) say(`  ${name.padEnd(20)}${address}`);
  say('  Ctrl-C để dừng · Ctrl-C to stop');
}

/** Plays the worked example on an embedded database that nobody has used yet; says later how it stands. */
async function example(config: Config): Promise<void> {
  const file = join(root, 'commands/example.ts');
  if (!config.database.embedded || !existsSync(file)) return;
  const database = createDatabase(config.database.url, 1);
  const empty = (await database.agency.count()) === 0;
  const played = (await database.agency.count({ where: { example: true } })) > 0;
  await close(database);
  if (!empty && !played) return;
  const { playExample, showExample } = (await import(pathToFileURL(file).href)) as Example;
  const stage = { api: `http://127.0.0.1:${config.api.port}`, config, say };
  try {
    await (played ? showExample(stage) : playExample(stage));
  } catch (error) {
    const what = played ? 'cannot be shown' : 'stopped';
    if (!stopping)
      console.error(`✗ The worked example ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** For `npm run dev`: worker and API are started again on the new code shortly after the last change of a source file. */
function reloadOnChange(prepare: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  const reload = async () => {
    try {
      await prepare();
      say('Reloading …');
      await Promise.all([supervisor.restart('worker'), supervisor.restart('api')]);
    } catch (error) {
      console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const folder of SOURCES.filter((name) => existsSync(join(root, name)))) {
    watch(join(root, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(reload, 300);
    });
  }
}

async function stop(code: number): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  say('Đang dừng · Stopping …');
  await supervisor.stopAll();
  process.exit(code);
}
