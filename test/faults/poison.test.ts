import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { untilClocksAreSet } from '../support/clocks.ts';
import { approved, opened } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { openRow, type Row, silentIn, submitted, takenIn, untilSupervisorIsTold } from '../support/faults-row.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { harmIn } from '../support/kill-aftermath.ts';
import { WITHIN_FIVE_MINUTES } from '../support/kill-plant.ts';
import { does, history, setClock, standing, tries } from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { unwritableLetter, wakeOfNothing } from '../support/unprocessable.ts';

/** What PostgreSQL says of a value that it cannot hold. */
const OUT_OF_RANGE = '22008';
const OPINION = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-20' };

let row: Row;
beforeAll(async () => {
  row = await openRow();
});
afterAll(() => row?.close());

type Stuck = { id: string; kind: string; code: string };
const stuck = async () => (await row.cast.supervisor.get<{ items: Stuck[] }>('/supervision/stuck?limit=100')).items;

test('a decision, a note, a wake, a letter and a recalculation that cannot be processed hold up no other, are told, and can be tried again or withdrawn', async () => {
  const { database, owner, cast } = row;
  // Dates that run over 18 March are moved by the correction below.
  await setClock(row, '2026-03-13T09:00:00+07:00');
  const [retried, withdrawn, good] = [await submitted(row), await submitted(row), await submitted(row)];
  const [noting, alsoNoting] = [await takenIn(row), await takenIn(row)];
  const awaiting = await approved(row);
  const recalculated = [retried, withdrawn, good];
  const refuse = (code: string, action: string) => poison({ owner }, 'Event', { code, action }, OUT_OF_RANGE);
  const cures = [await refuse(retried, ACTION.accept), await refuse(noting, ACTION.askOpinion)];
  const neverCured = await refuse(withdrawn, ACTION.accept);

  // What cannot be recorded is answered, and what comes after it is recorded.
  const asked = [
    await tries(row, 'intake', retried, ACTION.accept),
    await tries(row, 'intake', withdrawn, ACTION.accept),
    await tries(row, 'appraiser', noting, ACTION.askOpinion, OPINION),
  ];
  expect(asked.map((answer) => !answer.ok && answer.code)).toEqual(['fault', 'fault', 'fault']);
  await does(row, 'appraiser', alsoNoting, ACTION.askOpinion, OPINION);

  const letter = await unwritableLetter(row, good);
  const wake = await wakeOfNothing(row, good);
  cures.push(await refuse(withdrawn, ACTION.recalculate));
  expect(await corrects(row, 2026, WITH_18_MARCH)).toBeGreaterThanOrEqual(recalculated.length);
  const pack = await opened(row, [awaiting]);

  const left = async () => ({
    decisions: await database.decision.count({ where: { outcome: { equals: null as never } } }),
    letters: (await database.letter.findMany({ where: { sentAt: null } })).map(({ id }) => id),
    wakes: (await database.wake.findMany({ where: { sentAt: null } })).map(({ id }) => id),
    recalculations: await database.recalculation.count({ where: { doneAt: null } }),
  });
  const poisoned = { decisions: 0, letters: [letter], wakes: [wake], recalculations: 0 };
  await eventually(async () => JSON.stringify(await left()) === JSON.stringify(poisoned), {
    what: 'all but the letter and the wake to be done',
    timeoutMs: WITHIN_FIVE_MINUTES,
  });
  for (const code of [retried, good]) expect(await history(row, code)).toContain(ACTION.recalculate);
  expect(await standing(row, awaiting)).toBe(STATE.inPackage);
  expect(await untilClocksAreSet(row)).toEqual(expect.arrayContaining([retried, withdrawn, noting, pack]));

  // Supervisors are told of each, and find it within one call.
  const kinds = (await stuck()).map(({ kind, code }) => `${kind} ${code}`).sort();
  expect(kinds).toEqual(
    [`decision ${retried}`, `decision ${withdrawn}`, `note ${noting}`, `recalculation ${withdrawn}`].sort(),
  );
  const undelivered = await cast.supervisor.get<{ items: { id: string }[] }>('/supervision/undelivered?limit=100');
  expect(undelivered.items.map(({ id }) => id)).toEqual(expect.arrayContaining([letter, wake]));
  await untilSupervisorIsTold(row, LETTER.recordFault, [retried, withdrawn, noting]);
  await untilSupervisorIsTold(row, LETTER.lettersUnsent, [good]);

  // What was healed is recorded once by a retry; what was not can be withdrawn.
  for (const cure of cures) await cure();
  for (const { id, code, kind } of await stuck()) {
    const path = `/supervision/stuck/${id}/${code === withdrawn && kind === 'decision' ? 'withdraw' : 'retry'}`;
    (await cast.supervisor.post(path, path.endsWith('withdraw') ? { reason: 'Gửi lại sau' } : {})).read();
  }
  expect(await stuck()).toEqual([]);
  await neverCured();
  expect(await standing(row, retried)).toBe(STATE.appraising);
  expect(await standing(row, withdrawn)).toBe(STATE.received);
  await does(row, 'intake', withdrawn, ACTION.accept);
  await database.letter.updateMany({ where: { id: letter }, data: { name: LETTER.acknowledgement } });
  (await cast.supervisor.post(`/supervision/undelivered/${letter}/retry`)).read();
  await database.wake.updateMany({ where: { id: wake }, data: { subject: 'application' } });

  expect(await silentIn(row)).toEqual([]);
  expect(withoutRefused(await harmIn(row, { mail: 'again' }), withdrawn)).toEqual([]);
  await expectAllHistoriesReplay(row);
});

/** The decision that was withdrawn was not recorded: that alone is as it should be. */
const withoutRefused = (harm: readonly string[], code: string) =>
  harm.filter(
    (line) =>
      !line.startsWith(`${ACTION.accept} of ${code} came to {"ok":false`) &&
      line !== `${ACTION.accept} of ${code} is in the audit 0 times`,
  );
