/** What all administration shares: for administrators, in the agencies where they are that, each act kept in the audit. */
import { STAFF_ROLE } from '../domain/process.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from '../records/case.ts';
import { businessNow } from '../records/drafts.ts';
import { Problem } from './problem.ts';
import type { Person } from './who.ts';

export const tag = 'Administration';
export const administrators = { for: 'staff', roles: [STAFF_ROLE.administrator] } as const;

/** The agencies that somebody administers. */
export const agenciesOf = (who: Person): string[] => [
  ...new Set(who.held.filter(({ role }) => role === STAFF_ROLE.administrator).map(({ agencyId }) => agencyId)),
];

/** @throws Problem `not-found` for an agency that the caller does not administer: as if there were none */
export function mustAdminister(who: Person, agencyId: string | undefined): void {
  if (agencyId === undefined || !agenciesOf(who).includes(agencyId)) throw new Problem('not-found');
}

/** Keeps an act of administration, in its own transaction. @param data ids and settings: nothing secret, nothing personal */
export async function audited(tx: Tx, who: Person, action: string, data: Prisma.InputJsonObject): Promise<void> {
  await tx.adminEvent.create({
    data: { at: await businessNow(tx), actor: { kind: who.kind, id: who.id, name: who.name }, action, data },
  });
}
