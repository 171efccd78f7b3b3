import { ACTION, LETTER } from '../../domain/process.ts';
import { askForOutcomes } from '../../records/outcomes.ts';
import { approved } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { lettersTo, letterTo, packageOf } from '../support/outside.ts';
import { behind } from '../support/poised.ts';
import { settled } from '../support/settled.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
let code: string;
let open: string;

/** Settled on 02/03/2026: the first report is due on 02/09/2026, and late after 02/10/2026. */
beforeAll(async () => {
  system = await openSystem();
  const office = behind(system);
  code = await settled(office);
  await does(office, 'procurement', await packageOf(system, code), ACTION.liquidate);
  open = await approved(office, { enterprise: 'otherEnterprise' });
});
afterAll(() => system?.close());

type Report = { version: number; answers: { question: string; answer: unknown }[]; reason: string | null };
type Outcomes = {
  settledOn: string | null;
  questions: { code: string; text: { vi: string; en: string }; required: boolean }[];
  items: { months: number; dueOn: string; lastDay: string; standing: { name: string }; reports: Report[] }[];
};
const outcomes = (who: 'enterprise' | 'appraiser' = 'enterprise', of = code) =>
  system.cast[who].get<Outcomes>(`/applications/${of}/outcomes`);
const standings = async () => (await outcomes()).items.map(({ standing }) => standing.name);
const report = (given: object = {}, who: 'enterprise' | 'otherEnterprise' | 'consultant' = 'enterprise', of = code) =>
  system.cast[who].post(`/applications/${of}/outcomes`, {
    ...{ months: 6, answers: { JOBS: 120, REVENUE: 12.5, WORDS: 'Ít sản phẩm lỗi hơn' } },
    ...{ signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } },
    ...given,
  });
const faultsOf = (refusal: { faults?: { path: string; code: string }[] }) =>
  Object.fromEntries((refusal.faults ?? []).map(({ path, code }) => [path, code]));
type Due = { application: string; months: number; standing: { name: string }; askedAt: string | null };
const awaited = async (query = '') =>
  (await system.cast.supervisor.get<{ items: Due[] }>(`/supervision/outcomes${query}`)).items;
const asked = async () => (await lettersTo(system, 'enterprise', code)).filter((name) => name === LETTER.outcomeAsked);

test('a settled dossier owes two reports, whose days and questions its enterprise and staff read from the first day on', async () => {
  const { settledOn, questions, items } = await outcomes();
  expect([settledOn, items.map(({ months, dueOn, lastDay }) => [months, dueOn, lastDay])]).toEqual([
    '2026-03-02',
    [
      [6, '2026-09-02', '2026-10-02'],
      [12, '2027-03-02', '2027-04-01'],
    ],
  ]);
  expect(questions.find((question) => question.code === 'JOBS')).toMatchObject({ required: true });
  expect(await standings()).toEqual(['not-due', 'not-due']);
  expect(await outcomes('appraiser')).toEqual(await outcomes());
  expect(faultsOf((await report()).refusal())).toEqual({ months: 'not-due' });
  expect(await awaited()).toEqual([]);
});

test('one that is not settled owes none, and none is taken', async () => {
  expect(await outcomes('appraiser', open)).toMatchObject({ settledOn: null, items: [] });
  expect((await report({}, 'otherEnterprise', open)).refusal()).toMatchObject({ code: 'guarded' });
  // Left open, it would be late every week of the year that the other tests pass through.
  await does(system, 'otherEnterprise', open, ACTION.withdraw);
});

test('on the day it is asked for by one letter in both languages, whoever asks again, at once, or died half-way', async () => {
  await system.advanceTo('2026-09-01T16:00:00+07:00');
  expect(await askForOutcomes(system.database)).toBe(0);
  await system.advanceTo('2026-09-02T08:00:00+07:00');
  const died = system.database.$transaction(async (tx) => {
    await askForOutcomes(tx);
    throw new Error('killed before the commit');
  });
  await expect(died).rejects.toThrow('killed');
  await Promise.all([1, 2, 3].map(() => askForOutcomes(system.database)));
  expect(await askForOutcomes(system.database)).toBe(0);
  expect(await asked()).toHaveLength(1);
  const text = await letterTo(system, 'enterprise', code, LETTER.outcomeAsked);
  expect(text).toContain('Hạn báo cáo: 02/10/2026');
  expect(text).toContain('To be reported by: 02/10/2026');
  expect(text).toContain('Số lao động hiện nay');
  expect(await standings()).toEqual(['due', 'not-due']);
});

test('the supervisor sees what is due, since when it was asked for, and what is late', async () => {
  expect(await awaited()).toMatchObject([
    { application: code, months: 6, standing: { name: 'due' }, askedAt: expect.any(String) },
  ]);
  expect(await awaited('?standing=late')).toEqual([]);
  await system.advanceTo('2026-10-03T09:00:00+07:00');
  expect(await awaited('?standing=late')).toMatchObject([{ application: code, standing: { name: 'late' } }]);
  expect(await awaited('?standing=due')).toEqual([]);
  expect((await system.cast.enterprise.send('GET', '/supervision/outcomes')).status).toBe(403);
});

test('a report with faults is refused with all of them, and another party’s dossier is not there', async () => {
  const wrong = { months: 6, answers: { JOBS: 1.5, PROFIT: 1 } };
  expect(faultsOf((await report(wrong)).refusal())).toEqual({
    'answers.JOBS': 'not-an-answer',
    'answers.PROFIT': 'no-such-question',
    'answers.REVENUE': 'missing',
  });
  expect(faultsOf((await report({ months: 7 })).refusal())).toEqual({ months: 'no-such-report' });
  expect((await report({}, 'otherEnterprise')).status).toBe(404);
  expect((await report({}, 'consultant')).status).toBe(403);
  expect((await system.cast.consultant.send('GET', `/applications/${code}/outcomes`)).status).toBe(403);
  expect(await system.database.outcomeReport.count()).toBe(0);
});

test('a late report is taken, and corrected by another with a reason: both stay, and nothing is awaited any more', async () => {
  (await report()).read();
  expect(await standings()).toEqual(['reported', 'not-due']);
  expect(await awaited()).toEqual([]);
  const answers = { JOBS: 125, REVENUE: -3 };
  expect(faultsOf((await report({ answers })).refusal())).toEqual({ reason: 'correction-without-reason' });
  (await report({ answers, reason: 'Số liệu quyết toán' })).read();
  const [half] = (await outcomes('appraiser')).items;
  expect(half!.reports.map(({ version, reason }) => [version, reason])).toEqual([
    [1, null],
    [2, 'Số liệu quyết toán'],
  ]);
  expect(half!.reports[1]!.answers.map(({ question, answer }) => [question, answer])).toEqual([
    ['JOBS', 125],
    ['REVENUE', -3],
  ]);
  const { database } = system;
  await expect(database.outcomeReport.updateMany({ data: { months: 1 } })).rejects.toThrow(/permission denied/);
});

test('after a year the second report is asked for, by a letter of its own', async () => {
  await system.advanceTo('2027-03-02T09:00:00+07:00');
  await askForOutcomes(system.database);
  expect(await asked()).toHaveLength(2);
  expect(await awaited()).toMatchObject([{ application: code, months: 12, standing: { name: 'due' } }]);
});
