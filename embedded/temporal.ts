import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { mustBeFree } from './ports.ts';
import { endOrphan } from './process-identity.ts';
import { launch, type ServerProcess, untilReady } from './server-process.ts';
import { prepareNamespace } from './temporal-namespace.ts';

export interface TemporalOptions {
  /** The command that `findTemporalCli` found. */
  command: string;
  /** The data folder; the server's state is `temporal/temporal.db` in it. */
  dataDir: string;
  /** The port of the server on 127.0.0.1. */
  port: number;
  /** The port of the web pages; none without it. */
  uiPort?: number;
  namespace: string;
  /** Dynamic configuration of the server beside what it always has. */
  dynamicConfig?: Readonly<Record<string, unknown>>;
}

/** What the development server would limit, or let wait, on a machine where everything runs beside it. */
const DYNAMIC_CONFIG = {
  'frontend.WorkflowTimeSkippingEnabled': true,
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.namespaceCount': 100_000,
  'history.rps': 100_000,
  'matching.rps': 100_000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // A timer that is due when it is set, as each is whose time was skipped, rings this much later: a second unless told, for the sake of
  // servers whose clocks differ. This one is alone.
  'history.timerProcessorMaxTimeShift': '50ms',
};

/**
 * Starts Temporal's development server on 127.0.0.1, with its state in the data folder, and waits until its namespace
 * can be used. One that a killed run left behind is ended first.
 * @throws Error when the port is taken, or with the end of the server's log when it does not become ready.
 */
export async function startTemporal({
  command,
  dataDir,
  port,
  uiPort,
  namespace,
  dynamicConfig = {},
}: TemporalOptions): Promise<ServerProcess> {
  await endTemporalOrphan(dataDir);
  const state = join(dataDir, 'temporal');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const name = 'Temporal';
  await mustBeFree(name, port);
  const logFile = join(dataDir, 'temporal.log');
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch'];
  const dynamic = Object.entries({ ...DYNAMIC_CONFIG, ...dynamicConfig }).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${JSON.stringify(value)}`,
  ]);
  const server = launch({
    name,
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), ...ui],
      ...['--db-filename', join(state, 'temporal.db'), '--log-level', 'error', '--disable-config-file', ...dynamic],
    ],
    logFile,
    pidFile: pidFileOf(dataDir),
    stopSignal: 'SIGTERM',
  });
  const address = `127.0.0.1:${port}`;
  await untilReady(server, { name, logFile }, () => answers(address));
  try {
    await prepareNamespace({ address, namespace });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** Ends the server that a killed run left behind on this data folder, if any. */
export function endTemporalOrphan(dataDir: string): Promise<boolean> {
  return endOrphan(pidFileOf(dataDir), 'SIGTERM');
}

const pidFileOf = (dataDir: string) => join(dataDir, 'temporal.pid');

async function answers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  await connection.close();
}
