/** Figures of the outbox and its dispatcher, for Prometheus: read together, and kept for some seconds, so that whoever asks often costs little. */
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../prisma/database.ts';
import { REPLACING } from '../records/beats.ts';
import { waitingByKind } from '../records/outbox.ts';
import { GAP } from '../records/run-gaps.ts';

const KEPT_MS = 5_000;

/** Registers the gauges. While the database does not answer they are left out of what is told. */
export function outboxFigures(registry: Registry, database: Database): void {
  const read = keptFor(KEPT_MS, () => figuresOf(database));
  const gauge = (name: string, help: string, label: string | null, values: (read: Figures) => [string, number][]) =>
    new Gauge({
      name,
      help,
      labelNames: label ? [label] : [],
      registers: [registry],
      async collect() {
        this.reset();
        const figures = await read().catch(() => null);
        if (!figures) return this.remove();
        for (const [of, value] of values(figures)) this.set(label ? { [label]: of } : {}, value);
      },
    });
  gauge('thong_suot_undelivered', 'Rows of the outbox that wait to be delivered.', 'kind', ({ waiting }) =>
    waiting.map(({ kind, count }) => [kind, count]),
  );
  gauge(
    'thong_suot_oldest_undelivered_seconds',
    'For how long the oldest row of the outbox waits; 0 where none does.',
    'kind',
    ({ waiting }) => waiting.map(({ kind, oldestSeconds }) => [kind, oldestSeconds]),
  );
  gauge(
    'thong_suot_subjects_without_run',
    'Open dossiers, packages and rounds that the last comparison found without a run.',
    null,
    ({ withoutRun }) => [['', withoutRun]],
  );
  gauge(
    'thong_suot_dispatcher_turn_age_seconds',
    'How long ago each turn of the dispatcher last went well.',
    'turn',
    ({ turns }) => turns.map(({ turn, age }) => [turn, age]),
  );
}

type Figures = Awaited<ReturnType<typeof figuresOf>>;

async function figuresOf(database: Database) {
  const [waiting, withoutRun, turns] = await Promise.all([
    waitingByKind(database),
    database.runGap.count({ where: { kind: GAP.noRun, resolvedAt: null } }),
    database.$queryRaw<{ turn: string; age: number }[]>`
      SELECT turn, extract(epoch FROM now() - at)::float8 AS age FROM "Beat" WHERE at IS NOT NULL AND turn <> ${REPLACING}`,
  ]);
  return { waiting, withoutRun, turns };
}

/** What was read last, until it is so old; those who ask while it is read wait for the same reading. */
export function keptFor<Value>(ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | undefined;
  return () => {
    if (kept && performance.now() < kept.until) return kept.value;
    const value = read();
    kept = { value, until: performance.now() + ms };
    value.catch(() => {
      kept = undefined;
    });
    return value;
  };
}
