/** Our own processes on the servers: the product's worker and API, or the control's. */
import { join } from 'node:path';
import { startChild } from '../commands/child.ts';
import type { Servers } from './servers.ts';

type Process = Awaited<ReturnType<typeof startChild>>;

export interface Stack {
  /** Where the API answers. */
  api: string;
  /** Every process whose CPU counts, servers included. */
  pids(): number[];
  workerPid(): number;
  /** Ends the worker at once, as a crash does. */
  killWorker(): Promise<void>;
  /** Starts the worker again, and returns once it says that it is ready. */
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Dossiers that the worker keeps in memory; the product's default without it. */
  cached?: number;
}

/** The product: its worker and its API, as `npm start` starts them. */
export const startProduct = (servers: Servers, options: StackOptions = {}): Promise<Stack> =>
  startStack(servers, { worker: 'worker/main.ts', api: 'api/main.ts' }, options);

/** What a decision costs at the least: control/worker.main.ts and control/api.main.ts. */
export const startControl = (servers: Servers): Promise<Stack> =>
  startStack(servers, { worker: 'bench/control/worker.main.ts', api: 'bench/control/api.main.ts' }, {});

async function startStack(
  servers: Servers,
  entries: { worker: string; api: string },
  { cached }: StackOptions,
): Promise<Stack> {
  const { dataDir, api } = servers.config;
  const start = (name: 'worker' | 'api') =>
    startChild({
      name,
      entry: entries[name],
      dataDir,
      logFile: join(dataDir, `${name}.log`),
      env: {
        ...servers.environment(name),
        WORKFLOW_BUNDLE: servers.workflowBundle,
        WORKER_MAX_CACHED_WORKFLOWS: cached === undefined ? '' : String(cached),
      },
    });
  let worker: Process = await start('worker');
  const served = await start('api').catch(async (error: unknown) => {
    await worker.stop();
    throw error;
  });
  return {
    api: `http://127.0.0.1:${api.port}`,
    pids: () => [...Object.values(servers.pids()), worker.pid, served.pid],
    workerPid: () => worker.pid,
    async killWorker() {
      process.kill(worker.pid, 'SIGKILL');
      await worker.ended;
    },
    async startWorker() {
      worker = await start('worker');
    },
    async stop() {
      await served.stop();
      await worker.stop();
    },
  };
}
