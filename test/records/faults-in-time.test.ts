import { randomUUID } from 'node:crypto';
import { recalculate } from '../../activities/recalculations.ts';
import {
  ACTION,
  type ActionName,
  STATE,
  SUBJECT,
  type SubjectKind,
  TASK,
  type TaskName,
} from '../../domain/process.ts';
import { FAULT_KIND } from '../../records/faults.ts';
import { record } from '../../records/record.ts';
import { retry, type Stuck, withdraw } from '../../records/stuck.ts';
import { inTransaction } from '../../records/transaction.ts';
import { approved, draft, inForce, session } from '../support/dossier.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import {
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  refusal,
  setClock,
  standing,
  tries,
  type Who,
} from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { announced, CLOSING_ON } from '../support/round.ts';
import { bidOf, bidsOf, invited } from '../support/tender.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const openTask = (code: string, name: TaskName) =>
  office.database.task.findFirstOrThrow({ where: { code, name, closedAt: null } });

/** Tries an action that the database refuses for a reason of ours. @returns what a supervisor finds of it, the reason mended */
async function faults(
  who: Who,
  subject: SubjectKind,
  code: string,
  action: ActionName,
  body: object = {},
): Promise<Stuck> {
  const cure = await poison(office, 'Event', { code, action });
  expect(await tries(office, who, code, action, body)).toMatchObject({ ok: false, code: 'fault' });
  await cure();
  const { id, reference } = await office.database.recordFault.findFirstOrThrow({ where: { code, settledAt: null } });
  return { fault: id, kind: FAULT_KIND.decision, subject, code, reference, what: action };
}
const tryAgain = (stuck: Stuck) => retry(office.database, stuck, office.people.supervisor);
const takeBack = (stuck: Stuck) =>
  inTransaction(office.database, (tx) => withdraw(tx, stuck, office.people.supervisor, 'Gửi lại'));

/** What is due next of a task happens, until the task is late. @returns what came of the last ring */
async function untilLate(subject: SubjectKind, code: string, name: TaskName) {
  for (let rung = 0; rung < 9; rung += 1) {
    const { id, nextAt } = await openTask(code, name);
    await setClock(office, nextAt!);
    const { outcome } = await record(office, { subject, code, timer: { task: id, dueAt: nextAt!.toISOString() } });
    if ((await office.database.task.count({ where: { id, closedAt: null, overdueAt: null } })) === 0) return outcome;
  }
  throw new Error(`${name} of ${code} was not late after nine rings.`);
}

/** A dossier that waits for its enterprise's documents. */
async function supplementing(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
  return code;
}
const supplied = (code: string) =>
  faults('enterprise', SUBJECT.application, code, ACTION.supply, { answer: 'Gửi kèm' });

describe('documents supplied in time, which could not be recorded for a reason of ours', () => {
  test('have the lapse put off day by day, the step late, until a supervisor has them recorded by their first receipt', async () => {
    const code = await supplementing();
    const stuck = await supplied(code);
    const { receivedAt } = await office.database.decision.findUniqueOrThrow({ where: { id: stuck.reference } });
    expect(await untilLate(SUBJECT.application, code, TASK.supplyDocuments)).toEqual({ ok: false, code: 'fault' });
    expect(await standing(office, code)).toBe(STATE.supplementBeforeAcceptance);
    const late = await openTask(code, TASK.supplyDocuments);
    expect(late).toMatchObject({ nextAction: ACTION.lapseSupplement, overdueAt: expect.any(Date) });
    expect(late.nextAt!.getTime()).toBeGreaterThan(late.dueAt.getTime());
    expect(await office.database.application.count({ where: { code, overdue: true } })).toBe(1);

    await setClock(office, late.nextAt!);
    const timer = { task: late.id, dueAt: late.nextAt!.toISOString() };
    const { current } = await record(office, { subject: SUBJECT.application, code, timer });
    expect(Date.parse(current.next!.dueAt)).toBeGreaterThan(late.nextAt!.getTime());
    expect((await openTask(code, TASK.supplyDocuments)).overdueAt).toEqual(late.overdueAt);

    expect(await tryAgain(stuck)).toMatchObject({ ok: true });
    expect(await standing(office, code)).toBe(STATE.received);
    expect(await office.database.decision.findUniqueOrThrow({ where: { id: stuck.reference } })).toMatchObject({
      receivedAt,
      outcome: { ok: true },
    });
    expect(await history(office, code)).not.toContain(ACTION.lapseSupplement);
    expect(await office.database.application.count({ where: { code, overdue: false } })).toBe(1);
  });

  test('lapse in their time once a supervisor has withdrawn them', async () => {
    const code = await supplementing();
    const stuck = await supplied(code);
    await untilLate(SUBJECT.application, code, TASK.supplyDocuments);
    expect(await takeBack(stuck)).toBe(true);
    expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.stopped);
  });

  test('still have their lapse, and no more than that, where a calendar is corrected meanwhile', async () => {
    const code = await supplementing();
    const stuck = await supplied(code);
    await untilLate(SUBJECT.application, code, TASK.supplyDocuments);
    await corrects(office, 2026, WITH_18_MARCH);
    while ((await recalculate(office)) > 0);
    expect(await openTask(code, TASK.supplyDocuments)).toMatchObject({ nextAction: ACTION.lapseSupplement });
    expect(await takeBack(stuck)).toBe(true);
    expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.stopped);
  });

  test('that came after the limit, while its lapse was put off for others, hold nothing up', async () => {
    const code = await supplementing();
    const inTime = await faults('enterprise', SUBJECT.application, code, ACTION.withdraw);
    await untilLate(SUBJECT.application, code, TASK.supplyDocuments);
    expect(await takeBack(inTime)).toBe(true);
    await supplied(code);
    expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.stopped);
  });
});

