import pg from 'pg';
import { ACTION, STATE, SUBJECT } from '../../domain/process.ts';
import type { Database } from '../../prisma/database.ts';
import { record } from '../../records/record.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, type Office, openOffice, standing } from '../support/office.ts';
import { storeDecision } from '../support/stored-decision.ts';

let office: Office;
let holder: pg.Client;
let onlooker: pg.Client;
beforeAll(async () => {
  office = await openOffice();
  [holder, onlooker] = [new pg.Client(office.url), new pg.Client(office.url)];
  await Promise.all([holder.connect(), onlooker.connect()]);
});
afterAll(async () => {
  await Promise.all([holder.end(), onlooker.end()]);
  await office.close();
});

/** The database, of which the second transaction waits until it is let go: the first has evaluated, and the outcome is not stored yet. */
function betweenTransactions(database: Database) {
  const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const slow = new Proxy(database, {
    get(target, name) {
      if (name !== '$transaction') return Reflect.get(target, name);
      return async (work: Parameters<Database['$transaction']>[0]) => {
        begun += 1;
        if (begun === 2) {
          reached.resolve();
          await go.promise;
        }
        return target.$transaction(work);
      };
    },
  });
  return { slow, reached: reached.promise, go: go.resolve };
}

const waiting = async (): Promise<number> => {
  const { rows } = await onlooker.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]!.count;
};

test('a decision that one refuses while another records it is recorded, and both answer so', async () => {
  const { database, people } = office;
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const task = await database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  const { id } = await storeDecision(office, {
    ...{ code, action: ACTION.accept, principal: { kind: 'person', id: people.intake } },
  });
  const input = { subject: SUBJECT.application, code, decision: id };

  // Nobody has claimed the task yet: it is refused, but not stored so yet.
  const { slow, reached, go } = betweenTransactions(database);
  const refusing = record({ database: slow }, input);
  await reached;
  await database.task.update({ where: { id: task.id }, data: { personId: people.intake } });
  // Now it may be recorded, and whoever does so has read the decision, and waits for the task's row.
  await holder.query('BEGIN');
  await holder.query('SELECT FROM "Task" WHERE id = $1 FOR UPDATE', [task.id]);
  const recording = record({ database }, input);
  await eventually(async () => (await waiting()) === 1, { what: 'the other to be about to write' });
  let refused = false;
  void refusing.then(() => {
    refused = true;
  });
  go();
  await eventually(async () => refused || (await waiting()) === 2, { what: 'the refusal to be stored, or to wait' });
  await holder.query('COMMIT');

  const [one, other] = await Promise.all([refusing, recording]);
  expect(other.outcome).toMatchObject({ ok: true });
  expect(one.outcome).toEqual(other.outcome);
  expect((await database.decision.findUniqueOrThrow({ where: { id } })).outcome).toEqual(other.outcome);
  expect(await history(office, code)).toEqual([ACTION.submit, ACTION.accept]);
  expect(await standing(office, code)).toBe(STATE.appraising);
});
