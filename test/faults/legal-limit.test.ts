import { wordOf } from '../../catalogue/words.ts';
import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { expectUnharmed, openRow, type Row } from '../support/faults-row.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, history, setClock, standing, upload } from '../support/office.ts';

const MINUTE_MS = 60_000;

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

/** A dossier whose enterprise was asked for a supplement, in intake. */
async function asked(): Promise<string> {
  const code = await draft(row);
  await does(row, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(row, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
  return code;
}

type Waiting = { kind: string; code: string };
const undelivered = async () =>
  (await row.cast.supervisor.get<{ items: Waiting[] }>('/supervision/undelivered?limit=100')).items;

test('Temporal down over a legal limit: what was sent in time counts, who sent nothing has lapsed, and whoever must act is told', async () => {
  const { database, owner } = row;
  const [inTime, silent] = [await asked(), await asked()];
  const { dueAt } = await database.task.findFirstOrThrow({ where: { code: inTime, name: TASK.supplyDocuments } });
  const documents = [{ kind: 'financial-report', documentId: await upload(row, 'enterprise', 'bao-cao.pdf') }];
  await row.advanceTo(new Date(dueAt.getTime() - 10 * MINUTE_MS));

  await row.without('temporal', async () => {
    await does(row, 'enterprise', inTime, ACTION.supply, { answer: 'Đã bổ sung', documents });
    const [decision] = await database.decision.findMany({ where: { code: inTime, action: ACTION.supply } });
    expect(decision!.receivedAt < dueAt).toBe(true);
    // A supervisor reads what stands still meanwhile, and whoever operates the system what is away.
    await eventually(async () => (await undelivered()).some(({ kind, code }) => kind === 'wake' && code === inTime), {
      what: 'the supervisor to read what waits for Temporal',
    });
    const ready = (await (await fetch(`${row.base}/readyz`)).json()) as { status: string; temporal: boolean };
    expect(ready).toMatchObject({ status: 'degraded', temporal: false });
    // The limit passes, and more than the time by which a lost clock is noticed.
    await setClock({ owner }, new Date(dueAt.getTime() + 10 * MINUTE_MS));
  });

  await eventually(async () => (await standing(row, silent)) === STATE.stopped, {
    what: 'the other dossier to lapse',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  expect(await standing(row, inTime)).toBe(STATE.received);
  const lapse = ({ subject }: { subject: string }) =>
    subject.includes(wordOf('letter', LETTER.stopped).vi) && subject.includes(silent);
  await eventually(async () => (await row.mailbox.messages('enterprise@example.test')).some(lapse), {
    what: 'the enterprise to hear that its dossier has lapsed',
  });
  const { items } = await row.cast.intake.get<{ items: object[] }>(`/tasks?code=${inTime}`);
  expect(items).toEqual([expect.objectContaining({ name: TASK.checkCompleteness })]);
  const happened = (await history(row, inTime)).filter((action) => action !== ACTION.remind);
  expect(happened).toEqual([ACTION.submit, ACTION.requestSupplement, ACTION.supply]);
  expect(await untilClocksAreSet(row)).toEqual([inTime]);
  await expectUnharmed(row);
});
