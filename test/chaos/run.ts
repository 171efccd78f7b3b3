/** A run: the plan is played, the plant is struck, and what is left is checked. */
import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import { CHECKS, type Played } from './checks.ts';
import { Clock } from './clock.ts';
import { Journal } from './journal.ts';
import { Killer } from './killer.ts';
import { type ChaosOptions, type Part, planOf } from './plan.ts';
import { type Player, playersOf } from './player.ts';
import { SCENARIOS } from './scenarios.ts';

export type Said = (line: string) => void;

/** What came of a run: each part that was played and each check counts as one. */
export type ChaosResult = {
  passed: number;
  failed: number;
  /** What was found, one line each. */
  faults: string[];
  /** Where the logs are kept, where something was found. */
  logs?: string;
};

const PROGRESS_MS = 10_000;
/** Ends what hangs, on a slow machine too. */
const HANGS_AFTER_MS = 900_000;
const HANGS_AFTER_MS_A_PART = 60_000;

/**
 * Plays dossiers of all routes over HTTP while the processes that serve them are killed, and checks what is left.
 * @param say hears of the progress, line by line
 * @param signal ends the run before its time, with all of its processes
 */
export async function chaos(options: ChaosOptions, say: Said, signal?: AbortSignal): Promise<ChaosResult> {
  const started = Date.now();
  const lines: string[] = [];
  const tell: Said = (line) => {
    const time = new Date(Date.now() - started).toISOString().slice(11, 19);
    lines.push(`${time}  ${line}`);
    say(`${time}  ${line}`);
  };
  const plan = planOf(options);
  tell(`seed ${options.seed}: ${plan.parts.length} parts of ${options.dossiers} dossiers, ${options.kills} kills`);
  const worker: Record<string, string> =
    options.heldSeconds === undefined ? {} : { HELD_SECONDS: String(options.heldSeconds) };
  const plant = await openPlant({ worker, budget: 1_000_000_000_000n, ownMailbox: true, logLevel: 'warn' });
  try {
    const journal = new Journal();
    const killer = new Killer(plant, journal, tell);
    const clock = new Clock((to) =>
      killer.sparing(async () => {
        tell(`the clock moves to ${to.toISOString()}`);
        await moveTo(plant, to);
      }),
    );
    const { players, cast } = await playersOf(plant, plan.parts, clock, journal.persistence);
    tell('everybody is signed in');

    const played: Played[] = [];
    let ended = false;
    const progress = () => (ended ? 1 : Math.min(1, journal.acknowledged.size / plan.decisions));
    const telling = setInterval(() => {
      tell(
        `${played.length} of ${plan.parts.length} parts, ${journal.acknowledged.size} decisions, ${killer.strikes} kills`,
      );
    }, PROGRESS_MS);
    try {
      const playing = Promise.all(
        plan.parts.map(async (part, index) => {
          played.push(await clock.during(() => playedBy(players[index]!, part)));
        }),
      ).then(() => {
        ended = true;
        tell(`all parts are played: ${journal.acknowledged.size} decisions of about ${plan.decisions}`);
      });
      const all = Promise.all([playing, killer.work(plan.strikes, progress)]);
      const limit = HANGS_AFTER_MS + HANGS_AFTER_MS_A_PART * plan.parts.length;
      await within(all, limit, signal);
    } catch (error) {
      const left = plan.parts.filter(({ no }) => !played.some((one) => one.no === no));
      for (const part of left) played.push({ ...part, ends: {}, fault: `has not ended: ${messageOf(error)}` });
    }
    clearInterval(telling);
    signal?.throwIfAborted();
    await plant.whole();

    const faults = played.flatMap(({ no, scenario, fault }) => (fault ? [`part ${no} (${scenario}): ${fault}`] : []));
    let failed = faults.length;
    for (const [name, check] of Object.entries(CHECKS)) {
      const found = await check({ plant, supervisor: cast.supervisor, journal, played }).catch((error) => [
        messageOf(error),
      ]);
      signal?.throwIfAborted();
      tell(`${found.length === 0 ? '✓' : '✗'} ${name}`);
      faults.push(...found.map((one) => `${name}: ${one}`));
      if (found.length > 0) failed += 1;
    }
    const passed = plan.parts.length + Object.keys(CHECKS).length - failed;
    for (const line of summary(killer, journal)) tell(line);
    for (const fault of faults) tell(`✗ ${fault}`);
    return { passed, failed, faults, ...(failed > 0 ? { logs: keep(plant, options, lines) } : {}) };
  } finally {
    await plant.close();
  }
}

async function playedBy(player: Player, part: Part): Promise<Played> {
  try {
    return { ...part, ends: await SCENARIOS[part.scenario].play(player) };
  } catch (error) {
    return { ...part, ends: {}, fault: messageOf(error) };
  }
}

/** A date that has passed meanwhile has only to be recorded. */
async function moveTo(plant: Plant, to: Date): Promise<void> {
  const [row] = await plant.database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  await plant.advanceTo(new Date(Math.max(to.getTime(), row!.now.getTime() + 1_000)));
}

async function within<Result>(work: Promise<Result>, ms: number, signal?: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it took longer than ${ms / 60_000} minutes`)), ms);
  const aborted = () => reject(signal?.reason);
  signal?.addEventListener('abort', aborted);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}

const summary = (killer: Killer, journal: Journal): string[] => [
  `kills: ${[...killer.kills].map(([name, times]) => `${name} ${times}`).join(', ') || 'none'}`,
  `calls: ${journal.tries}, of which ${journal.broken} broke and ${journal.toldToComeBack} were told to come back; the longest took ${(journal.longestMs / 1000).toFixed(1)} s`,
];

/** Copies the logs to where no later run clears them away. @returns that folder */
function keep({ folder }: Plant, { seed }: ChaosOptions, lines: readonly string[]): string {
  const kept = mkdtempSync(join(tmpdir(), `thong-suot-chaos-${seed}-`));
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.log')))
    cpSync(join(folder, name), join(kept, name));
  writeFileSync(join(kept, 'chaos.log'), `${lines.join('\n')}\n`);
  return kept;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
