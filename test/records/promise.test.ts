import { legalDay } from '../../domain/dates.ts';
import { ACTION, LETTER, process, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { dayFields } from '../../records/day-bounds.ts';
import { bodySchema, isOutside } from '../../records/handlers.ts';
import { handBackTasks } from '../../records/leaving.ts';
import { record } from '../../records/record.ts';
import { draft, favourable } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  recorded,
  refusal,
  setClock,
} from '../support/office.ts';
import { poison } from '../support/poison.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
  const headPersonId = office.people.paymentApprover;
  await office.database.agency.update({ where: { id: 'test-agency' }, data: { headPersonId } });
});
afterEach(() => office.close());

/** Accepted on Monday 2 March: appraisal is due on 12 March, the decision is promised for 23 March. */
async function accepted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

const application = (code: string) => office.database.application.findUniqueOrThrow({ where: { code } });
const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
const at = (day: string, hour = '09:00') => setClock(office, `${day}T${hour}:00+07:00`);
const recommend = (code: string) =>
  does(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
const giveBack = (code: string) => does(office, 'approver', code, ACTION.return, { reason: 'Xem lại' });

/** Lets everything happen that falls due by a day's close of office. @returns nothing */
async function untilEveningOf(day: string): Promise<void> {
  const end = new Date(`${day}T17:00:01+07:00`);
  for (;;) {
    const [next] = await office.database.$queryRaw<{ code: string; id: string; nextAt: Date }[]>`
      SELECT code, id, "nextAt" FROM "Ring" WHERE "nextAt" <= ${end} ORDER BY "nextAt", id LIMIT 1`;
    if (!next) break;
    await setClock(office, next.nextAt);
    const timer = { task: next.id, dueAt: next.nextAt.toISOString() };
    await record(office, { subject: SUBJECT.application, code: next.code, timer });
  }
  await setClock(office, end);
}

/** The days on which letters of a name were written about a dossier. */
async function daysOf(code: string, name: string, to: keyof Office['people'] | 'enterprise' = 'enterprise') {
  const addressee = to === 'enterprise' ? { partyId: office.parties.enterprise } : { personId: office.people[to] };
  const letters = await office.database.letter.findMany({
    where: { code, name, ...addressee },
    orderBy: { id: 'asc' },
  });
  return letters.map(({ createdAt }) => legalDay(createdAt));
}

describe('the promised date', () => {
  test('is reminded of, told to the supervisors on the day, to the head, and to all every week; the enterprise gets an apology by itself', async () => {
    const code = await accepted();
    expect(await openTasks(office, code)).toEqual([TASK.appraise]);
    await recommend(code);
    await untilEveningOf('2026-04-21');
    expect(await daysOf(code, LETTER.promiseReminder, 'approver')).toEqual(['2026-03-19']);
    expect(await daysOf(code, LETTER.promisePassed, 'supervisor')).toEqual(['2026-03-23']);
    expect(await daysOf(code, LETTER.promiseAgain, 'paymentApprover')).toEqual([
      ...['2026-03-26', '2026-04-02', '2026-04-09', '2026-04-16'],
    ]);
    expect(await daysOf(code, LETTER.promiseAgain, 'supervisor')).toEqual(['2026-04-02', '2026-04-09', '2026-04-16']);
    const apologies = ['2026-03-23', '2026-04-02', '2026-04-09', '2026-04-16'];
    expect(await daysOf(code, LETTER.apologyForLateness)).toEqual(apologies);
    expect(await application(code)).toMatchObject({ overdue: true, promiseTold: 5 });
    expect(await recorded(office, code, ACTION.promiseAgain)).toMatchObject({ told: 5, task: TASK.decide });
    expect(await openTask(code)).toMatchObject({ nextAction: ACTION.tellAgain });
  });

  test('goes on past each step that cannot be recorded for a reason of ours: what comes after it comes in its time', async () => {
    const code = await accepted();
    await recommend(code);
    const steps = [ACTION.remindPromise, ACTION.promisePassed, ACTION.promiseToHead, ACTION.promiseAgain];
    const cures = await Promise.all(steps.map((action) => poison(office, 'Event', { action })));
    const nextAfter = async (day: string) => {
      await untilEveningOf(day);
      const { promiseNextAt, promiseNextAction } = await application(code);
      return [promiseNextAction, promiseNextAt && legalDay(promiseNextAt)];
    };
    expect(await nextAfter('2026-03-19')).toEqual([ACTION.promisePassed, '2026-03-23']);
    expect(await application(code)).toMatchObject({ promisePassedAt: null });
    expect(await nextAfter('2026-03-23')).toEqual([ACTION.promiseToHead, '2026-03-26']);
    expect(await application(code)).toMatchObject({ overdue: true, promisePassedAt: expect.any(Date) });
    expect(await nextAfter('2026-03-26')).toEqual([ACTION.promiseAgain, '2026-04-02']);
    expect(await nextAfter('2026-04-02')).toEqual([ACTION.promiseAgain, '2026-04-09']);
    // Nobody was told, and none of it is said to be.
    expect(await application(code)).toMatchObject({ promiseTold: 0, promiseToldAt: null, promiseHeadToldAt: null });
    const faults = await office.database.recordFault.findMany({ where: { code }, orderBy: { id: 'asc' } });
    expect(faults.map(({ kind, what, attempts }) => [kind, what, attempts])).toEqual(
      steps.map((action) => ['timer', action, 1]),
    );
    expect(await addressees(office, code, LETTER.recordFault)).toEqual(steps.map(() => 'supervisor'));
    for (const cure of cures) await cure();
    expect(await nextAfter('2026-04-09')).toEqual([ACTION.promiseAgain, '2026-04-16']);
    expect(await daysOf(code, LETTER.promiseAgain, 'paymentApprover')).toEqual(['2026-04-09']);
  });

  test('ends with the decision: nothing more is told of it', async () => {
    const code = await accepted();
    await recommend(code);
    await untilEveningOf('2026-03-24');
    await does(office, 'approver', code, ACTION.approve, { amount: 40_000_000 });
    const row = await application(code);
    expect(row).toMatchObject({ promiseNextAt: null, overdue: false });
    expect(row.promisedAt && legalDay(row.promisedAt)).toBe('2026-03-23');
    const before = await daysOf(code, LETTER.apologyForLateness);
    await untilEveningOf('2026-04-10');
    expect(await daysOf(code, LETTER.apologyForLateness)).toEqual(before);
  });

  test('that an extension has moved ahead again has not passed, and is watched again; what was promised first stays known', async () => {
    const code = await accepted();
    await untilEveningOf('2026-03-23');
    await does(office, 'approver', code, ACTION.extendLimit, { workingDays: 5, reason: 'Chờ khảo sát' });
    const row = await application(code);
    expect([row.promisedAt, row.appointedAt].map((day) => day && legalDay(day))).toEqual(['2026-03-23', '2026-03-30']);
    expect(row).toMatchObject({ promisePassedAt: null, promiseTold: 0 });
    await untilEveningOf('2026-03-30');
    expect(await daysOf(code, LETTER.promisePassed, 'supervisor')).toEqual(['2026-03-23', '2026-03-30']);
  });

  test('stands while the clock is paused, goes on after it, and is not taken back by a pause or supplement that comes after it', async () => {
    const code = await accepted();
    const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '7/QĐ', date: '2026-03-02' };
    const pause = { pauseReason: 'force-majeure', reason: 'Bão', instrument };
    await does(office, 'approver', code, ACTION.pauseClock, { ...pause, until: '2026-03-09' });
    expect(await application(code)).toMatchObject({ appointedAt: null, promiseNextAt: null });
    await untilEveningOf('2026-03-30');
    expect(await daysOf(code, LETTER.promisePassed, 'supervisor')).toEqual(['2026-03-30']);
    await at('2026-03-31');
    await does(office, 'approver', code, ACTION.pauseClock, { ...pause, until: '2026-04-30' });
    await untilEveningOf('2026-04-10');
    expect(await daysOf(code, LETTER.promiseAgain, 'paymentApprover')).toEqual(['2026-04-02', '2026-04-09']);
  });

  test('is told to somebody above whoever is away: without supervisors to the head, without a head to the approvers', async () => {
    const code = await accepted();
    const { database, people } = office;
    const leftOn = new Date('2026-03-02');
    await database.person.update({ where: { id: people.supervisor }, data: { leftOn } });
    await untilEveningOf('2026-03-23');
    expect(await daysOf(code, LETTER.promisePassed, 'paymentApprover')).toEqual(['2026-03-23']);
    await database.person.update({ where: { id: people.paymentApprover }, data: { leftOn } });
    await untilEveningOf('2026-03-26');
    expect(await daysOf(code, LETTER.promiseAgain, 'otherApprover')).toEqual(['2026-03-26']);
  });

  test('moves with a corrected calendar and with what it is reckoned from alone: its row needs no task', async () => {
    const code = await accepted();
    const { id, promiseNextAt } = await application(code);
    await at('2026-03-20');
    const timer = { task: id, dueAt: promiseNextAt!.toISOString() };
    const first = await record(office, { subject: SUBJECT.application, code, timer });
    const again = await record(office, { subject: SUBJECT.application, code, timer });
    expect([first.outcome, again.outcome]).toEqual([
      expect.objectContaining({ ok: true }),
      { ok: false, code: 'no-longer-applies' },
    ]);
    // The appraisal has been late since 12 March: its mark comes first.
    expect(again.current.next).toEqual({ task: (await openTask(code)).id, dueAt: expect.stringMatching('^2026-03-') });
  });
});

