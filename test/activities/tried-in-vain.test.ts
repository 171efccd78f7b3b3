import { redeliver } from '../../activities/decisions.ts';
import { wakeTheLate } from '../../activities/late-clocks.ts';
import { ACTION, SUBJECT } from '../../domain/process.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { waitingRows } from '../../records/outbox.ts';
import { GAP, keepGaps } from '../../records/run-gaps.ts';
import { draft, inForce, session } from '../support/dossier.ts';
import { does, type Office, openOffice, setClock } from '../support/office.ts';
import { storeDecision } from '../support/stored-decision.ts';

/** Days of trying every few minutes, weeks of trying every hour: a power of two with so many places is too large for a number. */
const TIMES = 2_000;

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

async function submitted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

test('a decision that was sent in vain thousands of times stops no other, and stands where supervisors look', async () => {
  const { database } = office;
  const code = await inForce(office, { startOn: '2026-03-02' });
  await database.decision.updateMany({ where: { deliveredAt: null }, data: { deliveredAt: new Date() } });
  const note = {
    code,
    action: ACTION.recordSession,
    principal: { kind: 'party' as const, id: office.parties.consultant },
  };
  const body = session({ heldOn: '2026-03-02', reason: 'Trước hợp đồng' });
  const vain = await storeDecision(office, { ...note, body });
  await database.decision.update({ where: { id: vain.id }, data: { attempts: TIMES } });
  const good = await storeDecision(office, { ...note, body: { ...body, no: 2 } }, { ageMs: 60_000 });

  expect(await redeliver({ ...office, temporal: undefined as never })).toBe(1);
  expect((await database.decision.findUniqueOrThrow({ where: { id: good.id } })).outcome).not.toBeNull();
  const none = Prisma.sql`false`;
  const waiting = await database.$queryRaw<{ id: string }[]>`
    SELECT o.id FROM ${waitingRows({ decisions: none, letters: none })} o WHERE o.attempts = ${TIMES}`;
  expect(waiting).toEqual([{ id: vain.id }]);
});

test('a clock that was woken in vain thousands of times stops no other from being noticed', async () => {
  const { database } = office;
  const [vain, other] = [await submitted(), await submitted()];
  const due = await database.task.findFirstOrThrow({ where: { code: other, closedAt: null } });
  await setClock(office, new Date(due.nextAt!.getTime() + 120_000));
  const nextAt = new Date(Date.now() - 60_000);
  await database.lateClock.create({ data: { subject: SUBJECT.application, code: vain, times: TIMES, nextAt } });

  await wakeTheLate(database);
  expect((await database.lateClock.findMany({ where: { code: other } })).map(({ times }) => times)).toEqual([0]);
  expect(await database.wake.count({ where: { code: vain, sentAt: null } })).toBeGreaterThan(0);
});

test('a subject whose run was started in vain thousands of times stops no other from being started', async () => {
  const { database } = office;
  const found = (code: string) => ({ subject: SUBJECT.application, code, how: 'terminated', lostAt: null, wake: true });
  const [vain, other] = [await submitted(), await submitted()];
  const wokenAt = new Date(Date.now() - 7_200_000);
  const gap = { kind: GAP.noRun, subject: SUBJECT.application, code: vain, how: 'terminated', wakes: TIMES, wokenAt };
  await database.runGap.create({ data: gap });

  expect(await keepGaps(database, GAP.noRun, [found(vain), found(other)])).toEqual({ fresh: 1, woken: 2 });
});
