import { forget } from '../../activities/late-clocks.ts';
import { recalculate } from '../../activities/recalculations.ts';
import { ACTION, LETTER, STATE, SUBJECT } from '../../domain/process.ts';
import { calendarOf } from '../../records/calendar.ts';
import type { FaultKind } from '../../records/faults.ts';
import { handBackTasks } from '../../records/leaving.ts';
import { record } from '../../records/record.ts';
import { retry, type Stuck, withdraw } from '../../records/stuck.ts';
import { inTransaction } from '../../records/transaction.ts';
import { draft } from '../support/dossier.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { addressees, does, history, type Office, openOffice, setClock, standing, tries } from '../support/office.ts';
import { poison } from '../support/poison.ts';

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

/** What a supervisor finds of a dossier. */
async function stuckOf(code: string): Promise<Stuck> {
  const fault = await office.database.recordFault.findFirstOrThrow({ where: { code, settledAt: null } });
  const { id, kind, reference, what } = fault;
  return { fault: id, kind: kind as FaultKind, subject: SUBJECT.application, code, reference, what };
}
const tryAgain = (stuck: Stuck) => retry(office.database, stuck, office.people.supervisor);
const takeBack = (stuck: Stuck) =>
  inTransaction(office.database, (tx) => withdraw(tx, stuck, office.people.supervisor, 'Gửi lại'));
const settledOf = async (code: string) =>
  (await office.database.recordFault.findMany({ where: { code }, orderBy: { id: 'asc' } })).map(({ how }) => how);
const times = async (code: string, action: string) =>
  (await history(office, code)).filter((one) => one === action).length;

/** A decision that was poisoned, and is no more. */
async function decision(): Promise<Stuck> {
  const code = await submitted();
  const cure = await poison(office, 'Event', { code, action: ACTION.accept });
  expect(await tries(office, 'intake', code, ACTION.accept)).toMatchObject({ ok: false, code: 'fault' });
  await cure();
  return stuckOf(code);
}

/** The same of a note. */
async function note(): Promise<Stuck> {
  const code = await submitted();
  await does(office, 'intake', code, ACTION.accept);
  const cure = await poison(office, 'Event', { code, action: ACTION.askOpinion });
  const opinion = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-20' };
  expect(await tries(office, 'appraiser', code, ACTION.askOpinion, opinion)).toMatchObject({ code: 'fault' });
  await cure();
  return stuckOf(code);
}

/** Of a lapse, which the clock tries again the next working day. */
async function lapse(): Promise<Stuck> {
  const code = await submitted();
  await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
  const cure = await poison(office, 'Event', { action: ACTION.lapseSupplement });
  const faulty = () => office.database.recordFault.count({ where: { code } });
  while ((await faulty()) === 0) {
    const task = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    await setClock(office, task.nextAt!);
    const timer = { task: task.id, dueAt: task.nextAt!.toISOString() };
    await record(office, { subject: SUBJECT.application, code, timer });
  }
  await cure();
  return stuckOf(code);
}

/** Of dates that a corrected calendar moves. */
async function recalculation(): Promise<Stuck> {
  await setClock(office, '2026-03-16T09:00:00+07:00');
  const code = await submitted();
  await corrects(office, 2026, WITH_18_MARCH);
  const cure = await poison(office, 'Event', { action: ACTION.recalculate, code });
  while ((await recalculate(office)) > 0);
  await cure();
  return stuckOf(code);
}

/** Of a task whose holder has left. */
async function handBack(): Promise<Stuck> {
  const code = await submitted();
  await does(office, 'intake', code, ACTION.accept);
  const cure = await poison(office, 'Event', { action: ACTION.handBack, code });
  await leavesHolding(code);
  expect(await handBackTasks(office)).toBe(0);
  await cure();
  return stuckOf(code);
}

/** The appraiser holds the dossier's task and is here no more. */
async function leavesHolding(code: string): Promise<void> {
  const { appraiser } = office.people;
  await office.database.task.updateMany({ where: { code, closedAt: null }, data: { personId: appraiser } });
  await office.database.person.update({ where: { id: appraiser }, data: { leftOn: new Date('2026-01-01') } });
}

const KINDS = [
  ['decision', decision, ACTION.accept],
  ['note', note, ACTION.askOpinion],
  ['step of the clock', lapse, ACTION.lapseSupplement],
  ['recalculation', recalculation, ACTION.recalculate],
  ['giving back of tasks', handBack, ACTION.handBack],
] as const;

describe.each(KINDS)('a %s that could not be recorded', (_, broken, action) => {
  test('is recorded once by a retry, and a second retry records nothing more', async () => {
    const stuck = await broken();
    expect(await times(stuck.code, action)).toBe(0);
    expect(await tryAgain(stuck)).toMatchObject({ ok: true });
    const again = await tryAgain(stuck);
    expect(again === null || again.ok).toBe(true);
    expect(await times(stuck.code, action)).toBe(1);
    expect(await office.database.recordFault.count({ where: { settledAt: null } })).toBe(0);
    expect((await settledOf(stuck.code))[0]).toBe('retried');
  });

  test('is recorded once where two supervisors try it at the same moment', async () => {
    const stuck = await broken();
    const outcomes = await Promise.all([tryAgain(stuck), tryAgain(stuck)]);
    expect(outcomes.every((outcome) => outcome === null || outcome.ok)).toBe(true);
    expect(await times(stuck.code, action)).toBe(1);
    expect(await office.database.recordFault.count({ where: { settledAt: null } })).toBe(0);
  });
});

