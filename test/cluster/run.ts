/** A run: dossiers of all routes are played over HTTP while builds are promoted and taken back, and processes come and go; then what is left is checked. */

import { deploymentOf } from '../../protocol/deployment.ts';
import { CHECKS, type Check, type Checked, type Played } from '../chaos/checks.ts';
import { Clock } from '../chaos/clock.ts';
import { Journal } from '../chaos/journal.ts';
import { planOf } from '../chaos/plan.ts';
import { playersOf } from '../chaos/player.ts';
import { SCENARIOS } from '../chaos/scenarios.ts';
import { eventually } from '../support/eventually.ts';
import { expectReplay } from '../support/replay.ts';
import { buildsOf, FIRST, SECOND, THIRD } from './builds.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { histories } from './histories.ts';

export type ClusterResult = { passed: number; failed: number };

const BUDGET = 1_000_000_000_000n;
const HANGS_AFTER_MS = 3_600_000;
const MOVED_WITHIN_MS = 600_000;

/**
 * @param dossiers how many are played at the same time
 * @param say hears of the progress, line by line
 */
export async function clusterRun(
  { dossiers, seed }: { dossiers: number; seed: number },
  say: (line: string) => void,
): Promise<ClusterResult> {
  const started = Date.now();
  const tell = (line: string) => say(`${new Date(Date.now() - started).toISOString().slice(11, 19)}  ${line}`);
  const plan = planOf({ dossiers, kills: 0, seed });
  const builds = await buildsOf();
  const cluster = await openCluster({ builds, budget: BUDGET }, tell);
  const faults: string[] = [];
  try {
    tell(`${dossiers} dossiers in ${plan.parts.length} parts, about ${plan.decisions} decisions`);
    await cluster.addApi();
    await cluster.addApi();
    const first = await cluster.addWorker(FIRST);
    const journal = new Journal();
    const clock = new Clock((to) => moveTo(cluster, to));
    const { players, cast } = await playersOf(cluster, plan.parts, clock, journal.persistence);
    tell('everybody is signed in');

    const played: Played[] = [];
    const progress = () => (played.length === plan.parts.length ? 1 : journal.acknowledged.size / plan.decisions);
    const telling = setInterval(
      () => tell(`${played.length} of ${plan.parts.length} parts, ${journal.acknowledged.size} decisions`),
      20_000,
    );
    const playing = Promise.all(
      plan.parts.map((part, index) =>
        clock.during(async () => {
          const ends = await SCENARIOS[part.scenario].play(players[index]!).catch((error: unknown) => {
            const fault = error instanceof Error ? error.message : String(error);
            played.push({ ...part, ends: {}, fault });
            return undefined;
          });
          if (ends) played.push({ ...part, ends });
        }),
      ),
    );
    const steps = rollout(cluster, first, progress, tell).catch((error: Error) =>
      faults.push(`rollout: ${error.message}`),
    );
    await Promise.race([Promise.all([playing, steps]), late()]);
    clearInterval(telling);
    faults.push(...played.flatMap(({ no, scenario, fault }) => (fault ? [`part ${no} (${scenario}): ${fault}`] : [])));

    const plant = cluster as unknown as Checked;
    const { 'every history replays': _, ...checks } = CHECKS;
    const all: Readonly<Record<string, Check>> = {
      ...checks,
      'no run met code that does not fit it, and each replays with its build': () => everyHistory(cluster, builds),
    };
    for (const [name, check] of Object.entries(all)) {
      const found = await check({ plant, supervisor: cast.supervisor, journal, played }).catch((error: Error) => [
        error.message,
      ]);
      tell(`${found.length === 0 ? '✓' : '✗'} ${name}`);
      faults.push(...found.map((one) => `${name}: ${one}`));
    }
    tell(
      `calls: ${journal.tries}, of which ${journal.broken} broke; the longest took ${(journal.longestMs / 1000).toFixed(1)} s`,
    );
    for (const fault of faults) tell(`✗ ${fault}`);
    const tests = plan.parts.length + Object.keys(all).length + 1;
    return { passed: tests - Math.min(tests, faults.length), failed: faults.length };
  } finally {
    await cluster.close();
  }
}

