/** Memory of a worker that keeps many waiting dossiers. */
import { AT_ONCE, type Part } from '../bench.ts';
import { residentMegabytes } from '../cpu.ts';
import { untilQuiet } from '../outbox.ts';
import { type Dossier, type Scene, TO_APPROVAL, take } from '../path.ts';
import type { Stack } from '../stack.ts';
import { sideBySide } from '../statistics.ts';
import { fixed } from '../table.ts';

interface Memory {
  before: number;
  after: number;
}

export const memory: Part = (bench) =>
  bench.product(async (stack, scene) => {
    const count = bench.size(500, 40);
    const { before, after } = await waitingMemory(stack, scene, await bench.drafts(count));
    return [
      {
        name: `Memory of the worker with ${count} waiting dossiers`,
        value: `${fixed(after, 0)} MB, ${fixed((after - before) / count, 2)} MB a dossier`,
      },
    ];
  });

/** @param dossiers as drafts; submitted, and kept waiting for intake. @returns megabytes of the worker's process */
async function waitingMemory(stack: Stack, scene: Scene, dossiers: readonly Dossier[]): Promise<Memory> {
  const before = residentMegabytes(stack.workerPid());
  await sideBySide(AT_ONCE, dossiers, (dossier) => take(scene, dossier, TO_APPROVAL.slice(0, 1)));
  await untilQuiet(scene.owner);
  return { before, after: residentMegabytes(stack.workerPid()) };
}
