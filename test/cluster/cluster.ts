/** The product as a province would run it: one PostgreSQL, Temporal's full server, several API processes behind a balancer, workers of several builds. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@temporalio/client';
import { createDataConverter } from '../../codec/data-converter.ts';
import { startChild } from '../../commands/child.ts';
import type { Running } from '../../commands/supervisor.ts';
import { childEnvironment, readConfig } from '../../config.ts';
import { type Mailbox, startMailbox } from '../../embedded/mailbox.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { migrate } from '../../prisma/migrate.ts';
import { advanceTo } from '../../protocol/clock.ts';
import { connectTo } from '../support/connection.ts';
import { serversFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { foundOffice, type Office } from '../support/office.ts';
import type { World } from '../support/world.ts';
import { type Balancer, openBalancer } from './balancer.ts';
import { startCluster } from './server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const RECORDED_WITHIN_MS = 300_000;

export interface Cluster extends Office, Pick<World, 'temporal' | 'keys'> {
  base: string;
  mailbox: Pick<Mailbox, 'messages'>;
  folder: string;
  advanceTo(to: Date): Promise<void>;
  /** Starts a worker of a build; returns what ends it in order, as on SIGTERM. */
  addWorker(build: string): Promise<() => Promise<void>>;
  /** Starts an API process behind the balancer; returns what takes it out and ends it in order. */
  addApi(): Promise<() => Promise<void>>;
  /** `npm run deployment -- …`, as an operator types it. @returns what it said; throws where it ended badly */
  deployment(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/**
 * @param builds the code of the workflows of each build, by its name
 * @param budget đồng of the year's budget line
 * @returns a cluster without a worker and without an API process yet
 */
export async function openCluster(
  { builds, budget }: { builds: Readonly<Record<string, string>>; budget: bigint },
  say: (line: string) => void,
): Promise<Cluster> {
  const dataDir = serversFolder();
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const [postgresPort, balancerPort] = [await freePort(), await freePort()];
    const url = `postgresql://owner:secret@127.0.0.1:${postgresPort}/thongsuot`;
    const { XDG_CACHE_HOME, NODE_COMPILE_CACHE: compiled } = process.env;
    const { cacheDir } = readConfig({ DATA_DIR: dataDir, XDG_CACHE_HOME });
    const postgres = await startPostgres({ dataDir, url });
    ends.push(() => postgres.stop());
    const namespace = 'default';
    const { server, address } = await startCluster({ dataDir, url, cacheDir, namespace }, say);
    ends.push(() => server.stop());
    const mailFolder = join(dataDir, 'mail');
    mkdirSync(mailFolder);
    const mailbox = await startMailbox({ folder: mailFolder, smtpPort: 0, inboxPort: 0 });
    ends.push(() => mailbox.stop());
    await migrate(url);
    const office = await foundOffice(url, { budget });
    ends.push(() => office.close());
    const balancer: Balancer = await openBalancer(balancerPort);
    ends.push(() => balancer.close());

    const payloadKey = { id: 'test', key: randomBytes(32) };
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
      PUBLIC_URL: balancer.base,
      LOG_LEVEL: 'warn',
      ...(compiled ? { NODE_COMPILE_CACHE: compiled } : {}),
    };
    const bundles = Object.fromEntries(
      Object.entries(builds).map(([build, code]) => {
        const path = join(dataDir, `${build}.js`);
        writeFileSync(path, code);
        return [build, path];
      }),
    );
    let started = 0;
    const child = async (name: string, entry: string, more: Record<string, string>): Promise<Running> => {
      started += 1;
      const one = `${name}-${started}`;
      const running = await startChild({
        ...{ name: one, entry, dataDir, env: { ...env, ...more } },
        logFile: join(dataDir, `${one}.log`),
      });
      ends.push(() => running.stop());
      return running;
    };
    const connection = await connectTo(address);
    ends.push(() => connection.close());
    const temporal = new Client({ connection, namespace, dataConverter: createDataConverter([payloadKey]) });

    return {
      ...office,
      ...{ base: balancer.base, temporal, keys: [payloadKey], mailbox, folder: dataDir, close },
      advanceTo: (to) =>
        advanceTo({ ownerUrl: url, temporal, patienceMs: RECORDED_WITHIN_MS, wakesWithinMs: RECORDED_WITHIN_MS }, to),
      async addWorker(build) {
        const running = await child(`worker-${build}`, 'worker/main.ts', {
          BUILD_ID: build,
          WORKFLOW_BUNDLE: bundles[build]!,
        });
        return () => running.stop();
      },
      async addApi() {
        const port = await freePort();
        const running = await child('api', 'api/main.ts', { PORT: String(port), BUILD_ID: 'api' });
        balancer.backends.add(port);
        return async () => {
          balancer.backends.delete(port);
          await running.stop();
        };
      },
      async deployment(...args) {
        const { stdout } = await run(process.execPath, [join(root, 'commands/deployment.ts'), ...args], {
          cwd: root,
          env: childEnvironment({ ...env, BUILD_ID: 'operator' }),
        });
        return stdout.trim();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
