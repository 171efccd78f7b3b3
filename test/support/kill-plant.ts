/** The product as it runs: PostgreSQL, Temporal, worker and API as processes of their own, kept running as `npm start` does, and killed at will. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startChild } from '../../commands/child.ts';
import { bundleWorkflows } from '../../commands/image.ts';
import { type Running, Supervisor } from '../../commands/supervisor.ts';
import { readConfig } from '../../config.ts';
import type { StoredMessage } from '../../embedded/mail-store.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { readAlive } from '../../embedded/process-identity.ts';
import { startTemporal } from '../../embedded/temporal.ts';
import { findTemporalCli } from '../../embedded/temporal-cli.ts';
import { migrate } from '../../prisma/migrate.ts';
import { advanceTo } from '../../protocol/clock.ts';
import { workflowBundle } from './bundle.ts';
import { connectTo } from './connection.ts';
import { eventually } from './eventually.ts';
import { serversFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { arm, disarm, hasPassed, type KillPoint } from './kill-point.ts';
import { foundOffice, type Office } from './office.ts';
import './runtime.ts';
import { hasSharedServers, mailboxPerSuite } from './servers.ts';
import type { World } from './world.ts';

/** What was lost rings again, or has its run again, within this time. */
export const WITHIN_FIVE_MINUTES = 300_000;

export const PROCESSES = ['postgres', 'temporal', 'worker', 'api'] as const;
export type ProcessName = (typeof PROCESSES)[number] | 'mailbox';

/** An office on servers of its own. */
export interface Plant extends Office, Pick<World, 'temporal' | 'keys'> {
  /** Where the API answers. */
  base: string;
  mailbox: Pick<Mailbox, 'messages'>;
  /** Its data folder, with the logs where they are kept. */
  folder: string;
  /** The workflows as its workers run them. */
  bundle: { codePath: string };
  /** Moves the business clock, and every open dossier with it; whatever falls due on the way has five minutes to be recorded. */
  advanceTo(to: Date): Promise<void>;
  /** What was told of processes that ended. */
  said: readonly string[];
  /** Ends processes with SIGKILL, all at once; returns when none of them is left. They are started again at once. */
  kill(...names: ProcessName[]): Promise<void>;
  /** Returns when those processes run, or all of them. */
  whole(...names: ProcessName[]): Promise<void>;
  /** Kills processes, all at once, or has them end in order; has them started again only when the work is done; returns when they run. */
  without(
    names: ProcessName | readonly ProcessName[],
    work: () => Promise<void>,
    how?: { inOrder: boolean },
  ): Promise<void>;
  /** Has the worker kill itself the next time that it passes a point. */
  arm(killPoint: KillPoint): Promise<void>;
  /** Whether it has passed that point, and is dead. */
  died(): Promise<boolean>;
  /** Takes it back. @returns whether the worker had passed the point before, and is dead */
  disarm(): Promise<boolean>;
}

export type PlantOptions = {
  /** Settings for the worker alone. */
  worker?: Record<string, string>;
  /** đồng that the budget line of the year is given. */
  budget?: bigint;
  /** Has the mailbox run as a process of its own, too, which can be killed. */
  ownMailbox?: boolean;
  /** Has the processes keep logs in the plant's folder, from this level on. */
  logLevel?: 'warn' | 'error';
  /** Dynamic configuration of the Temporal server. */
  dynamicConfig?: Readonly<Record<string, unknown>>;
};

/** What ends only what hangs: a process on a busy machine takes its time. */
const RUNS_WITHIN_MS = WITHIN_FIVE_MINUTES;

