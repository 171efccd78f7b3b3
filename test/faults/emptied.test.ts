import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { DISPATCH_WORKFLOW } from '../../workflows/messages.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { approved, draft, favourable, opened } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import {
  expectUnharmed,
  openRow,
  type Row,
  silentIn,
  submitted,
  untilLostRunsAreRead,
  untilSupervisorIsTold,
} from '../support/faults-row.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, history, standing } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';

const AMOUNT = 40_000_000;

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

test("Temporal's storage emptied under worker and API at work: every open dossier has its run again, decisions taken meanwhile are recorded once, letters leave, and supervisors are told", async () => {
  const { temporal, database, mailbox } = row;
  const untouched: string[] = [];
  while (untouched.length < 4) untouched.push(await submitted(row));
  const accepting = await submitted(row);
  const deciding = await submitted(row);
  await does(row, 'intake', deciding, ACTION.accept);
  await does(row, 'appraiser', deciding, ACTION.recommend, favourable(AMOUNT, AMOUNT));
  const inPackage = await approved(row);
  const pack = await opened(row, [inPackage]);
  const stillDraft = await draft(row);
  await untilDelivered(database);

  await row.without('temporal', async () => {
    rmSync(join(row.folder, 'temporal'), { recursive: true });
    await does(row, 'intake', accepting, ACTION.accept);
    await does(row, 'enterprise', stillDraft, ACTION.submit, { contentVersion: 1 });
  });
  await does(row, 'approver', deciding, ACTION.approve, { amount: AMOUNT });

  const open = [...untouched, accepting, deciding, inPackage, pack, stillDraft].sort();
  expect(await untilClocksAreSet(row)).toEqual(open);
  const dispatcher = temporal.workflow.getHandle(DISPATCH_WORKFLOW.id);
  await eventually(async () => (await dispatcher.describe()).status.name === 'RUNNING', {
    what: 'the dispatcher to run',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  await untilDelivered(database, WITHIN_FIVE_MINUTES);
  expect(await history(row, accepting)).toEqual([ACTION.submit, ACTION.accept]);
  expect(await history(row, stillDraft)).toEqual([ACTION.submit]);
  expect(await standing(row, deciding)).toBe(STATE.awaitingPackage);
  const letters = await database.letter.findMany({ where: { code: deciding } });
  const came = new Set((await mailbox.messages()).map(({ messageId }) => messageId));
  expect(letters.filter(({ messageId }) => !came.has(messageId ?? ''))).toEqual([]);

  await untilSupervisorIsTold(row, LETTER.runLost, untouched);
  await untilLostRunsAreRead(row, untouched);

  expect(await silentIn(row)).toEqual([]);
  await expectUnharmed(row);
});
