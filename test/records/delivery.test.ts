import { randomUUID } from 'node:crypto';
import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { delivered, inForce, session } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
  standing,
  tries,
  upload,
} from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
beforeEach(() => setClock(office, STARTS_AT));
afterAll(() => office.close());

const held = (given: object = {}) => session({ heldOn: '2026-03-02', reason: 'Học viên đề nghị học sớm', ...given });
const complete = { summary: 'Đã dạy đủ' };

async function sessionsOf(code: string) {
  const application = await office.database.application.findUniqueOrThrow({
    where: { code },
    include: { sessions: true },
  });
  return application.sessions.sort((a, b) => a.no - b.no);
}

describe('training sessions', () => {
  test('count 20 people at three sessions as 20 people and 60 attendances', async () => {
    const code = await inForce(office);
    for (const newPeople of [20, 0, 0])
      await does(office, 'consultant', code, ACTION.recordSession, held({ attendances: 20, newPeople }));
    await does(office, 'consultant', code, ACTION.reportCompletion, complete);
    expect(await recorded(office, code, ACTION.reportCompletion)).toMatchObject({
      sessions: 3,
      people: 20,
      attendances: 60,
    });
  });

  test('are announced, moved with a word to the enterprise, and then held under the same number', async () => {
    const code = await inForce(office);
    const plan = { plannedOn: '2026-03-10', place: 'Hội trường', topic: '5S' };
    await does(office, 'consultant', code, ACTION.recordSession, plan);
    const moved = { no: 1, plannedOn: '2026-03-12', reason: 'Giảng viên ốm' };
    await does(office, 'consultant', code, ACTION.rescheduleSession, moved);
    expect(await addressees(office, code, LETTER.sessionRescheduled)).toEqual(['enterprise']);
    await setClock(office, '2026-03-12T17:00:00+07:00');
    await does(office, 'consultant', code, ACTION.recordSession, {
      ...held({ no: 1, heldOn: '2026-03-12' }),
      reason: undefined,
    });
    const [only, ...others] = await sessionsOf(code);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      no: 1,
      plannedOn: new Date('2026-03-12'),
      heldOn: new Date('2026-03-12'),
      attendances: 20,
    });
    expect(await recorded(office, code, ACTION.recordSession)).toMatchObject({ outsideContract: false });
    const again = await refusal(office, 'consultant', code, ACTION.rescheduleSession, {
      ...moved,
      plannedOn: '2026-03-20',
    });
    expect(again.faults).toEqual({ no: 'already-held' });
  });

  test('are refused where they lie in the future, count more people than attendances, or were held already', async () => {
    const code = await inForce(office);
    const wrong = held({ heldOn: '2026-03-03', attendances: 5, newPeople: 6 });
    expect((await refusal(office, 'consultant', code, ACTION.recordSession, wrong)).faults).toEqual({
      heldOn: 'in-the-future',
      newPeople: 'more-than-attendances',
    });
    expect(await sessionsOf(code)).toEqual([]);
    await does(office, 'consultant', code, ACTION.recordSession, held());
    expect((await refusal(office, 'consultant', code, ACTION.recordSession, held({ no: 1 }))).faults).toEqual({
      no: 'already-held',
    });
    expect((await refusal(office, 'consultant', code, ACTION.recordSession, held({ no: 7 }))).faults).toEqual({
      no: 'no-such-session',
    });
  });

  test('outside the contract need a reason, and are marked', async () => {
    const code = await inForce(office);
    const early = held({ reason: undefined });
    expect((await refusal(office, 'consultant', code, ACTION.recordSession, early)).faults).toEqual({
      reason: 'outside-contract',
    });
    await does(office, 'consultant', code, ACTION.recordSession, held());
    expect(await recorded(office, code, ACTION.recordSession)).toMatchObject({
      heldOn: '2026-03-02',
      outsideContract: true,
    });
  });

  test('must have been held before a training is reported complete', async () => {
    const code = await inForce(office);
    await does(office, 'consultant', code, ACTION.recordSession, {
      plannedOn: '2026-03-10',
      place: 'Hội trường',
      topic: '5S',
    });
    expect(await refusal(office, 'consultant', code, ACTION.reportCompletion, complete)).toMatchObject({
      code: 'guarded',
      faults: { '': 'no-session-held' },
    });
    expect(await standing(office, code)).toBe(STATE.delivering);
  });

  test('are for the consultant of the contract alone: another consultant learns nothing', async () => {
    const code = await inForce(office);
    expect(await refusal(office, 'otherConsultant', code, ACTION.recordSession, held())).toMatchObject({
      code: 'not-found',
      faults: {},
    });
    expect((await refusal(office, 'enterprise', code, ACTION.recordSession, held())).code).toBe('not-yours');
  });
});

test('work that is no training is reported complete without a session', async () => {
  const code = await inForce(office, { item: 'P3' });
  expect(await does(office, 'consultant', code, ACTION.reportCompletion, complete)).toBe(STATE.confirming);
});

