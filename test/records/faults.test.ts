import { redeliver } from '../../activities/decisions.ts';
import { recalculate } from '../../activities/recalculations.ts';
import { ACTION, LETTER, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { record } from '../../records/record.ts';
import { rehearse } from '../../records/rehearse.ts';
import { accepted, claimLine, draft, inForce, session } from '../support/dossier.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  passLimit,
  refusal,
  setClock,
  standing,
  tries,
} from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { storeDecision } from '../support/stored-decision.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function submitted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

const faultsOf = (code: string) => office.database.recordFault.findMany({ where: { code }, orderBy: { at: 'asc' } });
const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
const late = (task: { id: string; nextAt: Date | null }) => ({ task: task.id, dueAt: task.nextAt!.toISOString() });

describe('a decision that the database refuses for a reason of ours', () => {
  test('has its fault as outcome at once, changes nothing, and the next decision is taken', async () => {
    const code = await submitted();
    const antidote = await poison(office, 'Event', { action: ACTION.requestSupplement });
    const answer = await tries(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
    expect(answer).toMatchObject({ ok: false, code: 'fault', at: STATE.received });
    expect(await history(office, code)).toEqual([ACTION.submit]);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.appraising);
    await antidote();
  });

  test('is told by name: to whom it was refused, and to the supervisors, once', async () => {
    const code = await submitted();
    await poison(office, 'Event', { action: ACTION.requestSupplement });
    const ask = () => tries(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
    const answer = await ask();
    const [fault] = await faultsOf(code);
    expect(fault).toMatchObject({ kind: 'decision', what: ACTION.requestSupplement, attempts: 1, settledAt: null });
    if (answer.ok) throw new Error('it was recorded');
    for (const said of Object.values(answer.faults[0]!.message)) expect(said).toContain(fault!.id);
    expect(await addressees(office, code, LETTER.recordFault)).toEqual(['supervisor']);
    // The same stored decision, recorded again: answered from its outcome.
    const input = { subject: SUBJECT.application, code, decision: fault!.reference };
    expect((await record(office, input)).outcome).toEqual({ ok: false, code: 'fault' });
    expect(await addressees(office, code, LETTER.recordFault)).toEqual(['supervisor']);
  });

  test('leaves developers its class and its place, and nothing that anybody sent', async () => {
    const code = await submitted();
    await poison(office, 'Event', { action: ACTION.requestSupplement });
    await tries(office, 'intake', code, ACTION.requestSupplement, {
      items: [{ text: 'Nguyễn Thị Riêng Tư 0912345678' }],
    });
    const [fault] = await faultsOf(code);
    expect(fault!.class).toContain('23514');
    expect(fault!.place).toMatch(/records\/\w+\.ts:\d+/);
    expect(JSON.stringify(fault)).not.toMatch(/Riêng|0912345678/);
  });

  test('is stored bare where even its description is refused', async () => {
    const code = await submitted();
    await poison(office, 'Event', { action: ACTION.accept });
    await poison(office, 'RecordFault', {});
    const answer = await tries(office, 'intake', code, ACTION.accept);
    expect(answer).toMatchObject({ ok: false, code: 'fault', at: STATE.received });
    const [decision] = await office.database.decision.findMany({ where: { code, action: ACTION.accept } });
    expect(decision!.outcome).toMatchObject({ ok: false, code: 'fault' });
    expect(await does(office, 'intake', code, ACTION.decline, { reasons: [{ text: 'Ngoài địa bàn' }] })).toBe(
      STATE.declined,
    );
  });

  test('is tried again where only the infrastructure failed: nothing is stored', async () => {
    const code = await submitted();
    for (const state of ['40001', '40P01', '53200', '57P01', '57014', '08006', '55P03']) {
      const antidote = await poison(office, 'Event', { action: ACTION.accept }, state);
      await expect(tries(office, 'intake', code, ACTION.accept)).rejects.toThrow();
      await antidote();
    }
    expect(await faultsOf(code)).toEqual([]);
    expect(
      await office.database.decision.count({ where: { code, action: ACTION.accept, outcome: { not: undefined } } }),
    ).toBe(7);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.appraising);
  });

  test('is told of a dry run too, and nothing is kept of it', async () => {
    const code = await submitted();
    await office.owner.query(`UPDATE "Application" SET item = 'NO-SUCH' WHERE code = $1`, [code]);
    const principal = { kind: 'person', id: office.people.intake };
    const task = await openTask(code);
    await office.database.task.update({ where: { id: task.id }, data: { personId: office.people.intake } });
    const [{ now }] = await office.database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
    const asked = { id: null, action: ACTION.accept, taskId: task.id, principal, body: {}, receivedAt: now };
    const answer = await rehearse(office.database, SUBJECT.application, code, asked);
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'fault' } });
    expect(await faultsOf(code)).toEqual([]);
  });

  test('when it was redelivered among good ones ends with its outcome, and the good ones are recorded', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    // On a slow machine, what the acts above stored is old enough to be taken as well.
    await office.database.decision.updateMany({ where: { deliveredAt: null }, data: { deliveredAt: new Date() } });
    await poison(office, 'Event', { action: ACTION.recordSession });
    const body = session({ heldOn: '2026-03-02', reason: 'Trước hợp đồng' });
    const principal = { kind: 'party' as const, id: office.parties.consultant };
    const old = { ageMs: 60_000 };
    const bad = await storeDecision(office, { code, action: ACTION.recordSession, principal, body }, old);
    const progress = { text: 'Đúng tiến độ' };
    const good = await storeDecision(office, { code, action: ACTION.reportProgress, principal, body: progress }, old);
    expect(await redeliver({ ...office, temporal: undefined as never })).toBe(2);
    const read = (id: string) => office.database.decision.findUniqueOrThrow({ where: { id } });
    expect(await read(bad.id)).toMatchObject({ outcome: { ok: false, code: 'fault' }, lastError: null });
    expect(await read(good.id)).toMatchObject({ outcome: { ok: true }, lastError: null });
    expect((await faultsOf(code)).map(({ kind }) => kind)).toEqual(['note']);
    expect(await redeliver({ ...office, temporal: undefined as never })).toBe(0);
  });
});

