import type { Calendar, UnconfirmedDay } from './calendar.ts';
import {
  addWorkingDays,
  endOfOffice,
  isDayOff,
  isWorkingDay,
  isWorkingSaturday,
  openQuestions,
  provisionalYears,
  workingDaysBetween,
} from './calendar.ts';
import type { Day } from './dates.ts';
import { dayNumber, dayOfNumber, formatDay, legalDay, weekday } from './dates.ts';
import type { Bilingual } from './fault.ts';

export type Why = string | Bilingual;

/** One entry of the ledger of pauses: the clock stood from `from` until `to`, or still stands when `to` is null. */
export interface Pause {
  from: Date;
  to: Date | null;
  /** The reason, in the words of whoever paused it, or in both languages. */
  why: Why;
  /** Who paused it: a role or an internal id, nothing personal. */
  who: string;
}

/** A line of the sum: what it is, its days, and how to say it. */
export type SumLine = { label: Bilingual } & (
  | { kind: 'receipt'; day: Day }
  | { kind: 'limit'; workingDays: number }
  | { kind: 'extension'; workingDays: number }
  | { kind: 'pause'; from: Day; to: Day; workingDays: number; why: Why; who: string }
  | { kind: 'pause-open'; from: Day; why: Why; who: string }
  | { kind: 'pause-too-late'; from: Day; why: Why; who: string }
  | { kind: 'days-off'; days: Day[] }
  | { kind: 'working-saturdays'; days: Day[] }
  | { kind: 'provisional'; years: number[] }
  | { kind: 'unconfirmed'; days: Day[] }
  | { kind: 'due'; day: Day }
  | { kind: 'standing'; remaining: number }
);

/** What a clock says. */
export interface DueDate {
  /** Close of office on the due day; null while the clock stands. */
  dueAt: Date | null;
  /** The due day (thời hạn); null while the clock stands. */
  day: Day | null;
  /** While the clock stands: the working days left after the working day on which it goes on. Else null. */
  remaining: number | null;
  /** Whether the date may still move: a year was counted whose calendar is not known, or a day of which nobody has said whether it is off. */
  provisional: boolean;
  /** Why it is provisional: the lines of the sum that say so. */
  reasons: Bilingual[];
  /** The clock as a sum, line by line, in the order in which it is read. */
  sum: SumLine[];
}

/**
 * When a time limit in working days ends: at the close of office of its last counted day.
 *
 * A **counted day** is a working day after the day of receipt at whose close of office the clock runs. So the day of receipt is never
 * counted, and a day is not counted when the clock stands as the office closes, whatever it did earlier that day. (That the day of
 * receipt is not counted follows the convention of the Civil Code on periods; general knowledge, not quoted.)
 *
 * A pause moves the due day by the days that it takes out of the count, each once: working days after the day of receipt whose close of
 * office lies after the pause began and not after it ended. What happens at the close of office happens after it: a pause that begins
 * then leaves that day counted, one that ends then does not. A pause that takes no close of office out moves nothing: one within a day,
 * over days off, or on the day of receipt alone. Pauses that overlap take a day out once. A pause that began when the limit had
 * passed moves nothing, and the sum says so.
 *
 * An extension (gia hạn) lengthens the limit by its working days, and is a line of the sum of its own.
 *
 * @param limit working days, at least 1; @param extension working days, 0 where there is none.
 * @returns the due date, or no date and the days left while a pause is open.
 * @throws RangeError when `limit` is not a positive integer, `extension` a negative one, or a pause ends before it began.
 */
