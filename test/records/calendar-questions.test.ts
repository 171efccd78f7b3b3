import { recalculate } from '../../activities/recalculations.ts';
import { OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { legalDay } from '../../domain/dates.ts';
import { ACTION, LETTER, STAFF_ROLE } from '../../domain/process.ts';
import { readsOf } from '../../letters/reads.ts';
import { renderLetter } from '../../letters/render.ts';
import { calendarOf } from '../../records/calendar.ts';
import { answerDay, askAboutDays, questionsFor, recalculateOutdated } from '../../records/calendar-questions.ts';
import { LETTER_FAILURE, tellOfUnsentLetters } from '../../records/unsent-letters.ts';
import { draft } from '../support/dossier.ts';
import { addressees, does, history, type Office, openOffice, setClock } from '../support/office.ts';
import { poison } from '../support/poison.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice({ startsAt: '2026-11-19T09:00:00+07:00' });
});
afterEach(() => office.close());

const AGENCY = 'test-agency';
const source = { document: 'Thông báo nghỉ lễ', certainty: 'S' } as const;

/** To be checked within three working days: on Tuesday 24 November. */
async function submitted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}
const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
const letters = () =>
  office.database.letter.findMany({ where: { name: LETTER.dayOffAsked }, orderBy: { version: 'asc' } });
const asked = async () => (await questionsFor(office.database, AGENCY)).map(({ day, crossedBy }) => [day, crossedBy]);

const answers = (day: string, off: boolean) =>
  office.database.$transaction((tx) => {
    const by = office.people.administrator;
    return answerDay(tx, {
      agencyId: AGENCY,
      year: Number(day.slice(0, 4)),
      day,
      off,
      source,
      reason: 'Thông báo',
      by,
    });
  });
async function workOff(): Promise<void> {
  while ((await recalculate(office)) > 0);
}

test('a date that crosses a day of which nobody has said whether it is off counts it as a working day, and is provisional', async () => {
  const { dueAt, dueBasis } = await openTask(await submitted());
  expect(legalDay(dueAt)).toBe('2026-11-24');
  expect(dueBasis).toMatchObject({ provisional: true, reasons: [{ vi: expect.stringContaining('24/11/2026') }] });
});

test('administrators and supervisors are asked once, again after a week, and no more once it is answered', async () => {
  await submitted();
  expect(await asked()).toEqual([['2026-11-24', 1]]);
  expect(await askAboutDays(office.database)).toBe(2);
  expect(await askAboutDays(office.database)).toBe(0);
  expect((await addressees(office, '2026', LETTER.dayOffAsked)).sort()).toEqual(['administrator', 'supervisor']);
  await setClock(office, '2026-11-26T08:00:00+07:00');
  expect(await askAboutDays(office.database)).toBe(0);
  await setClock(office, '2026-11-26T09:30:00+07:00');
  // The day has passed; the date that crosses it still depends on the answer.
  expect(await askAboutDays(office.database)).toBe(2);
  await answers('2026-11-24', false);
  await setClock(office, '2026-12-10T09:00:00+07:00');
  expect(await asked()).toEqual([]);
  expect(await askAboutDays(office.database)).toBe(0);
  expect((await letters()).map(({ version }) => version)).toEqual([0, 0, 1, 1]);
});

test('two sweeps at once ask once', async () => {
  await submitted();
  await Promise.all([askAboutDays(office.database), askAboutDays(office.database)]);
  expect(await letters()).toHaveLength(2);
});

test('an agency is asked three months ahead, before any date crosses the day', async () => {
  await setClock(office, '2026-08-25T09:00:00+07:00');
  expect(await asked()).toEqual([]);
  await setClock(office, '2026-08-27T09:00:00+07:00');
  expect(await asked()).toEqual([['2026-11-24', 0]]);
  expect(await askAboutDays(office.database)).toBe(2);
});

