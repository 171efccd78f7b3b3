import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { approved, draft, favourable, opened } from '../support/dossier.ts';
import {
  expectUnharmed,
  openRow,
  type Row,
  silentIn,
  submitted,
  takenIn,
  untilSupervisorIsTold,
} from '../support/faults-row.ts';
import { does, standing, type Who } from '../support/office.ts';
import { copyPostgres } from '../support/postgres-copy.ts';
import { untilDelivered } from '../support/soundness.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';

/** Support that is asked for, and given; đồng. */
const AMOUNT = 40_000_000;

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

/** A request that is sent again, by the same key, when its first answer was lost. */
type Request = { who: Who; path: string; body: object; key: string };
const send = ({ who, path, body, key }: Request) => row.cast[who].post(path, body, { key });

/** The answer to the one open task of a dossier, which its holder has taken. */
async function answering(who: Who, code: string, body: { action: string }): Promise<Request> {
  const { id } = await row.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  (await row.cast[who].post(`/tasks/${id}/claim`)).read();
  return { who, path: `/tasks/${id}/complete`, body, key: `${body.action}-before-the-loss` };
}

test('PostgreSQL put back to an earlier copy, with Temporal as it was: every clock rings, decisions go on, what was lost is recorded again by the same key, and supervisors are told', async () => {
  const { database, people, mailbox } = row;
  const untouched = await submitted(row);
  const [late, accepting, recommending] = [await submitted(row), await submitted(row), await takenIn(row)];
  const deciding = await takenIn(row);
  const entering = await approved(row);
  const [submitting, declining] = [await draft(row), await submitted(row)];
  const requests: Request[] = [
    await answering('intake', accepting, { action: ACTION.accept }),
    await answering('appraiser', recommending, { action: ACTION.recommend, ...favourable(AMOUNT, AMOUNT) }),
    await answering('appraiser', deciding, { action: ACTION.recommend, ...favourable(AMOUNT, AMOUNT) }),
    {
      ...{ who: 'enterprise', path: `/applications/${submitting}/actions/${ACTION.submit}`, key: 'submitted-once' },
      body: { contentVersion: 1, ...SIGNED },
    },
    {
      ...{ who: 'procurement', path: '/packages', key: 'opened-once' },
      body: { programme: row.programme.id, applications: [entering], title: 'Đào tạo 5S' },
    },
  ];
  await database.task.updateMany({ where: { code: late, closedAt: null }, data: { personId: people.intake } });
  await untilDelivered(database);
  // One decision is stored by then, and is not sent before the copy is made.
  const held = await storeDecision(row, {
    code: late,
    action: ACTION.accept,
    principal: { kind: 'person', id: people.intake },
  });
  const task = await database.task.findFirstOrThrow({ where: { code: late, name: TASK.checkCompleteness } });
  const release = (sentAt: string) =>
    row.owner.query(`UPDATE "Decision" SET "taskId" = $2, "sentAt" = now() + $3::interval WHERE id = $1`, [
      held.id,
      task.id,
      sentAt,
    ]);
  await release('1 hour');

  const putBack = await copyPostgres(row);
  await row.whole();
  for (const request of requests) (await send(request)).read();
  await does(row, 'approver', deciding, ACTION.approve, { amount: AMOUNT });
  await does(row, 'intake', declining, ACTION.decline, { reasons: [{ text: 'Ngoài địa bàn' }] });
  const unheardOf = await submitted(row);
  await release('-1 minute');
  await untilDelivered(database);
  expect(await standing(row, deciding)).toBe(STATE.awaitingPackage);
  const forgotten = new Set((await mailbox.messages()).map(({ messageId }) => messageId));

  await putBack();
  await row.whole();
  await release('-1 minute');
  expect(await standing(row, deciding)).toBe(STATE.appraising);
  expect(await database.application.count({ where: { code: unheardOf } })).toBe(0);

  // Nobody touches them: their runs hear of it by themselves.
  expect(await untilClocksAreSet(row)).toEqual(
    [untouched, late, accepting, recommending, deciding, entering, declining].sort(),
  );
  await untilSupervisorIsTold(row, LETTER.databasePutBack);
  await untilDelivered(database);
  const halfDone = { deliveredAt: { not: null }, outcome: { equals: null as never } };
  expect(await database.decision.count({ where: halfDone })).toBe(0);
  expect(await standing(row, late)).toBe(STATE.appraising);

  for (const request of requests) (await send(request)).read();
  for (const request of requests) expect((await send(request)).headers.get('idempotent-replayed')).toBe('true');
  const firstOf = async (code: string, action: string) => database.event.count({ where: { code, action } });
  expect(await firstOf(accepting, ACTION.accept)).toBe(1);
  expect(await firstOf(recommending, ACTION.recommend)).toBe(1);
  expect(await firstOf(deciding, ACTION.recommend)).toBe(1);
  expect(await firstOf(submitting, ACTION.submit)).toBe(1);
  expect(await standing(row, entering)).toBe(STATE.inPackage);

  await does(row, 'approver', deciding, ACTION.approve, { amount: AMOUNT });
  await does(row, 'approver', recommending, ACTION.approve, { amount: AMOUNT });
  await does(row, 'intake', untouched, ACTION.accept);
  await opened(row, [recommending]);

  expect(await silentIn(row)).toEqual([]);
  await expectUnharmed(row, forgotten);
});
