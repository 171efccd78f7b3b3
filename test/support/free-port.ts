import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lock, takeLock } from '../../embedded/lock.ts';

/** Below those that systems give to outgoing connections: one of these stays free until whoever asked listens on it. */
const LOWEST = 15_000;
const HIGHEST = 31_000;

/** One lock for each port that was given, for all runs of this user: a port whose server is killed looks free, and must not be given away. */
const GIVEN = join(tmpdir(), `thong-suot-ports-${process.getuid?.() ?? ''}`);
const held: Lock[] = [];

/** A port of 127.0.0.1 that nothing listens on now, and that nobody else is given for as long as this process runs. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const lock = takeLock(join(GIVEN, String(port)));
    if ('heldBy' in lock) continue;
    if (await isFree(port)) {
      keep(lock);
      return port;
    }
    lock.release();
  }
}

function keep(lock: Lock): void {
  if (held.length === 0)
    process.once('exit', () => {
      for (const one of held) one.release();
    });
  held.push(lock);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listening = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.once('listening', () => resolve(true));
  });
  server.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  server.close();
  await once(server, 'close');
  return true;
}
