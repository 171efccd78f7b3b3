import { legalDay } from '../../domain/dates.ts';
import { ACTION } from '../../domain/process.ts';
import { askAboutDays } from '../../records/calendar-questions.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const AGENCY = 'test-agency';
const source = { document: 'Thông báo nghỉ lễ, Tết năm 2027', certainty: 'S' };
const year2027 = { off: ['2027-01-01', '2027-02-08'], workingSaturdays: [], source, reason: 'Theo thông báo' };
const put = (year: number, body: object) => system.cast.administrator.send('PUT', `/admin/calendars/${year}`, body);
type Year = {
  from: string;
  version: number;
  off: string[];
  holidays: { day: string; basis: string }[];
  versions: { version: number; by: string }[];
};
const read = (year: number) => system.cast.administrator.get<Year>(`/admin/calendars/${year}`);

it('a year that nobody loaded has the holidays of the law and is provisional; loaded, it counts, with its source and who loaded it', async () => {
  expect(await read(2027)).toMatchObject({ from: 'law', provisional: true, version: 0, versions: [] });
  const { off, holidays } = await read(2027);
  expect(off).toHaveLength(11);
  expect(holidays.find(({ day }) => day === '2027-05-03')).toEqual({
    day: '2027-05-03',
    name: { vi: 'Ngày Quốc tế lao động', en: 'International Labour Day' },
    basis: 'fixed',
    inPlaceOf: '2027-05-01',
  });
  expect(await read(2026)).toMatchObject({ from: 'official', version: 0 });
  expect((await put(2027, year2027)).read<object>()).toMatchObject({ changed: true, recalculations: 0 });
  expect(await read(2027)).toMatchObject({
    ...{ from: 'agency', provisional: false, holidays: [], version: 1, off: year2027.off, source },
    versions: [{ version: 1, by: system.people.administrator, reason: 'Theo thông báo' }],
  });
  const { version, years } = await system.cast.administrator.get<{ version: string; years: { year: string }[] }>(
    `/admin/calendars?agency=${AGENCY}`,
  );
  expect(version).toBe('2026.2+2027v1');
  expect(years.map(({ year }) => year)).toEqual(['2024', '2025', '2026', '2027']);
});

it('a correction keeps the versions before it; the same year again makes none; each stands in the audit', async () => {
  const corrected = { ...year2027, off: [...year2027.off, '2027-02-09'] };
  (await put(2027, corrected)).read();
  expect((await put(2027, corrected)).read<object>()).toMatchObject({ changed: false });
  expect((await read(2027)).versions.map(({ version }) => version)).toEqual([2, 1]);
  type Act = { action: string; data: { agency: string; year: number; version: number } };
  const { items } = await system.cast.administrator.get<{ items: Act[] }>('/admin/audit?limit=100');
  const acts = items.filter(({ action }) => action === 'correct-calendar').map(({ data }) => data);
  expect(acts).toMatchObject([
    { agency: AGENCY, year: 2027, version: 2 },
    { agency: AGENCY, year: 2027, version: 1 },
  ]);
});

it('everything that is wrong with a year is said at once, by field, and changes nothing', async () => {
  const wrong = {
    ...{ off: ['2026-01-01', '2027-01-02', '2027-02-08', '2027-02-08'], workingSaturdays: ['2027-01-04'] },
    ...{ source, reason: 'x' },
  };
  const refusal = (await put(2027, wrong)).refusal();
  expect(refusal).toMatchObject({ status: 422, code: 'invalid' });
  expect(Object.fromEntries(refusal.faults!.map(({ path, code }) => [path, code]))).toEqual({
    'off.0': 'not-in-year',
    'off.1': 'weekend',
    'off.3': 'twice',
    'workingSaturdays.0': 'not-a-saturday',
  });
  expect((await read(2027)).version).toBe(2);
});

it('what is general knowledge or not confirmed is no day off by law: it is a switch, and off until it is switched on', async () => {
  const unsure = { document: 'Chưa xác nhận', certainty: 'X' };
  expect((await put(2028, { ...year2027, off: [], source: unsure })).refusal().faults).toMatchObject([
    { path: 'source.certainty' },
  ]);
  const day = { day: '2028-11-24', name: { vi: 'Ngày Văn hóa', en: 'Culture Day' }, source: unsure, on: false };
  (await put(2028, { ...year2027, off: [], unconfirmed: [day] })).read();
  expect(await read(2028)).toMatchObject({ off: [], unconfirmed: [{ day: '2028-11-24', on: false }] });
});

it('another agency’s calendar is not there', async () => {
  expect((await put(2027, { ...year2027, agency: 'another' })).refusal().status).toBe(404);
  const reply = await system.cast.administrator.send('GET', '/admin/calendars/2027?agency=another');
  expect(reply.refusal().status).toBe(404);
});

