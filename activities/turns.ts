/** A turn that comes again and again: sweeps, comparisons, letters that the calendar asks for. */
import type { Bell } from './bell.ts';
import { Hung, within } from './bounded.ts';
import type { Pulse } from './pulse.ts';

export type Turn = {
  what: string;
  /** @returns how much was done: where it was something, the next round begins at once */
  work: (pulse: Pulse) => Promise<number>;
  everyMs: number;
  /** The longest that a round may take; then it is left to itself, and the next one begins in its time. */
  limitMs: number;
  bell: Bell;
  signal: AbortSignal;
  pulse: Pulse;
};

const LONGEST_PAUSE_MS = 30_000;

/** Works until nothing is left, then waits for the bell or the next sweep. After a fault it waits longer and longer. Never throws. */
export async function takeTurns({ what, work, everyMs, limitMs, bell, signal, pulse }: Turn): Promise<void> {
  for (let pause = everyMs; !signal.aborted; ) {
    try {
      const done = await within(limitMs, what, work(pulse));
      pulse.well();
      pause = everyMs;
      if (done > 0) continue;
    } catch (error) {
      if (signal.aborted && !(error instanceof Hung)) return;
      pulse.fault(error);
      pause = Math.max(everyMs, Math.min(pause * 2, LONGEST_PAUSE_MS));
    }
    await bell.wait(pause, signal);
  }
}
