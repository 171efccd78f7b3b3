/**
 * The days off that the Labour Code gives in every year, for years whose official calendar is not known yet. Which days are swapped,
 * and what the yearly announcement chooses, nobody can know: such a year stays provisional.
 */
import type { Day } from './dates.ts';
import { dayNumber, dayOfNumber, weekday } from './dates.ts';
import type { Bilingual } from './fault.ts';
import { lunarDay } from './lunar.ts';
import type { Source } from './programme.ts';

/** How a holiday's day is known: fixed by law, reckoned from the lunar calendar, or the choice that announcements usually make. */
export type HolidayBasis = 'fixed' | 'lunar' | 'usual-choice';

export type Holiday = {
  /** The weekday on which offices are closed. */
  day: Day;
  name: Bilingual;
  basis: HolidayBasis;
  /** The holiday at a weekend in whose place this weekday is given. */
  inPlaceOf?: Day;
};

export const HOLIDAY_SOURCE: Source = {
  document: 'Labour Code 2019 (45/2019/QH14)',
  article: '111 khoản 3, 112',
  certainty: 'S',
  note: {
    vi: 'Chưa có thông báo chính thức của năm: ngày nghỉ lễ tính theo luật và âm lịch; ngày nghỉ Tết và ngày liền kề 2/9 theo cách chọn thường thấy; chưa có ngày hoán đổi.',
    en: 'The announcement of the year is not loaded: holidays by the law and the lunar calendar; which days of Tết and which day beside 2 September as usually chosen; no swapped days.',
  },
};

/** A day off that is announced but not confirmed: it counts only where an agency says so. */
export interface UnconfirmedDay {
  day: Day;
  name: Bilingual;
  source: Source;
  /** Whether it is a day off. */
  on: boolean;
  /** Whether the agency has said yes or no. Until it has, the day is a working day: that takes no time from an applicant. */
  answered?: boolean;
}

/** Days of every year that some pages give as a day off, from a year on; no text of a law or decision was read. */
const UNCONFIRMED = [
  {
    ...{ from: 2026, monthAndDay: '11-24', name: { vi: 'Ngày Văn hóa Việt Nam', en: 'Viet Nam Culture Day' } },
    source: { document: 'A day off on 24 November, from 2026', certainty: 'X' },
  },
] as const;

/** The days of a year on which every agency is asked; for one at a weekend, the weekday that would be given in its place. */
export function unconfirmedDays(year: number): UnconfirmedDay[] {
  return UNCONFIRMED.filter(({ from }) => year >= from).map(({ monthAndDay, name, source }) => {
    const day = `${year}-${monthAndDay}`;
    return { day: atWeekend(day) ? nextFree(day, new Set()) : day, name, source, on: false };
  });
}

/** Tết has five days, the choice which is announced: two before the first of the year and three from it (announcements of 2021 to 2026). */
const TET_BEFORE = 2;
const TET_DAYS = 5;

/**
 * The day beside 2 September, by the weekday of 2 September: as chosen in 2024 (Monday), 2025 (Tuesday), 2026 (Wednesday),
 * 2021 (Thursday), 2022 (Friday) and 2023 (Saturday); for a Sunday either gives the same weekdays off.
 */
const BESIDE_NATIONAL_DAY = [1, 1, -1, -1, 1, -1, -1] as const;

const NAME = {
  newYear: { vi: 'Tết Dương lịch', en: 'New Year’s Day' },
  tet: { vi: 'Tết Nguyên đán', en: 'Lunar New Year (Tết)' },
  hungKings: { vi: 'Giỗ Tổ Hùng Vương', en: 'Hùng Kings’ Commemoration Day' },
  victory: { vi: 'Ngày Chiến thắng 30/4', en: 'Victory Day' },
  labour: { vi: 'Ngày Quốc tế lao động', en: 'International Labour Day' },
  national: { vi: 'Quốc khánh', en: 'National Day' },
} as const satisfies Record<string, Bilingual>;

const shifted = (day: Day, days: number): Day => dayOfNumber(dayNumber(day) + days);
const atWeekend = (day: Day): boolean => [0, 6].includes(weekday(day));
const known = new Map<number, readonly Holiday[]>();

/** The years whose holidays can be reckoned. */
export const RECKONED_YEARS = { first: 1976, last: 2100 } as const;

/**
 * The weekdays off by Labour Code art. 112 (as in force since 2021), in order. For a holiday at a weekend the next working day is given
 * (art. 111 para. 3).
 *
 * @param year 1976 to 2100
 * @throws RangeError for another year
 */
export function statutoryHolidays(year: number): readonly Holiday[] {
  const reckoned = known.get(year) ?? reckon(year);
  known.set(year, reckoned);
  return reckoned;
}

function reckon(year: number): Holiday[] {
  const tet = lunarDay(year, 1, 1);
  const national = `${year}-09-02`;
  const holidays: Holiday[] = [
    { day: `${year}-01-01`, name: NAME.newYear, basis: 'fixed' },
    ...Array.from(
      { length: TET_DAYS },
      (_, index): Holiday => ({
        day: shifted(tet, index - TET_BEFORE),
        name: NAME.tet,
        basis: index === TET_BEFORE ? 'lunar' : 'usual-choice',
      }),
    ),
    { day: lunarDay(year, 3, 10), name: NAME.hungKings, basis: 'lunar' },
    { day: `${year}-04-30`, name: NAME.victory, basis: 'fixed' },
    { day: `${year}-05-01`, name: NAME.labour, basis: 'fixed' },
    { day: national, name: NAME.national, basis: 'fixed' },
    {
      day: shifted(national, BESIDE_NATIONAL_DAY[weekday(national)]!),
      name: NAME.national,
      basis: 'usual-choice',
    },
  ];
  const taken = new Set(holidays.map(({ day }) => day));
  const inOrder = (a: Holiday, b: Holiday) => (a.day < b.day ? -1 : 1);
  return holidays
    .sort(inOrder)
    .map((holiday) => {
      if (!atWeekend(holiday.day)) return holiday;
      const day = nextFree(holiday.day, taken);
      taken.add(day);
      return { ...holiday, day, inPlaceOf: holiday.day };
    })
    .sort(inOrder);
}

/** The next weekday that is no holiday. */
function nextFree(day: Day, taken: ReadonlySet<Day>): Day {
  let next = shifted(day, 1);
  while (atWeekend(next) || taken.has(next)) next = shifted(next, 1);
  return next;
}
