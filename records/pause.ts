/**
 * Pauses of the one-stop clock: by the approver, for reasons that the programme allows, until a day, after which the clock goes on by
 * itself; so often and so long in a year as the programme's data say.
 */
import { addWorkingDays, endOfOffice, workingDaysBetween } from '../domain/calendar.ts';
import { type Day, formatDay, legalDay } from '../domain/dates.ts';
import { ACTION, LIMIT, type StateKey, SUBJECT } from '../domain/process.ts';
import type { Case, Tx } from './case.ts';
import { issued, pauseDay } from './day-bounds.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { isPast, oneStop, promised } from './one-stop.ts';
import { dateOf, line, text } from './shapes.ts';

const pauseClock = handler({
  body: {
    /** A code of the programme's reasons. */
    pauseReason: line,
    reason: text,
    /** The last day of the pause. */
    until: pauseDay,
    instrument: issued.optional(),
  },
  run: async ({ tx, case: found, body, actor, now }) => {
    const allowed = found.programme.pauseReasons;
    const rule = allowed.find((candidate) => candidate.code === body.pauseReason);
    const longest = addWorkingDays(found.calendar, legalDay(now), found.programme.limits[LIMIT.pause].workingDays);
    const used = await usedUp(tx, found, body.until);
    const codes = allowed.map(({ code }) => code).join(', ') || '–';
    refuseIf([
      !rule &&
        fault(
          'pauseReason',
          'no-such-reason',
          `Chương trình không cho tạm dừng vì lý do này. Được phép: ${codes}.`,
          `The programme allows no pause for this reason. Allowed: ${codes}.`,
        ),
      rule?.requires === 'instrument' &&
        !body.instrument &&
        fault(
          'instrument',
          'instrument-missing',
          'Lý do này phải có văn bản kèm theo.',
          'This reason has to rest on an instrument.',
        ),
      rule?.requires === 'instrument' &&
        body.instrument &&
        !(body.instrument.number && body.instrument.date) &&
        fault(
          'instrument',
          'instrument-not-issued',
          'Văn bản phải đã ban hành: ghi số và ngày.',
          'The instrument has to be issued: give its number and date.',
        ),
      ...used,
      body.until <= legalDay(now) &&
        fault('until', 'not-in-the-future', 'Ngày kết thúc phải sau hôm nay.', 'The last day must lie after today.'),
      body.until > longest &&
        fault(
          'until',
          'too-long',
          `Chương trình cho tạm dừng đến ngày ${formatDay(longest)}.`,
          `The programme allows a pause until ${formatDay(longest)}.`,
        ),
    ]);
    const applicationId = found.application!.id;
    const { code, text: why, source } = rule!;
    await tx.pause.create({ data: { applicationId, fromAt: now, reason: code, by: actor.roles[0] ?? '' } });
    return {
      ...(isPast(found.application!, now) ? {} : { application: { appointedAt: null } }),
      pauseUntil: dateOf(body.until),
      data: {
        pauseReason: code,
        until: body.until,
        instrument: body.instrument ? { ...body.instrument } : null,
        source: { document: source.document, certainty: source.certainty },
      },
      facts: { why: { ...why }, until: body.until },
    };
  },
});

/** What the programme's cap leaves of pauses in each calendar year that this one touches; the supplement is none of them. */
async function usedUp(tx: Tx, found: Case, until: Day) {
  const { application, calendar, now } = found;
  const { times, workingDays } = found.programme.pauseCap;
  const earlier = await tx.pause.findMany({
    where: { applicationId: application!.id, reason: { not: ACTION.requestSupplement } },
    select: { fromAt: true, toAt: true },
  });
  const begun = earlier.filter(({ fromAt }) => yearOf(legalDay(fromAt)) === yearOf(legalDay(now))).length;
  const spans = [...earlier, { fromAt: now, toAt: until > legalDay(now) ? endOfOffice(calendar, until) : now }].map(
    ({ fromAt, toAt }) => ({ from: legalDay(fromAt), to: legalDay(toAt ?? now) }),
  );
  const years = [...new Set([yearOf(legalDay(now)), yearOf(until)])];
  const over = years.filter((year) => daysIn(year, spans) > workingDays);
  const used = (year: string): number => daysIn(year, spans.slice(0, -1));
  return [
    begun >= times &&
      fault(
        'pauseReason',
        'pauses-used-up',
        `Chương trình cho tạm dừng một hồ sơ tối đa ${times} lần trong một năm; đã tạm dừng ${begun} lần.`,
        `The programme allows ${times} pause(s) of one dossier in a year; it was paused ${begun} time(s).`,
      ),
    ...over.map((year) =>
      fault(
        'until',
        'pause-days-used-up',
        `Chương trình cho tạm dừng tối đa ${workingDays} ngày làm việc trong năm ${year}; đã dùng ${used(year)} ngày.`,
        `The programme allows ${workingDays} working days of pauses in ${year}; ${used(year)} are used.`,
      ),
    ),
  ];

  function daysIn(year: string, counted: readonly { from: Day; to: Day }[]): number {
    const [before, last] = [`${Number(year) - 1}-12-31`, `${year}-12-31`];
    return counted.reduce((sum, { from, to }) => {
      const [start, end] = [from > before ? from : before, to < last ? to : last];
      return start < end ? sum + workingDaysBetween(calendar, start, end) : sum;
    }, 0);
  }
}

const yearOf = (day: Day): string => day.slice(0, 4);

/** Ends the open pause: the clock goes on from then, and the dossier stands where it was paused. */
async function resume(tx: Tx, found: Case, endsAt: Date): Promise<Effects> {
  const application = found.application!;
  const open = { applicationId: application.id, toAt: null };
  const pause = await tx.pause.findFirstOrThrow({ where: open });
  const paused = await tx.event.findFirstOrThrow({
    where: { subjectId: application.id, action: ACTION.pauseClock },
    orderBy: { version: 'desc' },
    select: { before: true },
  });
  const to = paused.before as StateKey;
  const due = await oneStop(tx, found, application.acceptedAt!, { pauseEndsAt: endsAt });
  const why = found.programme.pauseReasons.find(({ code }) => code === pause.reason)?.text;
  const stood = { to: endsAt, why: why ?? { vi: pause.reason, en: pause.reason }, who: pause.by };
  await tx.pause.updateMany({ where: open, data: { toAt: endsAt } });
  return {
    to,
    application: { appointedAt: due.dueAt },
    resumes: stood,
    data: { appointedAt: due.dueAt?.toISOString() ?? null },
    facts: promised(due),
  };
}

const resumeClock = handler({
  body: { reason: text },
  run: ({ tx, case: found, now }) => resume(tx, found, now),
});

/** The pause ended with its last day, whenever the clock comes to it. */
const lapsePause = handler({
  body: {},
  run: ({ tx, case: found, task, now }) => resume(tx, found, task?.dueAt ?? now),
});

export const pauses: Handlers = {
  [SUBJECT.application]: {
    [ACTION.pauseClock]: pauseClock,
    [ACTION.resumeClock]: resumeClock,
    [ACTION.lapsePause]: lapsePause,
  },
};
