import { dayNumber, dayOfNumber } from '../../domain/dates.ts';
import { lunarDay } from '../../domain/lunar.ts';

describe('the lunar calendar', () => {
  it.each([
    [1976, '1976-01-31'],
    [1985, '1985-01-21'],
    [2000, '2000-02-05'],
    [2007, '2007-02-17'],
    [2010, '2010-02-14'],
    [2020, '2020-01-25'],
    [2021, '2021-02-12'],
    [2022, '2022-02-01'],
    [2023, '2023-01-22'],
    [2024, '2024-02-10'],
    [2025, '2025-01-29'],
    [2026, '2026-02-17'],
    [2027, '2027-02-06'],
    [2028, '2028-01-26'],
    [2029, '2029-02-13'],
    [2030, '2030-02-02'],
  ])('begins %i on %s (Tết)', (year, day) => {
    expect(lunarDay(year, 1, 1)).toBe(day);
  });

  it.each([
    [2023, '2023-04-29'],
    [2024, '2024-04-18'],
    [2025, '2025-04-07'],
    [2026, '2026-04-26'],
    [2027, '2027-04-16'],
    [2028, '2028-04-04'],
  ])('has the 10th of the 3rd month of %i on %s, also after a leap month (2023)', (year, day) => {
    expect(lunarDay(year, 3, 10)).toBe(day);
  });

  it('has another Tết than China in 1985, 2007, 2030 and 2053, and in no other year until 2100', () => {
    const years = Array.from({ length: 125 }, (_, index) => 1976 + index);
    const other = years.filter((year) => lunarDay(year, 1, 1) !== lunarDay(year, 1, 1, 8));
    expect(other.map((year) => [year, lunarDay(year, 1, 1), lunarDay(year, 1, 1, 8)])).toEqual([
      [1985, '1985-01-21', '1985-02-20'],
      [2007, '2007-02-17', '2007-02-18'],
      [2030, '2030-02-02', '2030-02-03'],
      [2053, '2053-02-18', '2053-02-19'],
    ]);
  });

  it('reckoned for China it is the Chinese calendar that the platform knows, but where a moon lies minutes from midnight', () => {
    const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
    const called = (day: string) => {
      const parts = chinese.formatToParts(new Date(`${day}T12:00:00Z`));
      return ['month', 'day'].map((type) => parts.find((part) => part.type === type)?.value).join('/');
    };
    const months = Array.from({ length: 125 * 10 }, (_, index) => [1976 + Math.floor(index / 10), (index % 10) + 1]);
    const differing = months.filter(([year, month]) => called(lunarDay(year!, month!, 1, 8)) !== `${month}/1`);
    // The platform takes the new moon less exactly: 17 August 2012, 8 November 2018 and 6 February 2027 among them.
    expect(differing.length).toBeLessThan(12);
    for (const [year, month] of differing) {
      const moon = dayNumber(lunarDay(year!, month!, 1, 8));
      expect(
        [moon - 1, moon + 1].map((day) => called(dayOfNumber(day))).some((name) => /\/(1|2|29|30)$/.test(name)),
      ).toBe(true);
    }
  });

  it('is refused outside the years and months for which it is reckoned', () => {
    for (const [year, month] of [
      [1975, 1],
      [2101, 1],
      [2027, 0],
      [2027, 11],
      [2027.5, 1],
    ])
      expect(() => lunarDay(year!, month!, 1)).toThrow(RangeError);
  });
});
