/** The codes of applications, packages and selection rounds: `<prefix>-<year>-<6 digits>-<4 random characters>`, so that nobody walks the tracker. */
import { randomInt } from 'node:crypto';
import { legalDay } from '../domain/dates.ts';
import type { Tx } from './case.ts';

/** Crockford's base 32: no I, L, O, U, which are misread or spell words. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What follows the programme in a package's code (gói thầu). */
const PACKAGE = 'GT';
/** And in a selection round's (đợt xét chọn). */
const ROUND = 'XC';

/**
 * Draws the next code of a series, which is the prefix and the year in Viet Nam.
 * @param at the business time
 */
async function draw(tx: Tx, prefix: string, at: Date): Promise<string> {
  const series = `${prefix}-${legalDay(at).slice(0, 4)}`;
  const [drawn] = await tx.$queryRaw<{ last: number }[]>`
    INSERT INTO "Series" (id, last) VALUES (${series}, 1) ON CONFLICT (id) DO UPDATE SET last = "Series".last + 1 RETURNING last`;
  const random = Array.from({ length: 4 }, () => CROCKFORD[randomInt(CROCKFORD.length)]).join('');
  return `${series}-${String(drawn!.last).padStart(6, '0')}-${random}`;
}

export const applicationCode = (tx: Tx, programmeId: string, at: Date): Promise<string> => draw(tx, programmeId, at);
export const packageCode = (tx: Tx, programmeId: string, at: Date): Promise<string> =>
  draw(tx, `${programmeId}-${PACKAGE}`, at);
export const roundCode = (tx: Tx, programmeId: string, at: Date): Promise<string> =>
  draw(tx, `${programmeId}-${ROUND}`, at);
