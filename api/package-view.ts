/** How a package is shown, with its bids and contract, cut to what its reader may see. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { legalDay } from '../domain/dates.ts';
import { dongToJson } from '../domain/money.ts';
import { PARTY_ROLE, ROLE, SUBJECT, TASK } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Annex, Bid, Contract, Package, Party, Score } from '../prisma/generated/client.ts';
import { keyOf } from '../records/case.ts';
import { actionsOf, actionView, type OpenTask } from './actions.ts';
import { mayReadBids, pricesOpened } from './bids.ts';
import { documentsOf } from './document-view.ts';
import { viewOfTask } from './open-tasks.ts';
import { amount, bilingual, day, documentView, instant, taskView } from './schemas.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const partyView = z.object({ id: z.uuid(), name: z.string(), taxCode: z.string() });
const priced = z.object({ application: z.string(), price: amount });

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

const bidView = z
  .object({
    id: z.uuid(),
    consultant: partyView,
    receivedAt: instant,
    withdrawnAt: instant.nullable(),
    replacedAt: instant.nullable(),
    technical: z.record(z.string(), z.unknown()),
    technicalPoints: z.number().nullable(),
    passed: z.boolean().nullable(),
    failure: z
      .unknown()
      .describe('Why it is out: what was tested, points reached and needed (hundredths of a point, or votes).'),
    prices: z
      .array(priced)
      .nullable()
      .describe('Null while prices are closed, and for ever of a bid that did not pass.'),
    total: amount.nullable(),
    pricePoints: z.number().nullable(),
    combinedPoints: z.number().nullable(),
    rank: z.int().nullable(),
    agreed: z.array(priced).nullable(),
    rejectedReason: z.string().nullable(),
    scores: z.array(z.object({ member: z.uuid(), criterion: z.string(), points: z.number(), comment: z.string() })),
  })
  .meta({ id: 'Bid' });

const signature = z.unknown().describe('Who signed, in which capacity, when, and the signed file; null before.');
export const contractView = z
  .object({
    id: z.uuid(),
    package: z.string(),
    number: z.string().nullable(),
    consultant: partyView,
    total: amount.nullable().describe('For the agency and the consultant.'),
    startOn: day.nullable(),
    endOn: day.nullable(),
    advanceRateBp: z.int().nullable(),
    agencySigned: signature,
    consultantSigned: signature,
    inForceAt: instant.nullable(),
    lapsedAt: instant.nullable(),
    liquidatedAt: instant.nullable(),
    terms: z.record(z.string(), z.unknown()).nullable(),
    annexes: z.array(
      z.object({
        no: z.int(),
        changes: z.record(z.string(), z.unknown()),
        agreedAt: instant.nullable(),
        decidedAt: instant.nullable(),
        approved: z.boolean().nullable(),
        number: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Contract' });

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
    invited: z.array(partyView).nullable(),
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
  seen: Pick<Seen, 'roles' | 'as'>,
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
    overdue: row.overdue,
    actions: actionsOf({ ...seen, subject: SUBJECT.package, process: row.process, key }, who.id, tasks, { schemas }),
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const dayOf = (at: Date | null): string | null => (at ? legalDay(at) : null);
const dong = (value: bigint | null): number | null => (value === null ? null : dongToJson(value));
const nameOf = ({ id, name, taxCode }: Party) => ({ id, name, taxCode });
const HUNDRED = 100;
const points = (hundredths: number | null): number | null => (hundredths === null ? null : hundredths / HUNDRED);

/** A package with all that its reader may see of it. */
export async function packageOf(database: Database, seen: Seen, who: SignedIn) {
  const row = await database.package.findUniqueOrThrow({
    where: { code: seen.code },
    include: {
      parts: { include: { application: { include: { enterprise: true } } }, orderBy: { no: 'asc' } },
      contracts: { where: { lapsedAt: null }, include: { consultant: true, annexes: { orderBy: { no: 'asc' } } } },
    },
  });
  const open = { subjectId: row.id, closedAt: null };
  const [tasks, documents, panel, invited, bids] = await Promise.all([
    database.task.findMany({ where: open, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }] }),
    documentsOf(database, seen, who),
    seen.as === 'staff' ? panelOf(database, row.id) : null,
    seen.as === 'staff' ? invitedTo(database, row.id) : null,
    bidsOf(database, seen, who, row),
  ]);
  const contract = row.contracts[0];
  const parts = row.parts.filter(
    (part) => seen.as !== PARTY_ROLE.enterprise || part.application.enterpriseId === who.id,
  );
  // A bidder must not learn what was contracted with another.
  const priced = seen.as !== PARTY_ROLE.consultant || contract?.consultantId === who.id;
  return {
    ...packageSummaryOf(row, seen, who, tasks, true),
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

type WholeBid = Bid & { consultant: Party; scores: Score[] };

/** A bidder's own bids; to staff who work on the tender all live ones, once they are opened; to all others none. */
async function bidsOf(database: Database, seen: Seen, who: SignedIn, row: Package) {
  const include = {
    consultant: true,
    scores: { orderBy: [{ criterion: 'asc' as const }, { personId: 'asc' as const }] },
  };
  const orderBy = [{ receivedAt: 'asc' as const }, { id: 'asc' as const }];
  if (seen.as === PARTY_ROLE.consultant) {
    const own = await database.bid.findMany({ where: { packageId: row.id, consultantId: who.id }, include, orderBy });
    return own.map((bid) => ownBid(bid, row));
  }
  if (!row.openedAt || !mayReadBids(seen)) return null;
  const [bids, [prices], scoring] = await Promise.all([
    database.bid.findMany({ where: { packageId: row.id, withdrawnAt: null, replacedAt: null }, include, orderBy }),
    database.$queryRaw<{ opened: boolean }[]>`SELECT ${pricesOpened(row.id)} AS opened`,
    database.task.count({ where: { subjectId: row.id, name: TASK.scoreBids, closedAt: null } }),
  ]);
  const decides = seen.roles.includes(ROLE.approver) || seen.roles.includes(ROLE.supervisor);
  // Each member scores alone: others' scores are read once all have given theirs, by whoever decides on them; later by all.
  const all = row.technicalApprovedAt !== null || (decides && scoring === 0);
  return bids.map((bid) => ({
    ...bidOf(bid, Boolean(prices?.opened) && (bid.passed === true || isAboveCeiling(bid))),
    scores: bid.scores.filter((score) => all || score.personId === who.id).map(scoreOf),
  }));
}

/** A price that was opened with those of the others who passed, and found to be above the package price. */
const isAboveCeiling = ({ failure }: Bid): boolean =>
  Array.isArray(failure) && failure.some((one) => (one as { subject?: string }).subject === CEILING);
const CEILING = 'ceiling';

const bidOf = (bid: WholeBid, priced: boolean) => ({
  id: bid.id,
  consultant: nameOf(bid.consultant),
  receivedAt: bid.receivedAt.toISOString(),
  withdrawnAt: iso(bid.withdrawnAt),
  replacedAt: iso(bid.replacedAt),
  technical: bid.technical,
  technicalPoints: points(bid.technicalPoints),
  passed: bid.passed,
  failure: bid.failure,
  prices: priced ? bid.prices : null,
  total: priced ? dongToJson(bid.total) : null,
  pricePoints: points(bid.pricePoints),
  combinedPoints: points(bid.combinedPoints),
  rank: bid.rank,
  agreed: priced ? bid.agreed : null,
  rejectedReason: bid.rejectedReason,
});

/** A bidder reads its own bid at any time, and its points once the technical result is approved; who gave which, never. */
function ownBid(bid: WholeBid, row: Package) {
  const shown = { ...bidOf(bid, true), scores: [] };
  return row.technicalApprovedAt ? shown : { ...shown, technicalPoints: null, passed: null, failure: null };
}

const scoreOf = ({ personId, criterion, points: given, comment }: Score) => ({
  member: personId,
  criterion,
  points: given / HUNDRED,
  comment,
});

/** A contract, whole for the agency and its consultant; an enterprise that it serves reads from–to and with whom. */
export function contractOf(
  contract: Contract & { consultant: Party; annexes: Annex[] },
  packageCode: string,
  { as }: Pick<Seen, 'as'>,
) {
  const whole = as !== PARTY_ROLE.enterprise;
  return {
    id: contract.id,
    package: packageCode,
    number: contract.number,
    consultant: nameOf(contract.consultant),
    total: whole ? dongToJson(contract.total) : null,
    startOn: dayOf(contract.startOn),
    endOn: dayOf(contract.endOn),
    advanceRateBp: whole ? contract.advanceRateBp : null,
    agencySigned: whole ? contract.agencySigned : null,
    consultantSigned: whole ? contract.consultantSigned : null,
    inForceAt: iso(contract.inForceAt),
    lapsedAt: iso(contract.lapsedAt),
    liquidatedAt: iso(contract.liquidatedAt),
    terms: whole ? contract.terms : null,
    annexes: whole
      ? contract.annexes.map(({ no, changes, agreedAt, decidedAt, approved, number }) => ({
          ...{ no, changes, approved, number },
          ...{ agreedAt: iso(agreedAt), decidedAt: iso(decidedAt) },
        }))
      : [],
  };
}
