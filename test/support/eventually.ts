import { setTimeout as wait } from 'node:timers/promises';

export interface Eventually {
  /** The longest to wait; two minutes unless told: it only ends what hangs, and a busy machine takes its time. */
  timeoutMs?: number;
  /** What is waited for, for the reader of a failure. */
  what: string;
}

/**
 * Asks again and again until `read` gives something truthy, and returns it. What `read` throws counts as "not yet".
 * @throws Error that says what never came, with the last thing seen.
 */
export async function eventually<T>(read: () => T | Promise<T>, { timeoutMs = 120_000, what }: Eventually) {
  let seen: unknown;
  for (const end = Date.now() + timeoutMs; Date.now() < end; await wait(25)) {
    try {
      const value = await read();
      if (value) return value as Exclude<Awaited<T>, null | undefined | false | 0 | ''>;
      seen = value;
    } catch (error) {
      seen = error;
    }
  }
  const last = seen instanceof Error ? said(seen) : JSON.stringify(seen);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}; last seen: ${last}`);
}

/** A library's error says little; what it was caused by says why. */
const said = ({ message, cause }: Error): string => (cause instanceof Error ? `${message}: ${said(cause)}` : message);
