/** An agency's working calendar: each year as it counts, with its source; loaded and corrected by an administrator, every version kept. */
import { z } from 'zod';
import { type CalendarYear, OFFICIAL_CALENDAR, questionsOf, reckonedYear } from '../domain/calendar.ts';
import { statutoryHolidays } from '../domain/holidays.ts';
import { STAFF_ROLE } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { AgencyCalendar, Prisma } from '../prisma/generated/client.ts';
import { type Corrected, calendarOf, correctYear } from '../records/calendar.ts';
import { answerDay, questionsFor } from '../records/calendar-questions.ts';
import type { Tx } from '../records/case.ts';
import { day as givenDay, line, text, upTo, year } from '../records/shapes.ts';
import { agenciesOf, audited, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, day, instant } from './schemas.ts';
import type { Person } from './who.ts';

const agency = upTo(60).optional().describe('Needed where you administer several.');
/** Supervisors are asked about days in question as administrators are, and so may look. */
const readers = { for: 'staff', roles: [STAFF_ROLE.administrator, STAFF_ROLE.supervisor] } as const;
const years = z.strictObject({ year: z.coerce.number().pipe(year) });

const source = z.looseObject({ document: z.string(), certainty: z.string() });
const yearView = z
  .object({
    agency: z.string(),
    year: z.int(),
    version: z.int().describe('Of the agency’s own; 0 where it has none.'),
    from: z
      .enum(['agency', 'official', 'law'])
      .describe('Law: nobody has loaded the year; it has the holidays of the Labour Code and no swapped days.'),
    provisional: z.boolean().describe('No announcement of the year is known: dates in it may still move.'),
    holidays: z
      .array(z.looseObject({ day, name: bilingual, basis: z.enum(['fixed', 'lunar', 'usual-choice']) }))
      .describe('Of a provisional year: what each day off is, and how its day is known.'),
    off: z.array(day),
    workingSaturdays: z.array(day),
    unconfirmed: z
      .array(z.looseObject({ day, on: z.boolean(), answered: z.boolean(), name: bilingual, source }))
      .describe('Days that are or were in question: on where they are off, answered where the agency has said so.'),
    source,
    versions: z.array(
      z.object({
        version: z.int(),
        at: instant,
        by: z.uuid(),
        reason: z.string(),
        off: z.array(day),
        workingSaturdays: z.array(day),
        source,
      }),
    ),
  })
  .meta({ id: 'CalendarYear' });

/** The agencies whose calendar somebody may look at. */
const agenciesSeen = (who: Person): string[] => [
  ...new Set(who.held.filter(({ role }) => readers.roles.some((one) => one === role)).map(({ agencyId }) => agencyId)),
];

/** @throws Problem `not-found` for another's agency, `invalid` where none is named and it is not plain which */
function agencyFor(who: Person, given: string | undefined, own = agenciesOf(who)): string {
  const id = given ?? (own.length === 1 ? own[0] : undefined);
  if (id === undefined) {
    const message = { vi: 'Hãy chỉ rõ cơ quan.', en: 'Name the agency.' };
    throw new Problem('invalid', { faults: [{ path: 'agency', code: 'which-agency', message }] });
  }
  if (!own.includes(id)) throw new Problem('not-found');
  return id;
}

function viewOf(agencyId: string, year: number, rows: readonly AgencyCalendar[]) {
  const official: CalendarYear | undefined = OFFICIAL_CALENDAR.years[year];
  const [newest] = rows;
  // What the API took in has this shape.
  const counts = (newest as CalendarYear | undefined) ?? official ?? reckonedYear(year);
  const provisional = counts.provisional ?? false;
  return {
    agency: agencyId,
    year,
    version: newest?.version ?? 0,
    from: newest ? 'agency' : official ? 'official' : 'law',
    provisional,
    off: counts.off,
    workingSaturdays: counts.workingSaturdays,
    holidays: provisional ? statutoryHolidays(year) : [],
    unconfirmed: questionsOf(year, counts).map((one) => ({ ...one, answered: one.answered ?? one.on })),
    source: counts.source,
    versions: rows.map((row) => ({
      ...{ version: row.version, at: row.at.toISOString(), by: row.by, reason: row.reason },
      ...{ off: row.off, workingSaturdays: row.workingSaturdays, source: row.source },
    })),
  };
}

const list = route({
  method: 'get',
  path: '/admin/calendars',
  tag,
  summary: 'The working calendar that counts for an agency, year by year, with its source and what is not confirmed',
  policy: readers,
  effect: 'read',
  query: z.strictObject({ agency }),
  answer: {
    status: 200,
    body: z.object({
      agency: z.string(),
      version: z.string().describe('As due dates state it.'),
      officeClosesAt: z.string(),
      years: z.array(z.looseObject({ year: z.string(), off: z.array(day), workingSaturdays: z.array(day), source })),
      questions: z
        .array(
          z.object({
            day,
            name: bilingual,
            source,
            crossedBy: z.int().describe('Dossiers, packages and rounds with a date that crosses the day.'),
            asked: z.int().describe('How often the agency was asked by letter.'),
            askedAt: instant.nullable(),
          }),
        )
        .describe('Days that the agency has to answer: of the next 90 days, and whichever a standing date crosses.'),
    }),
  },
  handle: async ({ who, query }, { database }) => {
    const agencyId = agencyFor(who, query.agency, agenciesSeen(who));
    const calendar = await calendarOf(database, agencyId);
    const questions = await questionsFor(database, agencyId);
    return ok({
      agency: agencyId,
      version: calendar.version,
      officeClosesAt: calendar.officeClosesAt,
      years: Object.entries(calendar.years).map(([year, own]) => ({ year, ...own })),
      questions: questions.map(({ day, name, source, crossedBy, asked, askedAt }) => ({
        ...{ day, name, source, crossedBy, asked },
        askedAt: askedAt?.toISOString() ?? null,
      })),
    });
  },
});

