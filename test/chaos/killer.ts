/** Kills the processes of a plant as planned, and has them started again after a while. */
import { eventually } from '../support/eventually.ts';
import type { Plant, ProcessName } from '../support/kill-plant.ts';
import type { Journal } from './journal.ts';
import type { Strike } from './plan.ts';

/** What the business clock stands on: neither is killed while it moves, since a jump is no business of the system's own. */
const CLOCKWORK: readonly ProcessName[] = ['postgres', 'temporal'];
const WAITS_MS = 24 * 3_600_000;

export class Killer {
  /** How often each process was killed. */
  readonly kills = new Map<ProcessName, number>();
  /** How many strikes were made. */
  strikes = 0;
  readonly #plant: Plant;
  readonly #journal: Journal;
  readonly #say: (line: string) => void;
  readonly #down = new Set<ProcessName>();
  #clockMoves = false;

  constructor(plant: Plant, journal: Journal, say: (line: string) => void) {
    this.#plant = plant;
    this.#journal = journal;
    this.#say = say;
  }

  /**
   * Strikes as planned; what is planned for the same process comes one after another.
   * @param progress from 0 to 1
   */
  async work(strikes: readonly Strike[], progress: () => number): Promise<void> {
    const made: Promise<void>[] = [];
    for (const strike of strikes) {
      await until(() => progress() >= strike.at, `${Math.round(strike.at * 100)} % of the decisions`);
      await pass(strike.delayMs);
      await until(() => this.#mayStrike(strike), `${strike.names} to be struck`);
      for (const name of strike.names) this.#down.add(name);
      made.push(this.#strike(strike));
    }
    await Promise.all(made);
  }

  /** Moves the clock while what it stands on is left alone. */
  async sparing(move: () => Promise<void>): Promise<void> {
    this.#clockMoves = true;
    try {
      await until(() => CLOCKWORK.every((name) => !this.#down.has(name)), 'PostgreSQL and Temporal to run');
      await move();
    } finally {
      this.#clockMoves = false;
    }
  }

  #mayStrike({ names }: Strike): boolean {
    if (this.#clockMoves && names.some((name) => CLOCKWORK.includes(name))) return false;
    return names.every((name) => !this.#down.has(name));
  }

  async #strike({ names, downMs }: Strike): Promise<void> {
    const outage = { names, from: Date.now(), until: Number.POSITIVE_INFINITY };
    this.#journal.outages.push(outage);
    try {
      await this.#plant.without(names, () => pass(downMs));
    } finally {
      outage.until = Date.now();
      for (const name of names) {
        this.#down.delete(name);
        this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
      }
      this.strikes += 1;
      this.#say(`killed ${names.join(' + ')}, back after ${((outage.until - outage.from) / 1000).toFixed(1)} s`);
    }
  }
}

const until = (met: () => boolean, what: string) => eventually(met, { what, timeoutMs: WAITS_MS });

/** Lets a while pass. */
async function pass(ms: number): Promise<void> {
  const end = Date.now() + ms;
  await eventually(() => Date.now() >= end, { what: `${ms} ms to pass`, timeoutMs: ms + WAITS_MS });
}
