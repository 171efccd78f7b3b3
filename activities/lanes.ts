/** Rows of the outbox worked off side by side: as soon as one is done the next begins, so that a slow one holds up no other. */
import type { Bell } from './bell.ts';
import { Hung, within } from './bounded.ts';
import type { Pulse } from './pulse.ts';

/** Thrown by work whose other side (mail server, Temporal server) cannot be reached: nothing is wrong with the row, and the next would fare alike. */
export class OutOfReach extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'OutOfReach';
  }
}

/** A kind of row, and what is done to each. */
export type Lanes<Row> = {
  what: string;
  /** How many are under way at once. */
  lanes: number;
  /** The longest that one may take; then its lane is free again. */
  limitMs: number;
  /** Takes up to so many for itself. Fewer: there are no more now. */
  take(count: number): Promise<Row[]>;
  work(row: Row): Promise<void>;
  /** Has a row tried again later; told what the work threw. */
  putOff(row: Row, error: unknown): Promise<void>;
  /** Gives back what was taken and not begun. */
  release(rows: readonly Row[]): Promise<void>;
};

export type Pace = { everyMs: number; bell: Bell; signal: AbortSignal; pulse: Pulse };

/** Taken rows that nobody has begun by then are given back: they are a while from being taken by another. */
const SHELF_LIFE_MS = 10_000;
const TAKE_LIMIT_MS = 30_000;
const LONGEST_PAUSE_MS = 30_000;

/** Works until the signal aborts; ends when what is under way then has ended. Never throws: faults are told to the pulse. */
export async function runLanes<Row>(kind: Lanes<Row>, { everyMs, bell, signal, pulse }: Pace): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let shelf: Row[] = [];
  let takenAt = 0;
  let pause = everyMs;
  let reachable = true;
  let awayMs = everyMs;
  let succeeded = 0;

  const one = async (row: Row): Promise<void> => {
    const before = succeeded;
    try {
      await within(kind.limitMs, `${kind.what}: one row`, kind.work(row));
      succeeded += 1;
      awayMs = everyMs;
      pulse.well();
    } catch (error) {
      // Where another went through meanwhile, it is the row and not the other side.
      if (error instanceof OutOfReach && succeeded === before) reachable = false;
      if (error instanceof OutOfReach || error instanceof Hung) pulse.fault(error);
      await within(TAKE_LIMIT_MS, `${kind.what}: putting off`, kind.putOff(row, error)).catch(pulse.fault);
    }
  };
  const begin = (row: Row) => {
    const work = one(row).finally(() => underWay.delete(work));
    underWay.add(work);
  };
  const giveBack = async (): Promise<void> => {
    const rows = shelf;
    shelf = [];
    if (rows.length > 0)
      await within(TAKE_LIMIT_MS, `${kind.what}: giving back`, kind.release(rows)).catch(pulse.fault);
  };

  while (!signal.aborted) {
    if (!reachable || (shelf.length > 0 && performance.now() - takenAt > SHELF_LIFE_MS)) await giveBack();
    if (!reachable) {
      reachable = true;
      awayMs = Math.min(awayMs * 2, LONGEST_PAUSE_MS);
      await bell.wait(awayMs, signal);
      continue;
    }
    let more = shelf.length > 0;
    if (!more && underWay.size < kind.lanes) {
      try {
        // As many again as there are lanes: fewer statements, and what came last waits for one of them at most.
        const wanted = kind.lanes - underWay.size + kind.lanes;
        shelf = await within(TAKE_LIMIT_MS, `${kind.what}: taking`, kind.take(wanted));
        takenAt = performance.now();
        more = shelf.length > 0;
        pulse.well();
        pause = everyMs;
      } catch (error) {
        pulse.fault(error);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
    while (shelf.length > 0 && underWay.size < kind.lanes) begin(shelf.shift()!);
    if (shelf.length > 0 || (more && underWay.size >= kind.lanes)) await Promise.race(underWay);
    else if (!more) await bell.wait(pause, signal);
  }
  await giveBack();
  await Promise.all(underWay);
}

/**
 * Works off what there is now, once: for those who wait for the end of it.
 * @returns how many were taken
 */
export async function drain<Row>(kind: Lanes<Row>): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await kind.take(kind.lanes);
    if (rows.length === 0) return count;
    count += rows.length;
    let away = false;
    const ended = await Promise.allSettled(
      rows.map(async (row) => {
        try {
          await within(kind.limitMs, `${kind.what}: one row`, kind.work(row));
        } catch (error) {
          away ||= error instanceof OutOfReach;
          await kind.putOff(row, error);
        }
      }),
    );
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
    if (away) return count;
  }
}
