/** Callers who do not give up. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Actor, type Sending } from './actor.ts';
import type { Cast } from './cast.ts';

const PAUSE_MS = 200;
const PATIENCE_MS = 90_000;

/** Thrown where a caller was killed together with what it called: its request is not repeated. */
export class CallerDied extends Error {}

/**
 * Has everybody repeat what brought no answer, or 503, with the same Idempotency-Key, as the API asks.
 * @param dead whether whoever is waiting for an answer now was killed as well; nobody is unless told
 */
export function persistent(cast: Cast, dead: () => boolean = () => false): Cast {
  for (const actor of Object.values(cast)) {
    actor.send = async (method: string, path: string, body?: object, { key = randomUUID(), headers }: Sending = {}) => {
      for (const end = Date.now() + PATIENCE_MS; ; await wait(PAUSE_MS)) {
        const reply = await Actor.prototype.send
          .call(actor, method, path, body, { key, headers })
          .catch((error: unknown) => {
            if (dead()) throw new CallerDied(`${method} ${path}`);
            if (Date.now() > end) throw error;
          });
        if (reply && (reply.status !== 503 || Date.now() > end)) return reply;
      }
    };
  }
  return cast;
}
