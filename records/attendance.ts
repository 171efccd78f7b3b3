/** Attendance at an event for many participants: recorded once for the package, and told to the dossier of each. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { ACTION, STATE, SUBJECT } from '../domain/process.ts';
import { ROUTES } from '../domain/route.ts';
import { bring } from './attach.ts';
import { type Application, type Case, itemOf, keyOf } from './case.ts';
import { contractOf } from './contract.ts';
import { pastDay } from './day-bounds.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { dateOf, documents, line, subjectCode, whole } from './shapes.ts';

/** The dossiers of a package whose participants may be at an event: those that are being delivered. */
const participating = (found: Case): Application[] =>
  found.applications.filter((application) => keyOf(application) === STATE.delivering);

const counts = z.strictObject({
  application: subjectCode,
  /** Attendances (lượt), and of those the people (người) who had not been at a session before. */
  attendances: whole(1, 100_000),
  newPeople: whole(0, 100_000),
});

const recordAttendance = handler({
  body: {
    heldOn: pastDay,
    place: line,
    topic: line,
    /** Who was there, by dossier; who is not named was absent, and their dossier says so. */
    participants: z.array(counts).min(1).max(100),
    documents: documents.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    const { startOn } = contractOf(found);
    const there = participating(found);
    refuseIf([
      body.heldOn > legalDay(now) &&
        fault('heldOn', 'in-the-future', 'Ngày tổ chức chưa đến.', 'The event lies in the future.'),
      startOn !== null &&
        body.heldOn < legalDay(startOn) &&
        fault('heldOn', 'outside-contract', 'Ngày tổ chức trước hợp đồng.', 'The event lies before the contract.'),
      ...body.participants.flatMap(({ application, attendances, newPeople }, index) => {
        const path = `participants.${index}`;
        return [
          !there.some(({ code }) => code === application) &&
            fault(
              `${path}.application`,
              'not-participating',
              `${application} không phải hồ sơ đang thực hiện của gói thầu này.`,
              `${application} is no dossier of this package that is being delivered.`,
            ),
          body.participants.findIndex((other) => other.application === application) < index &&
            fault(`${path}.application`, 'named-twice', `${application} đã có.`, `${application} is named twice.`),
          newPeople > attendances &&
            fault(
              `${path}.newPeople`,
              'more-than-attendances',
              `Số người mới (${newPeople}) không thể nhiều hơn số lượt (${attendances}).`,
              `There cannot be more new people (${newPeople}) than attendances (${attendances}).`,
            ),
        ];
      }),
    ]);
    const ids = new Map(there.map(({ code, id }) => [code, id]));
    const held = await tx.trainingSession.groupBy({
      by: ['applicationId'],
      where: { applicationId: { in: [...ids.values()] } },
      _max: { no: true },
    });
    const { place, topic } = body;
    await tx.trainingSession.createMany({
      data: body.participants.map(({ application, attendances, newPeople }) => {
        const applicationId = ids.get(application)!;
        const no = 1 + (held.find((row) => row.applicationId === applicationId)?._max.no ?? 0);
        const on = dateOf(body.heldOn);
        return { applicationId, no, plannedOn: on, heldOn: on, place, topic, attendances, newPeople };
      }),
    });
    await bring(act, body.documents);
    const participants = body.participants.map((entry) => ({ ...entry }));
    const absent = there
      .map(({ code }) => code)
      .filter((code) => !participants.some((one) => one.application === code));
    return { data: { heldOn: body.heldOn, place, topic, participants, absent } };
  },
});

/** What an event's record says of one dossier. */
export function attendanceOf({ data }: Effects, application: Application): Effects {
  const { heldOn, place, topic, participants } = data as {
    heldOn: string;
    place: string;
    topic: string;
    participants: { application: string; attendances: number; newPeople: number }[];
  };
  const own = participants.find((entry) => entry.application === application.code);
  return {
    data: { heldOn, place, topic, attendances: own?.attendances ?? 0, newPeople: own?.newPeople ?? 0 },
  };
}

/** Whether completion of this dossier's work is shown by sessions or events that were held. */
export const needsAttendance = (found: Case): boolean => {
  const item = itemOf(found.programme, found.application!);
  return item.training === true || (item.route !== undefined && ROUTES[item.route].attendance === true);
};

export const attendance: Handlers = { [SUBJECT.package]: { [ACTION.recordAttendance]: recordAttendance } };
