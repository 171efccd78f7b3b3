/** What happens in a run: which dossiers are played, and what is killed when. The same options give the same plan. */

import { Chance } from '../support/chance.ts';
import type { ProcessName } from '../support/kill-plant.ts';
import { SCENARIOS, type ScenarioName } from './scenarios.ts';

export type ChaosOptions = {
  /** How many dossiers are played; a package or round takes up to three of them. */
  dossiers: number;
  /** How often something is killed. */
  kills: number;
  seed: number;
  /** For how long a worker that dies keeps the letters and wakes that it took; as long as the product says unless told. */
  heldSeconds?: number;
};

/** One party, or up to three who share a package or round, and what becomes of them. */
export type Part = { no: number; scenario: ScenarioName; extra: number };

/** Processes that are killed together. */
export type Strike = {
  /** When so many of the run's decisions are answered: 0 at the beginning, 1 when all are. */
  at: number;
  /** How long after that. */
  delayMs: number;
  names: readonly ProcessName[];
  /** How long they stay down. */
  downMs: number;
};

/**
 * The run that belongs to `npm test`: a route of its own work, one of a transfer, a dossier that the clock ends and one that it
 * stays with; everything dies, then the worker.
 */
export const SMALL: ChaosOptions = { dossiers: 4, kills: 2, seed: 500_564, heldSeconds: 5 };

export type Plan = { parts: readonly Part[]; strikes: readonly Strike[]; decisions: number };

/** A part's amounts differ from those of others by so many steps at most. */
const EXTRA = 9;

/** Each process by itself, the busiest ones more often; then what dies together. */
const TARGETS: readonly (readonly ProcessName[])[] = [
  ['worker'],
  ['api'],
  ['postgres'],
  ['temporal'],
  ['mailbox'],
  ['worker'],
  ['temporal'],
  ['api', 'worker'],
  ['postgres', 'temporal'],
  ['api', 'worker', 'temporal'],
  // The power fails.
  ['postgres', 'temporal', 'worker', 'api', 'mailbox'],
];
const LONGEST_DELAY_MS = 500;
const LONGEST_DOWN_MS = 4_000;

/** The last part of the work is left to those that were struck late. */
const LAST_STRIKE_AT = 0.95;

/** @returns the plan of a run */
export function planOf({ dossiers, kills, seed }: ChaosOptions): Plan {
  const parts = partsOf(dossiers, new Chance(seed));
  return {
    parts,
    strikes: strikesOf(kills, new Chance(seed + 1)),
    decisions: parts.reduce((sum, { scenario }) => sum + SCENARIOS[scenario].decisions, 0),
  };
}

/** Every scenario in turn, each turn in another order, for as long as there are dossiers for it. */
function partsOf(dossiers: number, chance: Chance): Part[] {
  const parts: Part[] = [];
  const names = Object.keys(SCENARIOS) as ScenarioName[];
  for (let left = dossiers; left > 0; ) {
    for (const scenario of chance.shuffled(names)) {
      const { takes } = SCENARIOS[scenario];
      const extra = chance.between(0, EXTRA);
      if (takes > left) continue;
      parts.push({ no: parts.length + 1, scenario, extra });
      left -= takes;
    }
  }
  return parts;
}

function strikesOf(kills: number, chance: Chance): Strike[] {
  const targets: (readonly ProcessName[])[] = [];
  while (targets.length < kills) targets.push(...chance.shuffled(TARGETS));
  return targets
    .slice(0, kills)
    .map((names) => ({
      at: chance.next() * LAST_STRIKE_AT,
      delayMs: chance.between(0, LONGEST_DELAY_MS),
      names,
      downMs: chance.between(0, LONGEST_DOWN_MS),
    }))
    .sort((a, b) => a.at - b.at);
}
