import { setTimeout as wait } from 'node:timers/promises';

/** A server while it runs. */
export interface Running {
  /** Settles with a sentence when it has ended, asked for or not. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface Service {
  name: string;
  /** Starts it and returns once it is ready. */
  start(): Promise<Running>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** Having run this long, the next end counts as the first. */
const STEADY_MS = 30_000;

/** One service and, while it runs, its server. */
interface Kept {
  service: Service;
  starting: Promise<Running> | undefined;
  running: Running | undefined;
}

/** Keeps services running: starts again whichever ends by itself, after growing pauses, and ends all in order. */
export class Supervisor {
  readonly #say: (line: string) => void;
  readonly #longestPauseMs: number;
  readonly #kept: Kept[] = [];
  readonly #stopping = new AbortController();

  constructor(say: (line: string) => void, { longestPauseMs = LONGEST_PAUSE_MS } = {}) {
    this.#say = say;
    this.#longestPauseMs = longestPauseMs;
  }

  /**
   * Starts services side by side; returns once all of them are ready.
   * @throws the error of the first in the list that does not become ready.
   */
  async add(...services: Service[]): Promise<void> {
    const started = await Promise.allSettled(
      services.map(async (service) => {
        const kept: Kept = { service, starting: undefined, running: undefined };
        this.#kept.push(kept);
        await this.#start(kept);
        void this.#keep(kept);
      }),
    );
    for (const result of started) if (result.status === 'rejected') throw result.reason;
  }

  async #start(kept: Kept): Promise<void> {
    kept.starting = kept.service.start();
    try {
      kept.running = await kept.starting;
    } finally {
      kept.starting = undefined;
    }
  }

  async #keep(kept: Kept): Promise<void> {
    const { name } = kept.service;
    const { signal } = this.#stopping;
    let how = '';
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, this.#longestPauseMs)) {
      const since = Date.now();
      if (kept.running) how = await kept.running.ended;
      kept.running = undefined;
      if (signal.aborted) return;
      if (Date.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
      this.#say(`${name}: ${how}; starting it again in ${pause / 1000} s`);
      await wait(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#start(kept);
        this.#say(`${name}: runs again`);
      } catch (error) {
        how = error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** Ends one service, which is then started again: for new code. */
  async restart(name: string): Promise<void> {
    await this.#kept.find(({ service }) => service.name === name)?.running?.stop();
  }

  /** Ends the services in the reverse of the order in which they were added; one that is just starting is waited for. */
  async stopAll(): Promise<void> {
    this.#stopping.abort();
    for (const kept of this.#kept.toReversed()) {
      const running = kept.running ?? (await kept.starting?.catch(() => undefined));
      await running?.stop();
    }
  }
}
