import { legalDay } from '../../domain/dates.ts';
import { ACTION, LETTER, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { record } from '../../records/record.ts';
import { draft, favourable } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  setClock,
} from '../support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

/** Accepted on Monday 2 March: the decision is due on 23 March. */
async function accepted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  return code;
}

const appointed = async (code: string) => {
  const { appointedAt } = await office.database.application.findUniqueOrThrow({ where: { code } });
  return appointedAt && legalDay(appointedAt);
};
const ledger = () => office.database.pause.findMany({ orderBy: { fromAt: 'asc' } });
const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '7/QĐ-SKHCN', date: '2026-03-02' };
const storm = (until: string) => ({ pauseReason: 'force-majeure', reason: 'Bão số 3', until, instrument });

test('a pause stops the one-stop clock and is told to the enterprise; resumed, the date moves by the working days waited', async () => {
  const code = await accepted();
  await setClock(office, '2026-03-03T09:00:00+07:00');
  expect(await does(office, 'approver', code, ACTION.pauseClock, storm('2026-03-20'))).toBe(STATE.paused);
  expect(await appointed(code)).toBeNull();
  expect(await openTasks(office, code)).toEqual([TASK.awaitResumption]);
  expect(await ledger()).toMatchObject([{ reason: 'force-majeure', by: 'approver', toAt: null }]);
  expect(await recorded(office, code, ACTION.pauseClock)).toMatchObject({ until: '2026-03-20' });
  await setClock(office, '2026-03-06T09:00:00+07:00');
  expect(await does(office, 'approver', code, ACTION.resumeClock, { reason: 'Hết bão' })).toBe(STATE.appraising);
  expect(await appointed(code)).toBe('2026-03-26');
  expect(await ledger()).toMatchObject([{ toAt: expect.any(Date) }]);
  for (const letter of [LETTER.clockPaused, LETTER.clockResumed])
    expect(await addressees(office, code, letter)).toEqual(['enterprise']);
});

test('the step that a pause has interrupted goes on with the working days that it had left, and says so in its sum', async () => {
  const code = await accepted();
  const dueOf = async () => {
    const { dueAt, dueBasis } = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    return { day: legalDay(dueAt), sum: (dueBasis as { sum: { kind: string }[] }).sum };
  };
  expect((await dueOf()).day).toBe('2026-03-12');
  await setClock(office, '2026-03-06T09:00:00+07:00');
  await does(office, 'approver', code, ACTION.pauseClock, storm('2026-03-30'));
  await setClock(office, '2026-03-13T09:00:00+07:00');
  await does(office, 'appraiser', code, ACTION.resumeClock, { reason: 'Hết bão' });
  // Five working days stood: both dates are as much later, so that the steps still fit into what was promised.
  expect((await dueOf()).day).toBe('2026-03-19');
  expect((await dueOf()).sum).toContainEqual(expect.objectContaining({ kind: 'pause', workingDays: 5 }));
  expect(await appointed(code)).toBe('2026-03-30');

  await setClock(office, '2026-03-16T09:00:00+07:00');
  await does(office, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  await setClock(office, '2026-03-18T09:00:00+07:00');
  await does(office, 'enterprise', code, ACTION.supply, { answer: 'Đã bổ sung' });
  expect((await dueOf()).day).toBe('2026-03-23');
  expect(await appointed(code)).toBe('2026-04-01');
});

test('a pause that nobody ends ends by itself with its last day, and the dossier stands where it was paused', async () => {
  const code = await accepted();
  await does(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  await does(office, 'approver', code, ACTION.pauseClock, storm('2026-03-10'));
  expect(await passLimit(office, code, TASK.awaitResumption)).toBe(STATE.deciding);
  expect(await appointed(code)).toBe('2026-03-31');
  expect((await ledger()).map(({ toAt }) => toAt)).toEqual([new Date('2026-03-10T17:00:00+07:00')]);
  // Nobody decides on their own work, after a pause neither.
  const { barred } = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  expect(barred).toEqual([office.people.appraiser]);
});

test('a clock that was late to see the end of a pause gains the dossier no day', async () => {
  const code = await accepted();
  await does(office, 'approver', code, ACTION.pauseClock, storm('2026-03-10'));
  for (;;) {
    const task = await office.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    if (task.name !== TASK.awaitResumption) break;
    await setClock(office, '2026-03-13T09:00:00+07:00');
    const timer = { task: task.id, dueAt: task.nextAt!.toISOString() };
    await record(office, { subject: SUBJECT.application, code, timer });
  }
  expect(await appointed(code)).toBe('2026-03-31');
});

test('a reason that is not in the programme’s data, one without its instrument, and a pause without an end are refused, all at once', async () => {
  const code = await accepted();
  const unknown = { ...storm('2026-03-02'), pauseReason: 'holiday' };
  expect((await refusal(office, 'approver', code, ACTION.pauseClock, unknown)).faults).toEqual({
    pauseReason: 'no-such-reason',
    until: 'not-in-the-future',
  });
  const { instrument: _, ...bare } = storm('2026-12-31');
  expect((await refusal(office, 'approver', code, ACTION.pauseClock, bare)).faults).toEqual({
    instrument: 'instrument-missing',
    until: 'too-long',
  });
  const { until: __, ...endless } = storm('2026-03-10');
  expect(Object.keys((await refusal(office, 'approver', code, ACTION.pauseClock, endless)).faults)).toEqual(['until']);
  expect(await ledger()).toEqual([]);
});

test('while it is paused there is no second pause and no decision; it may be withdrawn, which ends the pause', async () => {
  const code = await accepted();
  await does(office, 'approver', code, ACTION.pauseClock, storm('2026-03-10'));
  expect((await refusal(office, 'approver', code, ACTION.pauseClock, storm('2026-03-11'))).code).toBe('not-open');
  expect((await refusal(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000))).code).toBe(
    'not-open',
  );
  await does(office, 'enterprise', code, ACTION.withdraw);
  expect(await ledger()).toMatchObject([{ toAt: expect.any(Date) }]);
});
