import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../commands/child.ts';
import { readAlive } from '../../embedded/process-identity.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';

const ENTRY = 'test/support/idle-child.ts';

let folder: string;
let pidFile: string;
let trace: string;

beforeEach(() => {
  folder = temporaryFolder();
  pidFile = join(folder, 'idle.pid');
  trace = join(folder, 'trace');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a child is running once it has said that it is ready, and ends in order when it is stopped', async () => {
  const child = await start();
  expect(readAlive(pidFile)).toBeDefined();
  await child.stop();
  expect(await child.ended).toBe('ended with code 0');
  expect(readFileSync(trace, 'utf8')).toBe('ended in order');
  expect(existsSync(pidFile)).toBe(false);
});

test('a child ends in order when its parent is killed', async () => {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT, folder, ENTRY], {
    env: { PATH: process.env.PATH, IDLE_CHILD_FILE: trace },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  expect(readAlive(pidFile)).toBeDefined();
  parent.kill('SIGKILL');
  await eventually(() => readAlive(pidFile) === undefined, { what: 'the end of the child' });
  expect(readFileSync(trace, 'utf8')).toBe('ended in order');
});

test('a child that a killed run left behind is ended before the next is started', async () => {
  const left = await start();
  const next = await start();
  expect(await left.ended).toBe('ended with code 0');
  await next.stop();
});

test('a child that ends before it is ready is an error', async () => {
  await expect(startChild({ name: 'idle', entry: 'test/support/none.ts', dataDir: folder })).rejects.toThrow(
    'idle ended with code 1',
  );
});

const PARENT = `
import { startChild } from ${JSON.stringify(join(import.meta.dirname, '../../commands/child.ts'))};
await startChild({ name: 'idle', entry: process.argv[2], dataDir: process.argv[1] });
console.log('up');
`;

const start = () => startChild({ name: 'idle', entry: ENTRY, dataDir: folder, env: { IDLE_CHILD_FILE: trace } });
