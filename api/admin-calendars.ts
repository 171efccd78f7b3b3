/** An agency's working calendar: each year as it counts, with its source; loaded and corrected by an administrator, every version kept. */
import { z } from 'zod';
import { type CalendarYear, OFFICIAL_CALENDAR } from '../domain/calendar.ts';
import type { AgencyCalendar } from '../prisma/generated/client.ts';
import { calendarOf, correctYear } from '../records/calendar.ts';
import { day as givenDay, line, text, upTo, year } from '../records/shapes.ts';
import { agenciesOf, audited, mustAdminister, administrators as policy, tag } from './administration.ts';
import { guarded } from './guarded.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, day, instant } from './schemas.ts';
import type { Person } from './who.ts';

const agency = upTo(60).optional().describe('Needed where you administer several.');
const years = z.strictObject({ year: z.coerce.number().pipe(year) });

const source = z.looseObject({ document: z.string(), certainty: z.string() });
const yearView = z
  .object({
    agency: z.string(),
    year: z.int(),
    version: z.int().describe('Of the agency’s own; 0 where it has none.'),
    from: z
      .enum(['agency', 'official', 'nowhere'])
      .describe('Nowhere: the year is provisional, each Monday to Friday is taken for a working day.'),
    off: z.array(day),
    workingSaturdays: z.array(day),
    unconfirmed: z.array(z.looseObject({ day, on: z.boolean(), name: bilingual, source })),
    source: source.nullable(),
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

/** @throws Problem `not-found` for another's agency, `invalid` where none is named and it is not plain which */
function agencyFor(who: Person, given: string | undefined): string {
  const own = agenciesOf(who);
  const id = given ?? (own.length === 1 ? own[0] : undefined);
  if (id === undefined) {
    const message = { vi: 'Hãy chỉ rõ cơ quan.', en: 'Name the agency.' };
    throw new Problem('invalid', { faults: [{ path: 'agency', code: 'which-agency', message }] });
  }
  mustAdminister(who, id);
  return id;
}

function viewOf(agencyId: string, year: number, rows: readonly AgencyCalendar[]) {
  const official: CalendarYear | undefined = OFFICIAL_CALENDAR.years[year];
  const [newest] = rows;
  const counts = newest ?? official;
  return {
    agency: agencyId,
    year,
    version: newest?.version ?? 0,
    from: newest ? 'agency' : official ? 'official' : 'nowhere',
    off: counts?.off ?? [],
    workingSaturdays: counts?.workingSaturdays ?? [],
    unconfirmed: counts?.unconfirmed ?? [],
    source: counts?.source ?? null,
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
  policy,
  effect: 'read',
  query: z.strictObject({ agency }),
  answer: {
    status: 200,
    body: z.object({
      agency: z.string(),
      version: z.string().describe('As due dates state it.'),
      officeClosesAt: z.string(),
      years: z.array(z.looseObject({ year: z.string(), off: z.array(day), workingSaturdays: z.array(day), source })),
    }),
  },
  handle: async ({ who, query }, { database }) => {
    const agencyId = agencyFor(who, query.agency);
    const calendar = await calendarOf(database, agencyId);
    return ok({
      agency: agencyId,
      version: calendar.version,
      officeClosesAt: calendar.officeClosesAt,
      years: Object.entries(calendar.years).map(([year, own]) => ({ year, ...own })),
    });
  },
});

const read = route({
  method: 'get',
  path: '/admin/calendars/{year}',
  tag,
  summary: 'One year of an agency’s calendar, with every version of it',
  policy,
  effect: 'read',
  params: years,
  query: z.strictObject({ agency }),
  answer: { status: 200, body: yearView },
  handle: async ({ who, params, query }, { database }) => {
    const agencyId = agencyFor(who, query.agency);
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
        }),
      )
      .max(20)
      .default([])
      .describe('Days off that are not confirmed: they count only where they are switched on.'),
    source: binding,
    reason: text,
  }),
  answer: {
    status: 200,
    body: z.object({
      calendar: yearView,
      changed: z.boolean().describe('False where the year was the same already.'),
      recalculations: z.int().describe('Dossiers and packages whose dates are looked at again.'),
    }),
  },
  handle: async ({ who, params: { year }, body }, { database }) => {
    const { agency: given, reason, ...calendar } = body;
    const agencyId = agencyFor(who, given);
    // The lock on the calendars may have to wait for decisions under way.
    const answer = await database.$transaction(
      async (tx) => {
        const corrected = await guarded(() => correctYear(tx, { agencyId, year, calendar, reason, by: who.id }));
        const { version, changed, recalculations } = corrected;
        if (changed) await audited(tx, who, 'correct-calendar', { agency: agencyId, year, version, recalculations });
        const rows = await tx.agencyCalendar.findMany({ where: { agencyId, year }, orderBy: { version: 'desc' } });
        return { calendar: viewOf(agencyId, year, rows), changed, recalculations };
      },
      { timeout: 30_000 },
    );
    return ok(answer);
  },
});

export const calendars: readonly Route[] = [list, read, correct];
