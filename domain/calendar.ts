import type { Day } from './dates.ts';
import { dayNumber, dayOfNumber, instantOf, isDay, weekday } from './dates.ts';
import type { Fault } from './fault.ts';
import { HOLIDAY_SOURCE, RECKONED_YEARS, statutoryHolidays, type UnconfirmedDay, unconfirmedDays } from './holidays.ts';
import type { Source } from './programme.ts';

export type { UnconfirmedDay } from './holidays.ts';

/** One year, as the government announced it or as it is reckoned until then. */
export interface CalendarYear {
  /** Weekdays on which offices are closed; a holiday on a weekend appears as the weekday given in its place. */
  off: readonly Day[];
  /** Saturdays worked in exchange for a weekday off. */
  workingSaturdays: readonly Day[];
  unconfirmed?: readonly UnconfirmedDay[];
  source: Source;
  /** The holidays of the law alone: no announcement of this year is known, so swapped days are missing. */
  provisional?: boolean;
}

/** An agency's calendar: data that it keeps itself, versioned because a due date states the version it was made with. */
export interface Calendar {
  version: string;
  years: Readonly<Record<string, CalendarYear>>;
  /** Close of office, `HH:mm` in Viet Nam: a due day ends then. */
  officeClosesAt: string;
}

const SOURCE: Source = {
  document: 'Labour Code 2019, and the yearly announcement of public holidays and swapped days',
  article: '112',
  certainty: 'S',
};

/**
 * The official calendars known to the product, 2024–2026 (secondary pages). 2027 is left out on purpose: its schedule
 * is not known; a year that is not loaded has the holidays of the law and must be seen to be provisional. 17:00 is a default, not law: the close of
 * office is each agency's own data.
 */
