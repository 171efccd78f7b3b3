import { toldToLook } from '../../activities/dead-clocks.ts';
import { dueDecisions } from '../../activities/decisions.ts';
import { lateClocks } from '../../activities/late-clocks.ts';
import { dueLetters } from '../../activities/letters.ts';
import { openPage } from '../../activities/open-subjects.ts';
import { dueRecalculations } from '../../activities/recalculations.ts';
import { dueWakes } from '../../activities/wakes.ts';
import { ACTION, SUBJECT } from '../../domain/process.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { waitingByKind, waitingRows } from '../../records/outbox.ts';
import { GAP, HOW_FAILING } from '../../records/run-gaps.ts';
import { draft } from '../support/dossier.ts';
import { does, type Office, openOffice } from '../support/office.ts';
import { sized } from '../support/size.ts';

const ROWS = sized(10_000, 100_000);

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await office.database.wake.create({ data: { subject: SUBJECT.application, code } });
  await office.database.runGap.create({
    data: { kind: GAP.noRun, subject: SUBJECT.application, code, how: HOW_FAILING },
  });
  await office.database.recalculation.create({ data: { subject: SUBJECT.application, code, calendar: '2026' } });
  await fill();
});
afterAll(() => office?.close());

/** Copies of one row of each table, half of them worked off; everything is open and its clock not late. */
async function fill(): Promise<void> {
  const { owner } = office;
  await owner.query(`SET session_replication_role = replica`);
  const half = `CASE WHEN n % 2 = 0 THEN now() END`;
  const changed: Record<string, string> = {
    Application: `'id', gen_random_uuid(), 'code', 'FILL-' || n`,
    Task: `'id', gen_random_uuid(), 'code', 'FILL-' || n, 'nextAt', now() + interval '1 year'`,
    Letter: `'id', gen_random_uuid(), 'code', 'FILL-' || n, 'sentAt', ${half}, 'nextTryAt', now() - n * interval '1 second'`,
    Wake: `'id', gen_random_uuid(), 'code', 'FILL-' || n, 'sentAt', ${half}, 'nextTryAt', now() - n * interval '1 second'`,
    RunGap: `'id', gen_random_uuid(), 'code', 'FILL-' || n, 'resolvedAt', ${half}`,
    Recalculation: `'id', gen_random_uuid(), 'code', 'FILL-' || n, 'doneAt', ${half}, 'nextTryAt', now() - n * interval '1 second'`,
    Decision: `'id', 'FILL-' || n, 'code', 'FILL-' || n, 'deliveredAt', ${half}, 'sentAt', now() - n * interval '1 second'`,
  };
  for (const [table, change] of Object.entries(changed))
    await owner.query(
      `INSERT INTO "${table}" SELECT copy.* FROM (SELECT * FROM "${table}" LIMIT 1) one, generate_series(1, ${ROWS}) n,
         jsonb_populate_record(NULL::"${table}", to_jsonb(one) || jsonb_build_object(${change})) copy`,
    );
  await owner.query(`SET session_replication_role = DEFAULT`);
  await owner.query('ANALYZE');
}

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };
const scans = ({ 'Node Type': node, 'Relation Name': table, Plans = [] }: Plan): string[] => [
  ...(node === 'Seq Scan' && table ? [table] : []),
  ...Plans.flatMap(scans),
];

async function planOf(statement: Prisma.Sql): Promise<Plan> {
  const [row] = await office.database.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
    Prisma.sql`EXPLAIN (FORMAT JSON) ${statement}`,
  );
  return row!['QUERY PLAN'][0].Plan;
}

test.each([
  ['letters', dueLetters(16)],
  ['wakes', dueWakes(16)],
  ['recalculations', dueRecalculations(6, [])],
  ['decisions', dueDecisions()],
  ['late clocks', lateClocks(20_000)],
  ['runs told to look', toldToLook()],
  ['the next page of open dossiers', openPage(SUBJECT.application, 'FILL-5')],
] as [string, Prisma.Sql][])(
  'the dispatcher finds %s among many rows without reading all of them',
  async (_, statement) => {
    // A table that is empty, or nearly, is read whole.
    expect(scans(await planOf(statement)).filter((table) => table !== 'LateClock')).toEqual([]);
  },
);

describe('among many rows that were worked off, what waits is', () => {
  beforeAll(async () => {
    const worked: Record<string, string> = {
      ...{ Letter: 'sentAt', Wake: 'sentAt', Recalculation: 'doneAt', Decision: 'deliveredAt' },
    };
    for (const [table, mark] of Object.entries(worked)) {
      await office.owner.query(
        `UPDATE "${table}" SET "${mark}" = now() WHERE "${mark}" IS NULL AND code LIKE 'FILL-%' AND code NOT LIKE '%99'`,
      );
      await office.owner.query(`VACUUM ANALYZE "${table}"`);
    }
  });

  /** The statement that a function sends. */
  async function sentBy(
    read: (database: Parameters<typeof waitingByKind>[0]) => Promise<unknown>,
  ): Promise<Prisma.Sql> {
    const seen: Prisma.Sql[] = [];
    const $queryRaw = async (text: TemplateStringsArray, ...values: unknown[]) => {
      seen.push(Prisma.sql(text, ...values));
      return [];
    };
    await read({ $queryRaw } as unknown as Parameters<typeof waitingByKind>[0]);
    return seen[0]!;
  }

  test('counted, with the age of the oldest, without reading the rest', async () => {
    expect(scans(await planOf(await sentBy(waitingByKind)))).toEqual([]);
  });

  test('listed, the oldest first, without reading the rest', async () => {
    const none = { decisions: Prisma.sql`false`, letters: Prisma.sql`false` };
    expect(
      scans(await planOf(Prisma.sql`SELECT * FROM ${waitingRows(none)} o ORDER BY o.since, o.id LIMIT 51`)),
    ).toEqual([]);
  });
});
