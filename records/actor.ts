/** Who acts, and as what: a person's roles in the subject's agency today, a party's place in this dossier or package, or the clock. */
import { capacityFor, type RoleHolder } from '../domain/delegation.ts';
import { Refused } from '../domain/errors.ts';
import { type Action, PARTY_ROLE, type PartyKind, ROLE, SUBJECT } from '../domain/process.ts';
import { rolesOfParty } from '../domain/route.ts';
import { type Actor, type Case, itemOf, type Principal, type Task, type Tx } from './case.ts';
import { HINDRANCE } from './tasks.ts';

/** The clock's own identity in the audit. */
export const CLOCK_ACTOR: Actor = { principal: { kind: 'clock' }, name: 'Thông suốt', roles: [ROLE.clock] };

/**
 * @returns the actor with the roles that it has on this subject
 * @throws Refused `not-found` where it has none: another's object answers exactly like a missing one
 */
export async function actorOf(tx: Tx, found: Case, principal: Principal): Promise<Actor> {
  if (principal.kind === 'clock') return CLOCK_ACTOR;
  if (principal.kind === 'person') {
    const member = found.staff.find((candidate) => candidate.id === principal.id);
    if (!member) throw new Refused('not-found');
    return { principal, name: member.name, roles: member.roles, delegated: member.delegated };
  }
  const { asking } = found;
  const party = asking?.id === principal.id ? asking : await tx.party.findUnique({ where: { id: principal.id } });
  if (!party) throw new Refused('not-found');
  const roles: PartyKind[] = [];
  if (found.subject === SUBJECT.round && party.kind === PARTY_ROLE.nominator) roles.push(PARTY_ROLE.nominator);
  // Of an application's case the other applications belong to others, though they may be locked with it.
  const own = found.application ? [found.application] : found.applications;
  if (own.some((application) => application.enterpriseId === party.id)) roles.push(PARTY_ROLE.enterprise);
  // A consultant takes part in a package by bidding, and in a dossier by its contract.
  if (
    party.kind === PARTY_ROLE.consultant &&
    (found.subject === SUBJECT.package
      ? found.contract === null || found.contract.consultantId === party.id
      : found.contract?.consultantId === party.id)
  ) {
    roles.push(PARTY_ROLE.consultant);
  }
  if (roles.length === 0) throw new Refused('not-found');
  const item = found.application && itemOf(found.programme, found.application);
  const all = item ? roles.flatMap((kind) => rolesOfParty(kind, item)) : roles;
  return { principal, name: party.name, roles: all, party };
}

/**
 * Rule 1 at the moment of acting, and in whose name somebody acts: nobody whom it bars, and nobody on behalf of such a person.
 *
 * @param row that is taken, @param task that it answers
 * @param acted ids of those who took the actions that bar from the row itself
 * @returns the actor, on behalf of the delegator where the role is only delegated
 * @throws Refused `barred` by rule 1; `not-yours` where the role of the task has ended since it was taken
 */
export function inWhoseName(actor: Actor, row: Action, task: Task | null, acted: readonly string[]): Actor {
  const { principal } = actor;
  if (principal.kind === 'clock') return actor;
  const barred = [...(task?.barred ?? []), ...acted];
  if (barred.includes(principal.id)) throw new Refused('barred', [{ ...HINDRANCE.barred, path: '' }]);
  if (principal.kind === 'party') return actor;
  const holder: RoleHolder = { id: principal.id, roles: actor.roles, delegated: actor.delegated ?? [] };
  const asked = task && row.by.some((role) => role === task.role) ? [task.role] : row.by;
  const roles = asked.filter((role) => holder.roles.includes(role));
  if (roles.length === 0) throw new Refused('not-yours', [HINDRANCE.ended]);
  const capacities = roles.flatMap((role) => capacityFor(holder, role, barred) ?? []);
  const capacity = capacities.find(({ onBehalfOf }) => onBehalfOf === null) ?? capacities[0];
  if (!capacity) throw new Refused('barred', [HINDRANCE.delegatorBarred]);
  return capacity.onBehalfOf ? { ...actor, onBehalfOf: capacity.onBehalfOf } : actor;
}
