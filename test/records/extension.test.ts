import { legalDay } from '../../domain/dates.ts';
import { ACTION, LETTER, SUBJECT, TASK } from '../../domain/process.ts';
import { record } from '../../records/record.ts';
import { draft, favourable } from '../support/dossier.ts';
import { addressees, does, type Office, openOffice, recorded, refusal, setClock } from '../support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

/** Accepted on Monday 2 March: appraisal is due on 12 March, the decision on 23 March. */
async function accepted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

const openTask = (code: string) => office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
const appointed = async (code: string) => {
  const { appointedAt } = await office.database.application.findUniqueOrThrow({ where: { code } });
  return appointedAt && legalDay(appointedAt);
};
const by = (workingDays: number) => ({ workingDays, reason: 'Chờ kết quả khảo sát thực tế' });

test('an extension moves the appointed date and the open step by its working days, once, and apologises for it', async () => {
  const code = await accepted();
  await does(office, 'approver', code, ACTION.extendLimit, by(3));
  expect(await appointed(code)).toBe('2026-03-26');
  expect(await openTask(code)).toMatchObject({ name: TASK.appraise, dueBasis: { workingDays: 8, extension: 3 } });
  expect(legalDay((await openTask(code)).dueAt)).toBe('2026-03-17');
  expect(await addressees(office, code, LETTER.apology)).toEqual(['enterprise']);
  expect(await recorded(office, code, ACTION.extendLimit)).toEqual({
    workingDays: 3,
    appointedAt: { before: '2026-03-23T10:00:00.000Z', after: '2026-03-26T10:00:00.000Z' },
    tasks: [{ task: TASK.appraise, before: '2026-03-12T10:00:00.000Z', after: '2026-03-17T10:00:00.000Z' }],
  });
  const again = await refusal(office, 'otherApprover', code, ACTION.extendLimit, by(1));
  expect(again).toMatchObject({ code: 'guarded', faults: { '': 'extension-left' } });
  expect(await appointed(code)).toBe('2026-03-26');
});

test('an extension counts on after a supplement was waited for, and the two are separate days', async () => {
  const code = await accepted();
  await does(office, 'approver', code, ACTION.extendLimit, by(3));
  await setClock(office, '2026-03-03T09:00:00+07:00');
  await does(office, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  expect(await appointed(code)).toBeNull();
  await setClock(office, '2026-03-05T09:00:00+07:00');
  await does(office, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
  expect(await appointed(code)).toBe('2026-03-30');
});

test('an extension beyond what the programme allows, without a reason, or to a day that has passed is refused', async () => {
  const code = await accepted();
  const tooLong = await refusal(office, 'approver', code, ACTION.extendLimit, by(6));
  expect(tooLong).toMatchObject({ code: 'invalid', faults: { workingDays: 'above-limit' } });
  const silent = await refusal(office, 'approver', code, ACTION.extendLimit, { workingDays: 1 });
  expect(Object.keys(silent.faults)).toEqual(['reason']);
  await setClock(office, '2026-03-27T09:00:00+07:00');
  const passed = await refusal(office, 'approver', code, ACTION.extendLimit, by(3));
  expect(passed.faults).toEqual({ workingDays: 'passed-already' });
  await does(office, 'approver', code, ACTION.extendLimit, by(5));
  expect(await appointed(code)).toBe('2026-03-30');
});

test('the limit is extended while the one-stop clock runs alone: not before acceptance, while it is paused, or after the decision', async () => {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const before = await refusal(office, 'approver', code, ACTION.extendLimit, by(1));
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  const paused = await refusal(office, 'approver', code, ACTION.extendLimit, by(1));
  await does(office, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
  await does(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  await does(office, 'approver', code, ACTION.approve, { amount: 40_000_000 });
  const decided = await refusal(office, 'approver', code, ACTION.extendLimit, by(1));
  expect([before, paused, decided].map((one) => one.code)).toEqual(['not-open', 'not-open', 'not-open']);
});

test('a step that was late is late no more where its date lies ahead again', async () => {
  const code = await accepted();
  const { id } = await openTask(code);
  for (let { nextAt, overdueAt } = await openTask(code); !overdueAt; { nextAt, overdueAt } = await openTask(code)) {
    await setClock(office, nextAt!);
    const timer = { task: id, dueAt: nextAt!.toISOString() };
    await record(office, { subject: SUBJECT.application, code, timer });
  }
  await does(office, 'approver', code, ACTION.extendLimit, by(3));
  expect(await openTask(code)).toMatchObject({ overdueAt: null });
  expect(await office.database.application.findUniqueOrThrow({ where: { code } })).toMatchObject({ overdue: false });
});

test('a dossier that is reopened may be extended once again', async () => {
  const code = await accepted();
  await does(office, 'approver', code, ACTION.extendLimit, by(3));
  await does(office, 'approver', code, ACTION.stop, { reason: 'Ngừng' });
  await does(office, 'otherApprover', code, ACTION.reopen, { reason: 'Xem xét lại' });
  expect(await appointed(code)).toBe('2026-03-23');
  await does(office, 'approver', code, ACTION.extendLimit, by(2));
  expect(await appointed(code)).toBe('2026-03-25');
});
