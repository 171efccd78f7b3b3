import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client, type Connection } from '@temporalio/client';
import pg from 'pg';
import { close, createDatabase } from '../../prisma/database.ts';
import { type Installation, requireInstallation, taskQueueOf } from '../../protocol/installation.ts';
import { isWorkedOn } from '../../protocol/task-queues.ts';
import { PUT_BACK } from '../../records/beats.ts';
import { connectTo } from '../support/connection.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type FreshDatabase, freshDatabase, freshNamespace } from '../support/servers.ts';

let folder: string;
let connection: Connection;
let server: { address: string; namespace: string };
const databases: FreshDatabase[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  server = await freshNamespace();
  connection = await connectTo(server.address);
});
afterAll(async () => {
  await connection.close();
  for (const { drop } of databases) await drop();
  rmSync(folder, { recursive: true, force: true });
});

test('a second database is refused in a namespace that has an installation, until it takes it by command', async () => {
  const { namespace } = await freshNamespace();
  const [first, second] = [await fresh(), await fresh()];
  const { id } = await start(first, namespace);
  await expect(start(second, namespace)).rejects.toThrow(`${namespace} belongs to installation ${id}`);
  await expect(start(second, namespace)).rejects.toThrow('npm run admin -- installation --take-namespace');

  const taken = await admin(second, namespace, '--take-namespace');
  expect(taken).toMatchObject({ code: 0, output: expect.stringContaining('WARNING') });
  const { id: other } = await start(second, namespace);
  expect(other).not.toBe(id);
  await expect(start(first, namespace)).rejects.toThrow(`${namespace} belongs to installation ${other}`);
});

test('a restored database does not start until it is said to be the original, and has its old id then', async () => {
  const { namespace } = await freshNamespace();
  const original = await fresh();
  const { id } = await start(original, namespace);
  const restored = await restoredFrom(original);
  await expect(start(restored, namespace)).rejects.toThrow(/installation --restored.*installation --copy/);

  expect(await admin(restored, namespace, '--restored')).toMatchObject({ code: 0 });
  expect((await start(restored, namespace)).id).toBe(id);
});

test('a copy has another id, and is refused in the namespace of the original', async () => {
  const { namespace } = await freshNamespace();
  const original = await fresh();
  const { id } = await start(original, namespace);
  const copy = await restoredFrom(original);

  const marks = () => count(copy, `"Beat" WHERE turn = '${PUT_BACK}'`);
  expect(await marks()).toBe(1);
  expect(await admin(copy, namespace, '--copy')).toMatchObject({ code: 0 });
  // Its supervisors are not told that data were lost.
  expect(await marks()).toBe(0);
  await expect(start(copy, namespace)).rejects.toThrow(`${namespace} belongs to installation ${id}`);
  expect((await start(copy, server.namespace)).id).not.toBe(id);
  expect((await start(original, namespace)).id).toBe(id);
});

test('a namespace is not taken from an installation whose worker runs', async () => {
  const { namespace } = await freshNamespace();
  const { id } = await start(await fresh(), namespace);
  const poll = { namespace, taskQueue: { name: taskQueueOf({ id }) }, identity: 'a worker' };
  void connection
    .withDeadline(Date.now() + 5_000, () => connection.workflowService.pollWorkflowTaskQueue(poll))
    .catch(() => {});
  const temporal = new Client({ connection, namespace });
  await eventually(() => isWorkedOn(temporal, taskQueueOf({ id })), { what: 'a worker that polls the queue' });
  const second = await fresh();
  const { code, output } = await admin(second, namespace, '--take-namespace');
  expect(code).toBe(1);
  expect(output).toContain(`a worker of installation ${id} runs in ${namespace}`);
  await expect(start(second, namespace)).rejects.toThrow(`belongs to installation ${id}`);
});

test.each([[[]], [['--restored', '--copy']]])(
  '%j says too little or too much, and nothing changes',
  async (options) => {
    const { code, output } = await admin(await fresh(), server.namespace, ...options);
    expect(code).toBe(1);
    expect(output).toContain('say one of --restored, --copy, --take-namespace');
  },
);

async function fresh(): Promise<string> {
  const made = await freshDatabase();
  databases.push(made);
  return made.url;
}

/** What a dump that is restored elsewhere is: all rows, in a database with another number. */
async function restoredFrom(url: string): Promise<string> {
  await run(url, `INSERT INTO "Beat" (turn, "everyMs", detail) VALUES ('${PUT_BACK}', 5000, '{}')`);
  const target = new URL(url);
  const name = `${target.pathname.slice(1)}_${databases.length}`;
  target.pathname = '/postgres';
  await run(target.href, `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`);
  const restored = new URL(url);
  restored.pathname = `/${name}`;
  databases.push({
    url: restored.href,
    drop: () => run(target.href, `DROP DATABASE ${name} WITH (FORCE)`).then(() => {}),
  });
  return restored.href;
}

async function run(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

const count = async (url: string, from: string): Promise<number> =>
  Number((await run(url, `SELECT count(*) FROM ${from}`)).rows[0].count);

/** As the API and the worker look before they start. */
async function start(url: string, namespace: string): Promise<Installation> {
  const database = createDatabase(url, 1);
  try {
    return await requireInstallation(database, new Client({ connection, namespace }));
  } finally {
    await close(database);
  }
}

async function admin(url: string, namespace: string, ...options: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../commands/admin.ts'), 'installation', ...options],
    {
      env: {
        PATH: process.env.PATH,
        DATA_DIR: folder,
        DATABASE_URL: url,
        TEMPORAL_ADDRESS: server.address,
        TEMPORAL_NAMESPACE: namespace,
        AUTH_SECRET: 'x'.repeat(32),
        PAYLOAD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
      },
    },
  );
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, output: out + error };
}