test.each(KINDS.slice(0, 2))(
  'a %s that one supervisor tries again while another withdraws it is recorded or withdrawn, never both',
  async (_, broken, action) => {
    const stuck = await broken();
    const [outcome, withdrawn] = await Promise.all([tryAgain(stuck), takeBack(stuck)]);
    expect(outcome?.ok ?? false).toBe(!withdrawn);
    expect(await times(stuck.code, action)).toBe(withdrawn ? 0 : 1);
    const { outcome: kept } = await office.database.decision.findUniqueOrThrow({ where: { id: stuck.reference } });
    expect(kept).toMatchObject(withdrawn ? { ok: false, code: 'withdrawn-by-supervisor' } : { ok: true });
  },
);

describe('tasks that cannot be given back', () => {
  test('are told to the supervisor once, however often they are tried; those of other dossiers are given back', async () => {
    const [first, second] = [await submitted(), await submitted()].sort() as [string, string];
    for (const code of [first, second]) {
      await does(office, 'intake', code, ACTION.accept);
      await leavesHolding(code);
    }
    const cure = await poison(office, 'Event', { action: ACTION.handBack, code: first });
    expect([await handBackTasks(office), await handBackTasks(office)]).toEqual([1, 0]);
    expect(await addressees(office, first, LETTER.recordFault)).toEqual(['supervisor']);
    expect(await addressees(office, second, LETTER.recordFault)).toEqual([]);
    expect(await stuckOf(first)).toMatchObject({ kind: 'hand-back', what: ACTION.handBack });
    await cure();
    expect(await handBackTasks(office)).toBe(1);
    expect(await settledOf(first)).toEqual(['recorded']);
  });

  test('stand there all the same where telling the supervisor is what fails', async () => {
    const code = await submitted();
    await does(office, 'intake', code, ACTION.accept);
    await leavesHolding(code);
    const cure = await poison(office, 'Letter', { personId: office.people.supervisor });
    expect(await handBackTasks(office)).toBe(0);
    await cure();
    expect(await tryAgain(await stuckOf(code))).toMatchObject({ ok: true });
  });

  test('are stuck no more once somebody else has done them', async () => {
    const { code } = await handBack();
    await does(office, 'enterprise', code, ACTION.withdraw);
    expect(await handBackTasks(office)).toBe(0);
    expect(await settledOf(code)).toEqual(['overtaken']);
  });
});

describe('what is gone meanwhile', () => {
  test('a decision that was withdrawn is not recorded by a retry, nor one that was recorded withdrawn', async () => {
    const first = await decision();
    expect(await takeBack(first)).toBe(true);
    expect(await tryAgain(first)).toBeNull();
    expect(await standing(office, first.code)).toBe(STATE.received);
    const second = await decision();
    expect(await tryAgain(second)).toMatchObject({ ok: true });
    expect(await takeBack(second)).toBe(false);
    expect(await standing(office, second.code)).toBe(STATE.appraising);
  });

  test('a step of the clock whose task was done is not taken any more, and stands there no more', async () => {
    const stuck = await lapse();
    await does(office, 'enterprise', stuck.code, ACTION.withdraw);
    expect(await tryAgain(stuck)).toBeNull();
    expect(await times(stuck.code, ACTION.lapseSupplement)).toBe(0);
    expect((await settledOf(stuck.code)).every((how) => how !== null)).toBe(true);
  });

  describe('a recalculation whose row was cleared away', () => {
    test('is done once by a retry all the same, by the calendar that counts now', async () => {
      const stuck = await recalculation();
      await office.database.recalculation.deleteMany({ where: { id: stuck.reference } });
      const outcomes = await Promise.all([tryAgain(stuck), tryAgain(stuck)]);
      expect(outcomes.filter((outcome) => outcome !== null)).toMatchObject([{ ok: true }]);
      expect(await tryAgain(stuck)).toBeNull();
      expect(await times(stuck.code, ACTION.recalculate)).toBe(1);
      const { version } = await calendarOf(office.database, 'test-agency');
      expect(await office.database.recalculation.findMany({ where: { code: stuck.code } })).toMatchObject([
        { calendar: version, doneAt: expect.any(Date) },
      ]);
      expect(await office.database.recordFault.count({ where: { settledAt: null } })).toBe(0);
    });

    test('has its fault kept again where it cannot be done still', async () => {
      const stuck = await recalculation();
      await office.database.recalculation.deleteMany({ where: { id: stuck.reference } });
      await poison(office, 'Event', { action: ACTION.recalculate, code: stuck.code });
      expect(await tryAgain(stuck)).toEqual({ ok: false, code: 'fault' });
      expect(await stuckOf(stuck.code)).toMatchObject({ kind: 'recalculation', what: ACTION.recalculate });
      expect(await settledOf(stuck.code)).toEqual(['retried', null]);
    });
  });

  test('a recalculation that could not be done is forgotten a week after it was, and not before', async () => {
    const stuck = await recalculation();
    const { database, owner } = office;
    const { subject, code } = stuck;
    await database.recalculation.create({ data: { subject, code, calendar: '2026.2', doneAt: new Date() } });
    await owner.query(`UPDATE "Recalculation" SET "doneAt" = now() - interval '8 days'`);
    await forget(database);
    expect(await database.recalculation.findMany({ select: { id: true } })).toEqual([{ id: stuck.reference }]);
    expect(await tryAgain(stuck)).toMatchObject({ ok: true });
    await owner.query(`UPDATE "Recalculation" SET "doneAt" = now() - interval '8 days'`);
    await forget(database);
    expect(await database.recalculation.count()).toBe(0);
  });
});
