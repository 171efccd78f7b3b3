import type { Bilingual } from './fault.ts';

/** A legal day in Asia/Ho_Chi_Minh, `YYYY-MM-DD`. Two of them compare as text. */
export type Day = string;

const MILLISECONDS_A_DAY = 86_400_000;

/** Asia/Ho_Chi_Minh has kept UTC+7 without daylight saving since 1975. */
const OFFSET = '+07:00';
const OFFSET_MILLISECONDS = 7 * 3_600_000;

/** Whether `text` is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days since 1970-01-01. Throws RangeError when `day` does not exist. */
export function dayNumber(day: Day): number {
  if (!isDay(day)) throw new RangeError(`"${day}" is not a day: give an existing one as YYYY-MM-DD`);
  return Date.parse(`${day}T00:00:00Z`) / MILLISECONDS_A_DAY;
}

/** The day that is `number` days after 1970-01-01: the inverse of `dayNumber`. */
export function dayOfNumber(number: number): Day {
  return new Date(number * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(day: Day): number {
  return (((dayNumber(day) + 4) % 7) + 7) % 7;
}

/** The legal day on which an instant falls in Viet Nam. Throws RangeError on an invalid Date. */
export function legalDay(instant: Date): Day {
  return new Date(instant.getTime() + OFFSET_MILLISECONDS).toISOString().slice(0, 10);
}

/** The instant of a time of day (`HH:mm`, Viet Nam) on a legal day. Throws RangeError when either does not exist. */
export function instantOf(day: Day, time: string): Date {
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    throw new RangeError(`"${day} ${time}" is not a moment: give YYYY-MM-DD and HH:mm`);
  }
  return new Date(`${day}T${time}:00${OFFSET}`);
}

/**
 * A day as agencies print it, `dd/MM/yyyy`, in both languages: `Intl` with `vi-VN` prints "5/2/26" and so is not used.
 * Convention of administrative documents (general knowledge).
 */
export function formatDay(day: Day): string {
  dayNumber(day);
  return `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** An instant in Viet Nam as `dd/MM/yyyy HH:mm`: date first, which `Intl` with `vi-VN` turns round. */
export function formatInstant(instant: Date): string {
  const local = new Date(instant.getTime() + OFFSET_MILLISECONDS).toISOString();
  return `${formatDay(local.slice(0, 10))} ${local.slice(11, 16)}`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * A day written out as letters and decisions need it: "ngày 05 tháng 02 năm 2026", "5 February 2026".
 * The zero stands before days 1–9 and months 1–2 only (Decree 30/2020/NĐ-CP, Annex I, from a secondary page).
 */
export function writtenDay(day: Day): Bilingual {
  dayNumber(day);
  const [year, month, date] = day.split('-') as [string, string, string];
  const written = Number(month) <= 2 ? month : String(Number(month));
  return {
    vi: `ngày ${date} tháng ${written} năm ${year}`,
    en: `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`,
  };
}