describe('values that no shape lets through any more', () => {
  test('an invoice of the year 0 is refused at its field, and the claim corrected is taken', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    await accepted(office, code, 40_000_000);
    const lines = [claimLine(40_000_000, { date: '0000-01-01' })];
    const said = await refusal(office, 'consultant', code, ACTION.requestPayment, { lines });
    expect(said).toMatchObject({ code: 'invalid', faults: { 'lines.0.invoice.date': expect.any(String) } });
    await tries(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(40_000_000)] });
    expect(await faultsOf(code)).toEqual([]);
  });

  test('two lines of 9007199254740991 đồng are refused at their fields', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    await accepted(office, code, 40_000_000);
    const huge = { ...claimLine(1), net: Number.MAX_SAFE_INTEGER, gross: Number.MAX_SAFE_INTEGER };
    const said = await refusal(office, 'consultant', code, ACTION.requestPayment, { lines: [huge, huge] });
    expect(said.code).toBe('invalid');
    expect(Object.keys(said.faults)).toEqual(expect.arrayContaining(['lines.0.net', 'lines.1.gross']));
  });

  test('a note of the year 0 is refused, and the reminder after it rings', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    const principal = { kind: 'party' as const, id: office.parties.consultant };
    const body = session({ heldOn: '0000-01-01', reason: 'Trước hợp đồng' });
    await storeDecision(office, { code, action: ACTION.recordSession, principal, body });
    const task = await openTask(code);
    await setClock(office, task.nextAt!);
    const { outcome } = await record(office, { subject: SUBJECT.application, code, timer: late(task) });
    expect(outcome.ok).toBe(true);
    const decision = await office.database.decision.findFirstOrThrow({ where: { code, action: ACTION.recordSession } });
    expect(decision.outcome).toMatchObject({ ok: false, code: 'invalid' });
  });
});

