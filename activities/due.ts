/** How rows of the outbox are taken: for a time, so that two dispatchers do not take the same, and from both ends. */
import { Prisma } from '../prisma/generated/client.ts';

/** Tables of the outbox whose rows are taken for a time. */
export type Taken = 'Letter' | 'Wake';

/**
 * The rows that are due, half of them those that wait longest, half those that came last: so a backlog of any length is worked off
 * in its order, and what is new does not wait behind it.
 *
 * @param columns what of each row is returned
 * @param heldSeconds how long nobody else takes them
 */
export function takeDue(table: Taken, columns: Prisma.Sql, count: number, heldSeconds: number): Prisma.Sql {
  const rows = Prisma.raw(`"${table}"`);
  const newest = Math.floor(count / 2);
  const due = Prisma.sql`SELECT id FROM ${rows} WHERE "sentAt" IS NULL AND "nextTryAt" <= now()`;
  return Prisma.sql`
    WITH oldest AS MATERIALIZED (${due} ORDER BY "nextTryAt", id LIMIT ${count - newest} FOR UPDATE SKIP LOCKED),
      newest AS MATERIALIZED (${due} ORDER BY "nextTryAt" DESC, id DESC LIMIT ${newest} FOR UPDATE SKIP LOCKED)
    UPDATE ${rows} row SET attempts = row.attempts + 1, "nextTryAt" = now() + ${heldSeconds} * interval '1 second'
    FROM (SELECT id FROM oldest UNION SELECT id FROM newest) due WHERE row.id = due.id RETURNING ${columns}`;
}

/** Gives back what was taken and not tried. */
export const giveBack = (table: Taken, ids: readonly string[]): Prisma.Sql => Prisma.sql`
  UPDATE ${Prisma.raw(`"${table}"`)} SET attempts = attempts - 1, "nextTryAt" = now() WHERE id = ANY(${[...ids]}::uuid[]) AND "sentAt" IS NULL`;
