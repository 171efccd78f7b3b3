/** A programme that staff work on, within what their roles give them. */
import type { StaffRole } from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';
import type { Database } from '../prisma/database.ts';
import { programmeOf } from '../programmes/index.ts';
import { Problem } from './problem.ts';
import { type Person, rolesIn } from './who.ts';

/** A programme as an agency runs it, with its rules. */
export type Run = { id: string; agencyId: string; assumed: boolean; example: boolean; rules: Programme };

/**
 * @param roles of which the caller must hold one for this programme today
 * @throws Problem `not-found` for another's programme: as if there were none
 */
export async function programmeWithin(
  database: Pick<Database, 'programme'>,
  who: Person,
  id: string,
  roles: readonly StaffRole[],
): Promise<Run> {
  const row = await database.programme.findUnique({ where: { id } });
  if (!row || !rolesIn(who, row.agencyId, row.id).some((role) => roles.includes(role))) throw new Problem('not-found');
  const { agencyId, assumed, example, definition } = row;
  return { id, agencyId, assumed, example, rules: programmeOf(definition) };
}
