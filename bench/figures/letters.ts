/** Letters that leave while many wait: how many the mail server acknowledges in a second, and what each costs. */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { LETTER, SUBJECT } from '../../domain/process.ts';
import type { Bench, Part } from '../bench.ts';
import { cpuSeconds } from '../cpu.ts';
import { holdLetters, letLettersGo, untilQuiet } from '../outbox.ts';
import type { Stack } from '../stack.ts';
import { countStatements, isBracket } from '../statements.ts';
import { type Figure, fixed } from '../table.ts';

const BACKLOG = 100_000;
/** Measured over so long, after the worker has begun: a part of the backlog, while the rest waits. */
const SECONDS = 60;
const GOAL = 100;
/** Letters whose statements are counted. */
const COUNTED = 200;

export const letters: Part = async (bench) =>
  bench.product(async (stack) => {
    const { owner } = bench.servers;
    const statements = await statementsEach(bench);
    const backlog = bench.size(BACKLOG, 2_000);
    await fill(bench, backlog);
    await letLettersGo(owner);
    while ((await sent(bench)) === 0) await wait(50);
    const { rate, worker, all, count } = await measured(bench, stack);
    if (count >= backlog) bench.say('the backlog was sent before the time was over: the figure is too low');
    await clear(bench);
    return [
      {
        name: `Letters rendered and sent a second, ${backlog.toLocaleString('en')} waiting`,
        value: fixed(rate, 0),
        goal: { text: `≥ ${GOAL}`, met: rate >= GOAL },
      },
      { name: '— CPU ms a letter: the worker, all processes', value: `${fixed(worker, 1)}, ${fixed(all, 1)}` },
      { name: '— SQL statements a letter', value: fixed(statements, 1) },
    ] satisfies Figure[];
  });

/** @returns letters a second, and CPU milliseconds of each */
async function measured(bench: Bench, stack: Stack) {
  const now = async () => ({
    ...{ sent: await sent(bench), at: performance.now() },
    ...{ worker: cpuSeconds([stack.workerPid()]), all: cpuSeconds(stack.pids()) },
  });
  const from = await now();
  await wait(bench.size(SECONDS, 5) * 1_000);
  const to = await now();
  const count = to.sent - from.sent;
  const each = (seconds: number) => (seconds * 1_000) / count;
  return {
    ...{ count: to.sent, rate: (count * 1_000) / (to.at - from.at) },
    ...{ worker: each(to.worker - from.worker), all: each(to.all - from.all) },
  };
}

/** @returns statements of the worker for each letter, of the few that make up a small backlog */
async function statementsEach(bench: Bench): Promise<number> {
  const { owner } = bench.servers;
  await fill(bench, COUNTED);
  const [counted] = await countStatements<'letters' | 'end'>(bench.servers, async (mark) => {
    await mark('letters');
    await letLettersGo(owner);
    await untilQuiet(owner);
    await mark('end');
  });
  await clear(bench);
  const ours = counted!.statements.filter((statement) => statement.from === 'worker' && !isBracket(statement));
  return ours.length / COUNTED;
}

async function sent({ servers: { owner } }: Bench): Promise<number> {
  const { rows } = await owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "Letter" WHERE "sentAt" IS NOT NULL AND version = 0`,
  );
  return rows[0]!.count;
}

/** What waits still would be sent while other parts are measured; what is just being marked as sent is left. */
const clear = ({ servers: { owner } }: Bench) =>
  owner.query('DELETE FROM "Letter" WHERE id IN (SELECT id FROM "Letter" WHERE version = 0 FOR UPDATE SKIP LOCKED)');

/** Acknowledgements to the enterprises of the dossiers that are there, in turn, written and held back. */
async function fill(bench: Bench, count: number): Promise<void> {
  const { owner } = bench.servers;
  await holdLetters(owner);
  await owner.query(
    `INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "partyId", facts, "createdAt")
     SELECT gen_random_uuid(), l.subject, l."subjectId", l.code, 0, l.name, l."partyId", l.facts, business_now()
     FROM generate_series(1, $1::int) n JOIN
       (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS places
        FROM "Letter" WHERE name = $2 AND subject = $3 AND version > 0 AND "partyId" IS NOT NULL) l ON n % l.places = l.place`,
    [count, LETTER.acknowledgement, SUBJECT.application],
  );
  await owner.query('ANALYZE "Letter"');
}
