/**
 * Every day that people enter has a top: nothing that waits for a day can be put off out of sight. The shape of an action declares it with
 * the field, and it is held to it in one place (evaluate.ts); a test finds a day without one.
 */
import { z } from 'zod';
import { addWorkingDays } from '../domain/calendar.ts';
import { type Day, formatDay, isDay, legalDay } from '../domain/dates.ts';
import type { Fault } from '../domain/fault.ts';
import { LIMIT, type LimitName } from '../domain/process.ts';
import type { Case } from './case.ts';
import { fault } from './handler.ts';
import { day, instrument } from './shapes.ts';

/** The last day that a field takes: today, or so many working days ahead as a limit of the programme says. */
export type Bound = 'today' | LimitName;

const BOUNDS = z.registry<{ latest: Bound }>();

const bounded = (latest: Bound) => day.clone().register(BOUNDS, { latest });

/** A day that is over or going on: on which something was held, signed, paid, issued. */
export const pastDay = bounded('today');
/** A day on which the work of a contract or an agreement begins or ends, or is planned within it. */
export const workDay = bounded(LIMIT.longestEngagement);
/** The closing of bids. */
export const closingDay = bounded(LIMIT.longestBidding);
/** The closing of a selection round. */
export const collectionDay = bounded(LIMIT.longestCollection);
/** By when somebody is asked to answer. */
export const answerDay = bounded(LIMIT.longestAnswer);
/** The last day of a pause. */
export const pauseDay = bounded(LIMIT.pause);

/** An instrument, which bears no day that has not come yet. */
export const issued = instrument.extend({ date: pastDay.optional() });

type Shape = z.core.$ZodType;
type Definition = {
  type: string;
  format?: string;
  shape?: Record<string, Shape>;
  element?: Shape;
  innerType?: Shape;
  in?: Shape;
  options?: readonly Shape[];
};
const definitionOf = (shape: Shape): Definition => shape._zod.def as unknown as Definition;

/** The shapes within a shape, each with the step of the path that leads to it; `*` stands for every element. */
function within(shape: Shape): [step: string, inner: Shape][] {
  const { shape: fields, element, innerType, in: piped, options } = definitionOf(shape);
  return [
    ...Object.entries(fields ?? {}),
    ...(element ? [['*', element] as [string, Shape]] : []),
    ...[...(innerType ? [innerType] : []), ...(piped ? [piped] : []), ...(options ?? [])].map(
      (inner): [string, Shape] => ['', inner],
    ),
  ];
}

/** Every field of a shape that takes a day, by its path, with the bound that it declares. */
export function dayFields(shape: Shape, path: readonly string[] = []): { path: string; latest: Bound | undefined }[] {
  const { type, format } = definitionOf(shape);
  if (type === 'string' && (format === 'date' || BOUNDS.has(shape)))
    return [{ path: path.join('.'), latest: BOUNDS.get(shape)?.latest }];
  return within(shape).flatMap(([step, inner]) => dayFields(inner, step === '' ? path : [...path, step]));
}

/**
 * @param sent a body that its shape has taken
 * @returns a fault for each day that lies later than the bound of its field
 */
export function tooLate(found: Case, shape: Shape, sent: unknown, path: readonly string[] = []): Fault[] {
  if (typeof sent === 'string') {
    const latest = BOUNDS.get(shape)?.latest;
    return latest && isDay(sent) ? beyond(found, latest, sent, path.join('.')) : inner(found, shape, sent, path);
  }
  if (typeof sent !== 'object' || sent === null) return [];
  return inner(found, shape, sent, path);
}

const inner = (found: Case, shape: Shape, sent: unknown, path: readonly string[]): Fault[] =>
  within(shape).flatMap(([step, next]) => {
    if (step === '') return tooLate(found, next, sent, path);
    if (step === '*')
      return Array.isArray(sent) ? sent.flatMap((item, at) => tooLate(found, next, item, [...path, `${at}`])) : [];
    return tooLate(found, next, (sent as Record<string, unknown>)[step], [...path, step]);
  });

function beyond(found: Case, latest: Bound, sent: Day, path: string): Fault[] {
  const today = legalDay(found.now);
  const top =
    latest === 'today' ? today : addWorkingDays(found.calendar, today, found.programme.limits[latest].workingDays);
  if (sent <= top) return [];
  if (latest === 'today')
    return [
      fault(path, 'in-the-future', `Ngày ${formatDay(sent)} chưa đến.`, `${formatDay(sent)} lies in the future.`),
    ];
  const limit = formatDay(top);
  return [
    fault(
      path,
      'too-late',
      `Chương trình cho đến ngày ${limit}.`,
      `The programme's limits allow a day until ${limit}.`,
    ),
  ];
}
