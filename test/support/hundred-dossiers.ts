/** A hundred dossiers and a contract, and a table, reckoned by hand, of what one more day off moves of them. */
import { type CalendarYear, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { legalDay } from '../../domain/dates.ts';
import { ACTION, TASK } from '../../domain/process.ts';
import { correctYear } from '../../records/calendar.ts';
import { draft, inForce } from './dossier.ts';
import { does, type Office, setClock } from './office.ts';

const official = OFFICIAL_CALENDAR.years[2026]!;

/** Wednesday 18 March is off too. */
export const WITH_18_MARCH: CalendarYear = { ...official, off: [...official.off, '2026-03-18'] };

/**
 * Intake has 3 working days, appraisal 8, the one-stop clock 15; the day itself is not counted. What runs over 18 March moves by one
 * day, what ends before it does not, and a date that the subject gave itself (the end of a contract) never does.
 */
const TABLE = [
  { count: 20, on: '2026-03-02', task: TASK.checkCompleteness, due: '2026-03-05', after: '2026-03-05' },
  {
    ...{ count: 20, on: '2026-03-02', accepted: true, task: TASK.appraise, due: '2026-03-12', after: '2026-03-12' },
    ...{ appointed: '2026-03-23', appointedAfter: '2026-03-24' },
  },
  { count: 10, on: '2026-03-09', task: TASK.checkCompleteness, due: '2026-03-12', after: '2026-03-12' },
  {
    ...{ count: 10, on: '2026-03-09', accepted: true, task: TASK.appraise, due: '2026-03-19', after: '2026-03-20' },
    ...{ appointed: '2026-03-30', appointedAfter: '2026-03-31' },
  },
  { count: 10, on: '2026-03-12', task: TASK.checkCompleteness, due: '2026-03-17', after: '2026-03-17' },
  { count: 10, on: '2026-03-13', task: TASK.checkCompleteness, due: '2026-03-18', after: '2026-03-19' },
  { count: 19, on: '2026-03-16', task: TASK.checkCompleteness, due: '2026-03-19', after: '2026-03-20' },
] as const;

/** Where a dossier's dates lie: its open task's due day, and the appointed date. */
type Dates = { task: string; due: string; appointed: string | null };
export type Expected = { before: ReadonlyMap<string, Dates>; after: ReadonlyMap<string, Dates> };

/** Makes them, day by day. @returns by code what is expected, before the correction and after */
export async function hundredDossiers(office: Office): Promise<Expected> {
  const before = new Map<string, Dates>();
  const after = new Map<string, Dates>();
  await setClock(office, '2026-03-02T09:00:00+07:00');
  const code = await inForce(office, { startOn: '2026-03-05', endOn: '2026-03-27' });
  // The one-stop clock ended with the decision; the contract's end is a date of its own.
  const stays = { task: TASK.deliver, due: '2026-03-27', appointed: '2026-03-23' };
  before.set(code, stays);
  after.set(code, stays);
  for (const row of TABLE) {
    await setClock(office, `${row.on}T09:00:00+07:00`);
    for (let made = 0; made < row.count; made += 1) {
      const one = await draft(office);
      await does(office, 'enterprise', one, ACTION.submit, { contentVersion: 1 });
      if ('accepted' in row) await does(office, 'intake', one, ACTION.accept);
      const appointed = 'appointed' in row ? row.appointed : null;
      before.set(one, { task: row.task, due: row.due, appointed });
      after.set(one, { task: row.task, due: row.after, appointed: 'appointed' in row ? row.appointedAfter : null });
    }
  }
  return { before, after };
}

/** Where their dates lie now. */
export async function datesOf({ database }: Pick<Office, 'database'>): Promise<Map<string, Dates>> {
  const tasks = await database.task.findMany({ where: { closedAt: null, subject: 'application' } });
  const applications = await database.application.findMany({ orderBy: { code: 'asc' } });
  return new Map(
    applications.map(({ code, appointedAt }) => {
      const task = tasks.find((open) => open.code === code)!;
      return [
        code,
        { task: task.name, due: legalDay(task.dueAt), appointed: appointedAt && legalDay(appointedAt) },
      ] as const;
    }),
  );
}

/** Codes whose dates the correction moves, in order. */
export const moving = ({ before, after }: Expected): string[] =>
  [...before.keys()].filter((code) => JSON.stringify(before.get(code)) !== JSON.stringify(after.get(code))).sort();

/** Corrects a year as an administrator does. @returns how many recalculations that called for */
export async function corrects(office: Office, year: number, calendar: CalendarYear): Promise<number> {
  const by = office.people.administrator;
  const correction = { agencyId: 'test-agency', year, calendar, reason: 'Thông báo nghỉ bù', by };
  return (await office.database.$transaction((tx) => correctYear(tx, correction))).recalculations;
}
