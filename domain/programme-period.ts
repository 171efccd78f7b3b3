/** When a programme takes applications, and why not on other days. */
import { type Day, formatDay } from './dates.ts';
import type { AssumedPeriod, Programme, SupportItem, Text } from './programme.ts';

type Dated = Pick<Programme, 'period' | 'assumedPeriod'>;

/**
 * Why no application is taken on a day: the plan's period has not begun, or is over.
 *
 * @param assumed whether the agency works with the assumed successor of the period (an example: nobody has issued it)
 * @returns the reason as it is told to the enterprise, or undefined where the programme is open
 */
export function closedOn({ period, assumedPeriod }: Dated, day: Day, assumed: boolean): Text | undefined {
  const successor = assumed ? assumedPeriod : undefined;
  if (within(period, day) || (successor && within(successor, day))) return undefined;
  const { from, to } = successor && day > period.to ? successor : period;
  const [first, last] = [formatDay(from), formatDay(to)];
  if (day < from)
    return {
      vi: `Chương trình chưa bắt đầu: nhận hồ sơ từ ${first} đến ${last}.`,
      en: `The programme has not begun: applications are taken from ${first} to ${last}.`,
    };
  return {
    vi: `Chương trình đã kết thúc: nhận hồ sơ từ ${first} đến ${last}.`,
    en: `The programme is over: applications were taken from ${first} to ${last}.`,
  };
}

/**
 * The assumed successor that an agency works by on a day: the plan's own period is over, and nobody has issued what follows it.
 *
 * @param assumed as of `closedOn`
 */
export const assumedOn = ({ assumedPeriod }: Dated, day: Day, assumed: boolean): AssumedPeriod | undefined =>
  assumed && assumedPeriod && within(assumedPeriod, day) ? assumedPeriod : undefined;

/**
 * Why an item is not taken on a day on which its programme is open: its document names it for a part of the period alone.
 *
 * @returns the reason, or undefined where the item is open
 */
export function itemClosedOn({ during }: Pick<SupportItem, 'during'>, day: Day): Text | undefined {
  if (!during || within(during, day)) return undefined;
  const [first, last] = [formatDay(during.from), formatDay(during.to)];
  return {
    vi: `Nội dung này chỉ nhận hồ sơ từ ${first} đến ${last}.`,
    en: `Applications for this item are taken from ${first} to ${last} only.`,
  };
}

const within = ({ from, to }: { from: Day; to: Day }, day: Day): boolean => from <= day && day <= to;
