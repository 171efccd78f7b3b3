/** From the ranking to a contract: whose turn it is, to whom it is awarded, and the contract that is made of it. */
import { ACTION, LETTER, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import type { Bid } from '../prisma/generated/client.ts';
import { bring } from './attach.ts';
import type { Case, Tx } from './case.ts';
import { type Effects, handler } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { servedParts } from './parts.ts';
import { dateOf, documents, text } from './shapes.ts';
import { asJson, type BidRow, liveBids, type Prices, pricesOf, type Terms, termsOf, totalOf } from './terms.ts';

/** What else is kept in Contract.terms, beside the text of the annexes. */
export type ContractTerms = { requirements: string; experts: { name: string; role: string }[]; prices: Prices };

/**
 * Makes the contract, not yet drafted nor signed: a price for each part, which sum to its total.
 * The parts in the case get their prices too, for whatever follows in the same transaction.
 *
 * @param given one price for each live part, in đồng
 * @returns the contract's id
 */
export async function contractWith(
  tx: Tx,
  found: Case,
  given: {
    consultantId: string;
    prices: Prices;
    terms: Pick<Terms, 'requirements' | 'startOn' | 'endOn' | 'advanceRateBp'>;
    experts?: ContractTerms['experts'];
  },
): Promise<string> {
  let total = 0n;
  const kept: Prices = [];
  for (const { part, application } of servedParts(found)) {
    const own = given.prices.find((price) => price.application === application.code);
    if (!own) throw new RangeError(`The contract of ${found.row.code} has no price for ${application.code}.`);
    part.price = BigInt(own.price);
    total += part.price;
    kept.push({ application: application.code, price: own.price });
    await tx.part.updateMany({ where: { id: part.id }, data: { price: part.price } });
  }
  const terms: ContractTerms = { requirements: given.terms.requirements, experts: given.experts ?? [], prices: kept };
  const { id } = await tx.contract.create({
    data: {
      packageId: found.package!.id,
      consultantId: given.consultantId,
      total,
      terms: asJson(terms),
      startOn: dateOf(given.terms.startOn),
      endOn: dateOf(given.terms.endOn),
      advanceRateBp: given.terms.advanceRateBp,
    },
    select: { id: true },
  });
  return id;
}

/** The bid that is negotiated with or awarded to; null by the head's decision and on the national network. */
export async function candidateOf(tx: Tx, found: Case): Promise<Bid | null> {
  const id = found.package!.candidateBidId;
  return id ? tx.bid.findUnique({ where: { id } }) : null;
}

/**
 * The present candidate is out: the next in the ranking is negotiated with, or the tender has failed.
 * @param why kept with the bid
 */
export async function nextCandidate(tx: Tx, found: Case, why: string): Promise<Effects> {
  const present = await candidateOf(tx, found);
  if (present) await tx.bid.updateMany({ where: { id: present.id }, data: { rejectedReason: why } });
  const ranked = (await liveBids(tx, found.package!.id)).filter(
    (bid) => bid.id !== present?.id && bid.rank !== null && bid.rejectedReason === null,
  );
  const [next] = ranked.sort((a, b) => a.rank! - b.rank!);
  if (!next) return failing(why);
  return { to: STATE.negotiating, package: { candidateBidId: next.id }, data: { reason: why, candidate: next.id } };
}

/** The tender has failed: its applications await a new package, and its bidders are told. */
export const failing = (reason: string): Effects => ({
  to: STATE.failed,
  package: { candidateBidId: null },
  data: { reason },
  letters: [{ letter: LETTER.packageFailed, to: RECIPIENT.bidders, facts: { reason } }],
});

const award = handler({
  body: { documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { tx, case: found, body } = act;
    await bring(act, body.documents);
    const winner = (await candidateOf(tx, found))!;
    const agreed = pricesOf(found, winner.agreed);
    const { experts } = winner.technical as { experts: { name: string; role: string }[] };
    await contractWith(tx, found, {
      consultantId: winner.consultantId,
      prices: agreed,
      terms: termsOf(found),
      experts,
    });
    const bids = await liveBids(tx, found.row.id);
    const chosen = bids.find((bid) => bid.id === winner.id)!;
    const total = Number(totalOf(agreed));
    return {
      to: STATE.contracting,
      consultantId: winner.consultantId,
      data: asJson({ bid: winner.id, total, prices: agreed }),
      letters: [
        {
          letter: LETTER.awarded,
          to: { partyId: winner.consultantId },
          facts: asJson({ total, prices: agreed }),
        },
        ...bids
          .filter((bid) => bid.id !== winner.id)
          .map((bid) => ({
            letter: LETTER.notAwarded,
            to: { partyId: bid.consultantId },
            facts: asJson({ winner: chosen.consultant.name, ...ownResult(bid) }),
          })),
      ],
    };
  },
});

/** Why a bid did not win: its own points and failures, never another bidder's price. */
const ownResult = (bid: BidRow) => ({
  failures: bid.failure ?? [],
  technicalPoints: bid.technicalPoints,
  pricePoints: bid.pricePoints,
  combinedPoints: bid.combinedPoints,
  rank: bid.rank,
  rejectedReason: bid.rejectedReason,
});

const reject = handler({
  body: { reason: text },
  run: ({ tx, case: found, body }): Promise<Effects> => nextCandidate(tx, found, body.reason),
});

export const awarding: Handlers = { [SUBJECT.package]: { [ACTION.award]: award, [ACTION.reject]: reject } };
