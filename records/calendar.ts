/** An agency's working calendar: read with the official one behind it, loaded and corrected year by year, every version kept. */
import { isDeepStrictEqual } from 'node:util';
import {
  type AgencyYear,
  agencyCalendar,
  type Calendar,
  type CalendarYear,
  calendarFaults,
  type UnconfirmedDay,
} from '../domain/calendar.ts';
import { type Fault, UnknownSubject } from '../domain/errors.ts';
import type { SubjectKind } from '../domain/process.ts';
import type { Source } from '../domain/programme.ts';
import { type AgencyCalendar, Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { refuseIf } from './handler.ts';
import { SUBJECT_TABLE } from './subject-table.ts';

/** The key of the advisory lock that every decision holds in common, and a correction alone. */
export const CALENDARS_HELD = 20_260_017;

/** The newest version of each year that an agency has, as a JSON array (null where it has none): a column of a larger read. */
export const newestYears = (agencyId: Prisma.Sql): Prisma.Sql => Prisma.sql`(SELECT jsonb_agg(y) FROM (
  SELECT DISTINCT ON (year) year, version, off, "workingSaturdays", unconfirmed, source, provisional FROM "AgencyCalendar"
  WHERE "agencyId" = ${agencyId} ORDER BY year, version DESC) y)`;

/** The calendar that counts for an agency now. @throws RangeError where there is no such agency */
export async function calendarOf(tx: Pick<Tx, '$queryRaw'>, agencyId: string): Promise<Calendar> {
  const [row] = await tx.$queryRaw<{ officeClosesAt: string; years: AgencyYear[] | null }[]>`
    SELECT a."officeClosesAt", ${newestYears(Prisma.sql`a.id`)} AS years FROM "Agency" a WHERE a.id = ${agencyId}`;
  if (!row) throw new RangeError(`There is no agency ${agencyId}.`);
  return agencyCalendar(row.officeClosesAt, row.years ?? []);
}

/** Holds the calendars until the transaction ends: waits for every decision under way, for as long as it has itself; those that come wait for this. */
export async function holdCalendars(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', '0', true)`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CALENDARS_HELD})`;
}

/**
 * Dates that stand now: `agencyId, subject, code, began, due, ends, reckoned`. A step that a pause interrupted began before its task was
 * opened; `ends` is when the clock does something next; `reckoned`: not a date that the subject gave itself.
 */
export const STANDING_DATES = Prisma.sql`(
  SELECT "agencyId", subject, code, coalesce(("dueBasis" ->> 'from')::timestamptz, "openedAt") AS began, "dueAt" AS due,
    greatest("dueAt", "nextAt") AS ends, "dueBasis" -> 'from' IS NOT NULL AS reckoned FROM "Task" WHERE "closedAt" IS NULL
  UNION ALL SELECT "agencyId", 'application', code, "acceptedAt", "appointedAt", greatest("appointedAt", "promiseNextAt"), true FROM "Application"
    WHERE "clockStoppedAt" IS NULL AND "acceptedAt" IS NOT NULL AND "appointedAt" IS NOT NULL)`;

/** One year as an administrator hands it in, with why. */
export type Correction = {
  agencyId: string;
  year: number;
  calendar: CalendarYear;
  reason: string;
  /** The administrator's id. */
  by: string;
};

export type Corrected = { version: number; changed: boolean; recalculations: number };

/**
 * Loads or corrects a year: the next version of it, and in the same transaction one recalculation for each open dossier and package
 * with a date that the year reaches into. The dispatcher works them off, whatever becomes of the caller. The same year again is no
 * new version. What was answered of a day stays answered where the new version is silent about the day.
 *
 * @throws Refused `invalid` with everything that is wrong with the year, by field
 */
export async function correctYear(tx: Tx, correction: Correction): Promise<Corrected> {
  const { agencyId, year, reason, by } = correction;
  refuseIf(yearFaults(year, correction.calendar));
  // A decision under way may be opening a task by the old calendar.
  await holdCalendars(tx);
  const newest = await tx.agencyCalendar.findFirst({ where: { agencyId, year }, orderBy: { version: 'desc' } });
  const calendar = withAnswers(correction.calendar, newest);
  if (newest && same(newest, calendar)) return { version: newest.version, changed: false, recalculations: 0 };
  const version = (newest?.version ?? 0) + 1;
  const { off, workingSaturdays, unconfirmed = [], source, provisional = false } = calendar;
  const [clock] = await tx.$queryRaw<{ at: Date }[]>`SELECT business_now() AS at`;
  await tx.agencyCalendar.create({
    data: {
      ...{ agencyId, year, version, reason, by, at: clock!.at },
      ...{ off: [...off], workingSaturdays: [...workingSaturdays], provisional },
      unconfirmed: unconfirmed.map((day) => ({ ...day, name: { ...day.name }, source: asJson(day.source) })),
      source: asJson(source),
    },
  });
  const { version: counts } = await calendarOf(tx, agencyId);
  // A date depends on a year that lies between its start and its end, or its reminder and escalation.
  const recalculations = await tx.$executeRaw`
    INSERT INTO "Recalculation" (id, subject, code, calendar)
    SELECT gen_random_uuid(), s.subject, s.code, ${counts} FROM (
      SELECT DISTINCT subject, code FROM ${STANDING_DATES} d WHERE d."agencyId" = ${agencyId}
        AND ${year} BETWEEN ${yearOf(Prisma.sql`began`)} AND ${yearOf(Prisma.sql`ends`)}) s`;
  return { version, changed: true, recalculations };
}

/** Has one subject's dates reckoned again by the calendar that counts for its agency now. @returns the id of the row to be worked off */
export async function recalculationOf(tx: Tx, subject: SubjectKind, code: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ agencyId: string }[]>`
    SELECT "agencyId" FROM ${SUBJECT_TABLE[subject]} WHERE code = ${code}`;
  if (!row) throw new UnknownSubject(subject, code);
  const { version: calendar } = await calendarOf(tx, row.agencyId);
  const { id } = await tx.recalculation.create({ data: { subject, code, calendar } });
  return id;
}

