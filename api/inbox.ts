/** Which tasks stand in somebody's inbox, by their own roles and those delegated to them, and what keeps them from one that they hold. */
import type { RoleHolder } from '../domain/delegation.ts';
import type { Fault } from '../domain/fault.ts';
import { ROLE } from '../domain/process.ts';
import { Prisma, type Task } from '../prisma/generated/client.ts';
import { HINDRANCE, hindranceOf } from '../records/tasks.ts';
import { scopeOf, within } from './visibility.ts';
import { holderOf, type SignedIn } from './who.ts';

/** Which tasks `t` stand in somebody's inbox. Supervisors: all of their agency's. Staff: what they hold, and what a role of theirs may take. Parties: their own. */
export function inboxOf(who: SignedIn): Prisma.Sql {
  if (who.kind === 'party') return Prisma.sql`t."partyId" = ${who.id}::uuid`;
  const t = Prisma.sql`t`;
  const own = who.held.filter(({ onBehalfOf }) => !onBehalfOf);
  const roles = [...new Set(own.map((held) => held.role))].filter((role) => role !== ROLE.supervisor);
  const takes = [
    ...roles.map((role) =>
      takenBy(
        who.id,
        role,
        within(
          own.filter((held) => held.role === role),
          t,
        ),
      ),
    ),
    // In somebody's name, what that person may take as well.
    ...who.held.flatMap((held) =>
      held.onBehalfOf ? [takenBy(held.onBehalfOf.id, held.role, takenBy(who.id, held.role, within([held], t)))] : [],
    ),
  ];
  return Prisma.sql`(${Prisma.join([Prisma.sql`t."personId" = ${who.id}::uuid`, within(scopeOf(who, [ROLE.supervisor]), t), ...takes], ' OR ')})`;
}

/** Tasks of a role within a scope that are not for one person alone, and that rule 1 does not keep from a person. */
const takenBy = (personId: string, role: string, scope: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(t.role = ${role} AND NOT t.reserved AND NOT ${personId} = ANY(t.barred) AND ${scope})`;

/** Who asks about a task, with the roles that count for it; an outside party has none. */
export const holderFor = (who: SignedIn, task: Task): RoleHolder =>
  who.kind === 'person' ? holderOf(who, task.agencyId, task.programmeId) : { id: who.id, roles: [], delegated: [] };

/** Of a task that somebody holds: that it cannot be completed any more, because the role has ended or rule 1 has come to bar them. */
export function whyNotAnyMore(task: Task, holder: RoleHolder): Fault | null {
  if (task.partyId !== null || task.closedAt) return null;
  const hindrance = hindranceOf(task, holder);
  return hindrance === HINDRANCE.role ? HINDRANCE.ended : hindrance;
}
