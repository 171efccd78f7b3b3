/** Evaluation: opening, the technical result, then prices and the ranking, and the negotiation. */
import { z } from 'zod';
import { formatDong } from '../domain/money.ts';
import { ACTION, STATE, SUBJECT } from '../domain/process.ts';
import { rank, technicalResult } from '../domain/scoring.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { bring } from './attach.ts';
import { candidateOf, failing, nextCandidate } from './award.ts';
import type { Case, Tx } from './case.ts';
import { METHOD } from './guards.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { HUNDRED, panelTooSmall, sittingMembers } from './panel.ts';
import { liveParts, servedParts } from './parts.ts';
import { documents, text } from './shapes.ts';
import {
  asJson,
  type BidRow,
  liveBids,
  prices,
  pricesFaults,
  pricesOf,
  type Terms,
  termsOf,
  totalOf,
} from './terms.ts';

/** The opening minutes (biên bản mở thầu): who bid and when. No prices: the financial proposals stay closed. */
const open = handler({
  body: { documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    await bring(act, body.documents);
    const bids = await liveBids(tx, found.row.id);
    const bidders = bids.map((bid) => ({
      bid: bid.id,
      consultant: bid.consultant.name,
      receivedAt: bid.receivedAt.toISOString(),
    }));
    return { package: { openedAt: now }, data: { bidders } };
  },
});

/** One reason why a bid is out: points reached and needed in hundredths of a point, or votes; or `ceiling`. */
type Failure = { subject: string; points?: number; needed?: number };
type Result = { bid: BidRow; points: number | null; failures: Failure[] };

const approveTechnical = handler({
  body: { documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body, now } = act;
    await bring(act, body.documents);
    const results = await technicalResults(tx, found);
    for (const { bid, points, failures } of results) {
      await tx.bid.update({
        where: { id: bid.id },
        data: {
          technicalPoints: points,
          passed: failures.length === 0,
          failure: failures.length > 0 ? failures : Prisma.DbNull,
        },
      });
    }
    const data = asJson({
      results: results.map(({ bid, points, failures }) => ({ bid: bid.id, points, failures })),
    });
    const approved = { technicalApprovedAt: now };
    if (results.every(({ failures }) => failures.length > 0)) {
      const failed = failing('none-passed');
      return { ...failed, package: { ...failed.package, ...approved }, data };
    }
    return { to: STATE.financial, package: approved, data };
  },
});

async function technicalResults(tx: Tx, found: Case): Promise<Result[]> {
  const terms = termsOf(found);
  const members = await sittingMembers(tx, found);
  const bids = await liveBids(tx, found.row.id);
  const rows = await tx.score.findMany({
    where: {
      bid: { packageId: found.row.id, withdrawnAt: null, replacedAt: null },
      personId: { in: members.map((member) => member.personId) },
    },
  });
  const keys = (terms.examination.length > 0 ? terms.examination : terms.criteria).map(({ key }) => key);
  const silent = members.filter(
    (member) => rows.filter((row) => row.personId === member.personId).length < keys.length * bids.length,
  );
  refuseIf(
    [
      panelTooSmall(found, members.length),
      silent.length > 0 &&
        fault(
          '',
          'scores-incomplete',
          `Còn ${silent.length} thành viên tổ chuyên gia chưa chấm.`,
          `${silent.length} panel member(s) have not scored every bid.`,
        ),
    ],
    'guarded',
  );
  return bids.map((bid) => {
    const own = rows.filter((row) => row.bidId === bid.id);
    if (found.package!.method === METHOD.directAppointment) {
      return { bid, points: null, failures: unmet(terms, own, members.length) };
    }
    const panel = members.map(({ personId }) => {
      const given = own.filter((row) => row.personId === personId);
      return {
        member: personId,
        scores: Object.fromEntries(given.map((row) => [row.criterion, row.points / HUNDRED])),
      };
    });
    const result = technicalResult(terms.criteria, panel);
    const failures = result.failures.map(({ subject, points, needed }) => ({
      subject: typeof subject === 'string' ? subject : subject.criterion,
      points,
      needed,
    }));
    return { bid, points: result.points, failures };
  });
}

/** A requirement is met where more than half of the members find so: the product's own rule, the law read says nothing of it. */
function unmet(terms: Terms, rows: readonly { criterion: string; points: number }[], members: number): Failure[] {
  const needed = Math.floor(members / 2) + 1;
  return terms.examination
    .map(({ key }) => ({ subject: key, points: rows.filter((row) => row.criterion === key && row.points > 0).length }))
    .filter(({ points }) => points < needed)
    .map((entry) => ({ ...entry, needed }));
}