describe('lateness', () => {
  test('is told until somebody acts: every week, to those above the agency in their order, counted, with the enterprise', async () => {
    const { database } = office;
    const above = ['Sở', 'UBND tỉnh'].map((name, no) => ({
      ...{ agencyId: 'test-agency', no: no + 1, name, email: `above-${no}@example.test` },
    }));
    await database.superior.createMany({ data: above });
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await untilEveningOf('2026-04-10');
    const weekly = ['2026-03-19', '2026-03-26', '2026-04-02', '2026-04-09'];
    expect(await daysOf(code, LETTER.escalation, 'supervisor')).toEqual(['2026-03-09']);
    expect(await daysOf(code, LETTER.toldAgain, 'supervisor')).toEqual(weekly);
    expect(await daysOf(code, LETTER.toldAgain, 'paymentApprover')).toEqual(weekly);
    const superiors = await database.superior.findMany({ orderBy: { no: 'asc' } });
    const told = await Promise.all(
      superiors.map(({ id }) => database.letter.findMany({ where: { superiorId: id }, orderBy: { id: 'asc' } })),
    );
    expect(told.map((letters) => letters.map(({ createdAt }) => legalDay(createdAt)))).toEqual([
      weekly,
      weekly.slice(1),
    ]);
    expect(await openTask(code)).toMatchObject({ told: 6, nextAction: ACTION.tellAgain });
    // At most once a week, from the day on which it was late.
    expect(await daysOf(code, LETTER.delay)).toEqual([
      ...['2026-03-05', '2026-03-12', '2026-03-19', '2026-03-26', '2026-04-02', '2026-04-09'],
    ]);
  });
});

