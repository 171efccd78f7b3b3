/** What waits to be sent: kept back and let go, so that mail can be measured apart, and waited for. */
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

const WITHIN_MS = 120_000;
const POLL_MS = 100;

/** From now on letters are written, and none is sent. */
export async function holdLetters(owner: pg.Pool): Promise<void> {
  await owner.query(`
    CREATE OR REPLACE FUNCTION bench_hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."nextTryAt" = 'infinity'; RETURN NEW; END $$;
    CREATE OR REPLACE TRIGGER bench_hold BEFORE INSERT ON "Letter" FOR EACH ROW EXECUTE FUNCTION bench_hold()`);
}

/** Letters that were held back are sent now, and later ones at once. */
export async function letLettersGo(owner: pg.Pool): Promise<void> {
  await owner.query('DROP TRIGGER IF EXISTS bench_hold ON "Letter"');
  await owner.query(`UPDATE "Letter" SET "nextTryAt" = now() WHERE "sentAt" IS NULL`);
  await owner.query(`SELECT pg_notify('outbox', 'Letter')`);
}

/**
 * Returns when nothing waits any more that is not held back.
 * @throws Error with what still waits after two minutes
 */
export async function untilQuiet(owner: pg.Pool): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; ; await wait(POLL_MS)) {
    const { rows } = await owner.query<{ letters: number; wakes: number; decisions: number }>(`
      SELECT (SELECT count(*)::int FROM "Letter" WHERE "sentAt" IS NULL AND "nextTryAt" < 'infinity') AS letters,
        (SELECT count(*)::int FROM "Wake" WHERE "sentAt" IS NULL) AS wakes,
        (SELECT count(*)::int FROM "Decision" WHERE "deliveredAt" IS NULL) AS decisions`);
    const waiting = rows[0]!;
    if (waiting.letters + waiting.wakes + waiting.decisions === 0) return;
    if (Date.now() > end) throw new Error(`Not everything was sent: ${JSON.stringify(waiting)}`);
  }
}
