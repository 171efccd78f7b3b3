/**
 * More decisions at once than the machine can take, quiet and beside other work: how many workflow tasks ran out of their time, how many runs
 * left the worker that knew them and were replayed, and how many callers gave up waiting for the engine.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { SUBJECT } from '../../domain/process.ts';
import { again } from '../again.ts';
import type { Bench, Part } from '../bench.ts';
import { type Timeouts, timeouts } from '../histories.ts';
import { untilQuiet } from '../outbox.ts';
import { type Scene, TO_APPROVAL, takeOne } from '../path.ts';
import { percentile, sideBySide } from '../statistics.ts';
import { type Figure, fixed } from '../table.ts';

export const saturation: Part = (bench) =>
  bench.product(async (_stack, scene) => {
    const quiet = await measured(bench, scene);
    const others = Array.from({ length: os.cpus().length }, () => busy());
    try {
      return [
        ...said('a quiet machine', quiet),
        ...said('each core busy with something else', await measured(bench, scene)),
      ];
    } finally {
      for (const other of others) other.kill('SIGKILL');
    }
  });

type Measured = Timeouts & { took: number[]; direct: number; decisions: number };

const busy = (): ChildProcess => spawn(process.execPath, ['-e', 'for(;;);'], { stdio: 'ignore' });

/** All dossiers at once, each from its submission to its approval. */
async function measured(bench: Bench, scene: Scene): Promise<Measured> {
  const dossiers = await bench.drafts(bench.size(60, 12));
  const took: number[] = [];
  const wakes = async () => {
    const { rows } = await scene.owner.query<{ count: number }>(
      `SELECT count(*)::int FROM "Wake" WHERE subject = '${SUBJECT.application}'`,
    );
    return rows[0]!.count;
  };
  const before = await wakes();
  await sideBySide(dossiers.length, dossiers, async (dossier) => {
    for (const step of TO_APPROVAL) {
      const key = randomUUID();
      const began = performance.now();
      await again(() => takeOne(scene, dossier, step, key));
      took.push(performance.now() - began);
    }
  });
  await untilQuiet(scene.owner);
  // No package has moved them: whoever was woken had a decision recorded without its run.
  const direct = (await wakes()) - before;
  const found = await timeouts(
    bench.servers,
    dossiers.map(({ code }) => `${SUBJECT.application}/${code}`),
  );
  return { ...found, took, direct, decisions: took.length };
}

const said = (where: string, { took, direct, decisions, timedOut, cold, tasks }: Measured): Figure[] => [
  {
    name: `${decisions / TO_APPROVAL.length} dossiers at once on ${where}: decision sent → acknowledged, p50 / p95 / longest`,
    value: `${fixed(percentile(took, 0.5), 0)} / ${fixed(percentile(took, 0.95), 0)} / ${fixed(Math.max(...took), 0)} ms`,
  },
  { name: `— on ${where}: workflow tasks that ran out of their time`, value: `${timedOut} of ${tasks}` },
  { name: `— on ${where}: workflow tasks that left the worker that knew the run`, value: `${cold} of ${tasks}` },
  { name: `— on ${where}: decisions recorded without the run`, value: `${direct} of ${decisions}` },
];
