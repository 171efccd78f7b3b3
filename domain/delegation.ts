/**
 * Delegation (ủy quyền): a person acts with a colleague's role, in that colleague's name (thay mặt). It lends a role and loosens
 * nothing: of what is done on behalf of somebody, both have done it, and rule 1 (nobody decides on their own work) asks about both.
 */
import { APPOINTED_ROLES, STAFF_ROLE, type StaffRole } from './process-vocabulary.ts';

/**
 * Roles that may be delegated. Not those to which people are appointed by name, and score or decide each alone; not the supervisor's
 * or the administrator's, who watch over others and are replaced by a further assignment from–to.
 */
export const DELEGABLE: readonly StaffRole[] = Object.values(STAFF_ROLE).filter(
  (role) => !APPOINTED_ROLES.includes(role) && role !== STAFF_ROLE.supervisor && role !== STAFF_ROLE.administrator,
);

/** A person by id and name. */
export type Named = { id: string; name: string };

/** A role that somebody has by delegation: whose it is. */
export type Delegated = { role: string; by: Named };

/**
 * Somebody on the staff, as far as roles go: all that they may act with, and whose those are that they do not hold themselves.
 * A role that is held by oneself never stands in `delegated`.
 */
export type RoleHolder = { id: string; roles: readonly string[]; delegated: readonly Delegated[] };

/** In whose name somebody acts: their own (null), or the delegator's. */
export type Capacity = { onBehalfOf: Named | null };

/**
 * @param barred ids of the persons whom rule 1 bars
 * @returns in whose name a holder may act with a role; null where rule 1 bars the holder, or everybody whose role it is, or where
 *   the role is not held at all. Who holds it by themselves acts as themselves.
 */
export function capacityFor(holder: RoleHolder, role: string, barred: readonly string[]): Capacity | null {
  if (!holder.roles.includes(role) || barred.includes(holder.id)) return null;
  const delegators = holder.delegated.filter((delegated) => delegated.role === role).map(({ by }) => by);
  if (delegators.length === 0) return { onBehalfOf: null };
  const onBehalfOf = delegators.find(({ id }) => !barred.includes(id));
  return onBehalfOf ? { onBehalfOf } : null;
}

/**
 * A person's roles with those delegated to them put beside: what is held by oneself is not delegated.
 * @param own roles held by assignment, @param delegated by whom roles were delegated, today
 */
export function withDelegated<Role extends string>(
  own: readonly Role[],
  delegated: readonly { role: Role; by: Named }[],
): { roles: Role[]; delegated: { role: Role; by: Named }[] } {
  const lent = delegated.filter(({ role }) => !own.includes(role));
  return { roles: [...new Set([...own, ...lent.map(({ role }) => role)])], delegated: lent };
}

/**
 * Everybody who stands behind what was done, as the audit keeps an actor: who did it, and in whose name.
 * @param actor as kept with an audit event
 */
export function personsBehind(actor: unknown): string[] {
  const { id, onBehalfOf } = (actor ?? {}) as { id?: string; onBehalfOf?: { id: string } | null };
  return [id, onBehalfOf?.id].filter((person): person is string => Boolean(person));
}
