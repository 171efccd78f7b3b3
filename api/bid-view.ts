/** Bids, as their readers may see them by where the tender stands. */
import { z } from 'zod';
import { dongToJson } from '../domain/money.ts';
import { PARTY_ROLE, ROLE, TASK } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Bid, Package, Party, Score } from '../prisma/generated/client.ts';
import { mayReadBids, pricesOpened } from './bids.ts';
import { amount, instant, partyName } from './schemas.ts';
import { iso, nameOf } from './shown.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const priced = z.object({ application: z.string(), price: amount });

export const bidView = z
  .object({
    id: z.uuid(),
    consultant: partyName,
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

const HUNDRED = 100;
const points = (hundredths: number | null): number | null => (hundredths === null ? null : hundredths / HUNDRED);

type WholeBid = Bid & { consultant: Party; scores: Score[] };

/** A bidder's own bids; to staff who work on the tender all live ones, once they are opened; to all others none. */
export async function bidsOf(database: Database, seen: Seen, who: SignedIn, row: Package) {
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
