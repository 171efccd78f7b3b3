/**
 * The working clock reckoned in another way: day after day from the receipt, each day looked at once. It takes nothing from the
 * product's calendar or clock, so that the two can be held against each other.
 */

/** What is asked of it: days as `YYYY-MM-DD`, instants in milliseconds, the close of office in minutes after midnight. */
export type ByHand = {
  from: number;
  days: number;
  pauses: readonly { from: number; to: number | null }[];
  /** Weekdays on which the office is closed, and Saturdays on which it is open. */
  closed: ReadonlySet<string>;
  open: ReadonlySet<string>;
  closesAt: number;
};

/** The weekdays off by law in years without an official calendar, looked up by hand on a lunar calendar. */
export const BY_LAW = [
  ...['2027-01-01', '2027-02-04', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-04-16', '2027-04-30'],
  ...['2027-05-03', '2027-09-02', '2027-09-03'],
  ...['2028-01-03', '2028-01-24', '2028-01-25', '2028-01-26', '2028-01-27', '2028-01-28', '2028-04-04', '2028-05-01'],
  ...['2028-05-02', '2028-09-01', '2028-09-04'],
];

const DAY = 86_400_000;
const VIET_NAM = 7 * 3_600_000;

/** @returns the last of so many days counted; or, while a pause is open, the days left after the one on which it goes on */
export function byHand({ from, days, pauses, closed, open, closesAt }: ByHand): { due: string } | { left: number } {
  // Midnights of Viet Nam, told as if they were UTC's.
  let midnight = Math.floor((from + VIET_NAM) / DAY) * DAY;
  for (let counted = 0; ; ) {
    midnight += DAY;
    const name = new Date(midnight).toISOString().slice(0, 10);
    const dayOfWeek = new Date(midnight).getUTCDay();
    const works = dayOfWeek === 0 ? false : dayOfWeek === 6 ? open.has(name) : !closed.has(name);
    if (!works) continue;
    const close = midnight - VIET_NAM + closesAt * 60_000;
    const standing = pauses.filter((pause) => pause.from < close && (pause.to === null || pause.to >= close));
    if (standing.some(({ to }) => to === null)) return { left: days - counted - 1 };
    if (standing.length > 0) continue;
    counted += 1;
    if (counted === days) return { due: name };
  }
}
