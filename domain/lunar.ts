/**
 * The Vietnamese lunar calendar (âm lịch), reckoned from the moon and the sun: a month begins on the day of a new moon in Viet Nam
 * (UTC+7), the month that holds the winter solstice is the eleventh, and where thirteen new moons lie between two of those, the first
 * month without a principal term is a leap month. New moons by J. Meeus, Astronomical Algorithms, chapter 49 (to some seconds), the
 * sun's longitude by chapter 25 (to 0.01°). From the same moon China (UTC+8) sometimes has another day.
 */
import type { Day } from './dates.ts';
import { dayNumber, dayOfNumber } from './dates.ts';

const VIET_NAM_HOURS = 7;
const UNIX_EPOCH_JD = 2_440_587.5;
const SYNODIC_MONTH = 29.530588861;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const sin = (degrees: number): number => Math.sin(radians(degrees));

/**
 * The legal day of a day of the lunar calendar; never of a leap month.
 *
 * @param year the solar year in which the lunar year begins, 1976 to 2100; @param month 1 to 10, which end before the next winter solstice
 * @param utcOffset hours; other than Viet Nam's only to hold the reckoning against another calendar
 * @throws RangeError for a year or month outside these
 */
export function lunarDay(year: number, month: number, day: number, utcOffset = VIET_NAM_HOURS): Day {
  if (!Number.isInteger(year) || year < 1976 || year > 2100)
    throw new RangeError(`The lunar calendar is reckoned for 1976 to 2100, not for ${year}`);
  if (!Number.isInteger(month) || month < 1 || month > 10)
    throw new RangeError(`Lunar month ${month}: give one from 1 to 10`);
  const eleventh = eleventhMonth(year - 1, utcOffset);
  const leap = leapMonth(eleventh, eleventhMonth(year, utcOffset), utcOffset);
  const after = month + 1;
  const start = newMoonDay(eleventh + (leap !== null && after >= leap ? after + 1 : after), utcOffset);
  return dayOfNumber(start + day - 1);
}

/** The number of the new moon that begins the eleventh month of a year: the last one not after the day of the winter solstice. */
function eleventhMonth(year: number, utcOffset: number): number {
  let solstice = dayNumber(`${year}-12-19`);
  while (sunLongitude(solstice + 1, utcOffset) < 270) solstice += 1;
  let moon = Math.round((solstice + UNIX_EPOCH_JD - NEW_MOON_2000) / SYNODIC_MONTH) + 1;
  while (newMoonDay(moon, utcOffset) > solstice) moon -= 1;
  return moon;
}

/** How many months after the eleventh the leap month comes; null in a year without one. */
function leapMonth(eleventh: number, next: number, utcOffset: number): number | null {
  if (next - eleventh < 13) return null;
  const term = (moon: number) => Math.floor(sunLongitude(newMoonDay(moon, utcOffset), utcOffset) / 30);
  for (let after = 1; ; after += 1) if (term(eleventh + after) === term(eleventh + after + 1)) return after;
}

/** The sun's apparent longitude in degrees as a day begins, 0 to 360 (Meeus, chapter 25, the lower accuracy). @param day days since 1970 */
function sunLongitude(day: number, utcOffset: number): number {
  const jde = day - utcOffset / 24 + UNIX_EPOCH_JD + deltaT(day);
  const t = (jde - 2_451_545) / 36_525;
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t;
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.000289 * sin(3 * anomaly);
  const apparent = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t);
  return ((apparent % 360) + 360) % 360;
}

/** Dynamical time less universal time, in days (polynomial of Espenak and Meeus for 2005 to 2050; seconds off outside them). */
function deltaT(day: number): number {
  const t = day / 365.2425 - 30;
  return (62.92 + 0.32217 * t + 0.005589 * t * t) / 86_400;
}

/** The first new moon of 2000, from which Meeus counts. */
const NEW_MOON_2000 = 2_451_550.09766;

/** The day of a new moon at an offset from UTC, in days since 1970. */
function newMoonDay(moon: number, utcOffset: number): number {
  const time = newMoon(moon) - UNIX_EPOCH_JD;
  return Math.floor(time - deltaT(time) + utcOffset / 24);
}