it('a corrected year moves a running dossier within moments, and its clock says by which calendar', async () => {
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  type Clock = {
    oneStop: { dueAt: string; calendar: string; sum: { kind: string }[] };
    tasks: { dueAt: string; basis: { calendar: string; sum: { kind: string; day?: string }[] } }[];
  };
  const clock = () => system.cast.enterprise.get<Clock>(`/applications/${code}/clock`);
  const day = (at: string) => legalDay(new Date(at));
  const before = await clock();
  expect([day(before.oneStop.dueAt), day(before.tasks[0]!.dueAt)]).toEqual(['2026-03-23', '2026-03-12']);

  const { years } = await system.cast.administrator.get<{ years: { year: string; off: string[] }[] }>(
    '/admin/calendars',
  );
  const { off } = years.find(({ year }) => year === '2026')!;
  const sent = { ...year2027, off: [...off, '2026-03-06'], workingSaturdays: ['2026-01-10', '2026-08-22'] };
  expect((await put(2026, sent)).read<object>()).toMatchObject({ recalculations: 1 });
  await eventually(async () => day((await clock()).tasks[0]!.dueAt) === '2026-03-13', { what: 'the date to move' });
  const after = await clock();
  expect(day(after.oneStop.dueAt)).toBe('2026-03-24');
  expect(after.oneStop.calendar).toBe('2026.2+2026v1,2027v2,2028v1');
  expect(after.tasks[0]!.basis).toMatchObject({ calendar: '2026.2+2026v1,2027v2,2028v1' });
  expect(after.tasks[0]!.basis.sum.at(-1)).toMatchObject({ kind: 'due', day: '2026-03-13' });

  const { items } = await system.cast.enterprise.get<{ items: { name?: string; title: unknown }[] }>(
    `/applications/${code}/history`,
  );
  expect(JSON.stringify(items)).toContain('Tính lại thời hạn theo lịch mới');
  // Left open, it would be late every week until September, when the next test begins.
  await does(system, 'enterprise', code, ACTION.withdraw);
});

describe('a day of which nobody has said whether it is off', () => {
  const path = (day: string) => `/admin/calendars/${day.slice(0, 4)}/unconfirmed/${day}`;
  const say = (day: string, body: object) => system.cast.administrator.send('POST', path(day), body);
  const yes = { off: true, source, reason: 'Theo thông báo' };
  type Asked = { questions: { day: string; crossedBy: number; asked: number }[] };
  const asked = async (who: 'administrator' | 'supervisor') =>
    (await system.cast[who].get<Asked>('/admin/calendars')).questions;

  it('is a question for administrators and supervisors, which only an administrator answers', async () => {
    await system.advanceTo('2026-09-03T09:00:00+07:00');
    for (const who of ['administrator', 'supervisor'] as const)
      expect(await asked(who)).toMatchObject([{ day: '2026-11-24', crossedBy: 0 }]);
    expect((await system.cast.supervisor.send('POST', path('2026-11-24'), yes)).refusal().status).toBe(403);
    expect((await system.cast.supervisor.send('GET', '/admin/calendars?agency=another')).refusal().status).toBe(404);
    expect(await system.cast.supervisor.get<Year>('/admin/calendars/2026')).toMatchObject({ from: 'agency' });
  });

  it('is asked about by letter, which both may see was sent', async () => {
    await askAboutDays(system.database);
    for (const who of ['administrator', 'supervisor'] as const) expect(await asked(who)).toMatchObject([{ asked: 1 }]);
  });

  it('answered, it counts as said, with its source; the same again changes nothing, and it is asked no more', async () => {
    expect((await say('2026-11-24', yes)).read<object>()).toMatchObject({
      changed: true,
      calendar: { unconfirmed: [{ day: '2026-11-24', on: true, answered: true, source }], provisional: false },
    });
    expect((await say('2026-11-24', yes)).read<object>()).toMatchObject({ changed: false });
    expect(await asked('administrator')).toEqual([]);
    type Act = { action: string; data: object };
    const { items } = await system.cast.administrator.get<{ items: Act[] }>('/admin/audit?limit=1');
    expect(items).toMatchObject([{ action: 'correct-calendar', data: { day: '2026-11-24', off: true, year: 2026 } }]);
  });

  it('stays answered where the year is sent back as it was read', async () => {
    type Read = { off: string[]; workingSaturdays: string[]; unconfirmed: object[]; source: object };
    const {
      off,
      workingSaturdays,
      unconfirmed,
      source: known,
    } = await system.cast.administrator.get<Read>('/admin/calendars/2026');
    const sent = { off, workingSaturdays, unconfirmed, source: known, reason: 'Như cũ' };
    expect((await put(2026, sent)).read<object>()).toMatchObject({
      changed: false,
      calendar: { unconfirmed: [{ day: '2026-11-24', on: true, answered: true }] },
    });
  });

  it('of a year that is not announced, it leaves the year provisional', async () => {
    expect((await say('2029-11-26', { ...yes, off: false })).read<object>()).toMatchObject({
      changed: true,
      calendar: { from: 'agency', provisional: true, unconfirmed: [{ day: '2029-11-26', on: false, answered: true }] },
    });
  });

  it('is one of the year; nothing else, and no answer without its source, changes anything', async () => {
    for (const day of ['2026-11-25', '2025-11-24'])
      expect((await say(day, yes)).refusal()).toMatchObject({
        status: 422,
        faults: [{ path: 'day', code: 'not-in-question' }],
      });
    const wrongYear = await system.cast.administrator.send('POST', '/admin/calendars/2027/unconfirmed/2026-11-24', yes);
    expect(wrongYear.refusal()).toMatchObject({ status: 422, faults: [{ code: 'not-in-question' }] });
    const unsure = await say('2027-11-24', { ...yes, source: { document: 'Chưa xác nhận', certainty: 'X' } });
    expect(unsure.refusal().faults).toMatchObject([{ path: 'source.certainty' }]);
    expect((await say('not-a-day', yes)).refusal().status).toBeLessThan(500);
  });
});
