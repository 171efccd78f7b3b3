import { ACTION, STATE } from '../../domain/process.ts';
import { approved, contracted } from '../support/dossier.ts';
import { does, history, type Office, openOffice, recorded, refusal, standing } from '../support/office.ts';

let office: Office;
let pack: string;
let present: string;
let absent: string;
beforeAll(async () => {
  office = await openOffice();
  present = await approved(office, { estimate: 20_000_000 });
  absent = await approved(office, { estimate: 10_000_000, enterprise: 'otherEnterprise' });
  pack = await contracted(
    office,
    [
      { application: present, price: 20_000_000 },
      { application: absent, price: 10_000_000, enterprise: 'otherEnterprise' },
    ],
    { startOn: '2026-03-02' },
  );
});
afterAll(() => office?.close());

const EVENT = { heldOn: '2026-03-02', place: 'Trung tâm Hội chợ', topic: 'Kết nối cung cầu' };

test('attendance at an event is recorded once, and stands in the dossier of each participant, of the absent ones too', async () => {
  const participants = [{ application: present, attendances: 3, newPeople: 2 }];
  expect(await does(office, 'consultant', pack, ACTION.recordAttendance, { ...EVENT, participants })).toBe(
    STATE.inForce,
  );
  expect(await recorded(office, pack, ACTION.recordAttendance)).toMatchObject({ ...EVENT, absent: [absent] });
  expect(await recorded(office, present, ACTION.attendanceRecorded)).toMatchObject({ attendances: 3, newPeople: 2 });
  expect(await recorded(office, absent, ACTION.attendanceRecorded)).toMatchObject({ attendances: 0, newPeople: 0 });
  const sessions = await office.database.trainingSession.findMany({ include: { application: true } });
  expect(sessions).toEqual([
    expect.objectContaining({
      ...{ no: 1, attendances: 3, newPeople: 2 },
      application: expect.objectContaining({ code: present }),
    }),
  ]);
  expect(await standing(office, absent)).toBe(STATE.delivering);
});

test('whose people were there may be reported as complete, and whose were not may not', async () => {
  const summary = { summary: 'Đã tham dự' };
  expect(await refusal(office, 'consultant', absent, ACTION.reportCompletion, summary)).toMatchObject({
    code: 'guarded',
    faults: { '': 'no-session-held' },
  });
  expect(await does(office, 'consultant', present, ACTION.reportCompletion, summary)).toBe(STATE.confirming);
});

test('what does not fit is refused with every fault, and nothing is recorded', async () => {
  const before = await history(office, pack);
  const participants = [
    { application: present, attendances: 1, newPeople: 0 },
    { application: absent, attendances: 1, newPeople: 2 },
    { application: absent, attendances: 1, newPeople: 0 },
  ];
  const late = { ...EVENT, heldOn: '2026-03-03', participants };
  expect(await refusal(office, 'consultant', pack, ACTION.recordAttendance, late)).toMatchObject({
    code: 'invalid',
    faults: {
      heldOn: 'in-the-future',
      // Its completion was reported: it takes part in nothing more.
      'participants.0.application': 'not-participating',
      'participants.1.newPeople': 'more-than-attendances',
      'participants.2.application': 'named-twice',
    },
  });
  const early = { ...EVENT, heldOn: '2026-03-01', participants: [participants[2]] };
  expect(await refusal(office, 'consultant', pack, ACTION.recordAttendance, early)).toMatchObject({
    faults: { heldOn: 'outside-contract' },
  });
  expect(await refusal(office, 'otherConsultant', pack, ACTION.recordAttendance, early)).toMatchObject({
    code: 'not-found',
  });
  expect(await history(office, pack)).toEqual(before);
});
