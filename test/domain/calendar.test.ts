import fc from 'fast-check';
import {
  addWorkingDays,
  agencyCalendar,
  type Calendar,
  type CalendarYear,
  calendarFaults,
  endOfOffice,
  isWorkingDay,
  OFFICIAL_CALENDAR,
  openQuestions,
  provisional,
  provisionalYears,
  workingDaysBetween,
} from '../../domain/calendar.ts';
import { dayNumber, dayOfNumber } from '../../domain/dates.ts';

const calendar = OFFICIAL_CALENDAR;
const days = fc.integer({ min: dayNumber('2023-06-01'), max: dayNumber('2028-01-01') }).map(dayOfNumber);
const counts = fc.integer({ min: 0, max: 120 });

describe('the official calendars', () => {
  it('carry their source and stay uncertain', () => {
    for (const year of Object.values(calendar.years)) {
      expect(year.source).toMatchObject({ document: expect.stringContaining('Labour Code'), certainty: 'S' });
    }
  });

  it('pass the checks that an administrator’s calendar has to pass', () => {
    expect(calendarFaults(calendar)).toEqual([]);
  });

  it.each([
    [2024, 251],
    [2025, 250],
    [2026, 250],
  ])('give %i as many working days as weekdays less days off plus working Saturdays: %i', (year, expected) => {
    expect(workingDaysBetween(calendar, `${year - 1}-12-31`, `${year}-12-31`)).toBe(expected);
  });

  it.each([
    ['2026-02-13', true, 'the Friday before Tết'],
    ['2026-02-16', false, 'the eve of Tết'],
    ['2026-02-20', false, 'the last day of Tết'],
    ['2026-02-23', true, 'the Monday after Tết'],
    ['2026-04-27', false, 'the day in place of a Sunday'],
    ['2026-08-31', false, 'the swapped Monday'],
    ['2026-08-22', true, 'the Saturday worked for it'],
    ['2026-08-29', false, 'another Saturday'],
    ['2026-01-10', true, 'the Saturday worked for 2 January'],
    ['2026-01-11', false, 'the Sunday after it'],
    ['2024-05-04', true, 'the Saturday worked for 29 April 2024'],
    ['2025-04-26', true, 'the Saturday worked for 2 May 2025'],
  ])('say of %s: working %s (%s)', (day, working) => {
    expect(isWorkingDay(calendar, day)).toBe(working);
  });

  it('count 24 November as a working day until an agency switches the unconfirmed holiday on', () => {
    expect(isWorkingDay(calendar, '2026-11-24')).toBe(true);
    const year = calendar.years[2026]!;
    const unconfirmed = year.unconfirmed!.map((day) => ({ ...day, on: true }));
    const switched: Calendar = { ...calendar, years: { ...calendar.years, 2026: { ...year, unconfirmed } } };
    expect(isWorkingDay(switched, '2026-11-24')).toBe(false);
  });

  it('have a year that is not loaded with the holidays of the law alone, and provisional', () => {
    expect([provisional(calendar, '2026-12-31'), provisional(calendar, '2027-01-01')]).toEqual([false, true]);
    expect(isWorkingDay(calendar, '2027-01-01')).toBe(false);
    expect(isWorkingDay(calendar, '2027-05-03')).toBe(false);
    expect(isWorkingDay(calendar, '2027-01-04')).toBe(true);
    expect(workingDaysBetween(calendar, '2026-12-31', '2027-12-31')).toBe(250);
    expect(provisionalYears(calendar, '2023-12-20', '2027-01-05')).toEqual([2023, 2027]);
  });

  it('answer for days too far off to reckon as for plain weeks', () => {
    expect(isWorkingDay(calendar, '9999-01-01')).toBe(true);
    expect(isWorkingDay(calendar, '0001-01-07')).toBe(false);
  });
});

