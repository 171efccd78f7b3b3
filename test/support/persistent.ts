/** Callers who do not give up. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Actor, type Reply, type Sending } from './actor.ts';
import type { Cast } from './cast.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1_000;
/** Ends only what hangs. */
const PATIENCE_MS = 300_000;

/** Thrown where a caller was killed together with what it called: its request is not repeated. */
export class CallerDied extends Error {}

/** One try of a call: what was sent and when, and what came back; without a reply the connection broke. */
export type Try = { method: string; path: string; key: string; sentAt: number; endedAt: number; reply?: Reply };

export type Persistence = {
  /** Whether whoever is waiting for an answer now was killed as well; nobody is unless told. */
  dead?: () => boolean;
  /** Lets each try through; at once unless told. */
  through?: (call: () => Promise<Reply>) => Promise<Reply>;
  /** Hears of each try. */
  told?: (one: Try) => void;
};

/** Has everybody repeat what brought no answer, or 503, with the same Idempotency-Key, as the API asks. */
export function persistent<Callers extends Partial<Cast>>(
  cast: Callers,
  { dead = () => false, through = (call) => call(), told = () => {} }: Persistence = {},
): Callers {
  for (const actor of Object.values(cast) as Actor[]) {
    actor.send = async (method: string, path: string, body?: object, { key = randomUUID(), headers }: Sending = {}) => {
      const end = Date.now() + PATIENCE_MS;
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
        let sentAt = Date.now();
        const call = () => {
          sentAt = Date.now();
          return Actor.prototype.send.call(actor, method, path, body, { key, headers });
        };
        const reply = await through(call).catch((error: unknown) => {
          if (dead()) throw new CallerDied(`${method} ${path}`);
          if (Date.now() > end) throw error;
          return undefined;
        });
        told({ method, path, key, sentAt, endedAt: Date.now(), reply });
        if (reply && (reply.status !== 503 || Date.now() > end)) return reply;
        await wait(pause);
      }
    };
  }
  return cast;
}
