import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../embedded/postgres.ts';
import { placePostgres } from '../../embedded/postgres-place.ts';
import { identityOf } from '../../embedded/process-identity.ts';
import type { ServerProcess } from '../../embedded/server-process.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';

let dataDir: string;
let url: string;
const started: ServerProcess[] = [];

beforeEach(async () => {
  dataDir = temporaryFolder();
  url = `postgresql://owner:a%20secret@127.0.0.1:${await freePort()}/dossiers`;
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the first start makes the cluster and the database, in UTF-8', async () => {
  await start();
  expect(
    await query('SELECT current_database() AS name, current_setting($1) AS encoding', ['server_encoding']),
  ).toEqual([{ name: 'dossiers', encoding: 'UTF8' }]);
});

test('what was committed is there after kill -9 of the server', async () => {
  const server = await start();
  await query("CREATE TABLE notes AS SELECT 'Hồ sơ 1' AS text");
  process.kill(server.pid, 'SIGKILL');
  expect(await server.ended).toBe('PostgreSQL ended with SIGKILL');
  await start();
  expect(await query('SELECT text FROM notes')).toEqual([{ text: 'Hồ sơ 1' }]);
});

test('a server that a killed run left behind is ended, and its data served by the new one', async () => {
  const left = await start();
  await query('CREATE TABLE notes (id int)');
  const next = await start();
  expect(next.pid).not.toBe(left.pid);
  expect(await left.ended).toBe('PostgreSQL ended with code 0');
  expect(await query('SELECT id FROM notes')).toEqual([]);
});

test('a server that was killed is started again although nobody has collected its process', async () => {
  const { cluster, postgres, user } = await placePostgres(dataDir, () => {});
  await (await startPostgres({ dataDir, url })).stop();
  // The shell becomes a program that never asks after its children: so does a container whose first process is no init.
  const port = new URL(url).port;
  const settings = ['-D', cluster, '-h', '127.0.0.1', '-p', port, '-c', 'unix_socket_directories='];
  const careless = spawn('sh', ['-c', '"$0" "$@" & exec sleep 600', postgres, ...settings], {
    stdio: 'ignore',
    ...user,
  });
  try {
    await eventually(() => query('SELECT 1').then(Boolean, () => false), { what: 'the server to answer' });
    await query("CREATE TABLE notes AS SELECT 'Hồ sơ 2' AS text");
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await eventually(() => identityOf(pid) === undefined, { what: 'the server to be dead' });
    expect(() => process.kill(pid, 0)).not.toThrow();
    await start();
    expect(await query('SELECT text FROM notes')).toEqual([{ text: 'Hồ sơ 2' }]);
  } finally {
    careless.kill('SIGKILL');
  }
});

test('the server asks for the password', async () => {
  await start();
  const other = new URL(url);
  other.password = 'guessed';
  const client = new pg.Client({ connectionString: other.href });
  await expect(client.connect()).rejects.toThrow('password authentication failed');
});

test('a port that another server has is told, and that server not taken for ours', async () => {
  await start();
  const another = temporaryFolder();
  await expect(startPostgres({ dataDir: another, url })).rejects.toThrow('another program has it');
  rmSync(another, { recursive: true, force: true });
});

test("a data folder that the server's user may not enter leaves the cluster elsewhere, and says where", async () => {
  chmodSync(dataDir, 0o700);
  const said: string[] = [];
  const { cluster } = await placePostgres(dataDir, (line) => said.push(line));
  const asRoot = process.getuid?.() === 0;
  expect(cluster.startsWith(dataDir)).toBe(!asRoot);
  expect(said.join()).toMatch(asRoot ? `PostgreSQL keeps its files in ${cluster}` : /^$/);
  await start();
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  for (const server of started.splice(0)) await server.stop();
  if (asRoot) rmSync(dirname(cluster), { recursive: true });
  else expect(cluster).toBe(join(dataDir, 'postgres'));
});

async function start(): Promise<ServerProcess> {
  const server = await startPostgres({ dataDir, url });
  started.push(server);
  return server;
}

async function query(sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
