import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Mailbox, startMailbox } from '../../embedded/mailbox.ts';
import { prepareNamespace } from '../../embedded/temporal-namespace.ts';

/** What servers.start.ts started for all suites, told to Jest's processes through the environment. */
export interface SharedServers {
  /** The migrated database that fresh ones are copied from. */
  templateUrl: string;
  temporalAddress: string;
  /** For what one suite makes and others use; removed with the servers. */
  folder: string;
}

export const SHARED_SERVERS = 'TEST_SHARED_SERVERS';

function shared(): SharedServers {
  const text = process.env[SHARED_SERVERS];
  if (!text) throw new Error('no shared servers: the suite must be in the Jest project "servers"');
  return JSON.parse(text) as SharedServers;
}

/** Whether this is a suite beside others, and not a run by itself. */
export const hasSharedServers = (): boolean => process.env[SHARED_SERVERS] !== undefined;

export const sharedFolder = (): string => shared().folder;

export interface FreshDatabase {
  url: string;
  /** Drops it, ending whatever is still connected. */
  drop(): Promise<void>;
}

/** A migrated, empty PostgreSQL database for one suite (or one test: it takes a fraction of a second). */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { templateUrl } = shared();
  const template = new URL(templateUrl).pathname.slice(1);
  const name = uniqueName();
  await maintain(async (client) => {
    // Two copies of one template at once are refused.
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return {
    url: urlOf(name),
    drop: () => maintain(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** An empty database without any migration. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const name = uniqueName();
  await maintain(async (client) => void (await client.query(`CREATE DATABASE ${name}`)));
  return {
    url: urlOf(name),
    drop: () => maintain(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** A Temporal namespace for one suite on the shared server, with the search attributes, ready to be used. */
export async function freshNamespace(): Promise<{ address: string; namespace: string }> {
  const { temporalAddress: address } = shared();
  const namespace = uniqueName();
  await prepareNamespace({ address, namespace });
  return { address, namespace };
}

/** A mailbox for one suite on ports of its own; `stop` also removes its letters. */
export async function mailboxPerSuite(): Promise<Mailbox> {
  const folder = mkdtempSync(join(tmpdir(), 'thong-suot-mail-'));
  const mailbox = await startMailbox({ folder, smtpPort: 0, inboxPort: 0 });
  return {
    ...mailbox,
    async stop() {
      await mailbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const uniqueName = () => `test_${randomBytes(8).toString('hex')}`;

function urlOf(database: string): string {
  const url = new URL(shared().templateUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function maintain(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
