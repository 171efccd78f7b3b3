/** The business clock of a run: it moves when everybody who plays waits for it, to the first moment that anybody waits for. */

type Waiting = { to: Date; arrived: () => void; failed: (error: unknown) => void };

export class Clock {
  readonly #move: (to: Date) => Promise<void>;
  #playing = 0;
  #waiting: Waiting[] = [];
  #moving = false;

  /** @param move moves the clock of the plant; it returns when everything that fell due was recorded */
  constructor(move: (to: Date) => Promise<void>) {
    this.#move = move;
  }

  /** How many do something now: those who wait for the clock do not. */
  get busy(): number {
    return this.#playing - this.#waiting.length;
  }

  /** Has somebody play: the clock stands for as long as they do anything but wait for it. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#playing += 1;
    try {
      return await work();
    } finally {
      this.#playing -= 1;
      void this.#go();
    }
  }

  /** Returns when the clock has reached an instant. @throws what moving it throws */
  passes(to: Date): Promise<void> {
    return new Promise((arrived, failed) => {
      this.#waiting.push({ to, arrived, failed });
      void this.#go();
    });
  }

  async #go(): Promise<void> {
    if (this.#moving || this.busy > 0 || this.#waiting.length === 0) return;
    this.#moving = true;
    const first = this.#waiting.reduce((earliest, { to }) => (to < earliest ? to : earliest), this.#waiting[0]!.to);
    const there = this.#waiting.filter(({ to }) => to <= first);
    const error = await this.#move(first).catch((cause: unknown) => cause ?? new Error('The clock did not move.'));
    this.#waiting = this.#waiting.filter((one) => !there.includes(one));
    this.#moving = false;
    for (const one of there) error === undefined ? one.arrived() : one.failed(error);
    // Whoever arrived plays on first; if none of them does anything but wait, it moves again.
    setImmediate(() => void this.#go());
  }
}
