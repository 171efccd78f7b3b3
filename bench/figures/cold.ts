/** Decisions of dossiers that nobody has touched for long: they left the worker's memory, and are replayed. */
import type { Part } from '../bench.ts';
import { untilQuiet } from '../outbox.ts';
import { type Dossier, PACKAGE, type Scene, type Step, TO_APPROVAL, TO_SETTLEMENT, take } from '../path.ts';
import { percentile } from '../statistics.ts';
import { fixed } from '../table.ts';

export const cold: Part = async (bench) => {
  const kept = bench.size(10, 4);
  const byNumber = await bench.product(
    async (_stack, scene) => coldLatency(scene, await bench.drafts(bench.size(30, 8))),
    { cached: kept },
  );
  return [
    {
      name: 'Decision of a dossier that left the worker’s memory, p50, by its number',
      value: `${byNumber.map((ms, at) => `${at + 1}: ${fixed(ms, 0)}`).join(', ')} ms`,
    },
  ];
};

/**
 * Decisions of dossiers that left the worker's memory since the one before: all dossiers take one decision before any takes the next,
 * and there are several times as many as the worker keeps.
 *
 * @returns for the first, second, … Update of an application, the median
 */
async function coldLatency(scene: Scene, dossiers: readonly Dossier[]): Promise<number[]> {
  const byNumber: number[] = [];
  const round = async (step: Step) => {
    const all: number[] = [];
    const timed: Scene = { ...scene, took: (_step, ms) => void all.push(ms) };
    for (const dossier of dossiers) await take(timed, dossier, [step]);
    if (!step.note) byNumber.push(percentile(all, 0.5));
  };
  for (const step of TO_APPROVAL) await round(step);
  for (const step of PACKAGE) for (const dossier of dossiers) await take(scene, dossier, [step]);
  await untilQuiet(scene.owner);
  for (const step of TO_SETTLEMENT) await round(step);
  return byNumber;
}
