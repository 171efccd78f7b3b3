/**
 * The shapes of what people send, bounded once: whatever passes here, code can reckon with and the database can keep. Every input of
 * the API and of the process is made of these (a test walks them all), so that no field can forget its bounds.
 */
import { z } from 'zod';

/** Days that anybody may name: before the first support programmes, to beyond the longest plan. */
export const EARLIEST_DAY = '1990-01-01';
export const LATEST_DAY = '2100-12-31';

/** The most đồng that one field may hold: 200 lines of it add up to less than 2^53, where a JSON number stops being exact. */
export const MOST_DONG = 10_000_000_000_000;

/** The most đồng of a balance sheet: a hundred times the largest field that is added up. */
export const MOST_FIGURE = 100 * MOST_DONG;

/** What one PostgreSQL `integer` holds. */
export const LARGEST_INTEGER = 2_147_483_647;

/** Whether a database keeps this text: without the NUL character, and without halves of characters. */
export const isStorable = (value: string): boolean => !value.includes('\0') && value.isWellFormed();
const CHARACTERS = 'must hold no NUL and no half of a character';

/** Whole đồng, as a JSON integer. */
export const dong = z.int().min(0).max(MOST_DONG);

/** Đồng of a balance sheet, which no sum is made of. */
export const figure = z.int().min(0).max(MOST_FIGURE);

/** A whole number from–to, which a column of the database holds. */
export const whole = (from: number, to: number) => {
  if (Math.abs(from) > LARGEST_INTEGER || to > LARGEST_INTEGER)
    throw new RangeError(`No column holds ${from} to ${to}.`);
  return z.int().min(from).max(to);
};
/** Points that a member gives, to two decimals: whether they are from 0 to 100 is told with the criterion. */
export const points = z.number().min(0).max(100);
/** Basis points of a whole: 10000 is all of it. */
export const basisPoints = whole(0, 10_000);

/** Text of at most so many characters. It may be empty: a filter, a name that is compared. */
export const upTo = (most: number) => z.string().max(most).refine(isStorable, CHARACTERS);
export const text = z.string().trim().min(1).max(4000).refine(isStorable, CHARACTERS);
export const line = z.string().trim().min(1).max(300).refine(isStorable, CHARACTERS);
export const code = z.string().regex(/^[A-Z0-9-]{1,24}$/);
export const subjectCode = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/)
  .max(60);
/** The name of a criterion, a requirement, a kind of document. */
export const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
export const email = z.email().max(200);

/** A legal day in Asia/Ho_Chi_Minh. */
export const day = z.iso
  .date()
  .refine(
    (value) => value >= EARLIEST_DAY && value <= LATEST_DAY,
    `must lie between ${EARLIEST_DAY} and ${LATEST_DAY}`,
  );
export const instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .refine((value) => isInTime(Date.parse(value)), `must lie between ${EARLIEST_DAY} and ${LATEST_DAY}`);
export const year = whole(1990, 2100);

const isInTime = (ms: number): boolean =>
  ms >= Date.parse(`${EARLIEST_DAY}T00:00:00Z`) && ms < Date.parse(`${LATEST_DAY}T00:00:00Z`) + 86_400_000;

export const documentId = z.uuid();
export const documents = z
  .array(z.strictObject({ kind: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/), documentId }))
  .max(50);

/** Reasons condition by condition, as a refusal's letter gives them. */
export const instrument = z.strictObject({
  signatory: line,
  capacity: line,
  number: line.optional(),
  date: day.optional(),
  documentId: documentId.optional(),
});
export const signatory = z.strictObject({ name: line, capacity: line });

/** A legal day as the database's date. */
export const dateOf = (value: string): Date => new Date(`${value}T00:00:00Z`);
