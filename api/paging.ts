/** Pages by cursor: where the last item of a page stood in the list's order. */
import { z } from 'zod';
import { fault } from '../records/handler.ts';
import { day, instant } from '../records/shapes.ts';
import { Problem } from './problem.ts';

/** What a place in an order is made of. Whatever else a cursor holds is refused before a query sees it. */
const PART = {
  instant,
  day,
  id: z.uuid(),
  text: z.string().regex(/^[\x20-\x7e]{0,120}$/),
};
export type Part = keyof typeof PART;

/** @returns the cursor of a place in an order */
export const cursorOf = (...place: readonly string[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * @param parts what a place has in this list's order
 * @throws Problem `invalid` where it is no cursor of this list
 */
export function readCursor(cursor: string | undefined, parts: readonly Part[]): string[] | null {
  if (cursor === undefined) return null;
  const place = parsed(cursor);
  if (
    Array.isArray(place) &&
    place.length === parts.length &&
    parts.every((part, i) => PART[part].safeParse(place[i]).success)
  )
    return place;
  throw new Problem('invalid', {
    faults: [fault('cursor', 'no-such-cursor', 'Con trỏ trang không hợp lệ.', 'Is not a cursor of this list.')],
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

/** Cuts a page out of one row too many. */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  place: (row: Row) => readonly string[],
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(view), next: rows.length > limit && last ? cursorOf(...place(last)) : null };
}
