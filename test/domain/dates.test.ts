import fc from 'fast-check';
import {
  dayNumber,
  dayOfNumber,
  formatDay,
  formatInstant,
  instantOf,
  isDay,
  legalDay,
  weekday,
  writtenDay,
} from '../../domain/dates.ts';

describe('legal days in Viet Nam', () => {
  it.each([
    ['2026-03-02T16:59:59.999Z', '2026-03-02'],
    ['2026-03-02T17:00:00.000Z', '2026-03-03'],
    ['2025-12-31T17:00:00.000Z', '2026-01-01'],
  ])('puts the instant %s on the day %s, seven hours ahead of UTC', (instant, day) => {
    expect(legalDay(new Date(instant))).toBe(day);
  });

  it('finds the instant of a time of day', () => {
    expect(instantOf('2026-03-02', '17:00').toISOString()).toBe('2026-03-02T10:00:00.000Z');
  });

  it.each([['2026-02-29'], ['2026-13-01'], ['2026-1-01'], ['01/02/2026'], ['']])(
    'knows that "%s" is no day',
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => dayNumber(text)).toThrow(RangeError);
    },
  );

  it('accepts the leap day of a leap year alone', () => {
    expect([isDay('2024-02-29'), isDay('2025-02-29')]).toEqual([true, false]);
  });

  it('knows the weekdays', () => {
    expect(['2026-03-01', '2026-03-02', '2026-03-07', '1969-12-28'].map(weekday)).toEqual([0, 1, 6, 0]);
  });

  it('turns day numbers into days and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 60_000 }), (number) => {
        expect(dayNumber(dayOfNumber(number))).toBe(number);
      }),
    );
  });
});

describe('printed days', () => {
  it('prints a day as dd/MM/yyyy', () => {
    expect(formatDay('2026-02-05')).toBe('05/02/2026');
  });

  it('prints the date before the time, as it is in Viet Nam', () => {
    expect(formatInstant(new Date('2026-02-05T18:30:00Z'))).toBe('06/02/2026 01:30');
  });

  it.each([
    ['2026-02-05', 'ngày 05 tháng 02 năm 2026', '5 February 2026'],
    ['2026-03-09', 'ngày 09 tháng 3 năm 2026', '9 March 2026'],
    ['2026-12-31', 'ngày 31 tháng 12 năm 2026', '31 December 2026'],
  ])('writes %s out with a zero before days 1–9 and months 1–2 only', (day, vi, en) => {
    expect(writtenDay(day)).toEqual({ vi, en });
  });

  it('refuses to print a day that does not exist', () => {
    expect(() => formatDay('2026-02-30')).toThrow('"2026-02-30" is not a day');
  });
});
