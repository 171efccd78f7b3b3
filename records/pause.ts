/** Pauses of the one-stop clock for reasons that the programme allows: until a day, after which the clock goes on by itself. */
import { addWorkingDays } from '../domain/calendar.ts';
import { formatDay, legalDay } from '../domain/dates.ts';
import { ACTION, LIMIT, type StateKey, SUBJECT } from '../domain/process.ts';
import type { Case, Tx } from './case.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { oneStop, promised } from './one-stop.ts';
import { resumption } from './resumption.ts';
import { dateOf, day, instrument, line, text } from './shapes.ts';

const pauseClock = handler({
  body: {
    /** A code of the programme's reasons. */
    pauseReason: line,
    reason: text,
    /** The last day of the pause. */
    until: day,
    instrument: instrument.optional(),
  },
  run: async ({ tx, case: found, body, actor, now }) => {
    const allowed = found.programme.pauseReasons;
    const rule = allowed.find((candidate) => candidate.code === body.pauseReason);
    const longest = addWorkingDays(found.calendar, legalDay(now), found.programme.limits[LIMIT.pause].workingDays);
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
      application: { appointedAt: null },
      pauseUntil: dateOf(body.until),
      data: {
        pauseReason: code,
        until: body.until,
        source: { document: source.document, certainty: source.certainty },
      },
      facts: { why: { ...why }, until: body.until },
    };
  },
});

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
  const resumes = await resumption(tx, found, to, stood);
  await tx.pause.updateMany({ where: open, data: { toAt: endsAt } });
  return {
    to,
    application: { appointedAt: due.dueAt },
    ...(resumes ? { resumes } : {}),
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
