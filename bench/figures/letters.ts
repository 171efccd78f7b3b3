/** Letters that leave while many wait: how many the mail server acknowledges in a second. */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { LETTER, SUBJECT } from '../../domain/process.ts';
import type { Bench, Part } from '../bench.ts';
import { holdLetters, letLettersGo } from '../outbox.ts';
import { type Figure, fixed } from '../table.ts';

const BACKLOG = 100_000;
/** Measured over so long, after the worker has begun: a part of the backlog, while the rest waits. */
const SECONDS = 60;
const GOAL = 100;

export const letters: Part = async (bench) =>
  bench.product(async () => {
    const { owner } = bench.servers;
    const backlog = bench.size(BACKLOG, 2_000);
    await fill(bench, backlog);
    const before = await sent(bench);
    await letLettersGo(owner);
    while ((await sent(bench)) === before) await wait(50);
    const [from, began] = [await sent(bench), performance.now()];
    await wait(bench.size(SECONDS, 5) * 1_000);
    const [to, ended] = [await sent(bench), performance.now()];
    const left = backlog - (to - before);
    if (left === 0) bench.say('the backlog was sent before the time was over: the figure is too low');
    // What waits still would be sent while other parts are measured.
    await owner.query('DELETE FROM "Letter" WHERE "sentAt" IS NULL AND version = 0');
    const rate = ((to - from) * 1_000) / (ended - began);
    return [
      {
        name: `Letters rendered and sent a second, ${backlog.toLocaleString('en')} waiting`,
        value: fixed(rate, 0),
        goal: { text: `≥ ${GOAL}`, met: rate >= GOAL },
      } satisfies Figure,
    ];
  });

async function sent({ servers: { owner } }: Bench): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "Letter" WHERE "sentAt" IS NOT NULL AND version = 0`,
  );
  return rows[0]!.count;
}

/** Acknowledgements to the enterprises of dossiers that are there, written and held back. */
async function fill(bench: Bench, count: number): Promise<void> {
  const { owner } = bench.servers;
  await holdLetters(owner);
  await owner.query(
    `INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "partyId", facts, "createdAt")
     SELECT gen_random_uuid(), l.subject, l."subjectId", l.code, 0, l.name, l."partyId", l.facts, business_now()
     FROM generate_series(1, $1::int) n,
       (SELECT * FROM "Letter" WHERE name = $2 AND subject = $3 AND "partyId" IS NOT NULL ORDER BY id LIMIT 1) l`,
    [count, LETTER.acknowledgement, SUBJECT.application],
  );
  await owner.query('ANALYZE "Letter"');
}