/** What an operator does in a month, in minutes: each step when so much of the work is done. */
async function rollout(
  cluster: Cluster,
  endFirst: () => Promise<void>,
  progress: () => number,
  tell: (line: string) => void,
): Promise<void> {
  const at = (share: number) =>
    eventually(() => progress() >= share, { what: `${share * 100} % of the decisions`, timeoutMs: HANGS_AFTER_MS });
  const said = async (...args: string[]) => {
    tell(`npm run deployment -- ${args.join(' ')}`);
    for (const line of (await cluster.deployment(...args)).split('\n')) tell(`  ${line}`);
  };
  await at(0.05);
  const endSecond = await cluster.addWorker(SECOND);
  tell('a worker of build two has come');
  await polled(cluster, SECOND);
  await said('ramp', SECOND, '25');
  await at(0.15);
  const [endApi, endBeside] = [await cluster.addApi(), await cluster.addWorker(FIRST)];
  tell('an API process and a second worker of build one have come');
  await at(0.25);
  await said('promote', SECOND);
  await at(0.4);
  await said('rollback');
  await at(0.5);
  await Promise.all([endApi(), endBeside()]);
  tell('both have gone');
  const endThird = await cluster.addWorker(THIRD);
  await polled(cluster, THIRD);
  await at(0.6);
  await said('promote', THIRD);
  await eventually(async () => (await runsOn(cluster, FIRST)) + (await runsOn(cluster, SECOND)) === 0, {
    ...{ what: 'every run to have gone on with build three', timeoutMs: MOVED_WITHIN_MS },
  });
  await Promise.all([endFirst(), endSecond()]);
  tell('the workers of builds one and two have gone');
  await said('status');
  await at(1);
  // An update with all processes stopped: nobody promotes anything.
  await endThird();
  await cluster.addWorker(FIRST);
  tell('the worker of build three has gone, and one of build one has come');
  await eventually(
    async () => (await deploymentOf(cluster.temporal)).current === FIRST && (await runsOn(cluster, THIRD)) === 0,
    { what: 'every run to have gone on with build one, by itself', timeoutMs: MOVED_WITHIN_MS },
  );
}

const polled = (cluster: Cluster, build: string) =>
  eventually(async () => (await deploymentOf(cluster.temporal)).builds.some(({ id }) => id === build), {
    what: `build ${build} to poll`,
  });

const runsOn = async (cluster: Cluster, build: string): Promise<number> =>
  (await deploymentOf(cluster.temporal)).builds.find(({ id }) => id === build)?.runs ?? 0;

/** Each run stays with its build: with that one it replays, and no task of it ever failed. */
async function everyHistory(cluster: Cluster, builds: Readonly<Record<string, string>>): Promise<string[]> {
  const faults: string[] = [];
  for await (const { workflowId, runId, build, failed, history } of histories(cluster)) {
    if (failed > 0) faults.push(`${workflowId} ${runId}: ${failed} of its workflow tasks failed`);
    const code = builds[build];
    if (!code) faults.push(`${workflowId} ${runId} was driven by ${build || 'no build'}`);
    else
      await expectReplay(cluster, history, workflowId, { code }).catch((error: Error) =>
        faults.push(`${workflowId} ${runId} of build ${build}: ${error.message}`),
      );
  }
  return faults;
}

/** A date that has passed meanwhile has only to be recorded. */
async function moveTo(cluster: Cluster, to: Date): Promise<void> {
  const [row] = await cluster.database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  await cluster.advanceTo(new Date(Math.max(to.getTime(), row!.now.getTime() + 1_000)));
}

const late = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('it took longer than an hour')), HANGS_AFTER_MS).unref();
  });