/** The prices of those who passed are read; above the package price they are out; the rest is ranked, or the one invited is next. */
const openFinancial = handler({
  body: { documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body } = act;
    await bring(act, body.documents);
    const passed = (await liveBids(tx, found.row.id)).filter((bid) => bid.passed);
    const packagePrice = liveParts(found).reduce((sum, part) => sum + (part.ceiling ?? 0n), 0n);
    const terms = termsOf(found);
    const priced = passed.map((bid) => ({
      id: bid.id,
      price: totalOf(pricesOf(found, bid.prices)),
      technical: bid.technicalPoints ?? 0,
      receivedAt: bid.receivedAt,
    }));
    const { ranking, aboveCeiling } =
      found.package!.method === METHOD.directAppointment
        ? unranked(priced, packagePrice)
        : rank(priced, packagePrice, terms.technicalWeight!);
    for (const { id } of aboveCeiling) {
      const failure: Failure[] = [{ subject: 'ceiling' }];
      await tx.bid.update({ where: { id }, data: { failure, passed: false } });
    }
    for (const { id, place, pricePoints, combined } of ranking) {
      await tx.bid.update({ where: { id }, data: { rank: place, pricePoints, combinedPoints: combined } });
    }
    const data = asJson({
      packagePrice: Number(packagePrice),
      ranking: ranking.map(({ id, price, place, pricePoints, combined, brokenBy }) => ({
        bid: id,
        price: Number(price),
        place,
        pricePoints,
        combined,
        brokenBy,
      })),
      aboveCeiling: aboveCeiling.map(({ id, price }) => ({ bid: id, price: Number(price) })),
    });
    const first = ranking[0];
    if (!first) return { ...failing('above-ceiling'), data };
    return { to: STATE.negotiating, package: { candidateBidId: first.id }, data };
  },
});

type Priced = { id: string; price: bigint };
type Placed = Priced & { place: number; pricePoints: number | null; combined: number | null; brokenBy: string | null };

/** Direct appointment: one was invited, and nothing is ranked. */
function unranked(bids: readonly Priced[], packagePrice: bigint): { ranking: Placed[]; aboveCeiling: Priced[] } {
  const within = bids.filter((bid) => bid.price <= packagePrice);
  return {
    ranking: within.map((bid, index) => ({
      ...bid,
      place: index + 1,
      pricePoints: null,
      combined: null,
      brokenBy: null,
    })),
    aboveCeiling: bids.filter((bid) => bid.price > packagePrice),
  };
}

const AGREED = 'agreed';

const recordNegotiation = handler({
  body: {
    outcome: z.enum([AGREED, 'failed']),
    /** The price agreed for each part: at most the bid's, and at most the part's ceiling. */
    agreed: prices.optional(),
    reason: text.optional(),
    documents: documents.optional(),
  },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body } = act;
    const candidate = (await candidateOf(tx, found))!;
    await bring(act, body.documents);
    if (body.outcome !== AGREED) {
      refuseIf([
        !body.reason &&
          fault('reason', 'reason-missing', 'Hãy nêu lý do thương thảo không thành.', 'Say why it failed.'),
      ]);
      return { ...(await nextCandidate(tx, found, body.reason!)), anew: true };
    }
    const agreed = body.agreed ?? [];
    const asked = new Map(pricesOf(found, candidate.prices).map(({ application, price }) => [application, price]));
    const ceilings = new Map(servedParts(found).map(({ part, application }) => [application.code, part.ceiling]));
    refuseIf([
      ...pricesFaults(found, agreed, 'agreed'),
      ...agreed.flatMap(({ application, price }, index) => {
        const path = `agreed.${index}.price`;
        const own = asked.get(application);
        const ceiling = ceilings.get(application) ?? null;
        if (own !== undefined && price > own) {
          const vi = `Giá thương thảo vượt giá dự thầu ${formatDong(BigInt(own), 'vi')}.`;
          return [fault(path, 'above-bid', vi, `The price is above the bid's ${formatDong(BigInt(own), 'en')}.`)];
        }
        if (ceiling !== null && BigInt(price) > ceiling) {
          const vi = `Giá thương thảo vượt giá trần ${formatDong(ceiling, 'vi')} của phần này.`;
          return [fault(path, 'above-ceiling', vi, `The price is above this part's ${formatDong(ceiling, 'en')}.`)];
        }
        return [];
      }),
    ]);
    await tx.bid.update({ where: { id: candidate.id }, data: { agreed, agreedTotal: totalOf(agreed) } });
    return { to: STATE.awarding, data: asJson({ bid: candidate.id, agreed }) };
  },
});

export const evaluation: Handlers = {
  [SUBJECT.package]: {
    [ACTION.open]: open,
    [ACTION.approveTechnical]: approveTechnical,
    [ACTION.openFinancial]: openFinancial,
    [ACTION.recordNegotiation]: recordNegotiation,
  },
};