export const OFFICIAL_CALENDAR: Calendar = {
  version: '2026.2',
  officeClosesAt: '17:00',
  years: {
    2024: {
      off: [
        ...['2024-01-01', '2024-02-08', '2024-02-09', '2024-02-12', '2024-02-13', '2024-02-14', '2024-04-18'],
        ...['2024-04-29', '2024-04-30', '2024-05-01', '2024-09-02', '2024-09-03'],
      ],
      workingSaturdays: ['2024-05-04'],
      source: SOURCE,
    },
    2025: {
      off: [
        ...['2025-01-01', '2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31', '2025-04-07'],
        ...['2025-04-30', '2025-05-01', '2025-05-02', '2025-09-01', '2025-09-02'],
      ],
      workingSaturdays: ['2025-04-26'],
      source: SOURCE,
    },
    2026: {
      off: [
        ...['2026-01-01', '2026-01-02', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
        ...['2026-04-27', '2026-04-30', '2026-05-01', '2026-08-31', '2026-09-01', '2026-09-02'],
      ],
      workingSaturdays: ['2026-01-10', '2026-08-22'],
      unconfirmed: unconfirmedDays(2026),
      source: SOURCE,
    },
  },
};

/** A year as an agency loaded or corrected it; its versions count from 1, and the newest is in use. */
export type AgencyYear = CalendarYear & { year: number; version: number };

/**
 * The calendar of an agency: the official one, with the years that the agency has loaded or corrected in their place.
 * Its version names them all, so that a due date tells by which calendar it was made: `2026.1+2026v2`.
 *
 * @param own the newest version of each year that the agency has
 */
export function agencyCalendar(officeClosesAt: string, own: readonly AgencyYear[]): Calendar {
  const sorted = [...own].sort((a, b) => a.year - b.year);
  const years: Record<string, CalendarYear> = { ...OFFICIAL_CALENDAR.years };
  for (const { year, version: _, ...loaded } of sorted) years[year] = loaded;
  const versions = sorted.map(({ year, version }) => `${year}v${version}`).join(',');
  return {
    version: versions ? `${OFFICIAL_CALENDAR.version}+${versions}` : OFFICIAL_CALENDAR.version,
    officeClosesAt,
    years,
  };
}

const reckoned = new Map<number, CalendarYear>();

/** A year that nobody has loaded: the holidays of the law, provisional. Years too far off to reckon have none. */
export function reckonedYear(year: number): CalendarYear {
  const known = reckoned.get(year);
  if (known) return known;
  const { first, last } = RECKONED_YEARS;
  const off = year >= first && year <= last ? statutoryHolidays(year).map(({ day }) => day) : [];
  const made = {
    ...{ off, workingSaturdays: [], unconfirmed: unconfirmedDays(year) },
    ...{ source: HOLIDAY_SOURCE, provisional: true },
  };
  reckoned.set(year, made);
  return made;
}

const yearOf = (calendar: Calendar, day: Day): CalendarYear =>
  calendar.years[day.slice(0, 4)] ?? reckonedYear(Number(day.slice(0, 4)));

/** Whether `day` lies in a year whose official calendar is not known, so that only the holidays of the law are off. */
export function provisional(calendar: Calendar, day: Day): boolean {
  dayNumber(day);
  return yearOf(calendar, day).provisional === true;
}

/** The days of a year that are or were in question: those that it names itself, and those of every year that it is silent about. */
export function questionsOf(year: number, { off, unconfirmed = [] }: CalendarYear): UnconfirmedDay[] {
  const silent = ({ day }: UnconfirmedDay) => !off.includes(day) && !unconfirmed.some((one) => one.day === day);
  return [...unconfirmed, ...unconfirmedDays(year).filter(silent)];
}

/** The days after `after` until `until` of which nobody has said yet whether they are off; they are counted as working days. */
export function openQuestions(calendar: Calendar, after: Day, until: Day): UnconfirmedDay[] {
  return yearsBetween(after, until)
    .flatMap((year) => questionsOf(year, yearOf(calendar, `${year}-01-01`)))
    .filter(({ day, on, answered }) => !on && !answered && day > after && day <= until)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function yearsBetween(from: Day, to: Day): number[] {
  const first = Number(from.slice(0, 4));
  return Array.from({ length: Math.max(0, Number(to.slice(0, 4)) - first + 1) }, (_, index) => first + index);
}

/** The years from `from` to `to` whose official calendar is not known, in order. */
export function provisionalYears(calendar: Calendar, from: Day, to: Day): number[] {
  return yearsBetween(from, to).filter((year) => yearOf(calendar, `${year}-01-01`).provisional);
}

/** Whether offices are closed on this weekday by the calendar (not merely because it is a weekend). */
export function isDayOff(calendar: Calendar, day: Day): boolean {
  const { off, unconfirmed = [] } = yearOf(calendar, day);
  return off.includes(day) || unconfirmed.some((one) => one.on && one.day === day);
}

/** Whether this is a Saturday worked in exchange for another day. */
export function isWorkingSaturday(calendar: Calendar, day: Day): boolean {
  return yearOf(calendar, day).workingSaturdays.includes(day);
}

/**
 * Whether `day` is a working day (ngày làm việc): Monday to Friday except days off, and the Saturdays worked in
 * exchange. In a year that is not loaded the holidays of the law are off: see `provisional`.
 */
export function isWorkingDay(calendar: Calendar, day: Day): boolean {
  const weekend = [0, 6].includes(weekday(day));
  return weekend ? isWorkingSaturday(calendar, day) : !isDayOff(calendar, day);
}

/**
 * The `count`th working day after `day`, or before it when `count` is negative; `day` itself is never counted, and 0
 * answers `day` unchanged, working or not. Throws RangeError when `count` is not an integer.
 */
export function addWorkingDays(calendar: Calendar, day: Day, count: number): Day {
  if (!Number.isSafeInteger(count)) throw new RangeError(`${count} is not a whole number of working days`);
  const step = Math.sign(count);
  let number = dayNumber(day);
  for (let left = Math.abs(count); left > 0; ) {
    number += step;
    if (isWorkingDay(calendar, dayOfNumber(number))) left -= 1;
  }
  return dayOfNumber(number);
}

/** How many working days lie after `from` up to and including `to`; negative when `to` comes first. */
export function workingDaysBetween(calendar: Calendar, from: Day, to: Day): number {
  if (to < from) return -workingDaysBetween(calendar, to, from);
  const [first, last] = [dayNumber(from), dayNumber(to)];
  let count = 0;
  for (let number = first + 1; number <= last; number += 1) {
    if (isWorkingDay(calendar, dayOfNumber(number))) count += 1;
  }
  return count;
}

/** The instant at which `day` ends for an office: what is due on a day is due then. */
export function endOfOffice(calendar: Calendar, day: Day): Date {
  return instantOf(day, calendar.officeClosesAt);
}

/**
 * What is wrong with a calendar that an administrator hands in: days that do not exist or lie in another year, a day
 * off at a weekend (give the weekday off in its place), a working Saturday that is none, the same day twice.
 */
export function calendarFaults(calendar: Calendar): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, vi: string, en: string) =>
    faults.push({ path, code, message: { vi, en } });

  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(calendar.officeClosesAt)) {
    fault('officeClosesAt', 'not-a-time', 'Giờ đóng cửa phải ghi HH:mm.', 'Give the close of office as HH:mm.');
  }
  for (const [year, { off, workingSaturdays, unconfirmed = [] }] of Object.entries(calendar.years)) {
    const listed = [
      ...off.map((day, index) => ({ day, path: `years.${year}.off.${index}`, saturday: false })),
      ...unconfirmed.map(({ day }, index) => ({
        day,
        path: `years.${year}.unconfirmed.${index}.day`,
        saturday: false,
      })),
      ...workingSaturdays.map((day, index) => ({
        day,
        path: `years.${year}.workingSaturdays.${index}`,
        saturday: true,
      })),
    ];
    const seen = new Set<Day>();
    for (const { day, path, saturday } of listed) {
      if (!isDay(day) || !day.startsWith(`${year}-`)) {
        fault(path, 'not-in-year', `"${day}" không phải một ngày của năm ${year}.`, `"${day}" is no day of ${year}.`);
      } else if (saturday && weekday(day) !== 6) {
        fault(path, 'not-a-saturday', `${day} không phải thứ Bảy.`, `${day} is not a Saturday.`);
      } else if (!saturday && [0, 6].includes(weekday(day))) {
        const vi = `${day} là cuối tuần: hãy ghi ngày nghỉ bù trong tuần.`;
        fault(path, 'weekend', vi, `${day} is at a weekend: give the weekday off in its place.`);
      } else if (seen.has(day)) {
        fault(path, 'twice', `${day} đã có trong năm.`, `${day} is listed twice.`);
      }
      seen.add(day);
    }
  }
  return faults;
}
