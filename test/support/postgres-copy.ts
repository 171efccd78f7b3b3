/** PostgreSQL put back to an earlier copy of its files, as a restored backup does, or a failover that lost its tail. */
import { execFile } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { placePostgres } from '../../embedded/postgres-place.ts';
import type { Plant } from './kill-plant.ts';

const run = promisify(execFile);

/** Stops PostgreSQL, copies its files with their owner, and starts it. @returns puts the copy back, while PostgreSQL is stopped again */
export async function copyPostgres(plant: Plant): Promise<() => Promise<void>> {
  const { cluster } = await placePostgres(plant.folder, () => {});
  const copy = `${cluster}.copy`;
  const whileStopped = (work: () => Promise<void>) => plant.without('postgres', work, { inOrder: true });
  await whileStopped(async () => void (await run('cp', ['-a', cluster, copy])));
  return () =>
    whileStopped(async () => {
      rmSync(cluster, { recursive: true });
      renameSync(copy, cluster);
    });
}
