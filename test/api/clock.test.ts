import { ACTION } from '../../domain/process.ts';
import { draft } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Line = { label: { vi: string; en: string } };
type Clock = {
  oneStop: {
    provisional: boolean;
    reasons: { vi: string; en: string }[];
    dueAt: string | null;
    remaining: number | null;
    sum: Line[];
    pauses: { why: { en: string } }[];
  };
  tasks: { name: string; dueAt: string; basis: { sum?: Line[]; until?: string } }[];
};

it('a dossier shows its clock as a sum, line by line, and each open task its own: the two are never mixed', async () => {
  const code = await draft(system);
  const clock = () => system.cast.enterprise.get<Clock>(`/applications/${code}/clock`);
  const said = (lines: readonly Line[] | undefined, language: 'vi' | 'en') =>
    lines?.map(({ label }) => label[language]);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  expect((await clock()).oneStop).toBeNull();
  await does(system, 'intake', code, ACTION.accept);
  await does(system, 'approver', code, ACTION.extendLimit, { workingDays: 3, reason: 'Chờ khảo sát' });

  await system.advanceTo('2026-03-03T09:00:00+07:00');
  await does(system, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  await system.advanceTo('2026-03-05T09:00:00+07:00');
  await does(system, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });

  const issued = { number: '7/QĐ-SKHCN', date: '2026-03-05' };
  const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', ...issued };
  const storm = { pauseReason: 'force-majeure', reason: 'Bão số 3', until: '2026-03-10', instrument };
  await does(system, 'approver', code, ACTION.pauseClock, storm);
  expect((await clock()).oneStop).toMatchObject({ dueAt: null, remaining: 17 });
  expect((await clock()).tasks).toMatchObject([{ name: 'await-resumption', basis: { until: 'pause-end' } }]);

  // Nobody ends the pause: its last day does.
  await system.advanceTo('2026-03-11T09:00:00+07:00');
  const { oneStop, tasks } = await clock();
  expect(said(oneStop.sum, 'en')).toEqual([
    'Received on 02/03/2026 (that day is not counted)',
    '+ 15 working days allowed',
    '+ 3 working days extended, with an apology',
    '+ 2 working days waited from 03/03/2026 to 05/03/2026: Request a supplement',
    '+ 4 working days waited from 05/03/2026 to 10/03/2026: A natural disaster, an epidemic or another force majeure interrupts the appraisal',
    '= due on 03/04/2026, 17:00',
  ]);
  expect(said(oneStop.sum, 'vi')?.at(-2)).toBe(
    '+ 4 ngày làm việc tạm dừng từ 05/03/2026 đến 10/03/2026: Thiên tai, dịch bệnh, sự cố bất khả kháng làm gián đoạn việc thẩm định',
  );
  expect(oneStop.dueAt).toBe('2026-04-03T10:00:00.000Z');
  expect(oneStop.pauses.map(({ why }) => why.en)).toEqual([
    'Request a supplement',
    'A natural disaster, an epidemic or another force majeure interrupts the appraisal',
  ]);
  expect(tasks.map(({ name, basis }) => [name, said(basis.sum, 'en')])).toEqual([
    [
      'appraise',
      [
        'Received on 02/03/2026 (that day is not counted)',
        '+ 8 working days allowed',
        '+ 3 working days extended, with an apology',
        '+ 2 working days waited from 03/03/2026 to 05/03/2026: Request a supplement',
        '+ 4 working days waited from 05/03/2026 to 10/03/2026: A natural disaster, an epidemic or another force majeure interrupts the appraisal',
        '= due on 25/03/2026, 17:00',
      ],
    ],
  ]);
  // Left open, it would be late every week until December, when the next test begins.
  await does(system, 'enterprise', code, ACTION.withdraw);
});

it('a date that may still move says why, in both languages', async () => {
  await system.advanceTo('2026-12-28T09:00:00+07:00');
  const code = await draft(system, { enterprise: 'otherEnterprise' });
  await does(system, 'otherEnterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  const { oneStop, tasks } = await system.cast.otherEnterprise.get<Clock>(`/applications/${code}/clock`);
  const reason = {
    vi: 'Tạm tính: chưa có lịch nghỉ chính thức năm 2027; mới tính ngày nghỉ lễ theo luật, chưa có ngày hoán đổi',
    en: 'Provisional: the official calendar of 2027 is not known; holidays by law are taken, swapped days are missing',
  };
  // Fifteen working days, New Year's Day not counted.
  expect(oneStop).toMatchObject({ dueAt: '2027-01-19T10:00:00.000Z', provisional: true, reasons: [reason] });
  expect(oneStop.sum.map(({ label }) => label.en)).toContain('not counting the days off 01/01/2027');
  expect(tasks[0]?.basis).toMatchObject({ provisional: true, reasons: [reason] });
});
