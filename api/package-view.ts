/** How a package is shown, with its bids and contract, cut to what its reader may see. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Package } from '../prisma/generated/client.ts';
import { keyOf } from '../records/case.ts';
import { untoldVersions } from '../records/sealed-bids.ts';
import { actionsOf, actionView, type OpenTask } from './actions.ts';
import { bidsOf, bidView } from './bid-view.ts';
import { contractOf, contractView } from './contract-view.ts';
import { documentsOf } from './document-view.ts';
import { openTasksOf } from './late-tasks.ts';
import { viewOfTask } from './open-tasks.ts';
import { amount, bilingual, documentView, instant, partyName, taskView } from './schemas.ts';
import { dong, iso, nameOf } from './shown.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const summary = {
  code: z.string(),
  programme: z.string(),
  title: z.string(),
  stage: z.string(),
  state: z.string(),
  stateTitle: bilingual,
  version: z.int(),
  stateSince: instant,
  createdAt: instant,
  method: z.string().nullable(),
  venue: z.string().nullable(),
  closingAt: instant.nullable().describe('When bidding closes (đóng thầu).'),
  overdue: z.boolean(),
  actions: z.array(actionView),
};
export const packageSummary = z.object(summary).meta({ id: 'PackageSummary' });

export const packageView = z
  .object({
    ...summary,
    ceiling: amount.nullable().describe('Giá gói thầu: what the parts may cost together.'),
    terms: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Requirements, criteria, weights, days, from–to, advance.'),
    openedAt: instant.nullable(),
    technicalApprovedAt: instant.nullable(),
    parts: z.array(
      z.object({
        no: z.int(),
        application: z.string(),
        enterprise: z.string(),
        ceiling: amount.nullable(),
        price: amount.nullable(),
        leftAt: instant.nullable(),
        closedAt: instant.nullable(),
      }),
    ),
    panel: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          appointedAt: instant,
          replacedAt: instant.nullable(),
          interest: z.boolean().nullable().describe('Declared to have one, or none; null: not declared yet.'),
        }),
      )
      .nullable(),
    invited: z.array(partyName).nullable(),
    bids: z
      .array(bidView)
      .nullable()
      .describe('Null while they are sealed, and for whoever may not read them; a bidder sees its own.'),
    contract: contractView.nullable(),
    documents: z.array(documentView),
    tasks: z.array(taskView),
  })
  .meta({ id: 'Package' });

export function packageSummaryOf(
  row: Package,
  seen: Pick<Seen, 'roles' | 'delegated' | 'as'>,
  who: SignedIn,
  tasks: readonly OpenTask[],
  schemas: boolean,
) {
  const key = keyOf(row);
  return {
    code: row.code,
    programme: row.programmeId,
    title: row.title,
    stage: row.stage,
    state: row.state,
    stateTitle: wordOf('state', key),
    version: row.version,
    stateSince: row.stateSince.toISOString(),
    createdAt: row.createdAt.toISOString(),
    method: row.method,
    venue: row.venue,
    closingAt: iso(row.closingAt),
    overdue: row.overdue || tasks.some(({ late }) => late),
    actions: actionsOf({ ...seen, subject: SUBJECT.package, process: row.process, key }, who.id, tasks, { schemas }),
  };
}

/** A package with all that its reader may see of it. */
export async function packageOf(database: Database, seen: Seen, who: SignedIn) {
  const row = await database.package.findUniqueOrThrow({
    where: { code: seen.code },
    include: {
      parts: { include: { application: { include: { enterprise: true } } }, orderBy: { no: 'asc' } },
      contracts: { where: { lapsedAt: null }, include: { consultant: true, annexes: { orderBy: { no: 'asc' } } } },
    },
  });
  const [tasks, documents, panel, invited, bids, untold] = await Promise.all([
    openTasksOf(database, [row.id]),
    documentsOf(database, seen, who),
    seen.as === 'staff' ? panelOf(database, row.id) : null,
    seen.as === 'staff' ? invitedTo(database, row.id) : null,
    bidsOf(database, seen, who, row),
    seen.as === 'staff' ? untoldVersions(database, row.id) : 0,
  ]);
  const contract = row.contracts[0];
  const parts = row.parts.filter(
    (part) => seen.as !== PARTY_ROLE.enterprise || part.application.enterpriseId === who.id,
  );
  // A bidder must not learn what was contracted with another.
  const priced = seen.as !== PARTY_ROLE.consultant || contract?.consultantId === who.id;
  return {
    ...packageSummaryOf({ ...row, version: row.version - untold }, seen, who, tasks, true),
    ceiling: seen.as === PARTY_ROLE.enterprise ? null : dong(row.ceiling),
    terms: termsFor(seen, row),
    openedAt: iso(row.openedAt),
    technicalApprovedAt: iso(row.technicalApprovedAt),
    parts: parts.map((part) => ({
      no: part.no,
      application: part.application.code,
      enterprise: part.application.enterprise.name,
      ceiling: dong(part.ceiling),
      price: priced ? dong(part.price) : null,
      leftAt: iso(part.leftAt),
      closedAt: iso(part.closedAt),
    })),
    panel,
    invited,
    bids,
    contract:
      contract && (seen.as !== PARTY_ROLE.consultant || contract.consultantId === who.id)
        ? contractOf(contract, row.code, seen)
        : null,
    documents,
    tasks: tasks.filter((task) => seen.as === 'staff' || !task.reserved).map((task) => viewOfTask(task, who, seen.as)),
  };
}

/** The terms as bidders are told them: not who else is invited. */
function termsFor({ as }: Seen, row: Package): Record<string, unknown> | null {
  if (as === PARTY_ROLE.enterprise || row.terms === null) return null;
  const { invited: _, consultantId: __, prices: ___, ...terms } = row.terms as Record<string, unknown>;
  return as === 'staff' ? (row.terms as Record<string, unknown>) : terms;
}

async function panelOf(database: Database, packageId: string) {
  const members = await database.panelMember.findMany({ where: { packageId }, orderBy: { personId: 'asc' } });
  const people = await database.person.findMany({ where: { id: { in: members.map((member) => member.personId) } } });
  return members.map(({ personId, appointedAt, replacedAt, interest, noInterestAt }) => ({
    id: personId,
    name: people.find((person) => person.id === personId)?.name ?? '',
    appointedAt: appointedAt.toISOString(),
    replacedAt: iso(replacedAt),
    interest: interest !== null ? true : noInterestAt ? false : null,
  }));
}

async function invitedTo(database: Database, packageId: string) {
  const invitations = await database.invitation.findMany({ where: { packageId } });
  const parties = await database.party.findMany({
    where: { id: { in: invitations.map((invitation) => invitation.consultantId) } },
    orderBy: { name: 'asc' },
  });
  return parties.map(nameOf);
}