describe('a step that comes back', () => {
  test('goes on with the days that it had left: passed to and fro on each last day, it buys no time', async () => {
    const code = await accepted();
    await at('2026-03-12');
    await recommend(code);
    await at('2026-03-18');
    await giveBack(code);
    // Eight days were used up by the 12th: it is due on the day on which it comes back.
    expect(await openTask(code)).toMatchObject({ name: TASK.appraise, dueBasis: { times: 2 } });
    expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-18');
    await recommend(code);
    expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-18');
    await untilEveningOf('2026-03-18');
    expect(await application(code)).toMatchObject({ overdue: true });
    await at('2026-03-19');
    await giveBack(code);
    await untilEveningOf('2026-03-23');
    expect((await application(code)).appointedAt).toEqual(new Date('2026-03-23T17:00:00+07:00'));
    expect(await daysOf(code, LETTER.promisePassed, 'supervisor')).toEqual(['2026-03-23']);
  });

  test('late is late again at once, and its supervisors are not told anew from the beginning', async () => {
    const code = await accepted();
    await untilEveningOf('2026-03-17');
    const before = await openTask(code);
    await at('2026-03-18');
    await recommend(code);
    await giveBack(code);
    const after = await openTask(code);
    expect(after).toMatchObject({ overdueAt: before.overdueAt, escalatedAt: before.escalatedAt, told: before.told });
    expect(after.dueAt).toEqual(before.dueAt);
    expect(await application(code)).toMatchObject({ overdue: true });
  });

  test('has its whole limit in a new review: a dossier that is reopened', async () => {
    const code = await accepted();
    await at('2026-03-12');
    await does(office, 'approver', code, ACTION.stop, { reason: 'Ngừng' });
    await does(office, 'otherApprover', code, ACTION.reopen, { reason: 'Xem xét lại' });
    expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-24');
  });
});

