import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { takeLock } from '../../embedded/lock.ts';
import { readAlive, writePidFile } from '../../embedded/process-identity.ts';
import { freePort } from '../support/free-port.ts';
import { madeOnce } from '../support/made-once.ts';
import { productFiles, root } from '../support/source.ts';

/** Suites run side by side, as threads of one process, beside other runs of the same user. What one does must not hurt another. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thong-suot-side-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the same thing in three threads of this process, all at the same time. @returns what each said */
async function inThreads<Said>(module: string, name: string, given: unknown, times: string): Promise<Said[]> {
  const code = `
    import { parentPort, workerData } from 'node:worker_threads';
    const { ${name} } = await import(workerData.module);
    const { ready, given } = workerData;
    Atomics.add(ready, 0, 1);
    while (Atomics.load(ready, 0) < 3);
    const said = [];
    try { for (let turn = 0; turn < 200; turn += 1) said.push(await (${times})); } catch (error) { said.push(String(error)); }
    parentPort.postMessage(said);`;
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { ready, given, module: `file://${join(root, module)}` };
  const answers = Array.from({ length: 3 }, async () => {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData });
    const [said] = (await once(worker, 'message')) as [Said[]];
    return said;
  });
  return (await Promise.all(answers)).flat();
}

test('suites that make one file at the same time all get it, and leave nothing else behind', async () => {
  const make = "madeOnce(given + '/file-' + turn, async () => 'the content')";
  const said = await inThreads<unknown>('test/support/made-once.ts', 'madeOnce', folder, make);
  expect(said.filter((one) => one !== undefined)).toEqual([]);
  const files = readdirSync(folder);
  expect(files).toHaveLength(200);
  expect(new Set(files.map((name) => readFileSync(join(folder, name), 'utf8')))).toEqual(new Set(['the content']));
});

test('a file that could not be made is made by the next suite that needs it', async () => {
  const path = join(folder, 'file');
  const failing = madeOnce(path, async () => {
    throw new Error('the machine was too busy');
  });
  await expect(failing).rejects.toThrow('too busy');
  await madeOnce(path, async () => 'the content');
  expect(readFileSync(path, 'utf8')).toBe('the content');
});

test('threads that ask for one lock at the same time get it once', async () => {
  const take = "'release' in takeLock(given)";
  const said = await inThreads<boolean>('embedded/lock.ts', 'takeLock', join(folder, 'the.lock'), take);
  expect(said.filter((got) => got !== false)).toEqual([true]);
});

test('a port that was given is given to nobody else, also while nothing listens on it', async () => {
  const port = await freePort();
  const lock = join(tmpdir(), `thong-suot-ports-${process.getuid?.() ?? ''}`, String(port));
  expect(takeLock(lock)).toEqual({ heldBy: process.pid });
});

test('who reads whether a process is alive finds all that was written of it, or nothing', () => {
  const path = join(folder, 'owner.pid');
  writePidFile(path, process.pid);
  const reading = Array.from({ length: 200 }, () => {
    writePidFile(path, process.pid);
    return readAlive(path);
  });
  expect(new Set(reading)).toEqual(new Set([process.pid]));
  expect(readdirSync(folder)).toEqual(['owner.pid']);
});

test('nothing is named by the process alone, which has several threads', () => {
  const support = readdirSync(join(root, 'test/support')).map((name) => `test/support/${name}`);
  const naming = [...productFiles(), ...support].filter((file) =>
    /`[^`\n]*\$\{process\.pid\}/.test(readFileSync(join(root, file), 'utf8')),
  );
  // The folder of whoever holds the lock on it; and the worker's name, which is shown to people.
  expect(naming).toEqual(['embedded/temporal-cli.ts', 'worker/run.ts']);
});