describe('a fault that a lapse takes nothing from', () => {
  test('is one of a step that is over: its decision could not be recorded any more', async () => {
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await faults('intake', SUBJECT.application, code, ACTION.accept);
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
    expect(await untilLate(SUBJECT.application, code, TASK.supplyDocuments)).toMatchObject({ ok: true });
    expect(await standing(office, code)).toBe(STATE.stopped);
  });

  test('is a note that can be recorded after it as well', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    await faults(
      'consultant',
      SUBJECT.application,
      code,
      ACTION.recordSession,
      session({ heldOn: '2026-03-02', reason: 'Trước hợp đồng' }),
    );
    expect(await untilLate(SUBJECT.application, code, TASK.deliver)).toMatchObject({ ok: true });
    expect(await history(office, code)).toContain(ACTION.lapseDelivery);
  });
});

test('a bid received in time that could not be recorded keeps bidding from being closed; later ones are refused, and it counts', async () => {
  const application = await approved(office);
  const price = bidOf({ [application]: 30_000_000 });
  const code = await invited(office, [{ application, ceiling: 40_000_000 }]);
  const stuck = await faults('consultant', SUBJECT.package, code, ACTION.bid, price);
  expect(await untilLate(SUBJECT.package, code, TASK.receiveBids)).toEqual({ ok: false, code: 'fault' });
  expect(await standing(office, code)).toBe(STATE.bidding);
  expect((await refusal(office, 'otherConsultant', code, ACTION.bid, price)).code).toBe('guarded');
  expect(await tryAgain(stuck)).toMatchObject({ ok: true });
  await passLimit(office, code, TASK.receiveBids);
  expect(Object.keys(await bidsOf(office, code))).toEqual(['consultant']);
  expect(await openTasks(office, code)).toEqual([TASK.decideFewBids]);
});

describe('a dossier submitted in time to a round, which could not be recorded for a reason of ours', () => {
  async function entering() {
    const round = await announced(office);
    const code = await draft(office, { item: 'P6', products: ['Máy bơm'] });
    await setClock(office, `${CLOSING_ON}T16:59:00+07:00`);
    const stuck = await faults('enterprise', SUBJECT.application, code, ACTION.submit, { contentVersion: 1 });
    return { round, code, stuck };
  }

  test('is waited for by the round, which does not end with nothing entered', async () => {
    const { round, code, stuck } = await entering();
    expect(await passLimit(office, round, TASK.collectApplications)).toBe(STATE.compiling);
    const waits = await refusal(office, 'appraiser', round, ACTION.compileProducts);
    expect(waits.said.map((fault) => fault.code)).toEqual(['intake-done']);
    expect(await tryAgain(stuck)).toMatchObject({ ok: true });
    expect(await standing(office, code)).toBe(STATE.received);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.inRound);
    expect(await does(office, 'appraiser', round, ACTION.compileProducts)).toBe(STATE.scoringProducts);
  });

  test('is waited for no more once a supervisor has withdrawn it', async () => {
    const { round, stuck } = await entering();
    await passLimit(office, round, TASK.collectApplications);
    expect(await takeBack(stuck)).toBe(true);
    expect(await does(office, 'appraiser', round, ACTION.compileProducts)).toBe(STATE.empty);
  });

  test('is waited for no more once its enterprise has submitted it again', async () => {
    const { round, code } = await entering();
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await passLimit(office, round, TASK.collectApplications);
    await does(office, 'intake', code, ACTION.accept);
    expect(await does(office, 'appraiser', round, ACTION.compileProducts)).toBe(STATE.scoringProducts);
  });
});

test('a decision that came while the clock was looking is waited for as well', async () => {
  const code = await supplementing();
  const { id, dueAt } = await openTask(code, TASK.supplyDocuments);
  await office.database.task.update({ where: { id }, data: { nextAt: dueAt, nextAction: ACTION.lapseSupplement } });
  await setClock(office, dueAt);
  const stored = randomUUID();
  // Not one of those that the clock records before it begins: it is stored when that is over.
  const looking = { ...office, database: storingAfterLook(stored, code, dueAt) };
  const timer = { task: id, dueAt: dueAt.toISOString() };
  const { outcome } = await record(looking, { subject: SUBJECT.application, code, timer });
  expect(outcome).toEqual({ ok: false, code: 'fault' });
  expect(await standing(office, code)).toBe(STATE.supplementBeforeAcceptance);
  expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.received);
});

/** The database, in which a supply is stored once the decisions that wait were read. */
const storingAfterLook = (id: string, code: string, receivedAt: Date): Office['database'] =>
  office.database.$extends({
    query: {
      decision: {
        async findMany({ args, query }) {
          const found = await query(args);
          const principal = { kind: 'party', id: office.parties.enterprise };
          const body = { answer: 'Gửi kèm' };
          await office.database.decision.create({
            data: {
              id,
              subject: SUBJECT.application,
              code,
              action: ACTION.supply,
              principal,
              body,
              bodyHash: id,
              receivedAt,
            },
          });
          return found;
        },
      },
    },
  }) as unknown as Office['database'];