describe('the clock', () => {
  test('does not depend on another row: a poisoned note before it has its fault, and the reminder rings', async () => {
    const code = await inForce(office, { startOn: '2026-03-02' });
    await poison(office, 'Event', { action: ACTION.recordSession });
    const principal = { kind: 'party' as const, id: office.parties.consultant };
    const body = session({ heldOn: '2026-03-02', reason: 'Trước hợp đồng' });
    await storeDecision(office, { code, action: ACTION.recordSession, principal, body });
    const task = await openTask(code);
    await setClock(office, task.nextAt!);
    const { outcome } = await record(office, { subject: SUBJECT.application, code, timer: late(task) });
    expect(outcome.ok).toBe(true);
    expect((await history(office, code)).at(-1)).toBe(ACTION.remind);
    expect((await faultsOf(code)).map(({ kind }) => kind)).toEqual(['note']);
  });

  test('that cannot remind marks the task overdue when its day has come, and escalates it', async () => {
    const code = await submitted();
    await poison(office, 'Event', { action: ACTION.remind });
    await poison(office, 'Event', { action: ACTION.markOverdue });
    const seen: (string | null)[] = [];
    for (let task = await openTask(code); task.nextAt && seen.length < 9; task = await openTask(code)) {
      seen.push(task.nextAction);
      await setClock(office, task.nextAt);
      await record(office, { subject: SUBJECT.application, code, timer: late(task) });
    }
    expect(seen.slice(0, 4)).toEqual([ACTION.remind, ACTION.markOverdue, ACTION.escalate, ACTION.escalateToHead]);
    expect((await openTask(code)).overdueAt).not.toBeNull();
    expect(await office.database.application.count({ where: { code, overdue: true } })).toBe(1);
    expect((await faultsOf(code)).map(({ kind, what }) => [kind, what])).toEqual([
      ['timer', ACTION.remind],
      ['timer', ACTION.markOverdue],
    ]);
    expect((await history(office, code)).slice(1, 3)).toEqual([ACTION.escalate, ACTION.escalateToHead]);
  });

  test('that cannot tell the head goes on to telling it again each week, although none of it can be recorded', async () => {
    const code = await submitted();
    const steps = [ACTION.remind, ACTION.markOverdue, ACTION.escalate, ACTION.escalateToHead, ACTION.tellAgain];
    for (const action of steps) await poison(office, 'Event', { action });
    const seen: string[] = [];
    for (let task = await openTask(code); seen.length < 7; task = await openTask(code)) {
      seen.push(task.nextAction!);
      await setClock(office, task.nextAt!);
      await record(office, { subject: SUBJECT.application, code, timer: late(task) });
    }
    expect(seen).toEqual([...steps, ACTION.tellAgain, ACTION.tellAgain]);
    expect((await faultsOf(code)).map(({ what }) => what)).toEqual(steps);
  });

  test('that cannot take a lapse tries again the next working day, the task late meanwhile, its supervisors told once', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
    const antidote = await poison(office, 'Event', { action: ACTION.lapseSupplement });
    const ring = async () => {
      const task = await openTask(code);
      await setClock(office, task.nextAt!);
      return (await record(office, { subject: SUBJECT.application, code, timer: late(task) })).outcome;
    };
    expect(await ring()).toMatchObject({ ok: true });
    expect(await ring()).toEqual({ ok: false, code: 'fault' });
    const { dueAt, nextAt, nextAction, overdueAt } = await openTask(code);
    expect(nextAction).toBe(ACTION.lapseSupplement);
    expect(nextAt!.getTime()).toBeGreaterThan(dueAt.getTime());
    expect(overdueAt).not.toBeNull();
    expect(await ring()).toEqual({ ok: false, code: 'fault' });
    const [fault, ...others] = await faultsOf(code);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ kind: 'timer', what: ACTION.lapseSupplement, attempts: 2, settledAt: null });
    expect(await addressees(office, code, LETTER.recordFault)).toEqual(['supervisor']);
    await antidote();
    expect(await passLimit(office, code, TASK.supplyDocuments)).toBe(STATE.stopped);
    expect((await faultsOf(code))[0]).toMatchObject({ how: 'recorded' });
  });

  test('goes on where the dossier itself cannot be read any more', async () => {
    const code = await submitted();
    await office.owner.query(`UPDATE "Programme" SET definition = '999'`);
    const task = await openTask(code);
    await setClock(office, task.nextAt!);
    const { outcome, current } = await record(office, { subject: SUBJECT.application, code, timer: late(task) });
    expect(outcome).toEqual({ ok: false, code: 'fault' });
    expect(Date.parse(current.next!.dueAt)).toBeGreaterThan(task.nextAt!.getTime());
    await office.owner.query(`UPDATE "Programme" SET definition = '003'`);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.appraising);
  });
});

test('a recalculation that cannot be done among good ones ends with its fault, and the good ones move their dates', async () => {
  const codes = [await submitted(), await submitted(), await submitted()];
  const [, bad] = codes as [string, string, string];
  await setClock(office, '2026-03-16T09:00:00+07:00');
  const after = [await submitted(), await submitted()];
  await corrects(office, 2026, WITH_18_MARCH);
  await poison(office, 'Event', { action: ACTION.recalculate, code: after[0]! });
  while ((await recalculate(office)) > 0);
  expect(await history(office, after[1]!)).toEqual([ACTION.submit, ACTION.recalculate]);
  expect(await history(office, after[0]!)).toEqual([ACTION.submit]);
  expect((await faultsOf(after[0]!)).map(({ kind }) => kind)).toEqual(['recalculation']);
  expect(await office.database.recalculation.count({ where: { doneAt: null } })).toBe(0);
  expect(await standing(office, bad)).toBe(STATE.received);
});
