/** The check before submission, with many dossiers in the database: time to its answer, in milliseconds, as its caller sees it. */
import { performance } from 'node:perf_hooks';
import { CURRENT_PROCESS, STATE, splitKey } from '../../domain/process.ts';
import type { Bench, Part } from '../bench.ts';
import type { Callers } from '../caller.ts';
import { percentile } from '../statistics.ts';
import { atMost, fixed } from '../table.ts';

/** Settled dossiers of each enterprise that the database is filled with; those that ask have more. */
const EACH = 5;
const OF_CALLERS = 50;
const GOAL_MS = 50;
const ITEM = 'P3';

export const eligibility: Part = async (bench) => {
  const enterprises = Math.ceil(bench.size(100_000, 2_000) / EACH);
  const dossiers = await fill(bench, enterprises);
  const all = await bench.product(async (_stack, { callers }) => {
    await times(bench, callers, enterprises, 20);
    return times(bench, callers, enterprises, bench.size(1_000, 60));
  });
  const [p50, p95] = [percentile(all, 0.5), percentile(all, 0.95)];
  return [
    {
      name: `Eligibility check, ${dossiers} dossiers in the database, p50 / p95`,
      value: `${fixed(p50, 1)} / ${fixed(p95, 1)} ms`,
      goal: atMost(p95, GOAL_MS, ' ms'),
    },
  ];
};

const taxCodeOf = (number: number): string => `8${String(number).padStart(9, '0')}`;

/** Enterprises that ask for themselves, and an appraiser who asks for one of the others, turn by turn. */
async function times(
  { seed: { programmeId, enterprises: asking } }: Bench,
  callers: Callers,
  enterprises: number,
  count: number,
): Promise<number[]> {
  const took: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const body = { item: ITEM, estimate: 100_000_000, businessLines: ['2822'] };
    const began = performance.now();
    await (at % 2
      ? callers.call({ enterprise: at % asking.length }, 'POST', `/programmes/${programmeId}/check`, body)
      : callers.call('appraiser', 'POST', `/programmes/${programmeId}/check`, {
          ...body,
          taxCode: taxCodeOf(1 + ((at * 7_919) % enterprises)),
        }));
    took.push(performance.now() - began);
  }
  return took;
}

/** Fills the database with settled dossiers, each paid from the budget. @returns how many there are */
async function fill({ servers: { owner }, seed }: Bench, enterprises: number): Promise<number> {
  const { agencyId, programmeId } = seed;
  const { stage, state } = splitKey(STATE.settled);
  await owner.query(
    `INSERT INTO "Party" (id, kind, name, "taxCode", email)
     SELECT gen_random_uuid(), 'enterprise', 'enterprise ' || n, '8' || lpad(n::text, 9, '0'), n || '@example.test'
     FROM generate_series(1, $1::int) n`,
    [enterprises],
  );
  await owner.query(
    `INSERT INTO "Application" (id, code, "agencyId", "programmeId", item, "enterpriseId", stage, state, process, "stateSince", "createdAt",
       content, "submittedAt", "grantYear", "approvedAmount")
     SELECT gen_random_uuid(), 'FILL-' || row_number() OVER (), $1, $2, CASE n % 2 WHEN 0 THEN 'P2' ELSE 'P3' END, p.id, $3, $4, $5,
       business_now(), business_now(), '{}', business_now() - n * interval '1 day', 2026 - n % 3, 1000000
     FROM "Party" p CROSS JOIN LATERAL generate_series(1, CASE WHEN p."taxCode" LIKE '8%' THEN $6::int ELSE $7::int END) n
     WHERE p.kind = 'enterprise'`,
    [agencyId, programmeId, stage, state, CURRENT_PROCESS, EACH, OF_CALLERS],
  );
  await owner.query(
    `INSERT INTO "Entry" ("movementId", kind, "lineId", "applicationId", account, amount, at)
     SELECT paid.movement, 'paid', line.id, paid.id, side.account, side.amount, business_now()
     FROM (SELECT id, gen_random_uuid() AS movement FROM "Application" WHERE code LIKE 'FILL-%') paid,
       (SELECT id FROM "BudgetLine" WHERE "programmeId" = $1 LIMIT 1) line,
       (VALUES ('available', -1000000::bigint), ('spent', 1000000::bigint)) side(account, amount)`,
    [programmeId],
  );
  await owner.query('ANALYZE');
  const { rows } = await owner.query<{ count: number }>('SELECT count(*)::int AS count FROM "Application"');
  return rows[0]!.count;
}
