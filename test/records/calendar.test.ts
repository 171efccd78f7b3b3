import { recalculate } from '../../activities/recalculations.ts';
import { type CalendarYear, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { legalDay } from '../../domain/dates.ts';
import { ACTION, LETTER, SUBJECT, TASK } from '../../domain/process.ts';
import { record } from '../../records/record.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { corrects, datesOf, hundredDossiers, moving, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { addressees, does, history, type Office, openOffice, recorded, setClock } from '../support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const official = OFFICIAL_CALENDAR.years[2026]!;
const off = (...days: string[]): CalendarYear => ({ ...official, off: [...official.off, ...days] });

/** Works the job off as the dispatcher does. */
async function workOff(): Promise<void> {
  while ((await recalculate(office)) > 0);
}

async function submitted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });

test('a calendar corrected while a hundred dossiers run moves exactly the dates that depend on it, each with its old and new day in the audit', async () => {
  const expected = await hundredDossiers(office);
  expect(await datesOf(office)).toEqual(expected.before);
  await corrects(office, 2026, WITH_18_MARCH);
  await workOff();
  expect(await datesOf(office)).toEqual(expected.after);

  const events = await office.database.event.findMany({ where: { action: ACTION.recalculate } });
  expect(events.map(({ code }) => code).sort()).toEqual(moving(expected));
  for (const { code, data, actor, before, after } of events) {
    const [was, is] = [expected.before.get(code)!, expected.after.get(code)!];
    const told = data as { tasks: { task: string; before: string; after: string }[]; appointedAt: Told | null };
    const days = (one: Told | null | undefined) =>
      one && [legalDay(new Date(one.before)), legalDay(new Date(one.after))];
    expect(told).toMatchObject({ calendar: '2026.2+2026v1' });
    expect(days(told.tasks[0])).toEqual(was.due === is.due ? undefined : [was.due, is.due]);
    expect(days(told.appointedAt)).toEqual(was.appointed === is.appointed ? null : [was.appointed, is.appointed]);
    expect(actor).toMatchObject({ kind: 'clock' });
    expect(after).toBe(before);
  }
  // Whoever was told an appointed date is told the new one; staff see theirs in their inbox.
  const told = await office.database.letter.findMany({ where: { name: LETTER.datesMoved } });
  const promised = moving(expected).filter((code) => expected.before.get(code)!.appointed);
  expect(told.map(({ code }) => code).sort()).toEqual(promised);
  // The run of each is woken to set its timer anew.
  const wakes = await office.database.wake.findMany({ where: { code: { in: moving(expected) } } });
  expect(new Set(wakes.map(({ code }) => code))).toEqual(new Set(moving(expected)));
});

type Told = { before: string; after: string };

test('a due date says by which version of the calendar it was reckoned, and moves back when the correction is taken back', async () => {
  const code = await submitted();
  expect((await openTask(code)).dueBasis).toMatchObject({ calendar: '2026.2', workingDays: 3 });
  await corrects(office, 2026, off('2026-03-04'));
  await workOff();
  const moved = await openTask(code);
  expect(legalDay(moved.dueAt)).toBe('2026-03-06');
  expect(legalDay(moved.nextAt!)).toBe('2026-03-03');
  expect(moved.dueBasis).toMatchObject({ calendar: '2026.2+2026v1' });
  await corrects(office, 2026, official);
  await workOff();
  const back = await openTask(code);
  expect(legalDay(back.dueAt)).toBe('2026-03-05');
  expect(back.dueBasis).toMatchObject({ calendar: '2026.2+2026v2' });
  expect(await history(office, code)).toEqual([ACTION.submit, ACTION.recalculate, ACTION.recalculate]);
});

test('a correction that was made counts for whatever is opened from then on', async () => {
  await corrects(office, 2026, off('2026-03-04'));
  const code = await submitted();
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-06');
  expect((await openTask(code)).dueBasis).toMatchObject({ calendar: '2026.2+2026v1', provisional: false });
});

