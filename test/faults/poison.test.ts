import { ACTION, STATE } from '../../domain/process.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { approved, opened } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { openRow, type Row, submitted, takenIn } from '../support/faults-row.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, standing, tries } from '../support/office.ts';
import { refuseInDatabase, unwritableLetter, wakeOfNothing } from '../support/poison.ts';

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

const opinion = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-10' };

test('a decision, a note, a wake, a letter and a recalculation that cannot be processed hold up no other, and are told', async () => {
  const { database, mailbox, cast } = row;
  const [deciding, others] = [await submitted(row), [await submitted(row), await submitted(row)]];
  const [noting, alsoNoting] = [await takenIn(row), await takenIn(row)];
  const recalculated = [await submitted(row), await submitted(row), await submitted(row)];
  const awaiting = await approved(row);
  const heal = [
    await refuseInDatabase(row, deciding, ACTION.accept),
    await refuseInDatabase(row, noting, ACTION.askOpinion),
    await refuseInDatabase(row, recalculated[1]!, ACTION.recalculate),
  ];

  // The decision and the note are answered, and the good ones after them are recorded.
  expect(await tries(row, 'intake', deciding, ACTION.accept)).toMatchObject({ ok: false, code: 'fault' });
  for (const code of others) expect(await does(row, 'intake', code, ACTION.accept)).toBe(STATE.appraising);
  expect(await tries(row, 'appraiser', noting, ACTION.askOpinion, opinion)).toMatchObject({ ok: false, code: 'fault' });
  await does(row, 'appraiser', alsoNoting, ACTION.askOpinion, opinion);

  const letter = await unwritableLetter(row, deciding);
  const wake = await wakeOfNothing(row, deciding);
  const calledFor = await corrects(row, 2026, WITH_18_MARCH);
  expect(calledFor).toBeGreaterThanOrEqual(recalculated.length);
  const pack = await opened(row, [awaiting]);

  // Whatever is good is done.
  const left = async () => ({
    decisions: (await database.decision.findMany({ where: { outcome: { equals: null as never } } })).length,
    letters: (await database.letter.findMany({ where: { sentAt: null } })).map(({ id }) => id),
    wakes: (await database.wake.findMany({ where: { sentAt: null } })).map(({ id }) => id),
    recalculations: (await database.recalculation.findMany({ where: { doneAt: null } })).map(({ code }) => code),
  });
  const poisoned = { decisions: 0, letters: [letter], wakes: [wake], recalculations: [recalculated[1]] };
  await eventually(async () => JSON.stringify(await left()) === JSON.stringify(poisoned), {
    what: 'all but the poisoned rows to be done',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  expect(await standing(row, awaiting)).toBe(STATE.inPackage);
  expect(await untilClocksAreSet(row)).toEqual(expect.arrayContaining([deciding, noting, pack]));

  // Supervisors are told, and find each within one call.
  const told = await mailbox.messages('supervisor@example.test');
  for (const code of [deciding, noting, recalculated[1]!])
    expect(told.map(({ subject }) => subject)).toEqual(expect.arrayContaining([expect.stringContaining(code)]));
  const stuck = await cast.supervisor.get<{ items: { code: string; id: string }[] }>('/supervision/stuck');
  expect(stuck.items.map(({ code }) => code).sort()).toEqual([deciding, noting, recalculated[1]!].sort());
  const undelivered = await cast.supervisor.get<{ items: { id: string }[] }>('/supervision/undelivered');
  expect(undelivered.items.map(({ id }) => id)).toEqual(expect.arrayContaining([letter, wake]));

  for (const cure of heal) await cure();
});