function withAnswers(calendar: CalendarYear, newest: AgencyCalendar | null): CalendarYear {
  const { off, unconfirmed = [] } = calendar;
  const answered = ((newest?.unconfirmed ?? []) as unknown as UnconfirmedDay[]).filter(
    (one) => one.answered && !off.includes(one.day) && !unconfirmed.some(({ day }) => day === one.day),
  );
  return answered.length > 0 ? { ...calendar, unconfirmed: [...unconfirmed, ...answered] } : calendar;
}

const asJson = ({ note, ...source }: Source): Prisma.InputJsonObject => ({
  ...source,
  ...(note ? { note: { ...note } } : {}),
});

const yearOf = (instant: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`extract(year FROM ${instant} AT TIME ZONE 'Asia/Ho_Chi_Minh')::int`;

/** What is wrong with one year, by its own fields. */
function yearFaults(year: number, calendar: CalendarYear): Fault[] {
  const faults = calendarFaults({ version: '', officeClosesAt: '17:00', years: { [year]: calendar } });
  return faults.map((one) => ({ ...one, path: one.path.replace(`years.${year}.`, '') }));
}

const same = (kept: AgencyCalendar, calendar: CalendarYear): boolean => {
  const { off, workingSaturdays, unconfirmed = [], source, provisional = false } = calendar;
  return isDeepStrictEqual(
    {
      ...{ off: kept.off, workingSaturdays: kept.workingSaturdays, unconfirmed: kept.unconfirmed },
      ...{ source: kept.source, provisional: kept.provisional },
    },
    { off, workingSaturdays, unconfirmed, source, provisional },
  );
};
