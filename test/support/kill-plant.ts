/** The product as it runs: PostgreSQL, Temporal, worker and API as processes of their own, kept running as `npm start` does, and killed at will. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startChild } from '../../commands/child.ts';
import { bundleWorkflows } from '../../commands/image.ts';
import { type Running, Supervisor } from '../../commands/supervisor.ts';
import { readConfig } from '../../config.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { readAlive } from '../../embedded/process-identity.ts';
import { startTemporal } from '../../embedded/temporal.ts';
import { findTemporalCli } from '../../embedded/temporal-cli.ts';
import { migrate } from '../../prisma/migrate.ts';
import { advanceTo } from '../../protocol/clock.ts';
import { eventually } from './eventually.ts';
import { serversFolder } from './folder.ts';
import { freePort } from './free-port.ts';
import { arm, disarm, hasPassed, type KillPoint } from './kill-point.ts';
import { foundOffice, type Office } from './office.ts';
import './runtime.ts';
import { mailboxPerSuite } from './servers.ts';
import type { World } from './world.ts';

/** What was lost rings again, or has its run again, within this time. */
export const WITHIN_FIVE_MINUTES = 300_000;

export const PROCESSES = ['postgres', 'temporal', 'worker', 'api'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** An office on servers of its own. */
export interface Plant extends Office, Pick<World, 'temporal' | 'keys'> {
  /** Where the API answers. */
  base: string;
  mailbox: Mailbox;
  /** The folder of its servers' files. */
  dataDir: string;
  /** Moves the business clock, and every open dossier with it; whatever falls due on the way has five minutes to be recorded. */
  advanceTo(to: Date): Promise<void>;
  /** What was told of processes that ended. */
  said: readonly string[];
  /** Ends processes with SIGKILL, all at once; returns when none of them is left. They are started again at once. */
  kill(...names: ProcessName[]): Promise<void>;
  /** Returns when those processes run, or all of them. */
  whole(...names: ProcessName[]): Promise<void>;
  /** Kills a process, or has it end in order, and has it started again only when the work is done; returns when it runs. */
  without(name: ProcessName, work: () => Promise<void>, how?: { inOrder: boolean }): Promise<void>;
  /** Has the worker kill itself the next time that it passes a point. */
  arm(killPoint: KillPoint): Promise<void>;
  /** Whether it has passed that point, and is dead. */
  died(): Promise<boolean>;
  /** Takes it back. @returns whether the worker had passed the point before, and is dead */
  disarm(): Promise<boolean>;
}

type Options = {
  /** Settings for the worker alone. */
  worker?: Record<string, string>;
  /** đồng that the budget line of the year is given. */
  budget?: bigint;
};

/** @returns a plant with all of its processes at work; `close` ends them */
export async function openPlant({ worker: workerEnv = {}, budget }: Options = {}): Promise<Plant> {
  const dataDir = serversFolder();
  const [postgresPort, temporalPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const url = `postgresql://owner:secret@127.0.0.1:${postgresPort}/thongsuot`;
  const address = `127.0.0.1:${temporalPort}`;
  const namespace = 'default';
  const payloadKey = { id: 'test', key: randomBytes(32) };
  const mailbox = await mailboxPerSuite();
  const { cacheDir } = readConfig({ DATA_DIR: dataDir, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME });
  const command = await findTemporalCli(cacheDir, console.log);
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
    LOG_LEVEL: 'fatal',
    WORKFLOW_BUNDLE: await bundleWorkflows(dataDir),
  };
  const services: Record<ProcessName, () => Promise<Running>> = {
    postgres: () => startPostgres({ dataDir, url }),
    temporal: () => startTemporal({ command, dataDir, port: temporalPort, namespace }),
    worker: () =>
      startChild({ name: 'worker', entry: 'test/support/kill-worker.ts', dataDir, env: { ...env, ...workerEnv } }),
    api: () => startChild({ name: 'api', entry: 'api/main.ts', dataDir, env }),
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
      timeoutMs: 60_000,
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

  let victim: Running | undefined;
  const dead = async (passed: boolean) => {
    if (passed) await victim?.ended;
    return passed;
  };

  let office: Office;
  try {
    await supervisor.add(service('postgres'), service('temporal'));
    await migrate(url);
    office = await foundOffice(url, { budget });
    await supervisor.add(service('worker'), service('api'));
  } catch (error) {
    await supervisor.stopAll();
    throw error;
  }
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection, namespace, dataConverter: createDataConverter([payloadKey]) });

  return {
    ...office,
    base: `http://127.0.0.1:${apiPort}`,
    temporal,
    keys: [payloadKey],
    mailbox,
    dataDir,
    said,
    advanceTo: async (to) => {
      await up(PROCESSES);
      await advanceTo({ ownerUrl: url, temporal, patienceMs: WITHIN_FIVE_MINUTES }, to);
    },
    kill,
    whole: async (...names) => void (await up(names.length > 0 ? names : PROCESSES)),
    async without(name, work, { inOrder } = { inOrder: false }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(name, promise);
      try {
        await (inOrder ? running.get(name)?.stop() : kill(name));
        await work();
      } finally {
        held.delete(name);
        resolve();
      }
      await up([name]);
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
      await mailbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
