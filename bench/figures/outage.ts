/** Decisions while the worker, or the Temporal server, is dead: what the person who decides feels of it. */
import type { Bench, Part } from '../bench.ts';
import { untilQuiet } from '../outbox.ts';
import type { Scene } from '../path.ts';
import { atMost, type Figure } from '../table.ts';
import { type Latency, productLatency, said } from './latency.ts';

export const outage: Part = (bench) =>
  bench.product(async (stack, scene) => {
    await stack.killWorker();
    const withoutWorker = await latencyWithout(bench, scene);
    await stack.startWorker();
    await untilQuiet(scene.owner);

    await bench.servers.killTemporal();
    const withoutTemporal = await latencyWithout(bench, scene);
    await bench.servers.startTemporal();
    await untilQuiet(scene.owner);
    return [figure('the worker', withoutWorker), figure('the Temporal server', withoutTemporal)];
  });

/** One caller who waits for each decision; what it leaves to be sent waits until the dead have risen. */
async function latencyWithout(bench: Bench, scene: Scene): Promise<Latency> {
  const dossiers = await bench.drafts(bench.size(3, 1));
  return productLatency(scene, dossiers, 1, async () => {});
}

const figure = (dead: string, latency: Latency): Figure => ({
  name: `Decision sent → acknowledged while ${dead} is dead, one caller, p50 / p95`,
  value: said(latency),
  goal: atMost(latency.p95, 3_000, ' ms'),
});
