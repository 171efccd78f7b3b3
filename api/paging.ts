/** Pages by cursor: where the last item of a page stood in the list's order. */

import { fault } from '../records/handler.ts';
import { Problem } from './problem.ts';

/** @returns the cursor of a place in an order */
export const cursorOf = (...place: readonly string[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/**
 * @param parts how many parts a place has in this list's order
 * @throws Problem `invalid` where it is no cursor of ours
 */
export function readCursor(cursor: string | undefined, parts: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(place) &&
      place.length === parts &&
      place.every((part) => typeof part === 'string' && !part.includes('\0'))
    )
      return place;
  } catch {
    // Falls through to the refusal: what is no JSON is no cursor.
  }
  throw new Problem('invalid', {
    faults: [fault('cursor', 'no-such-cursor', 'Con trỏ trang không hợp lệ.', 'Is not a cursor of this list.')],
  });
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