test('progress and visits are kept with their documents and change no state', async () => {
  const code = await inForce(office);
  const document = { kind: 'attendance-list', documentId: await upload(office, 'consultant') };
  await does(office, 'consultant', code, ACTION.reportProgress, { text: 'Đã dạy một nửa', documents: [document] });
  const foreign = { kind: 'photo', documentId: await upload(office, 'otherConsultant') };
  const borrowed = { text: 'Ảnh lớp', documents: [foreign, { kind: 'photo', documentId: randomUUID() }] };
  expect((await refusal(office, 'consultant', code, ACTION.reportProgress, borrowed)).faults).toEqual({
    'documents.0.documentId': 'no-such-document',
    'documents.1.documentId': 'no-such-document',
  });
  await does(office, 'inspector', code, ACTION.recordVisit, { on: '2026-03-02', findings: 'Lớp học đúng kế hoạch' });
  const tomorrow = { on: '2026-03-03', findings: 'Sẽ đến' };
  expect((await refusal(office, 'inspector', code, ACTION.recordVisit, tomorrow)).faults).toEqual({
    on: 'in-the-future',
  });
  const { id } = await office.database.application.findUniqueOrThrow({ where: { code } });
  const kept = await office.database.attachment.findMany({
    where: { subjectId: id, kind: { in: ['attendance-list', 'photo'] } },
  });
  expect(kept.map((attachment) => attachment.documentId)).toEqual([document.documentId]);
  expect(await standing(office, code)).toBe(STATE.delivering);
  expect(await openTasks(office, code)).toEqual([TASK.deliver]);
});

describe('completion', () => {
  test('confirmed by the enterprise goes to inspection', async () => {
    const code = await inForce(office);
    await delivered(office, code);
    expect(await standing(office, code)).toBe(STATE.inspecting);
    expect(await openTasks(office, code)).toEqual([TASK.inspect]);
    expect(await addressees(office, code, LETTER.completionReported)).toEqual(['enterprise']);
  });

  test('objected to is for the approver, who has the consultant go on or the inspection decide', async () => {
    const code = await inForce(office);
    await does(office, 'consultant', code, ACTION.recordSession, held());
    await does(office, 'consultant', code, ACTION.reportCompletion, complete);
    await does(office, 'enterprise', code, ACTION.object, { grounds: 'Thiếu hai buổi' });
    expect(await openTasks(office, code)).toEqual([TASK.decideObjection]);
    const resume = { outcome: 'resume', reason: 'Đúng là thiếu' };
    expect(await does(office, 'approver', code, ACTION.settleObjection, resume)).toBe(STATE.delivering);
    expect(await openTasks(office, code)).toEqual([TASK.deliver]);
    await does(office, 'consultant', code, ACTION.reportCompletion, complete);
    await does(office, 'enterprise', code, ACTION.object, { grounds: 'Vẫn thiếu' });
    const inspect = { outcome: 'inspect', reason: 'Để đoàn kiểm tra xem' };
    expect(await does(office, 'approver', code, ACTION.settleObjection, inspect)).toBe(STATE.inspecting);
    expect((await addressees(office, code, LETTER.objectionSettled)).sort()).toEqual([
      'consultant',
      'consultant',
      'enterprise',
      'enterprise',
    ]);
  });

  test('met with silence goes to inspection, which says that nobody confirmed it', async () => {
    const code = await inForce(office);
    await does(office, 'consultant', code, ACTION.recordSession, held());
    await does(office, 'consultant', code, ACTION.reportCompletion, complete);
    expect(await passLimit(office, code, TASK.confirmCompletion)).toBe(STATE.inspecting);
    expect(await addressees(office, code, LETTER.confirmationLapsed)).toEqual(['enterprise']);
    expect(await recorded(office, code, ACTION.lapseConfirmation)).toEqual({ silent: 'enterprise' });
  });
});

describe('a consultant who lets the end of delivery pass', () => {
  test('has the approver decide, who may have the work go on: it is due anew', async () => {
    const code = await inForce(office);
    expect(await passLimit(office, code, TASK.deliver)).toBe(STATE.delivering);
    expect(await openTasks(office, code)).toEqual([TASK.decideTermination]);
    expect((await tries(office, 'consultant', code, ACTION.reportCompletion, complete)).ok).toBe(false);
    await does(office, 'approver', code, ACTION.continue, { reason: 'Gia hạn theo phụ lục' });
    const tasks = await office.database.task.findMany({ where: { code, closedAt: null } });
    expect(tasks.map((task) => task.name)).toEqual([TASK.deliver]);
    expect(tasks[0]!.dueAt > new Date('2026-06-30T10:00:00Z')).toBe(true);
    expect((await addressees(office, code, LETTER.terminationRefused)).sort()).toEqual(['consultant', 'enterprise']);
  });

  test('is not asked about twice where a termination was requested before', async () => {
    const code = await inForce(office);
    await does(office, 'enterprise', code, ACTION.requestTermination, {
      ground: 'breach-by-consultant',
      text: 'Không đến dạy',
    });
    await passLimit(office, code, TASK.deliver);
    expect(await openTasks(office, code)).toEqual([TASK.decideTermination]);
    expect(await history(office, code)).toEqual(
      expect.arrayContaining([ACTION.requestTermination, ACTION.lapseDelivery]),
    );
  });
});
