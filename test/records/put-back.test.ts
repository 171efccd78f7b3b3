import { pino } from 'pino';
import { PutBackWatch } from '../../activities/put-back.ts';
import { ACTION, LETTER } from '../../domain/process.ts';
import { createDatabase } from '../../prisma/database.ts';
import { PUT_BACK } from '../../records/beats.ts';
import { afterPutBack, readMark, wasPutBack } from '../../records/put-back.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { addressees, does, type Office, openOffice } from '../support/office.ts';
import { freshDatabase } from '../support/servers.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

test('a database that goes on was not put back; one whose log is shorter, or another one in its place, was', async () => {
  const before = (await readMark(office.database))!;
  await draft(office);
  // The server writes its log a moment after a commit that it does not wait for, as in the suites.
  const after = await eventually(
    async () => {
      const mark = (await readMark(office.database))!;
      return BigInt(mark.written) > BigInt(before.written) && mark;
    },
    { what: 'the log to be written' },
  );
  expect(wasPutBack(before, before)).toBe(false);
  expect(wasPutBack(before, after)).toBe(false);
  expect(wasPutBack(after, before)).toBe(true);
  expect(wasPutBack(before, { ...after, timeline: '00000002' })).toBe(true);
  expect(wasPutBack(before, { ...after, server: '1' })).toBe(true);

  // A dump that was loaded into a new database of the same server.
  const { url, drop } = await freshDatabase();
  const other = createDatabase(url, 1);
  expect(wasPutBack(after, (await readMark(other))!)).toBe(true);
  await other.$disconnect();
  await drop();
});

test('every open subject is to look again, no other is, and each supervisor is told until when the data reach', async () => {
  const { database } = office;
  const [open, closed, stillDraft] = [await draft(office), await draft(office), await draft(office)];
  for (const code of [open, closed]) await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'enterprise', closed, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
  await database.wake.deleteMany();
  const last = await database.event.findFirstOrThrow({ orderBy: { at: 'desc' } });

  expect(await afterPutBack(database)).toBe(1);
  expect((await database.wake.findMany()).map(({ code }) => code)).toEqual([open]);
  expect(await database.wake.count({ where: { code: stillDraft } })).toBe(0);
  expect(await addressees(office, closed, LETTER.databasePutBack)).toEqual(['supervisor']);
  const letter = await database.letter.findFirstOrThrow({ where: { name: LETTER.databasePutBack } });
  expect(letter.facts).toEqual({ until: last.at.toISOString() });
});

test('however long that takes, it is done: many subjects need longer than a decision may', async () => {
  const { owner } = office;
  // As the dispatcher's own connections, which end a statement that takes long.
  const database = createDatabase(office.url, 1, 5_000);
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE "Wake" IN SHARE MODE');
  const looking = afterPutBack(database);
  await eventually(
    async () => {
      await owner.query('SELECT pg_stat_clear_snapshot()');
      const { rows } = await owner.query<{ long: boolean }>(
        `SELECT clock_timestamp() - xact_start > interval '11 seconds' AS long FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows[0]?.long;
    },
    { what: 'it to have taken longer than a decision may' },
  );
  await owner.query('COMMIT');
  expect(await looking).toBe(1);
  await database.$disconnect();
});

test('a young copy is noticed, though the server has written more since it started than the copy lacks', async () => {
  const { database } = office;
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const letters = () => database.letter.count({ where: { name: LETTER.databasePutBack } });
  const before = await letters();
  const deps = { database, log: pino({ enabled: false }) };
  const watch = new PutBackWatch(deps, null);
  await watch.look();
  const copy = await database.beat.findUniqueOrThrow({ where: { turn: PUT_BACK } });
  await watch.look();
  expect(await letters()).toBe(before);
  await database.beat.update({ where: { turn: PUT_BACK }, data: { detail: copy.detail as object } });
  const next = new PutBackWatch(deps, watch.seen);
  await next.look();
  expect(await letters()).toBe(before + 1);
  await next.look();
  expect(await letters()).toBe(before + 1);
});
