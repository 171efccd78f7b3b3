/** The worker killed at work: how long what was under way waits. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { AT_ONCE, type Part } from '../bench.ts';
import { type Dossier, type Scene, type Step, TO_APPROVAL, takeOne } from '../path.ts';
import type { Stack } from '../stack.ts';
import { median, sideBySide } from '../statistics.ts';
import { atMost, fixed } from '../table.ts';

/** So that all are in the middle of something. */
const INTO_THE_LOAD_MS = 1_500;
const TRIES = 10;

export const crash: Part = (bench) =>
  bench.product(async (stack, scene) => {
    const seconds: number[] = [];
    for (let time = 0; time < bench.size(5, 1); time += 1)
      seconds.push(await recoverySeconds(stack, scene, await bench.drafts(6 * AT_ONCE)));
    return [
      {
        name: 'Worker killed with -9 under load, started again at once: from the kill to the last decision under way acknowledged',
        value: `${fixed(median(seconds), 1)} s, longest ${fixed(Math.max(...seconds), 1)} s`,
        goal: atMost(median(seconds), 3, ' s'),
      },
    ];
  });

/**
 * Kills the worker with SIGKILL while dossiers are decided on, eight at a time, and starts it again at once.
 *
 * @param dossiers as drafts: enough that there is work left when it is killed
 * @returns seconds from the kill until the last decision that had been sent before was acknowledged
 */
async function recoverySeconds(stack: Stack, scene: Scene, dossiers: readonly Dossier[]): Promise<number> {
  const inFlight = new Set<object>();
  let lost = new Set<object>();
  let last = 0;
  const decide = async (dossier: Dossier, step: Step) => {
    const decision = {};
    const key = randomUUID();
    const begins: Scene['begins'] = async (what) => void (what === 'decision' && inFlight.add(decision));
    await again(() => takeOne({ ...scene, begins }, dossier, step, key));
    inFlight.delete(decision);
    if (lost.delete(decision)) last = performance.now();
  };
  const load = sideBySide(AT_ONCE, dossiers, async (dossier) => {
    for (const step of TO_APPROVAL) await decide(dossier, step);
  });
  await wait(INTO_THE_LOAD_MS);
  const killed = performance.now();
  await stack.killWorker();
  lost = new Set(inFlight);
  const underWay = lost.size;
  await stack.startWorker();
  await load;
  if (underWay === 0 || lost.size > 0)
    throw new Error(`Of ${underWay} decisions under way ${lost.size} were not acknowledged.`);
  return (last - killed) / 1000;
}

/** What is not known to have been recorded is sent again with its key, as the API asks. */
async function again(call: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      if (tried >= TRIES || !/outcome-unknown/.test(String(error))) throw error;
    }
  }
}
