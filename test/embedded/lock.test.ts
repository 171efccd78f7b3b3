import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../embedded/lock.ts';
import { endOrphan, readAlive, writePidFile } from '../../embedded/process-identity.ts';
import { temporaryFolder } from '../support/folder.ts';

let folder: string;
let lock: string;

beforeEach(() => {
  folder = temporaryFolder();
  lock = join(folder, 'the.lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock is held by one until it is released', () => {
  const first = takeLock(lock);
  expect(takeLock(lock)).toEqual({ heldBy: process.pid });
  if ('release' in first) first.release();
  expect(takeLock(lock)).toHaveProperty('release');
});

test('the lock of a process that was killed is taken over', async () => {
  const holder = await sleeper();
  writePidFile(lock, holder.pid);
  expect(takeLock(lock)).toEqual({ heldBy: holder.pid });
  await holder.kill();
  expect(takeLock(lock)).toHaveProperty('release');
});

test('another process that got the same number later does not count as the holder', () => {
  writeFileSync(lock, `${process.pid}\nsome earlier boot 42\n`);
  expect(readAlive(lock)).toBeUndefined();
  expect(takeLock(lock)).toHaveProperty('release');
});

test('a process left behind is asked to end, and killed when it does not', async () => {
  const deaf = await sleeper();
  writePidFile(lock, deaf.pid);
  expect(await endOrphan(lock, 'SIGTERM', 200)).toBe(true);
  expect(await deaf.ended).toBe('SIGKILL');
  expect(await endOrphan(lock, 'SIGTERM')).toBe(false);
});

/** A process that does not end when it is asked to. */
async function sleeper() {
  const code = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")';
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([, signal]) => signal as string);
  await once(child.stdout, 'data');
  return {
    pid: child.pid as number,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
