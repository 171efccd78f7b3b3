import fc from 'fast-check';
import { type Calendar, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { dueDate, type Pause } from '../../domain/working-clock.ts';
import { BY_LAW, byHand } from '../support/clock-by-hand.ts';
import { sized } from '../support/size.ts';

const MINUTE = 60_000;
const A_DAY = 1440;
const instant = (local: string) => Date.parse(`${local}:00+07:00`);
const source = { document: 'A calendar made for this test', certainty: 'G' } as const;

/** Weekdays or Saturdays of a year, taken at random. */
const daysOf = (year: number, most: number, fits: (weekday: number) => boolean) =>
  fc.uniqueArray(fc.nat(364), { maxLength: most }).map((numbers) =>
    numbers
      .map((number) => new Date(Date.UTC(year, 0, 1) + number * A_DAY * MINUTE))
      .filter((day) => fits(day.getUTCDay()))
      .map((day) => day.toISOString().slice(0, 10)),
  );

const YEARS = [2025, 2026, 2027, 2028, 2029];
/** A calendar of its own for every year, with working Saturdays. */
const random = fc
  .tuple(
    fc.constantFrom('16:30', '17:00', '11:30'),
    ...YEARS.map((year) =>
      fc.record({
        off: daysOf(year, 40, (weekday) => weekday !== 0 && weekday !== 6),
        workingSaturdays: daysOf(year, 60, (weekday) => weekday === 6),
        source: fc.constant(source),
      }),
    ),
  )
  .map(([officeClosesAt, ...years]): Calendar => {
    const byYear = Object.fromEntries(YEARS.map((year, index) => [year, years[index]!]));
    return { version: 'random', officeClosesAt, years: byYear };
  });
/** The official one knows no year after 2026. */
const calendars = fc.oneof(random, fc.constant(OFFICIAL_CALENDAR));

/** Any minute; often one at which something turns: midnight, the opening, the last minute, the close, the minute after it. */
const turning = fc.constantFrom(0, 1, 479, 480, 689, 690, 691, 989, 990, 991, 1019, 1020, 1021, 1439);
const minuteOfDay = fc.oneof(fc.nat(A_DAY - 1), turning);
const first = instant('2025-12-01T00:00');
const moments = fc.tuple(fc.nat(700), minuteOfDay).map(([day, minute]) => first + (day * A_DAY + minute) * MINUTE);

/** Pauses near the receipt: on its day, a few days later, weeks later; several on one day, inside one another, or open. */
const pauses = (from: number) => {
  const midnight = from - ((from + 7 * 60 * MINUTE) % (A_DAY * MINUTE));
  const near = fc
    .tuple(fc.oneof(fc.nat(2), fc.nat(40)), minuteOfDay)
    .map(([day, minute]) => Math.max(from, midnight + (day * A_DAY + minute) * MINUTE));
  const lasts = fc.tuple(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(30)), minuteOfDay);
  const entry = fc.tuple(near, lasts, fc.nat(19)).map(([began, [days, minute], open]) => {
    const day = began - ((began + 7 * 60 * MINUTE) % (A_DAY * MINUTE));
    const ended = Math.max(began, day + (days * A_DAY + minute) * MINUTE);
    return { from: began, to: open === 0 ? null : ended };
  });
  return fc.array(entry, { maxLength: 4 });
};

const cases = moments.chain((from) =>
  fc.record({
    from: fc.constant(from),
    limit: fc.integer({ min: 1, max: 40 }),
    extension: fc.oneof(fc.constant(0), fc.nat(10)),
    pauses: pauses(from),
    calendar: calendars,
  }),
);

test('the clock agrees with a reckoning by hand, day after day, whatever the receipt, limit, extension, pauses and calendar', () => {
  fc.assert(
    fc.property(cases, ({ from, limit, extension, pauses, calendar }) => {
      const years = Object.values(calendar.years);
      const [hours, minutes] = calendar.officeClosesAt.split(':').map(Number) as [number, number];
      const expected = byHand({
        ...{ from, pauses, days: limit + extension, closesAt: hours * 60 + minutes },
        closed: new Set([...years.flatMap(({ off }) => off), ...(calendar === OFFICIAL_CALENDAR ? BY_LAW : [])]),
        open: new Set(years.flatMap(({ workingSaturdays }) => workingSaturdays)),
      });
      const ledger = pauses.map(
        ({ from: began, to }): Pause => ({
          from: new Date(began),
          to: to === null ? null : new Date(to),
          why: 'w',
          who: 'x',
        }),
      );
      const { day, remaining } = dueDate({ from: new Date(from), limit, extension, pauses: ledger, calendar });
      expect(day === null ? { left: remaining } : { due: day }).toEqual(expected);
    }),
    { numRuns: sized(400, 4_000) },
  );
});