describe('pauses', () => {
  const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '7/QĐ', date: '2026-03-02' };
  const storm = (until: string) => ({ pauseReason: 'force-majeure', reason: 'Bão số 3', until, instrument });

  test('are so many and so long in a year as the programme says, and no more', async () => {
    const { times, workingDays } = programmeOf('003').pauseCap;
    expect([times, workingDays]).toEqual([2, 40]);
    const code = await accepted();
    await does(office, 'approver', code, ACTION.pauseClock, storm('2026-04-10'));
    await untilEveningOf('2026-04-10');
    await at('2026-04-13');
    const tooLong = await refusal(office, 'approver', code, ACTION.pauseClock, storm('2026-05-06'));
    expect(tooLong.faults).toEqual({ until: 'pause-days-used-up' });
    await does(office, 'approver', code, ACTION.pauseClock, storm('2026-04-15'));
    await untilEveningOf('2026-04-15');
    await at('2026-04-16');
    const third = await refusal(office, 'approver', code, ACTION.pauseClock, storm('2026-04-17'));
    expect(third.faults).toEqual({ pauseReason: 'pauses-used-up' });
  });

  test('are the approver’s alone, with an instrument that is issued: number, day, signatory', async () => {
    const code = await accepted();
    expect((await refusal(office, 'appraiser', code, ACTION.pauseClock, storm('2026-03-06'))).code).toBe('not-yours');
    const { number: _, ...bare } = instrument;
    const unissued = await refusal(office, 'approver', code, ACTION.pauseClock, {
      ...storm('2026-03-06'),
      instrument: bare,
    });
    expect(unissued.faults).toEqual({ instrument: 'instrument-not-issued' });
  });
});

describe('days that people enter', () => {
  const shapes = process().actions.flatMap((row) =>
    row.by.map((role) => ({ name: row.name, shape: bodySchema(row, isOutside([role])) })),
  );

  test('have a top each: no action takes a day without one', () => {
    const fields = shapes.flatMap(({ name, shape }) => dayFields(shape).map((field) => ({ name, ...field })));
    expect(new Set(fields.map(({ latest }) => latest)).size).toBeGreaterThan(5);
    const endless = fields.filter(({ latest }) => latest === undefined).map(({ name, path }) => `${name} ${path}`);
    expect([...new Set(endless)]).toEqual([]);
  });

  test('beyond their top are refused together with what is wrong besides', async () => {
    const code = await accepted();
    const asks = { organisation: 'Sở Tài chính', question: 'Ý kiến', answerBy: '2099-12-31' };
    const late = await refusal(office, 'appraiser', code, ACTION.askOpinion, asks);
    expect(late).toMatchObject({ code: 'invalid', faults: { answerBy: 'too-late' } });
    const instrument = { signatory: 'Lê', capacity: 'Giám đốc', number: '1', date: '2026-03-03' };
    const unsigned = await refusal(office, 'approver', code, ACTION.pauseClock, {
      ...{ pauseReason: 'holiday', reason: 'Nghỉ', until: '2099-12-31', instrument },
    });
    expect(unsigned.faults).toEqual({
      pauseReason: 'no-such-reason',
      until: 'too-long',
      'instrument.date': 'in-the-future',
    });
  });
});

describe('tasks of who leaves', () => {
  const leaves = (who: 'appraiser' | 'approver', leftOn: string | null) =>
    office.database.person.update({
      where: { id: office.people[who] },
      data: { leftOn: leftOn && new Date(leftOn) },
    });

  test('go back to everybody who may take them when the day simply comes, once; the supervisor is told', async () => {
    const code = await accepted();
    const { id } = await openTask(code);
    const { appraiser } = office.people;
    await office.database.task.update({ where: { id }, data: { personId: appraiser } });
    await leaves('appraiser', '2026-03-04');
    await at('2026-03-03', '23:59');
    expect(await handBackTasks(office)).toBe(0);
    await at('2026-03-04', '00:01');
    expect([await handBackTasks(office), await handBackTasks(office)]).toEqual([1, 0]);
    expect(await openTask(code)).toMatchObject({ id, personId: null });
    expect(await addressees(office, code, LETTER.handedBack)).toEqual(['supervisor']);
    expect(await recorded(office, code, ACTION.handBack)).toMatchObject({
      ...{ from: [appraiser], tasks: [{ taskId: id, task: TASK.appraise, reserved: false }] },
    });
    // Nobody else holds the role: the supervisor hears that nobody may take it.
    expect(await addressees(office, code, LETTER.nobodyEligible)).toEqual(['supervisor']);
    expect(await office.database.wake.count({ where: { code } })).toBe(1);
  });

  test('go back where the assignment or the delegation has ended, and colleagues hear of the task', async () => {
    const code = await accepted();
    await recommend(code);
    const { id } = await openTask(code);
    const { approver } = office.people;
    await office.database.task.update({ where: { id }, data: { personId: approver } });
    await office.database.assignment.updateMany({
      where: { personId: approver },
      data: { toDay: new Date('2026-03-02') },
    });
    expect(await handBackTasks(office, approver)).toBe(1);
    expect(await addressees(office, code, LETTER.taskOpened)).toEqual(['otherApprover']);
    expect(await does(office, 'otherApprover', code, ACTION.approve, { amount: 40_000_000 })).toBe(
      STATE.awaitingPackage,
    );
    expect((await history(office, code)).slice(-2)).toEqual([ACTION.handBack, ACTION.approve]);
  });
});