test('an agency that cannot be asked keeps none after it from being asked, and is told of as a failure', async () => {
  await submitted();
  await office.owner.query(`
    INSERT INTO "Agency" SELECT copy.* FROM "Agency" a, jsonb_populate_record(NULL::"Agency", to_jsonb(a) || '{"id": "an-agency"}') copy;
    INSERT INTO "Programme" SELECT copy.* FROM "Programme" p,
      jsonb_populate_record(NULL::"Programme", to_jsonb(p) || jsonb_build_object('id', 'its-' || id, 'agencyId', 'an-agency')) copy`);
  const { otherInspector: personId } = office.people;
  const role = STAFF_ROLE.administrator;
  await office.database.assignment.create({ data: { agencyId: 'an-agency', personId, role, fromDay: new Date(0) } });
  const cure = await poison(office, 'Letter', { personId });
  await expect(askAboutDays(office.database)).rejects.toThrow('1 agencies');
  expect((await addressees(office, '2026', LETTER.dayOffAsked)).sort()).toEqual(['administrator', 'supervisor']);
  await cure();
  expect(await askAboutDays(office.database)).toBe(1);
});

test('a question that cannot be sent is told to the supervisors, of whatever programmes, and asked again in its time', async () => {
  const code = await submitted();
  const { programmeId } = await office.database.application.findUniqueOrThrow({ where: { code } });
  await office.database.assignment.updateMany({
    where: { role: STAFF_ROLE.supervisor },
    data: { programmes: [programmeId] },
  });
  await askAboutDays(office.database);
  await office.database.letter.updateMany({
    where: { name: LETTER.dayOffAsked, personId: office.people.administrator },
    data: { failure: LETTER_FAILURE.refused },
  });
  expect([await tellOfUnsentLetters(office.database), await tellOfUnsentLetters(office.database)]).toEqual([1, 0]);
  const told = await office.database.letter.findFirstOrThrow({ where: { name: LETTER.lettersUnsent } });
  expect(told.personId).toBe(office.people.supervisor);
  const { text } = await renderLetter(readsOf(office.database), told, { publicUrl: 'https://x.example.test' });
  expect(text).toContain('2026');
  await setClock(office, '2026-11-26T09:30:00+07:00');
  expect(await askAboutDays(office.database)).toBe(2);
  expect((await letters()).map(({ version }) => version)).toEqual([0, 0, 1, 1]);
});

test('the letter says which day, that it counts as a working day until then, and where to answer', async () => {
  await submitted();
  await askAboutDays(office.database);
  const [letter] = await letters();
  const { text, title } = await renderLetter(readsOf(office.database), letter!, {
    publicUrl: 'https://x.example.test',
  });
  expect(title).toContain('2026');
  for (const said of [
    'Ngày: 24/11/2026',
    'Day: 24/11/2026',
    'Viet Nam Culture Day',
    'https://x.example.test/api/admin/calendars/2026',
  ])
    expect(text).toContain(said);
});

test('yes: dates that cross the day move, and are provisional no more', async () => {
  const code = await submitted();
  expect(await answers('2026-11-24', true)).toMatchObject({ version: 1, changed: true, recalculations: 1 });
  await workOff();
  const { dueAt, dueBasis } = await openTask(code);
  expect(legalDay(dueAt)).toBe('2026-11-25');
  expect(dueBasis).toMatchObject({ provisional: false, reasons: [], calendar: '2026.2+2026v1' });
  expect(await history(office, code)).toEqual([ACTION.submit, ACTION.recalculate]);
});

test('no: dates stay, and are provisional no more; another answer later moves them', async () => {
  const code = await submitted();
  await answers('2026-11-24', false);
  await workOff();
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-11-24');
  expect((await openTask(code)).dueBasis).toMatchObject({ provisional: false });
  expect(await answers('2026-11-24', false)).toMatchObject({ changed: false });
  await answers('2026-11-24', true);
  await workOff();
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-11-25');
});

test('an answer stays where a later version of the year is silent about the day', async () => {
  await answers('2026-11-24', true);
  const { off, workingSaturdays } = OFFICIAL_CALENDAR.years[2026]!;
  const { correctYear } = await import('../../records/calendar.ts');
  const calendar = { off: [...off, '2026-12-24'], workingSaturdays, source };
  const correction = { agencyId: AGENCY, year: 2026, calendar, reason: 'x', by: office.people.administrator };
  await office.database.$transaction((tx) => correctYear(tx, correction));
  const { years } = await calendarOf(office.database, AGENCY);
  expect(years[2026]?.unconfirmed).toMatchObject([{ day: '2026-11-24', on: true, answered: true }]);
});

