/** To whom a letter goes. The letter itself is rendered and sent later, by the dispatcher, from the facts kept with it. */
import { capacityFor } from '../domain/delegation.ts';
import { PARTY_ROLE, RECIPIENT, ROLE } from '../domain/process.ts';
import { partyFor } from '../domain/route.ts';
import { type Case, itemOf, type SubjectRow, type Task, type Tx } from './case.ts';
import type { Addressed } from './handler.ts';
import { headOf, staffWith, supervisorsOf } from './lock.ts';

type Addressee = { partyId?: string; personId?: string; superiorId?: string };

/**
 * @param subject the row that the letter belongs to: an application's `enterprise` is its own
 * @param opened tasks that the action opened, @param concerned the task that it is about, for `holder`
 */
export async function recipients(
  tx: Tx,
  found: Case,
  to: Addressed,
  subject: SubjectRow,
  opened: readonly Task[],
  consultantId: string | null,
  concerned: Task | null,
): Promise<Addressee[]> {
  if (typeof to === 'object') return [to];
  const person = (members: readonly { id: string }[]) => members.map((member) => ({ personId: member.id }));
  switch (to) {
    case RECIPIENT.enterprise: {
      const own = found.applications.filter((application) => application.id === subject.id);
      return (own.length > 0 ? own : found.applications).map((application) => ({ partyId: application.enterpriseId }));
    }
    case RECIPIENT.consultant:
      return consultantId ? [{ partyId: consultantId }] : [];
    case RECIPIENT.performer:
    case RECIPIENT.payee: {
      const application = found.applications.find((candidate) => candidate.id === subject.id);
      const party = application && partyFor(to, itemOf(found.programme, application));
      const partyId = party === PARTY_ROLE.enterprise ? application?.enterpriseId : consultantId;
      return partyId ? [{ partyId }] : [];
    }
    case RECIPIENT.bidders:
      return found.package ? parties(await bidders(tx, found.package.id)) : [];
    case RECIPIENT.losers:
      return found.package
        ? parties((await liveBidders(tx, found.package.id)).filter((id) => id !== consultantId))
        : [];
    case RECIPIENT.supervisor:
      return person(supervisorsOf(found));
    case RECIPIENT.head:
      return person(headOf(found));
    case RECIPIENT.finance:
      return person(staffWith(found, ROLE.finance));
    case RECIPIENT.holder:
      return [...opened, ...(concerned ? [concerned] : [])].flatMap((task) => holdersOf(found, task));
  }
}

/** Who holds a task, or where nobody does yet, all who may take it. */
function holdersOf(found: Case, task: Task): Addressee[] {
  if (task.partyId) return [{ partyId: task.partyId }];
  if (task.personId) return [{ personId: task.personId }];
  return staffWith(found, task.role)
    .filter((member) => capacityFor(member, task.role, task.barred))
    .map((member) => ({ personId: member.id }));
}

const parties = (ids: readonly string[]): Addressee[] => ids.map((partyId) => ({ partyId }));

/** Consultants who were invited or whose bid is live. */
async function bidders(tx: Tx, packageId: string): Promise<string[]> {
  const invited = await tx.invitation.findMany({ where: { packageId }, select: { consultantId: true } });
  return [...new Set([...invited.map((row) => row.consultantId), ...(await liveBidders(tx, packageId))])];
}

async function liveBidders(tx: Tx, packageId: string): Promise<string[]> {
  const live = { packageId, withdrawnAt: null, replacedAt: null };
  return (await tx.bid.findMany({ where: live, select: { consultantId: true } })).map((row) => row.consultantId);
}

/** What a party may act as in general; on a subject it must also be that subject's own. */
export const partyRole = (kind: string): string =>
  kind === PARTY_ROLE.consultant ? PARTY_ROLE.consultant : PARTY_ROLE.enterprise;