/** @returns a plant with all of its processes at work; `close` ends them */
export async function openPlant({
  worker: workerEnv = {},
  budget,
  ownMailbox = false,
  logLevel,
  dynamicConfig,
}: PlantOptions = {}): Promise<Plant> {
  const dataDir = serversFolder();
  const [postgresPort, temporalPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const url = `postgresql://owner:secret@127.0.0.1:${postgresPort}/thongsuot`;
  const address = `127.0.0.1:${temporalPort}`;
  const namespace = 'default';
  const payloadKey = { id: 'test', key: randomBytes(32) };
  const own = ownMailbox ? await killableMailbox() : undefined;
  const shared = own ? undefined : await mailboxPerSuite();
  const mailbox = own ?? shared!;
  const { XDG_CACHE_HOME, NODE_COMPILE_CACHE: compiled } = process.env;
  const { cacheDir } = readConfig({ DATA_DIR: dataDir, XDG_CACHE_HOME });
  const command = await findTemporalCli(cacheDir, console.log);
  // In a run of suites all of them use one bundle.
  const bundle = hasSharedServers() ? await workflowBundle() : { codePath: await bundleWorkflows(dataDir) };
  const env = {
    DATA_DIR: dataDir,
    DATABASE_URL: url,
    AUTH_SECRET: randomBytes(32).toString('base64'),
    PAYLOAD_KEYS: `${payloadKey.id}:${payloadKey.key.toString('base64')}`,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Thông suốt <thong-suot@example.test>',
    HOST: '127.0.0.1',
    PORT: String(apiPort),
    LOG_LEVEL: logLevel ?? 'fatal',
    WORKFLOW_BUNDLE: bundle.codePath,
    // All plants of a run share what Node compiled.
    ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {}),
  };
  const child = (name: ProcessName, entry: string, more: Record<string, string> = {}) =>
    startChild({
      ...{ name, entry, dataDir, env: { ...env, ...more } },
      logFile: logLevel && join(dataDir, `${name}.log`),
    });
  const services: Record<ProcessName, () => Promise<Running>> = {
    postgres: () => startPostgres({ dataDir, url }),
    temporal: () => startTemporal({ command, dataDir, port: temporalPort, namespace, dynamicConfig }),
    worker: () => child('worker', 'test/support/kill-worker.ts', workerEnv),
    api: () => child('api', 'api/main.ts'),
    mailbox: () => child('mailbox', 'embedded/mailbox.main.ts', own?.env),
  };
  const said: string[] = [];
  const supervisor = new Supervisor((line) => said.push(line), { longestPauseMs: 500 });
  const running = new Map<ProcessName, Running>();
  const held = new Map<ProcessName, Promise<void>>();
  const service = (name: ProcessName) => ({
    name,
    start: async () => {
      await held.get(name);
      const started = await services[name]();
      running.set(name, started);
      void started.ended.then(() => running.delete(name));
      return started;
    },
  });
  const up = (names: readonly ProcessName[]) =>
    eventually(() => names.every((name) => running.has(name)), {
      what: `${names.join(', ')} to run`,
      timeoutMs: RUNS_WITHIN_MS,
    });
  const kill = async (...names: ProcessName[]) => {
    await up(names);
    const ending = names.map((name) => running.get(name)?.ended);
    for (const name of names) {
      const pid = readAlive(join(dataDir, `${name}.pid`));
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    await Promise.all(ending);
  };

  const everything: ProcessName[] = own ? [...PROCESSES, 'mailbox'] : [...PROCESSES];

  let victim: Running | undefined;
  const dead = async (passed: boolean) => {
    if (passed) await victim?.ended;
    return passed;
  };

  let office: Office;
  try {
    await supervisor.add(service('postgres'), service('temporal'), ...(own ? [service('mailbox')] : []));
    await migrate(url);
    office = await foundOffice(url, { budget });
    await supervisor.add(service('worker'), service('api'));
  } catch (error) {
    await supervisor.stopAll();
    throw error;
  }
  const connection = await connectTo(address);
  const temporal = new Client({ connection, namespace, dataConverter: createDataConverter([payloadKey]) });

  return {
    ...office,
    base: `http://127.0.0.1:${apiPort}`,
    temporal,
    keys: [payloadKey],
    mailbox,
    folder: dataDir,
    bundle,
    said,
    advanceTo: async (to) => {
      await up(PROCESSES);
      await advanceTo({ ownerUrl: url, temporal, patienceMs: RUNS_WITHIN_MS, wakesWithinMs: RUNS_WITHIN_MS }, to);
    },
    kill,
    whole: async (...names) => void (await up(names.length > 0 ? names : everything)),
    async without(name, work, { inOrder } = { inOrder: false }) {
      const names = [name].flat();
      const { promise, resolve } = Promise.withResolvers<void>();
      try {
        await up(names);
        for (const one of names) held.set(one, promise);
        await (inOrder ? Promise.all(names.map((one) => running.get(one)?.stop())) : kill(...names));
        await work();
      } finally {
        for (const one of names) held.delete(one);
        resolve();
      }
      await up(names);
    },
    async arm(killPoint) {
      await up(['worker']);
      victim = running.get('worker');
      arm(dataDir, killPoint);
    },
    died: () => dead(hasPassed(dataDir)),
    disarm: () => dead(disarm(dataDir)),
    async close() {
      await connection.close();
      await office.close();
      await supervisor.stopAll();
      await shared?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A mailbox in a process of its own, read as anybody reads it: over HTTP. */
async function killableMailbox() {
  const [smtp, inbox] = [await freePort(), await freePort()];
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    env: { EMBEDDED_SMTP_PORT: String(smtp), EMBEDDED_INBOX_PORT: String(inbox) },
    async messages(to?: string): Promise<StoredMessage[]> {
      const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
      const response = await fetch(`http://127.0.0.1:${inbox}/api/messages${query}`);
      if (!response.ok) throw new Error(`the mailbox answered ${response.status}`);
      return (await response.json()) as StoredMessage[];
    },
  };
}
