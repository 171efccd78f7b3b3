/** Time from a decision sent to its being acknowledged, in milliseconds, as its caller sees it. */
import { AT_ONCE, type Part } from '../bench.ts';
import type { Callers } from '../caller.ts';
import { controlSubjects, playControl } from '../control/play.ts';
import { untilQuiet } from '../outbox.ts';
import { type Dossier, PACKAGE, type Scene, TO_APPROVAL, TO_SETTLEMENT, take } from '../path.ts';
import type { Draft } from '../seed.ts';
import { percentile, sideBySide } from '../statistics.ts';
import { fixed } from '../table.ts';

export interface Latency {
  p50: number;
  p95: number;
}

const latencyOf = (all: readonly number[]): Latency => ({ p50: percentile(all, 0.5), p95: percentile(all, 0.95) });

export const latency: Part = async (bench) => {
  const runs = [
    { callers: 'one caller', atOnce: 1, count: bench.size(10, 2) },
    { callers: `${AT_ONCE} callers`, atOnce: AT_ONCE, count: bench.size(24, 8) },
  ];
  const ours: Latency[] = [];
  const least: Latency[] = [];
  await bench.product(async (_stack, scene) => {
    for (const { atOnce, count } of runs) ours.push(await productLatency(scene, await bench.drafts(count), atOnce));
  });
  await bench.control(async (_stack, callers) => {
    for (const { atOnce, count } of runs)
      least.push(await controlLatency(callers, await controlSubjects(bench.seed, count), atOnce));
  });
  return runs.map((run, at) => ({
    name: `Decision sent → acknowledged, ${run.callers}, p50 / p95`,
    value: `${said(ours[at]!)} (control ${said(least[at]!)})`,
  }));
};

export const said = ({ p50, p95 }: Latency): string => `${fixed(p50, 0)} / ${fixed(p95, 0)} ms`;

/**
 * Decisions of applications on the straight path, notes left out.
 * @param dossiers as drafts; settled afterwards
 * @param settles returns when nothing is under way that would take time from what is measured next
 */
export async function productLatency(
  scene: Scene,
  dossiers: readonly Dossier[],
  atOnce: number,
  settles = () => untilQuiet(scene.owner),
): Promise<Latency> {
  const all: number[] = [];
  const timed: Scene = { ...scene, took: (step, ms) => void (step.note ?? all.push(ms)) };
  await sideBySide(atOnce, dossiers, (dossier) => take(timed, dossier, TO_APPROVAL));
  await sideBySide(atOnce, dossiers, (dossier) => take(scene, dossier, PACKAGE));
  await settles();
  await sideBySide(atOnce, dossiers, (dossier) => take(timed, dossier, TO_SETTLEMENT));
  await settles();
  return latencyOf(all);
}

export async function controlLatency(callers: Callers, subjects: readonly Draft[], atOnce: number): Promise<Latency> {
  const all: number[] = [];
  await sideBySide(atOnce, subjects, (subject) => playControl(callers, subject, (ms) => void all.push(ms)));
  return latencyOf(all);
}