test('a date in a year without an official calendar is provisional until the agency loads that year, and then moves', async () => {
  await setClock(office, '2026-12-30T09:00:00+07:00');
  const code = await submitted();
  // New Year's Day is off by law, announced or not.
  expect(legalDay((await openTask(code)).dueAt)).toBe('2027-01-05');
  expect((await openTask(code)).dueBasis).toMatchObject({ provisional: true });
  const announced = { off: ['2027-01-01', '2027-01-04'], workingSaturdays: [], source: official.source };
  await corrects(office, 2027, announced);
  await workOff();
  expect(legalDay((await openTask(code)).dueAt)).toBe('2027-01-06');
  expect((await openTask(code)).dueBasis).toMatchObject({ provisional: false, calendar: '2026.2+2027v1' });
});

test('a date that stays where it was is provisional no more once its year is loaded, and nobody is told of it', async () => {
  await setClock(office, '2026-12-30T09:00:00+07:00');
  const code = await submitted();
  await corrects(office, 2027, { off: ['2027-01-01'], workingSaturdays: [], source: official.source });
  await workOff();
  const { dueAt, dueBasis } = await openTask(code);
  expect(legalDay(dueAt)).toBe('2027-01-05');
  expect(dueBasis).toMatchObject({ provisional: false, reasons: [], calendar: '2026.2+2027v1' });
  expect(await history(office, code)).toEqual([ACTION.submit]);
});

test('the same year again is no new version, and calls for nothing', async () => {
  await submitted();
  expect(await corrects(office, 2026, off('2026-03-04'))).toBe(1);
  expect(await corrects(office, 2026, off('2026-03-04'))).toBe(0);
  expect(await office.database.agencyCalendar.count()).toBe(1);
});

test('a task that was late is late no more where its date lies ahead again, and is reminded anew', async () => {
  const code = await submitted();
  const { id } = await openTask(code);
  for (;;) {
    const { nextAt, overdueAt } = await openTask(code);
    if (overdueAt || !nextAt) break;
    await setClock(office, nextAt);
    const timer = { task: id, dueAt: nextAt.toISOString() };
    await record(office, { subject: SUBJECT.application, code, timer });
  }
  expect(await office.database.application.findUniqueOrThrow({ where: { code } })).toMatchObject({ overdue: true });
  await corrects(office, 2026, off('2026-03-03', '2026-03-04', '2026-03-05'));
  await workOff();
  expect(await openTask(code)).toMatchObject({ overdueAt: null, remindedAt: null, nextAction: ACTION.remind });
  expect(await office.database.application.findUniqueOrThrow({ where: { code } })).toMatchObject({ overdue: false });
});

test('a date that comes forward leaves an outside party the next working day, and tells it', async () => {
  await corrects(office, 2026, off('2026-03-11', '2026-03-12', '2026-03-13'));
  const code = await submitted();
  await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-19');
  await setClock(office, '2026-03-17T09:00:00+07:00');
  await corrects(office, 2026, official);
  await workOff();
  expect(await openTask(code)).toMatchObject({ name: TASK.supplyDocuments });
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-18');
  expect(await addressees(office, code, LETTER.datesMoved)).toEqual(['enterprise']);
  expect(await recorded(office, code, ACTION.recalculate)).toMatchObject({
    tasks: [{ task: TASK.supplyDocuments, after: '2026-03-18T10:00:00.000Z' }],
  });
});

test('two dispatchers at once do each dossier once', async () => {
  const codes = [await submitted(), await submitted(), await submitted()];
  await corrects(office, 2026, off('2026-03-04'));
  await Promise.all([recalculate(office), recalculate(office)]);
  for (const code of codes) expect(await history(office, code)).toEqual([ACTION.submit, ACTION.recalculate]);
});

test('a correction waits for the decision that is under way, and its date is not missed', async () => {
  const code = await draft(office);
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>();
  const correctionWaits = async () => {
    const { rows } = await office.owner.query(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return rows.length > 0;
  };
  const slow = {
    ...office,
    database: office.database,
    deliver: async (decision: { id: string }) => {
      const checkpoint = async (point: string) => {
        if (point !== 'before-commit') return;
        arrive();
        await held;
      };
      await record(
        { database: office.database, checkpoint },
        { subject: SUBJECT.application, code, decision: decision.id },
      );
    },
  };
  const submission = does(slow, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await reached;
  const correction = corrects(office, 2026, off('2026-03-04'));
  await eventually(correctionWaits, { what: 'the correction to wait' });
  letGo();
  await submission;
  expect(await correction).toBe(1);
  await workOff();
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-06');
});
