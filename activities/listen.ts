/** PostgreSQL's notifications of new letters and wakes, on a connection of their own. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** The triggers on the outbox's tables send the table's name. */
const CHANNEL = 'outbox';
const RECONNECT_MS = 1_000;

/**
 * Listens until the signal aborts, and connects again whenever the connection is lost. Sweeps go on meanwhile: a notification
 * makes them prompt, nothing depends on it.
 *
 * @param heard the table with something new; undefined after connecting, when anything may have come unheard
 */
export async function listen(databaseUrl: string, signal: AbortSignal, heard: (table?: string) => void): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      keepAlive: true,
      application_name: 'thong-suot-dispatch',
    });
    const lost = once(client, 'end', { signal });
    // What goes wrong with the connection ends it; that is waited for below.
    client.on('error', () => {});
    lost.catch(() => {});
    client.on('notification', ({ payload }) => heard(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      heard();
      await lost;
    } catch {
      // Unreachable, lost, or told to stop: the loop's condition and the pause decide.
    } finally {
      await client.end().catch(() => {});
    }
    await wait(RECONNECT_MS, undefined, { signal }).catch(() => {});
  }
}