export function dueDate(clock: {
  from: Date;
  limit: number;
  extension?: number;
  pauses: readonly Pause[];
  calendar: Calendar;
}): DueDate {
  const { from, limit, extension = 0, calendar } = clock;
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new RangeError(`${limit} is not a limit of at least 1 working day`);
  if (!Number.isSafeInteger(extension) || extension < 0)
    throw new RangeError(`${extension} is not an extension in working days`);

  const receipt = legalDay(from);
  const sum: SumLine[] = [receiptLine(receipt), limitLine(limit)];
  if (extension > 0) sum.push(extensionLine(extension));
  const first = addWorkingDays(calendar, receipt, 1);
  let due = addWorkingDays(calendar, receipt, limit + extension);
  let waitedUntil = from;
  let standing: { since: Day; remaining: number } | null = null;

  for (const pause of [...clock.pauses].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const { to, why, who } = pause;
    if (to && to < pause.from) throw new RangeError(`A pause ends at ${to.toISOString()}, before it began`);
    const began = legalDay(pause.from);
    const start = pause.from > waitedUntil ? pause.from : waitedUntil;
    if (start >= endOfOffice(calendar, due)) {
      sum.push({ kind: 'pause-too-late', from: began, why, who, label: tooLateLabel(began, why) });
    } else if (to === null) {
      const since = nextToClose(calendar, first, start);
      standing = { since, remaining: workingDaysBetween(calendar, since, due) };
      sum.push({ kind: 'pause-open', from: began, why, who, label: openLabel(began, why) });
      break; // it covers whatever the ledger has after it
    } else {
      const end = to > start ? to : start;
      const taken = [start, end].map((instant) => nextToClose(calendar, first, instant)) as [Day, Day];
      const workingDays = workingDaysBetween(calendar, ...taken);
      due = addWorkingDays(calendar, due, workingDays);
      waitedUntil = end;
      const ended = legalDay(to);
      const label = pauseLabel(workingDays, began, ended, why);
      sum.push({ kind: 'pause', from: began, to: ended, workingDays, why, who, label });
    }
  }

  const counted = standing ? standing.since : due;
  const provisional = [
    ...provisionalLines(provisionalYears(calendar, receipt, counted)),
    ...unconfirmedLines(openQuestions(calendar, receipt, counted)),
  ];
  sum.push(...calendarLines(calendar, receipt, counted), ...provisional);
  sum.push(standing ? standingLine(standing.remaining) : dueLine(due, calendar));
  return {
    dueAt: standing ? null : endOfOffice(calendar, due),
    day: standing ? null : due,
    remaining: standing ? standing.remaining : null,
    provisional: provisional.length > 0,
    reasons: provisional.map(({ label }) => label),
    sum,
  };
}

/** The first working day, from `first` on, whose close of office lies after an instant: the next day that may be counted. */
function nextToClose(calendar: Calendar, first: Day, instant: Date): Day {
  const day = legalDay(instant);
  if (day < first) return first;
  const open = isWorkingDay(calendar, day) && instant < endOfOffice(calendar, day);
  return open ? day : addWorkingDays(calendar, day, 1);
}

/** When to remind: the close of office so many working days before what is due. Throws RangeError below 0. */
export function remindAt(calendar: Calendar, dueAt: Date, workingDaysBefore: number): Date {
  return shifted(calendar, dueAt, -notNegative(workingDaysBefore));
}

/** When to escalate: the close of office so many working days after what was due. Throws RangeError below 0. */
export function escalateAt(calendar: Calendar, dueAt: Date, workingDaysAfter: number): Date {
  return shifted(calendar, dueAt, notNegative(workingDaysAfter));
}

function shifted(calendar: Calendar, dueAt: Date, workingDays: number): Date {
  return endOfOffice(calendar, addWorkingDays(calendar, legalDay(dueAt), workingDays));
}

function notNegative(workingDays: number): number {
  if (workingDays < 0) throw new RangeError(`${workingDays} working days: give 0 or more`);
  return workingDays;
}

function receiptLine(day: Day): SumLine {
  const label = {
    vi: `Tiếp nhận ngày ${formatDay(day)} (không tính ngày này)`,
    en: `Received on ${formatDay(day)} (that day is not counted)`,
  };
  return { kind: 'receipt', day, label };
}

function limitLine(workingDays: number): SumLine {
  return {
    kind: 'limit',
    workingDays,
    label: { vi: `+ ${workingDays} ngày làm việc theo quy định`, en: `+ ${inDays(workingDays)} allowed` },
  };
}

function extensionLine(workingDays: number): SumLine {
  const label = {
    vi: `+ ${workingDays} ngày làm việc gia hạn, có văn bản xin lỗi`,
    en: `+ ${inDays(workingDays)} extended, with an apology`,
  };
  return { kind: 'extension', workingDays, label };
}