describe('days of which nobody has said whether they are off', () => {
  const year = { off: ['2027-01-01'], workingSaturdays: [], source: calendar.years[2026]!.source };
  const day = { day: '2027-11-24', name: { vi: 'n', en: 'n' }, source: year.source };
  const open = (unconfirmed?: CalendarYear['unconfirmed'], off = year.off) =>
    openQuestions(
      agencyCalendar('17:00', [{ ...year, off, unconfirmed, year: 2027, version: 1 }]),
      '2027-01-01',
      '2027-12-31',
    ).map((one) => one.day);

  it('are asked about in every year, official, loaded or reckoned, after the first day until the last', () => {
    const asked = (after: string, until: string) => openQuestions(calendar, after, until).map((one) => one.day);
    expect(asked('2025-01-01', '2028-12-31')).toEqual(['2026-11-24', '2027-11-24', '2028-11-24']);
    expect(asked('2026-11-24', '2027-11-23')).toEqual([]);
    expect(asked('2026-11-23', '2026-11-24')).toEqual(['2026-11-24']);
    expect(asked('2027-01-01', '2026-01-01')).toEqual([]);
  });

  it('stay open while a year that an agency loaded is silent; not once it is off, switched on, or answered', () => {
    expect(open()).toEqual(['2027-11-24']);
    expect(open([{ ...day, on: false }])).toEqual(['2027-11-24']);
    expect(open([], ['2027-11-24'])).toEqual([]);
    expect(open([{ ...day, on: true }])).toEqual([]);
    expect(open([{ ...day, on: false, answered: true }])).toEqual([]);
  });
});

describe('counting working days', () => {
  it('does not count the day it starts from', () => {
    expect(addWorkingDays(calendar, '2026-03-02', 1)).toBe('2026-03-03');
    expect(addWorkingDays(calendar, '2026-03-07', 1)).toBe('2026-03-09');
    expect(addWorkingDays(calendar, '2026-03-09', -1)).toBe('2026-03-06');
    expect(addWorkingDays(calendar, '2026-03-07', 0)).toBe('2026-03-07');
  });

  it('leaps over Tết', () => {
    expect(addWorkingDays(calendar, '2026-02-13', 1)).toBe('2026-02-23');
    expect(workingDaysBetween(calendar, '2026-02-13', '2026-02-23')).toBe(1);
  });

  it('refuses a part of a day', () => {
    expect(() => addWorkingDays(calendar, '2026-03-02', 1.5)).toThrow(RangeError);
  });

  it('lands on a working day, and the days between are the days added', () => {
    fc.assert(
      fc.property(days, counts, (day, count) => {
        const later = addWorkingDays(calendar, day, count);
        expect(workingDaysBetween(calendar, day, later)).toBe(count);
        expect(workingDaysBetween(calendar, later, day) + count).toBe(0);
        if (count > 0) expect(isWorkingDay(calendar, later)).toBe(true);
      }),
    );
  });

  it('adds up: first some days and then more is all of them at once', () => {
    fc.assert(
      fc.property(days, counts, counts, (day, first, second) => {
        const twice = addWorkingDays(calendar, addWorkingDays(calendar, day, first), second);
        expect(twice).toBe(addWorkingDays(calendar, day, first + second));
      }),
    );
  });
});

describe('the close of office', () => {
  it('ends a day at the hour of the agency', () => {
    expect(endOfOffice(calendar, '2026-03-02')).toEqual(new Date('2026-03-02T10:00:00Z'));
    expect(endOfOffice({ ...calendar, officeClosesAt: '16:30' }, '2026-03-02')).toEqual(
      new Date('2026-03-02T09:30:00Z'),
    );
  });
});

describe('a calendar handed in', () => {
  it('is told every fault at once, each with its place', () => {
    const faulty: Calendar = {
      version: 'x',
      officeClosesAt: '5 pm',
      years: {
        2027: {
          off: ['2027-01-01', '2027-01-01', '2027-01-02', '2026-12-31', '2027-02-30'],
          workingSaturdays: ['2027-01-04'],
          source: { document: 'notice', certainty: 'G' },
        },
      },
    };
    expect(calendarFaults(faulty).map(({ path, code }) => [path, code])).toEqual([
      ['officeClosesAt', 'not-a-time'],
      ['years.2027.off.1', 'twice'],
      ['years.2027.off.2', 'weekend'],
      ['years.2027.off.3', 'not-in-year'],
      ['years.2027.off.4', 'not-in-year'],
      ['years.2027.workingSaturdays.0', 'not-a-saturday'],
    ]);
  });
});
