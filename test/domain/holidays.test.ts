import { OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { weekday } from '../../domain/dates.ts';
import { RECKONED_YEARS, statutoryHolidays, unconfirmedDays } from '../../domain/holidays.ts';

const daysOf = (year: number) => statutoryHolidays(year).map(({ day }) => day.slice(5));

describe('the holidays of the law', () => {
  it.each([
    [2024, ['2024-04-29']],
    [2025, ['2025-05-02']],
    [2026, ['2026-01-02', '2026-08-31']],
  ])('are all days off of the official calendar of %i but those swapped for a Saturday: %s', (year, swapped) => {
    const { off } = OFFICIAL_CALENDAR.years[year]!;
    const reckoned = statutoryHolidays(year).map(({ day }) => day);
    expect([...reckoned, ...swapped].sort()).toEqual([...off].sort());
  });

  it.each([
    [2021, '01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03'],
    [2022, '01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02'],
    [2023, '01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04'],
    [2027, '01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03'],
    [2028, '01-03 01-24 01-25 01-26 01-27 01-28 04-04 05-01 05-02 09-01 09-04'],
  ])('of %i are %s', (year, days) => {
    expect(daysOf(year).join(' ')).toBe(days);
  });

  it('are eleven different weekdays in every year that can be reckoned', () => {
    for (let year = RECKONED_YEARS.first; year <= RECKONED_YEARS.last; year += 1) {
      const days = statutoryHolidays(year).map(({ day }) => day);
      expect([year, new Set(days).size]).toEqual([year, 11]);
      expect(days.filter((day) => [0, 6].includes(weekday(day)))).toEqual([]);
    }
  });

  it('say how each is known, and in whose place a weekday is given', () => {
    const of = (day: string) => statutoryHolidays(2027).find((one) => one.day === day);
    expect(of('2027-01-01')).toMatchObject({ basis: 'fixed', name: { en: 'New Year’s Day' } });
    expect(of('2027-05-03')).toMatchObject({ basis: 'fixed', inPlaceOf: '2027-05-01' });
    expect(of('2027-04-16')).toMatchObject({ basis: 'lunar' });
    expect(of('2027-02-09')).toMatchObject({ basis: 'lunar', inPlaceOf: '2027-02-06' });
    for (const day of ['2027-02-04', '2027-02-08', '2027-09-03'])
      expect(of(day)).toMatchObject({ basis: 'usual-choice' });
  });

  it('leave 24 November to each agency from 2026 on, or the weekday in its place', () => {
    expect(unconfirmedDays(2025)).toEqual([]);
    expect([2026, 2027, 2028, 2029, 2030].flatMap((year) => unconfirmedDays(year).map(({ day }) => day))).toEqual([
      '2026-11-24',
      '2027-11-24',
      '2028-11-24',
      '2029-11-26',
      '2030-11-25',
    ]);
    expect(unconfirmedDays(2027)[0]).toMatchObject({ on: false, source: { certainty: 'X' } });
  });
});
