/** How long is waited before something is tried again: a piece of SQL for whatever keeps its tries in rows. */
import { Prisma } from '../prisma/generated/client.ts';

/** Doubled six times, each pause is at its longest. Beyond 2^1023 PostgreSQL refuses the whole statement, for every other row too. */
const MOST_DOUBLED = 6;

/**
 * A number in SQL: `first`, doubled with each time.
 * @param times an expression for how often it was tried
 * @param most the longest pause, in the unit of `first`; at most 64 times it
 */
export const doubled = (first: number, times: Prisma.Sql, most: number): Prisma.Sql =>
  Prisma.sql`least(${first}::float8 * power(2, least(${times}, ${MOST_DOUBLED}::int)), ${most}::float8)`;