const read = route({
  method: 'get',
  path: '/admin/calendars/{year}',
  tag,
  summary: 'One year of an agency’s calendar, with every version of it',
  policy: readers,
  effect: 'read',
  params: years,
  query: z.strictObject({ agency }),
  answer: { status: 200, body: yearView },
  handle: async ({ who, params, query }, { database }) => {
    const agencyId = agencyFor(who, query.agency, agenciesSeen(who));
    const where = { agencyId, year: params.year };
    const rows = await database.agencyCalendar.findMany({ where, orderBy: { version: 'desc' } });
    return ok(viewOf(agencyId, params.year, rows));
  },
});

/** What binds: read somewhere, or set by the agency; what is general knowledge or not confirmed is not loaded as a day off. */
const binding = z.strictObject({
  document: line,
  article: line.optional(),
  certainty: z.enum(['T', 'S', 'E', 'set-by-agency-example']),
});
const announced = z.strictObject({
  document: line,
  article: line.optional(),
  certainty: z.enum(['T', 'S', 'E', 'G', 'X', 'set-by-agency-example']),
});

const changedYear = z.object({
  calendar: yearView,
  changed: z.boolean().describe('False where the year was the same already.'),
  recalculations: z.int().describe('Dossiers and packages whose dates are looked at again.'),
});

/** Changes a year by one transaction, and keeps the act where it changed something. */
async function change(
  database: Database,
  { who, agencyId, year, data = {} }: { who: Person; agencyId: string; year: number; data?: Prisma.InputJsonObject },
  make: (tx: Tx) => Promise<Corrected>,
) {
  // The lock on the calendars may have to wait for decisions under way.
  return database.$transaction(
    async (tx) => {
      const { version, changed, recalculations } = await guarded(() => make(tx));
      const act = { agency: agencyId, year, version, recalculations, ...data };
      if (changed) await audited(tx, who, 'correct-calendar', act);
      const rows = await tx.agencyCalendar.findMany({ where: { agencyId, year }, orderBy: { version: 'desc' } });
      return { calendar: viewOf(agencyId, year, rows), changed, recalculations };
    },
    { timeout: 30_000 },
  );
}

const correct = route({
  method: 'put',
  path: '/admin/calendars/{year}',
  tag,
  summary: 'Load or correct a year; due dates of running dossiers that depend on it are reckoned again',
  description:
    'The whole year as it is to count. Every version is kept. Dates move within moments, each with its old and new day in the dossier’s history.',
  policy,
  effect: 'repeatable',
  params: years,
  body: z.strictObject({
    agency,
    off: z
      .array(givenDay)
      .max(100)
      .describe('Weekdays off; for a holiday at a weekend the weekday given in its place.'),
    workingSaturdays: z.array(givenDay).max(53),
    unconfirmed: z
      .array(
        z.strictObject({
          day: givenDay,
          name: z.strictObject({ vi: line, en: line }),
          source: announced,
          on: z.boolean(),
          answered: z
            .boolean()
            .default(false)
            .describe('True: whether it is off is decided; else it stays a question.'),
        }),
      )
      .max(20)
      .default([])
      .describe('Days off that are not confirmed: they count only where they are switched on.'),
    source: binding,
    reason: text,
  }),
  answer: { status: 200, body: changedYear },
  handle: async ({ who, params: { year }, body }, { database }) => {
    const { agency: given, reason, ...calendar } = body;
    const agencyId = agencyFor(who, given);
    const correction = { agencyId, year, calendar, reason, by: who.id };
    return ok(await change(database, { who, agencyId, year }, (tx) => correctYear(tx, correction)));
  },
});

const answer = route({
  method: 'post',
  path: '/admin/calendars/{year}/unconfirmed/{day}',
  tag,
  summary: 'Say whether a day in question is a day off; dates that cross it are reckoned again',
  description:
    'A new version of the year, as it is else. A year that is not announced stays provisional. Until it is answered, the day counts as a working day.',
  policy,
  effect: 'repeatable',
  params: years.extend({ day: givenDay }),
  body: z.strictObject({
    agency,
    off: z.boolean().describe('Yes: a day off. No: a working day.'),
    source: binding,
    reason: text,
  }),
  answer: { status: 200, body: changedYear },
  handle: async ({ who, params, body }, { database }) => {
    const { agency: given, ...said } = body;
    const agencyId = agencyFor(who, given);
    const data = { day: params.day, off: said.off };
    const reply = await change(database, { who, agencyId, year: params.year, data }, (tx) =>
      answerDay(tx, { ...said, agencyId, year: params.year, day: params.day, by: who.id }),
    );
    return ok(reply);
  },
});

export const calendars: readonly Route[] = [list, read, correct, answer];
