import type { Day } from './dates.ts';
import { dayNumber, dayOfNumber, instantOf, isDay, weekday } from './dates.ts';
import type { Bilingual, Fault } from './fault.ts';
import type { Source } from './programme.ts';

/** A day off that is announced but not confirmed: it counts only where an agency switches it on. */
export interface UnconfirmedDay {
  day: Day;
  name: Bilingual;
  source: Source;
  on: boolean;
}

/** One year as the government announced it. */
export interface CalendarYear {
  /** Weekdays on which offices are closed; a holiday on a weekend appears as the weekday given in its place. */
  off: readonly Day[];
  /** Saturdays worked in exchange for a weekday off. */
  workingSaturdays: readonly Day[];
  unconfirmed?: readonly UnconfirmedDay[];
  source: Source;
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
 * is not known, and a year that is not loaded must be seen to be provisional. 17:00 is a default, not law: the close of
 * office is each agency's own data.
 */
export const OFFICIAL_CALENDAR: Calendar = {
  version: '2026.1',
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
      unconfirmed: [
        {
          day: '2026-11-24',
          name: { vi: 'Ngày Văn hóa Việt Nam', en: 'Viet Nam Culture Day' },
          source: { document: 'A day off on 24 November, from 2026', certainty: 'X' },
          on: false,
        },
      ],
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

/** Whether `day` lies in a year that is not loaded, so that Monday to Friday were assumed to be working days. */
export function provisional(calendar: Calendar, day: Day): boolean {
  dayNumber(day);
  return calendar.years[day.slice(0, 4)] === undefined;
}

/** The years from `from` to `to` that are not loaded, in order. */
export function provisionalYears(calendar: Calendar, from: Day, to: Day): number[] {
  const first = Number(from.slice(0, 4));
  const years = Array.from({ length: Number(to.slice(0, 4)) - first + 1 }, (_, index) => first + index);
  return years.filter((year) => calendar.years[year] === undefined);
}

/** Whether offices are closed on this weekday by the calendar (not merely because it is a weekend). */
export function isDayOff(calendar: Calendar, day: Day): boolean {
  const year = calendar.years[day.slice(0, 4)];
  if (!year) return false;
  return (
    year.off.includes(day) || (year.unconfirmed ?? []).some((unconfirmed) => unconfirmed.on && unconfirmed.day === day)
  );
}

/** Whether this is a Saturday worked in exchange for another day. */
export function isWorkingSaturday(calendar: Calendar, day: Day): boolean {
  return calendar.years[day.slice(0, 4)]?.workingSaturdays.includes(day) ?? false;
}

/**
 * Whether `day` is a working day (ngày làm việc): Monday to Friday except days off, and the Saturdays worked in
 * exchange. In a year that is not loaded every Monday to Friday counts: see `provisional`.
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
