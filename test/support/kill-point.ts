/** Where a worker is to end itself as if by kill -9: told through a file in its data folder, which it takes away as it dies. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../activities/checkpoint.ts';

/**
 * The first of these that passes the point: a stored decision, something that fell due, dates reckoned again, or a letter; `after` so
 * many that may pass.
 */
export type KillPoint = {
  point: Parameters<Checkpoint>[0];
  of: 'decision' | 'timer' | 'recalculation' | 'letter';
  after?: number;
};

const armed = (dataDir: string) => join(dataDir, 'kill-at.json');
const passed = (dataDir: string) => join(dataDir, 'killed-at.json');

/** Has the worker of this data folder die at a point. */
export function arm(dataDir: string, killPoint: KillPoint): void {
  rmSync(passed(dataDir), { force: true });
  writeFileSync(`${armed(dataDir)}.draft`, JSON.stringify(killPoint));
  renameSync(`${armed(dataDir)}.draft`, armed(dataDir));
}

/** Takes it back. @returns whether the worker had passed the point before */
export function disarm(dataDir: string): boolean {
  rmSync(armed(dataDir), { force: true });
  return hasPassed(dataDir);
}

/** Whether the worker has passed the point that it was last told of. */
export const hasPassed = (dataDir: string): boolean => existsSync(passed(dataDir));

/** The checkpoint of a worker that can be told to die. */
export function dieWhereTold(dataDir: string): Checkpoint {
  return (point, about) => {
    if (!existsSync(armed(dataDir))) return;
    const wanted = JSON.parse(readFileSync(armed(dataDir), 'utf8')) as KillPoint;
    if (wanted.point !== point || !(wanted.of in about)) return;
    if (wanted.after) {
      writeFileSync(armed(dataDir), JSON.stringify({ ...wanted, after: wanted.after - 1 }));
      return;
    }
    try {
      renameSync(armed(dataDir), passed(dataDir));
    } catch {
      // Taken back at this very moment.
      return;
    }
    process.kill(process.pid, 'SIGKILL');
    // Nothing of this process may go on while the signal is on its way.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}