test('an answer about a year that is not announced leaves it with the holidays of the law, and provisional', async () => {
  await answers('2027-11-24', true);
  const { years } = await calendarOf(office.database, AGENCY);
  expect(years[2027]).toMatchObject({ provisional: true, off: expect.arrayContaining(['2027-01-01', '2027-02-08']) });
  await setClock(office, '2027-11-22T09:00:00+07:00');
  const { dueAt, dueBasis } = await openTask(await submitted());
  expect(legalDay(dueAt)).toBe('2027-11-26');
  expect((dueBasis as { sum: { kind: string }[] }).sum.map(({ kind }) => kind)).toEqual([
    'receipt',
    'limit',
    'days-off',
    'provisional',
    'due',
  ]);
});

describe('dates reckoned by an older calendar of the product', () => {
  /** As the product wrote it before it knew the holidays of the law. */
  async function old(code: string, dueAt: string, provisional: boolean): Promise<void> {
    await office.owner.query(
      `UPDATE "Task" SET "dueAt" = $2, "dueBasis" = "dueBasis" || jsonb_build_object('calendar', '2026.1', 'provisional', $3::boolean)
        WHERE code = $1 AND "closedAt" IS NULL`,
      [code, `${dueAt}T17:00:00+07:00`, provisional],
    );
  }

  test('are reckoned again where they are provisional or cross a day in question, once, and no others', async () => {
    const crossing = await submitted();
    await setClock(office, '2026-12-01T09:00:00+07:00');
    const certain = await submitted();
    await setClock(office, '2026-12-30T09:00:00+07:00');
    const [provisional, today] = [await submitted(), await submitted()];
    await old(crossing, '2026-11-24', false);
    await old(certain, '2026-12-04', false);
    await old(provisional, '2027-01-04', true);

    expect(await recalculateOutdated(office.database)).toBe(2);
    expect(await recalculateOutdated(office.database)).toBe(0);
    await workOff();
    expect(await recalculateOutdated(office.database)).toBe(0);
    expect(legalDay((await openTask(provisional)).dueAt)).toBe('2027-01-05');
    expect((await openTask(provisional)).dueBasis).toMatchObject({ calendar: '2026.2', provisional: true });
    expect(await history(office, provisional)).toEqual([ACTION.submit, ACTION.recalculate]);
    expect((await openTask(crossing)).dueBasis).toMatchObject({ calendar: '2026.2', provisional: true });
    expect((await openTask(certain)).dueBasis).toMatchObject({ calendar: '2026.1' });
    for (const code of [crossing, certain, today]) expect(await history(office, code)).toEqual([ACTION.submit]);
  });

  test('are not called for again where they could not be reckoned for a reason of ours, until that is settled', async () => {
    await setClock(office, '2026-12-30T09:00:00+07:00');
    const code = await submitted();
    await old(code, '2027-01-04', true);
    const cure = await poison(office, 'Event', { action: ACTION.recalculate, code });
    expect(await recalculateOutdated(office.database)).toBe(1);
    await workOff();
    const dayLater = () => office.owner.query(`UPDATE "Recalculation" SET "createdAt" = now() - interval '25 hours'`);
    await dayLater();
    expect(await recalculateOutdated(office.database)).toBe(0);
    expect(await addressees(office, code, LETTER.recordFault)).toEqual(['supervisor']);
    await cure();
    await office.database.recordFault.updateMany({ where: { code }, data: { settledAt: new Date() } });
    expect(await recalculateOutdated(office.database)).toBe(1);
    await workOff();
    expect(legalDay((await openTask(code)).dueAt)).toBe('2027-01-05');
  });

  test('never take from an outside party what it was told it had left', async () => {
    await setClock(office, '2026-12-29T09:00:00+07:00');
    const code = await submitted();
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
    const told = legalDay((await openTask(code)).dueAt);
    await old(code, '2027-02-26', true);
    await setClock(office, '2027-02-25T09:00:00+07:00');
    await recalculateOutdated(office.database);
    await workOff();
    // Reckoned anew it would have passed already: it keeps the whole of the next working day.
    expect(told < '2027-02-25').toBe(true);
    expect(legalDay((await openTask(code)).dueAt)).toBe('2027-02-26');
  });
});
