/**
 * Days of which nobody has said yet whether they are off, and dates that were reckoned by an older calendar of the product: a sweep asks
 * the agencies, and has such dates reckoned again.
 */
import {
  OFFICIAL_CALENDAR,
  openQuestions,
  questionsOf,
  reckonedYear,
  type UnconfirmedDay,
} from '../domain/calendar.ts';
import { CALENDAR_LETTERS } from '../domain/calendar-letters.ts';
import { type Day, dayNumber, dayOfNumber, legalDay } from '../domain/dates.ts';
import { LETTER, STAFF_ROLE } from '../domain/process.ts';
import type { Source } from '../domain/programme.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { type Corrected, calendarOf, correctYear, holdCalendars, STANDING_DATES } from './calendar.ts';
import type { Tx } from './case.ts';
import { FAULT_KIND } from './faults.ts';
import { fault, refuseIf } from './handler.ts';
import { heldOn } from './held.ts';

/** An agency is asked so many days before the day in question: longer than the limits that may run over it, mostly. */
const ASKED_DAYS_AHEAD = 90;
const ASKED_AGAIN_AFTER_DAYS = 7;

/** A question that an agency has to answer now. */
export type Question = UnconfirmedDay & {
  /** Dossiers, packages and rounds with a date that crosses the day: that date is provisional. */
  crossedBy: number;
  /** When the agency was asked last by letter, and how often. */
  askedAt: Date | null;
  asked: number;
};

type Reading = Pick<Tx, '$queryRaw'>;