/** Terms of the true new moon: days, times the eccentricity to a power, and multiples of M, M', F and Ω (Meeus, chapter 49). */
const TERMS: readonly (readonly [days: number, power: number, m: number, moon: number, f: number, node: number])[] = [
  [-0.4072, 0, 0, 1, 0, 0],
  [0.17241, 1, 1, 0, 0, 0],
  [0.01608, 0, 0, 2, 0, 0],
  [0.01039, 0, 0, 0, 2, 0],
  [0.00739, 1, -1, 1, 0, 0],
  [-0.00514, 1, 1, 1, 0, 0],
  [0.00208, 2, 2, 0, 0, 0],
  [-0.00111, 0, 0, 1, -2, 0],
  [-0.00057, 0, 0, 1, 2, 0],
  [0.00056, 1, 1, 2, 0, 0],
  [-0.00042, 0, 0, 3, 0, 0],
  [0.00042, 1, 1, 0, 2, 0],
  [0.00038, 1, 1, 0, -2, 0],
  [-0.00024, 1, -1, 2, 0, 0],
  [-0.00017, 0, 0, 0, 0, 1],
  [-0.00007, 0, 2, 1, 0, 0],
  [0.00004, 0, 0, 2, -2, 0],
  [0.00004, 0, 3, 0, 0, 0],
  [0.00003, 0, 1, 1, -2, 0],
  [0.00003, 0, 0, 2, 2, 0],
  [-0.00003, 0, 1, 1, 2, 0],
  [0.00003, 0, -1, 1, 2, 0],
  [-0.00002, 0, -1, 1, -2, 0],
  [-0.00002, 0, 1, 3, 0, 0],
  [0.00002, 0, 0, 4, 0, 0],
];

/** The planets' terms: days, and an angle at k = 0 that grows with k. */
const PLANETS: readonly (readonly [days: number, angle: number, rate: number])[] = [
  [0.000325, 299.77, 0.107408],
  [0.000165, 251.88, 0.016321],
  [0.000164, 251.83, 26.651886],
  [0.000126, 349.42, 36.412478],
  [0.00011, 84.66, 18.206239],
  [0.000062, 141.74, 53.303771],
  [0.00006, 207.14, 2.453732],
  [0.000056, 154.84, 7.30686],
  [0.000047, 34.52, 27.261239],
  [0.000042, 207.19, 0.121824],
  [0.00004, 291.34, 1.844379],
  [0.000037, 161.72, 24.198154],
  [0.000035, 239.56, 25.513099],
  [0.000023, 331.55, 3.592518],
];

/** The instant of a new moon as a Julian ephemeris day. @param k new moons since the first of 2000 */
function newMoon(k: number): number {
  const t = k / 1236.85;
  const mean = NEW_MOON_2000 + SYNODIC_MONTH * k + 0.00015437 * t ** 2 - 0.00000015 * t ** 3 + 0.00000000073 * t ** 4;
  const eccentricity = 1 - 0.002516 * t - 0.0000074 * t ** 2;
  const sun = 2.5534 + 29.1053567 * k - 0.0000014 * t ** 2 - 0.00000011 * t ** 3;
  const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t ** 2 + 0.00001238 * t ** 3 - 0.000000058 * t ** 4;
  const latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t ** 2 - 0.00000227 * t ** 3 + 0.000000011 * t ** 4;
  const node = 124.7746 - 1.56375588 * k + 0.0020672 * t ** 2 + 0.00000215 * t ** 3;
  const periodic = TERMS.map(
    ([days, power, m, m2, f, n]) => days * eccentricity ** power * sin(m * sun + m2 * moon + f * latitude + n * node),
  );
  const planetary = PLANETS.map(
    ([days, angle, rate], index) => days * sin(angle + rate * k - (index === 0 ? 0.009173 * t ** 2 : 0)),
  );
  return [...periodic, ...planetary].reduce((sum, days) => sum + days, mean);
}
