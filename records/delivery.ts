/** Delivery of one part: sessions, progress, visits, completion, and the enterprise's word on it. */
import { z } from 'zod';
import { type Day, legalDay } from '../domain/dates.ts';
import { type Fault, Refused } from '../domain/errors.ts';
import { ACTION, LETTER, PARTY_ROLE, RECIPIENT, ROLE, STATE, SUBJECT, TASK } from '../domain/process.ts';
import { ROUTES } from '../domain/route.ts';
import type { TrainingSession } from '../prisma/generated/client.ts';
import { bring } from './attach.ts';
import { needsAttendance } from './attendance.ts';
import { engagementOf, itemOf, performerOf } from './case.ts';
import { pastDay, workDay } from './day-bounds.ts';
import { type Act, type CommonBody, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { dateOf, documents, line, text, whole } from './shapes.ts';

const sessionBody = {
  /** The session's number; without it, the next one. */
  no: whole(1, 999).optional(),
  plannedOn: workDay.optional(),
  /** Without it the session is only announced. */
  heldOn: pastDay.optional(),
  place: line.optional(),
  topic: line.optional(),
  trainer: line.optional(),
  /** Attendances (lượt) count everybody at every session; new people (người) only those who come for the first time. */
  attendances: whole(1, 100_000).optional(),
  newPeople: whole(0, 100_000).optional(),
  documents: documents.optional(),
};
type SessionBody = z.infer<z.ZodObject<typeof sessionBody>> & CommonBody;

/** Announces a session, or records that it was held: 20 people at three sessions are 20 new people and 60 attendances. */
async function recordSession(act: Act<SessionBody>) {
  const { tx, case: found, body } = act;
  const sessions = await tx.trainingSession.findMany({ where: { applicationId: found.row.id } });
  const next = Math.max(0, ...sessions.map((session) => session.no)) + 1;
  const no = body.no ?? next;
  const known = sessions.find((session) => session.no === no);
  const today = legalDay(act.now);
  const outside = body.heldOn !== undefined && !withinContract(act, body.heldOn);
  refuseIf([
    !known && no !== next && noSuchSession(no),
    known?.heldOn &&
      fault('no', 'already-held', `Buổi ${no} đã ghi là đã tổ chức.`, `Session ${no} is recorded as held already.`),
    ...(body.heldOn ? heldFaults(body, known, today) : plannedFaults(body, known, today)),
    outside &&
      !body.reason &&
      fault(
        'reason',
        'outside-contract',
        'Ngày tổ chức nằm ngoài thời hạn hợp đồng: hãy nêu lý do.',
        'The day lies outside the contract: say why.',
      ),
  ]);
  const held = body.heldOn
    ? { heldOn: dateOf(body.heldOn), attendances: body.attendances, newPeople: body.newPeople }
    : {};
  const where = { place: body.place ?? known?.place ?? '', topic: body.topic ?? known?.topic ?? '' };
  if (known) await tx.trainingSession.update({ where: { id: known.id }, data: { ...where, ...held } });
  else {
    const plannedOn = dateOf(body.plannedOn ?? body.heldOn ?? today);
    await tx.trainingSession.create({ data: { applicationId: found.row.id, no, plannedOn, ...where, ...held } });
  }
  await bring(act, body.documents);
  const counted = { attendances: body.attendances ?? null, newPeople: body.newPeople ?? null };
  const planned = body.plannedOn ?? (known ? legalDay(known.plannedOn) : null);
  return {
    data: {
      no,
      plannedOn: planned,
      heldOn: body.heldOn ?? null,
      ...where,
      trainer: body.trainer ?? null,
      ...counted,
      outsideContract: outside,
    },
  };
}

const missing = (path: string, vi: string, en: string): Fault =>
  fault(path, 'missing', `Chưa ghi ${vi}.`, `Give the ${en}.`);
const plannedInPast = fault('plannedOn', 'in-the-past', 'Ngày dự kiến đã qua.', 'The planned day lies in the past.');
const noSuchSession = (no: number): Fault =>
  fault('no', 'no-such-session', `Chưa có buổi số ${no}.`, `There is no session ${no}.`);

function heldFaults(body: SessionBody, known: TrainingSession | undefined, today: Day): (Fault | false)[] {
  return [
    body.heldOn! > today &&
      fault('heldOn', 'in-the-future', 'Ngày tổ chức chưa đến.', 'The session lies in the future.'),
    !known && !body.place && missing('place', 'địa điểm', 'place'),
    !known && !body.topic && missing('topic', 'nội dung', 'topic'),
    !body.trainer && missing('trainer', 'giảng viên', 'trainer'),
    body.attendances === undefined && missing('attendances', 'số lượt người', 'attendances'),
    body.newPeople === undefined && missing('newPeople', 'số người mới', 'new people'),
    (body.newPeople ?? 0) > (body.attendances ?? Number.POSITIVE_INFINITY) &&
      fault(
        'newPeople',
        'more-than-attendances',
        `Số người mới (${body.newPeople}) không thể nhiều hơn số lượt (${body.attendances}).`,
        `There cannot be more new people (${body.newPeople}) than attendances (${body.attendances}).`,
      ),
  ];
}

function plannedFaults(body: SessionBody, known: TrainingSession | undefined, today: Day): (Fault | false)[] {
  const counted = body.attendances !== undefined || body.newPeople !== undefined;
  return [
    known !== undefined && missing('heldOn', 'ngày tổ chức', 'day on which it was held'),
    !known && !body.plannedOn && missing('plannedOn', 'ngày dự kiến', 'planned day'),
    body.plannedOn !== undefined && body.plannedOn < today && plannedInPast,
    !known && !body.place && missing('place', 'địa điểm', 'place'),
    !known && !body.topic && missing('topic', 'nội dung', 'topic'),
    counted && !known && missing('heldOn', 'ngày tổ chức', 'day on which it was held'),
  ];
}

function withinContract({ case: found }: Act<unknown>, on: Day): boolean {
  const { startOn, endOn } = engagementOf(found) ?? {};
  return (!startOn || on >= legalDay(startOn)) && (!endOn || on <= legalDay(endOn));
}

const rescheduleSession = handler({
  body: { no: whole(1, 999), plannedOn: workDay, reason: text },
  run: async ({ tx, case: found, body, now }) => {
    const session = await tx.trainingSession.findUnique({
      where: { applicationId_no: { applicationId: found.row.id, no: body.no } },
    });
    refuseIf([
      !session && noSuchSession(body.no),
      session?.heldOn &&
        fault('no', 'already-held', `Buổi ${body.no} đã tổ chức.`, `Session ${body.no} was held already.`),
      body.plannedOn < legalDay(now) && plannedInPast,
    ]);
    await tx.trainingSession.update({ where: { id: session!.id }, data: { plannedOn: dateOf(body.plannedOn) } });
    const facts = { no: body.no, from: legalDay(session!.plannedOn), plannedOn: body.plannedOn };
    return { data: facts, facts: { ...facts, reason: body.reason, topic: session!.topic, place: session!.place } };
  },
});

const reportProgress = handler({
  body: { text, documents: documents.optional() },
  run: async (act) => {
    await bring(act, act.body.documents);
    return { data: { text: act.body.text } };
  },
});

const recordVisit = handler({
  body: { on: pastDay, findings: text, documents: documents.optional() },
  run: async (act) => {
    const { body, now } = act;
    refuseIf([
      body.on > legalDay(now) &&
        fault('on', 'in-the-future', 'Ngày kiểm tra chưa đến.', 'The visit lies in the future.'),
    ]);
    await bring(act, body.documents);
    return { data: { on: body.on, findings: body.findings } };
  },
});

const reportCompletion = handler({
  body: { summary: text, documents: documents.optional() },
  run: async (act) => {
    const { tx, case: found, body } = act;
    const sessions = await tx.trainingSession.findMany({ where: { applicationId: found.row.id } });
    const held = sessions.filter((session) => session.heldOn);
    const item = itemOf(found.programme, found.application!);
    if (needsAttendance(found) && held.length === 0) {
      const vi = 'Chưa ghi nhận buổi đào tạo, sự kiện nào đã tổ chức.';
      throw new Refused('guarded', [fault('', 'no-session-held', vi, 'No session or event is recorded as held yet.')]);
    }
    const route = item.route && ROUTES[item.route];
    refuseIf([
      route?.result &&
        !body.documents?.length &&
        fault(
          'documents',
          'result-missing',
          'Hãy kèm tài liệu chứng minh kết quả dự án.',
          'Attach the documents that show the result of the project.',
        ),
    ]);
    await bring(act, body.documents);
    const sum = (counts: (number | null)[]) => counts.reduce<number>((total, count) => total + (count ?? 0), 0);
    const facts = {
      summary: body.summary,
      sessions: held.length,
      notHeld: sessions.filter((session) => !session.heldOn).map((session) => session.no),
      attendances: sum(held.map((session) => session.attendances)),
      people: sum(held.map((session) => session.newPeople)),
    };
    // What the enterprise did itself it does not confirm to itself.
    if (performerOf(found) === PARTY_ROLE.enterprise) return { to: STATE.inspecting, data: facts, facts };
    const letters = [{ letter: LETTER.completionReported, to: RECIPIENT.enterprise }];
    return { to: STATE.confirming, data: facts, facts, letters };
  },
});

const confirm = handler({
  /** How content the enterprise is, in its own words. */
  body: { satisfaction: text.optional() },
  run: ({ body }) => ({ data: { satisfaction: body.satisfaction ?? null } }),
});

const object = handler({
  body: { grounds: text, documents: documents.optional() },
  run: async (act) => {
    await bring(act, act.body.documents);
    return { data: { grounds: act.body.grounds }, facts: { grounds: act.body.grounds } };
  },
});

const OUTCOME = { resume: 'resume', inspect: 'inspect' } as const;

const settleObjection = handler({
  /** `resume`: the consultant goes on delivering; `inspect`: the inspection decides. */
  body: { outcome: z.enum([OUTCOME.resume, OUTCOME.inspect]), reason: text },
  run: ({ body }) => ({
    to: body.outcome === OUTCOME.resume ? STATE.delivering : STATE.inspecting,
    data: { outcome: body.outcome },
    facts: { outcome: body.outcome, reason: body.reason },
  }),
});

/** The performer let the end of delivery pass; where a termination was requested already, that decision is enough. */
const lapseDelivery = handler({
  body: {},
  run: ({ case: found }) => {
    const asked = found.tasks.some((task) => task.subjectId === found.row.id && task.name === TASK.decideTermination);
    return { data: { silent: performerOf(found) }, opens: asked ? [] : [TASK.decideTermination] };
  },
});

/** Silence on completion is no confirmation: the inspection decides, and its letter says so. */
const lapseConfirmation = handler({ body: {}, run: () => ({ data: { silent: ROLE.enterprise } }) });

export const delivery: Handlers = {
  [SUBJECT.application]: {
    [ACTION.recordSession]: handler({ body: sessionBody, run: recordSession }),
    [ACTION.rescheduleSession]: rescheduleSession,
    [ACTION.reportProgress]: reportProgress,
    [ACTION.recordVisit]: recordVisit,
    [ACTION.reportCompletion]: reportCompletion,
    [ACTION.confirm]: confirm,
    [ACTION.object]: object,
    [ACTION.settleObjection]: settleObjection,
    [ACTION.lapseDelivery]: lapseDelivery,
    [ACTION.lapseConfirmation]: lapseConfirmation,
  },
};
