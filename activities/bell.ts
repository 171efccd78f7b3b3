/** Waits that a ring cuts short. A ring that comes while nobody waits is not lost: the next wait ends at once. */
export class Bell {
  #rung = false;
  #answer: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#answer?.();
  }

  /** Until somebody rings, the time is over, or the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => done(), ms);
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.#answer = done;
        signal.addEventListener('abort', done, { once: true });
      });
    }
    this.#answer = null;
    this.#rung = false;
  }
}