function pauseLabel(workingDays: number, from: Day, to: Day, why: Why): Bilingual {
  return {
    vi: `+ ${workingDays} ngày làm việc tạm dừng từ ${formatDay(from)} đến ${formatDay(to)}: ${said(why, 'vi')}`,
    en: `+ ${inDays(workingDays)} waited from ${formatDay(from)} to ${formatDay(to)}: ${said(why, 'en')}`,
  };
}

function openLabel(from: Day, why: Why): Bilingual {
  return {
    vi: `Tạm dừng từ ${formatDay(from)}: ${said(why, 'vi')}`,
    en: `Paused since ${formatDay(from)}: ${said(why, 'en')}`,
  };
}

function tooLateLabel(from: Day, why: Why): Bilingual {
  return {
    vi: `Tạm dừng từ ${formatDay(from)} không được tính vì đã quá hạn trước đó: ${said(why, 'vi')}`,
    en: `The pause from ${formatDay(from)} does not count, the limit had passed before: ${said(why, 'en')}`,
  };
}

/** The days of the calendar that made this clock longer or shorter than plain Mondays to Fridays. */
function calendarLines(calendar: Calendar, after: Day, until: Day): SumLine[] {
  const [first, last] = [dayNumber(after) + 1, dayNumber(until)];
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dayOfNumber(first + index));
  const off = days.filter((day) => ![0, 6].includes(weekday(day)) && isDayOff(calendar, day));
  const saturdays = days.filter((day) => isWorkingSaturday(calendar, day));
  const lines: SumLine[] = [];
  if (off.length > 0) {
    const label = { vi: `không tính ngày nghỉ ${listed(off)}`, en: `not counting the days off ${listed(off)}` };
    lines.push({ kind: 'days-off', days: off, label });
  }
  if (saturdays.length > 0) {
    const vi = `có tính thứ Bảy làm bù ${listed(saturdays)}`;
    const label = { vi, en: `counting the working Saturdays ${listed(saturdays)}` };
    lines.push({ kind: 'working-saturdays', days: saturdays, label });
  }
  return lines;
}

function provisionalLines(years: number[]): SumLine[] {
  if (years.length === 0) return [];
  const label = {
    vi: `Tạm tính: chưa có lịch nghỉ chính thức năm ${years.join(', ')}; mới tính ngày nghỉ lễ theo luật, chưa có ngày hoán đổi`,
    en: `Provisional: the official calendar of ${years.join(', ')} is not known; holidays by law are taken, swapped days are missing`,
  };
  return [{ kind: 'provisional', years, label }];
}

function unconfirmedLines(questions: readonly UnconfirmedDay[]): SumLine[] {
  if (questions.length === 0) return [];
  const named = (language: 'vi' | 'en') =>
    questions.map(({ day, name }) => `${formatDay(day)} (${name[language]})`).join(', ');
  const label = {
    vi: `Tạm tính: chưa xác nhận có nghỉ ngày ${named('vi')} hay không; đang tính là ngày làm việc`,
    en: `Provisional: not confirmed whether ${named('en')} is a day off; it is counted as a working day`,
  };
  return [{ kind: 'unconfirmed', days: questions.map(({ day }) => day), label }];
}

function dueLine(day: Day, calendar: Calendar): SumLine {
  const label = {
    vi: `= đến hạn ngày ${formatDay(day)}, ${calendar.officeClosesAt}`,
    en: `= due on ${formatDay(day)}, ${calendar.officeClosesAt}`,
  };
  return { kind: 'due', day, label };
}

function standingLine(remaining: number): SumLine {
  return {
    kind: 'standing',
    remaining,
    label: {
      vi: `= đang tạm dừng, còn ${remaining} ngày làm việc sau ngày tiếp tục`,
      en: `= paused, with ${inDays(remaining)} left after the day on which it goes on`,
    },
  };
}

function listed(days: readonly Day[]): string {
  return days.map(formatDay).join(', ');
}

function said(why: Why, language: 'vi' | 'en'): string {
  return typeof why === 'string' ? why : why[language];
}

function inDays(count: number): string {
  return `${count} working ${count === 1 ? 'day' : 'days'}`;
}