const VIET_NAM = Prisma.sql`AT TIME ZONE 'Asia/Ho_Chi_Minh'`;
/** What the letters about a day have as their subject's id. */
const subjectOf = (agencyId: string, day: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`md5(${`${CALENDAR_LETTERS}/${agencyId}/`} || ${day})::uuid`;

/** The questions that are open for an agency: of the days ahead, and of every day that a standing date crosses. */
export async function questionsFor(tx: Reading, agencyId: string): Promise<Question[]> {
  const calendar = await calendarOf(tx, agencyId);
  const [span] = await tx.$queryRaw<{ now: Date; began: Date | null; due: Date | null }[]>`
    SELECT business_now() AS now, min(began) AS began, max(due) AS due FROM ${STANDING_DATES} d WHERE d."agencyId" = ${agencyId} AND reckoned`;
  const { now, began, due } = span!;
  const today = legalDay(now);
  const [yesterday, horizon] = [-1, ASKED_DAYS_AHEAD].map((days) => dayOfNumber(dayNumber(today) + days)) as [Day, Day];
  const first = began && legalDay(began) < yesterday ? legalDay(began) : yesterday;
  const last = due && legalDay(due) > horizon ? legalDay(due) : horizon;
  const open = openQuestions(calendar, first, last);
  const known = await tx.$queryRaw<{ day: Day; crossedBy: number; askedAt: Date | null; asked: number }[]>`
    SELECT q.day, letters."askedAt", letters.asked, (SELECT count(DISTINCT code)::int FROM ${STANDING_DATES} d WHERE d."agencyId" = ${agencyId}
        AND reckoned AND q.day::date > (began ${VIET_NAM})::date AND q.day::date <= (due ${VIET_NAM})::date) AS "crossedBy"
    FROM unnest(${open.map(({ day }) => day)}::text[]) AS q(day) CROSS JOIN LATERAL (
      SELECT max("createdAt") AS "askedAt", count(DISTINCT version)::int AS asked FROM "Letter"
      WHERE "subjectId" = ${subjectOf(agencyId, Prisma.sql`q.day`)} AND name = ${LETTER.dayOffAsked}) letters`;
  return open.flatMap((question) => {
    const { crossedBy, askedAt, asked } = known.find(({ day }) => day === question.day)!;
    const ahead = question.day >= today && question.day <= horizon;
    return crossedBy > 0 || ahead ? [{ ...question, crossedBy, askedAt, asked }] : [];
  });
}

/** What an administrator says of a day, with why. */
export type DayAnswer = {
  agencyId: string;
  /** The year of the day. */
  year: number;
  day: Day;
  /** Whether it is a day off. */
  off: boolean;
  source: Source;
  reason: string;
  /** The administrator's id. */
  by: string;
};

/**
 * Says of a day in question whether it is off: the next version of its year, as it is else, and every date that crosses it is reckoned
 * again. A year that is not announced stays provisional. The same answer again is no new version.
 *
 * @throws Refused `invalid` where the day is not in question
 */
export async function answerDay(
  tx: Tx,
  { agencyId, year, day, off, source, reason, by }: DayAnswer,
): Promise<Corrected> {
  await holdCalendars(tx);
  const counts = (await calendarOf(tx, agencyId)).years[year] ?? reckonedYear(year);
  const asked = questionsOf(year, counts);
  const question = asked.find((one) => one.day === day);
  const days = asked.map((one) => one.day).join(', ') || '–';
  refuseIf([
    !question &&
      fault(
        'day',
        'not-in-question',
        `Không có câu hỏi về ngày này. Các ngày của năm ${year}: ${days}.`,
        `There is no question about this day. The days of ${year}: ${days}.`,
      ),
  ]);
  const answer = { ...question!, on: off, answered: true, source };
  const unconfirmed = [...asked.filter((one) => one.day !== day), answer].sort((a, b) => (a.day < b.day ? -1 : 1));
  return correctYear(tx, { agencyId, year, calendar: { ...counts, unconfirmed }, reason, by });
}

/**
 * Asks the administrators and supervisors of each agency, by letter, about days in question: once, and again each week that they do
 * not answer. A letter's id follows from the day and how often was asked, so that it is written once, however often this is called.
 * An agency that cannot be asked, as where its calendar cannot be read, keeps none after it from being asked.
 *
 * @returns how many letters were written
 * @throws AggregateError with what failed, when all others were asked
 */
export async function askAboutDays(database: Database): Promise<number> {
  const agencies = await database.$queryRaw<{ id: string; now: Date }[]>`
    SELECT id, business_now() AS now FROM "Agency" a WHERE EXISTS (SELECT FROM "Programme" p WHERE p."agencyId" = a.id) ORDER BY id`;
  let written = 0;
  const failed: unknown[] = [];
  for (const { id, now } of agencies) {
    try {
      written += await askOne(database, id, now);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} agencies could not be asked about days off.`);
  return written;
}

async function askOne(database: Database, agencyId: string, now: Date): Promise<number> {
  const again = now.getTime() - ASKED_AGAIN_AFTER_DAYS * 86_400_000;
  let written = 0;
  for (const question of await questionsFor(database, agencyId)) {
    if (question.askedAt && question.askedAt.getTime() > again) continue;
    written += await ask(database, agencyId, question);
  }
  return written;
}

async function ask(database: Database, agencyId: string, { day, name, source, crossedBy, asked }: Question) {
  const { document, certainty } = source;
  const facts = { agency: agencyId, day, name: { ...name }, source: { document, certainty }, crossedBy };
  const subjectId = subjectOf(agencyId, Prisma.sql`${day}`);
  return database.$executeRaw`
    INSERT INTO "Letter" (id, subject, "subjectId", code, version, name, "personId", facts, example, "createdAt")
    SELECT DISTINCT md5(${subjectId}::text || '/' || ${asked}::int || '/' || person.id)::uuid, ${CALENDAR_LETTERS}, ${subjectId}, ${day.slice(0, 4)},
      ${asked}::int, ${LETTER.dayOffAsked}, person.id, ${JSON.stringify(facts)}::jsonb, agency.example, business_now()
    FROM (SELECT (business_now() ${VIET_NAM})::date AS day) today CROSS JOIN LATERAL ${heldOn(Prisma.sql`today.day`)} held
      JOIN "Person" person ON person.id = held."personId" JOIN "Agency" agency ON agency.id = held."agencyId"
    WHERE held."agencyId" = ${agencyId} AND held.role IN (${STAFF_ROLE.administrator}, ${STAFF_ROLE.supervisor})
      AND (person."leftOn" IS NULL OR person."leftOn" > today.day)
    ON CONFLICT (id) DO NOTHING`;
}

/** The version of the official calendar that a task was reckoned by, as numbers that compare: `2026.1+2027v1` is {2026,1}. */
const RECKONED_BY = Prisma.sql`string_to_array(split_part(t."dueBasis" ->> 'calendar', '+', 1), '.')::int[]`;

/**
 * Has dates reckoned again that an older official calendar of the product left provisional, or that cross a day in question without
 * saying so: one recalculation for each dossier, package and round, as a corrected calendar calls for. Where one has a fault that is
 * open, none is called for: another would fault too, and be told each day anew.
 *
 * @returns how many were called for
 */
export async function recalculateOutdated(database: Pick<Database, '$executeRaw'>): Promise<number> {
  const { version } = OFFICIAL_CALENDAR;
  const days = openQuestions(OFFICIAL_CALENDAR, '2026-01-01', `${Number(version.split('.')[0]) + 10}-12-31`);
  return database.$executeRaw`
    INSERT INTO "Recalculation" (id, subject, code, calendar)
    SELECT gen_random_uuid(), s.subject, s.code, ${version} FROM (
      SELECT DISTINCT t.subject, t.code FROM "Task" t
      WHERE t."closedAt" IS NULL AND t."dueBasis" ->> 'calendar' ~ '^[0-9]+[.][0-9]+([+]|$)'
        AND ${RECKONED_BY} < string_to_array(${version}, '.')::int[]
        AND (t."dueBasis" -> 'provisional' = 'true'::jsonb OR EXISTS (
          SELECT FROM unnest(${days.map(({ day }) => day)}::date[]) AS question(day)
          WHERE question.day > ((t."dueBasis" ->> 'from')::timestamptz ${VIET_NAM})::date AND question.day <= (t."dueAt" ${VIET_NAM})::date))) s
    WHERE NOT EXISTS (SELECT FROM "Recalculation" r WHERE r.subject = s.subject AND r.code = s.code AND r.calendar = ${version}
      AND (r."doneAt" IS NULL OR r."createdAt" > now() - interval '1 day'))
    AND NOT EXISTS (SELECT FROM "RecordFault" f WHERE f.subject = s.subject AND f.code = s.code
      AND f.kind = ${FAULT_KIND.recalculation} AND f."settledAt" IS NULL)`;
}

/** Everything that an agency's calendar needs from time to time. @returns how many letters and recalculations that called for */
export async function tendCalendars(database: Database): Promise<number> {
  return (await recalculateOutdated(database)) + (await askAboutDays(database));
}
