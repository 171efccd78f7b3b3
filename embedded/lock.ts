import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readAlive, writePidFile } from './process-identity.ts';

export interface Lock {
  release(): void;
}

/**
 * Takes the lock that the file at `path` stands for. It ends with its holder: one whose holder was killed is taken over.
 * @returns the lock, or the number of the process that holds it.
 */
export function takeLock(path: string): Lock | { heldBy: number } {
  mkdirSync(dirname(path), { recursive: true });
  // Not by the process: its threads may ask for the same lock at the same time.
  const own = `${path}.${randomUUID()}`;
  writePidFile(own, process.pid);
  try {
    for (;;) {
      try {
        linkSync(own, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const heldBy = readAlive(path);
      if (heldBy !== undefined) return { heldBy };
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}
