/** JSON bodies: how large, how deep, and of which characters. */
import express, { type RequestHandler } from 'express';
import type { Fault } from '../domain/fault.ts';
import { fault } from '../records/handler.ts';
import { isStorable } from '../records/shapes.ts';
import { Problem } from './problem.ts';

/** The deepest content that any route takes has about ten levels; what walks a body must not run out of stack. */
const DEEPEST = 32;

const [QUOTE, BACKSLASH, OPEN_OBJECT, OPEN_ARRAY, CLOSE_OBJECT, CLOSE_ARRAY] = [...'"\\{[}]'].map((sign) =>
  sign.charCodeAt(0),
);

/** Whether JSON in UTF-8 nests deeper than any content does. */
export function isTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (quoted) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) quoted = false;
    } else if (sign === QUOTE) quoted = true;
    else if (sign === OPEN_OBJECT || sign === OPEN_ARRAY) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (sign === CLOSE_OBJECT || sign === CLOSE_ARRAY) depth -= 1;
  }
  return false;
}

/** Reads a body. @param limit as `1mb` @throws Problem for one that is too deep, or in no UTF-8 */
export const readJson = (limit: string): RequestHandler =>
  express.json({
    limit,
    strict: true,
    verify: (_request, _response, bytes, encoding) => {
      if (encoding !== 'utf-8') throw new Problem('wrong-type', { headers: { Accept: 'application/json' } });
      if (isTooDeep(bytes)) {
        const en = `JSON may nest ${DEEPEST} levels deep.`;
        throw new Problem('malformed', { detail: { vi: `JSON lồng nhau nhiều nhất ${DEEPEST} tầng.`, en } });
      }
    },
  });

/** Text that no database keeps: the NUL character, and halves of a character. The fault at its place, or null. */
export function unstorable(value: unknown, path = ''): Fault | null {
  if (typeof value === 'string') {
    if (isStorable(value)) return null;
    return fault(
      path.toWellFormed().replaceAll('\0', ''),
      'characters',
      'Có ký tự không hợp lệ.',
      'Holds characters that are none.',
    );
  }
  if (value === null || typeof value !== 'object') return null;
  for (const [name, entry] of Object.entries(value)) {
    const place = path ? `${path}.${name}` : name;
    const found = unstorable(name, place) ?? unstorable(entry, place);
    if (found) return found;
  }
  return null;
}
