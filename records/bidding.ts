/** Bidding: the invitation and its clarifications, bids until closing, and what closing finds. */
import { z } from 'zod';
import { addWorkingDays, endOfOffice, isWorkingDay } from '../domain/calendar.ts';
import { type Day, formatDay, formatInstant, legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { ACTION, LIMIT, STATE, SUBJECT, TASK } from '../domain/process.ts';
import type { Bid } from '../prisma/generated/client.ts';
import { attach, bring } from './attach.ts';
import { failing } from './award.ts';
import type { Actor, Case, Tx } from './case.ts';
import { closingDay } from './day-bounds.ts';
import { METHOD } from './guards.ts';
import { type Effects, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { documents, line, text } from './shapes.ts';
import { asJson, beneficiaryFault, liveBids, prices, pricesFaults, termsOf, totalOf } from './terms.ts';

const invite = handler({
  body: {},
  run: async ({ tx, case: found, now }): Promise<Effects> => {
    const { biddingDays, invited } = termsOf(found);
    if (!biddingDays) throw new RangeError(`${found.row.code} was prepared without a time for bidding.`);
    const closingAt = endOfOffice(found.calendar, addWorkingDays(found.calendar, legalDay(now), biddingDays));
    await tx.invitation.createMany({
      data: invited.map((consultantId) => ({ packageId: found.row.id, consultantId, at: now })),
    });
    return { package: { closingAt }, ...closing(closingAt), data: { closingAt: closingAt.toISOString(), invited } };
  },
});

const closing = (closingAt: Date) => ({ facts: { closingAt: closingAt.toISOString() } });

/** Kinds of documents that every bidder reads (api/document-view.ts). */
const FOR_BIDDERS = /^(invitation|clarification)(-|$)/;
const notForBidders = (at: number) =>
  fault(
    `documents.${at}.kind`,
    'not-for-bidders',
    'Tài liệu gửi các nhà thầu có loại bắt đầu bằng "invitation" hoặc "clarification".',
    'What bidders are to read is of a kind that begins with "invitation" or "clarification".',
  );

const clarify = handler({
  body: { text, documents: documents.optional() },
  run: async (act): Promise<Effects> => {
    const { body } = act;
    refuseIf((body.documents ?? []).map(({ kind }, at) => !FOR_BIDDERS.test(kind) && notForBidders(at)));
    await bring(act, body.documents);
    return { data: { text: body.text }, facts: { text: body.text } };
  },
});

const extend = handler({
  body: { closingOn: closingDay, reason: text },
  run: async ({ tx, case: found, body, now }): Promise<Effects> => {
    const latest = await latestClosing(tx, found);
    const closingAt = endOfOffice(found.calendar, body.closingOn);
    const present = found.package!.closingAt ?? now;
    refuseIf([
      (closingAt <= present || closingAt <= now) &&
        fault(
          'closingOn',
          'not-later',
          `Thời điểm đóng thầu mới phải sau ${formatInstant(present > now ? present : now)}.`,
          `The new closing must lie after ${formatInstant(present > now ? present : now)}.`,
        ),
      !isWorkingDay(found.calendar, body.closingOn) &&
        fault('closingOn', 'no-working-day', 'Không phải ngày làm việc.', 'Is not a working day.'),
      body.closingOn > latest &&
        fault(
          'closingOn',
          'too-late',
          `Chương trình cho gia hạn đóng thầu đến ngày ${formatDay(latest)}, tính từ ngày mời thầu.`,
          `The programme allows bidding to be extended until ${formatDay(latest)}, counted from the invitation.`,
        ),
    ]);
    return {
      package: { closingAt },
      ...closing(closingAt),
      data: { from: present.toISOString(), closingAt: closingAt.toISOString(), reason: body.reason },
    };
  },
});

/** However often bidding is extended, it ends so many working days after the invitation. */
async function latestClosing(tx: Tx, found: Case): Promise<Day> {
  const invited = await tx.event.findFirstOrThrow({
    where: { subjectId: found.row.id, action: ACTION.invite },
    orderBy: { version: 'asc' },
    select: { at: true },
  });
  const { workingDays } = found.programme.limits[LIMIT.longestBidding];
  return addWorkingDays(found.calendar, legalDay(invited.at), workingDays);
}

const bid = handler({
  body: {
    technical: z.strictObject({
      summary: text,
      methodology: text,
      experts: z
        .array(z.strictObject({ name: line, role: line, qualification: text.optional() }))
        .min(1)
        .max(50),
    }),
    /** One for each part, in đồng. */
    prices,
    documents: documents.optional(),
  },
  run: async ({ tx, case: found, body, actor, receivedAt, now }): Promise<Effects> => {
    const consultant = actor.party!;
    refuseIf([...pricesFaults(found, body.prices), await beneficiaryFault(tx, found, consultant)]);
    const former = await ownBid(tx, found, consultant.id);
    if (former) await tx.bid.update({ where: { id: former.id }, data: { replacedAt: receivedAt } });
    const { id } = await tx.bid.create({
      data: {
        packageId: found.row.id,
        consultantId: consultant.id,
        receivedAt,
        technical: asJson(body.technical),
        prices: body.prices,
        total: totalOf(body.prices),
      },
      select: { id: true },
    });
    const to = { subject: SUBJECT.package, subjectId: found.row.id, partyId: consultant.id };
    await attach(tx, to, body.documents, now);
    // Nobody sees a bid before it is opened, nor its price before the technical result: neither is in the audit's data.
    return {
      consultantId: consultant.id,
      data: { bid: id, replaces: former?.id ?? null },
      facts: { receivedAt: receivedAt.toISOString() },
    };
  },
});

const ownBid = (tx: Tx, found: Case, consultantId: string): Promise<Bid | null> =>
  tx.bid.findFirst({ where: { packageId: found.row.id, consultantId, withdrawnAt: null, replacedAt: null } });

const withdrawBid = handler({
  body: { reason: text.optional() },
  run: async ({ tx, case: found, actor, receivedAt }): Promise<Effects> => {
    const consultant = actor.party!;
    const former = await ownBid(tx, found, consultant.id);
    if (!former) throw await nothingToWithdraw(tx, found, actor);
    await tx.bid.update({ where: { id: former.id }, data: { withdrawnAt: receivedAt } });
    return { consultantId: consultant.id, data: { bid: former.id }, facts: { receivedAt: receivedAt.toISOString() } };
  },
});

async function nothingToWithdraw(tx: Tx, found: Case, actor: Actor): Promise<Refused> {
  const where = { packageId: found.row.id, consultantId: actor.party!.id };
  const known = found.package!.method === METHOD.open || (await tx.invitation.count({ where })) > 0;
  // Who was not invited is not told that the package exists.
  if (!known) return new Refused('not-found');
  return new Refused('guarded', [
    fault('', 'no-bid', 'Chưa có hồ sơ dự thầu nào để rút.', 'There is no bid of yours to withdraw.'),
  ]);
}

/** Closing: enough bids are opened, too few are the approver's decision, without any the tender has failed. */
const closeBidding = handler({
  body: {},
  run: async ({ tx, case: found }): Promise<Effects> => {
    const received = (await liveBids(tx, found.row.id)).length;
    const { minimumBids } = termsOf(found);
    if (received === 0) return failing('no-bid');
    const data = { received, minimumBids };
    return received >= minimumBids
      ? { to: STATE.technical, data }
      : { to: STATE.bidding, data, opens: [TASK.decideFewBids] };
  },
});

const openAnyway = handler({ body: { reason: text }, run: ({ body }) => ({ data: { reason: body.reason } }) });

export const bidding: Handlers = {
  [SUBJECT.package]: {
    [ACTION.invite]: invite,
    [ACTION.clarify]: clarify,
    [ACTION.extend]: extend,
    [ACTION.bid]: bid,
    [ACTION.withdrawBid]: withdrawBid,
    [ACTION.closeBidding]: closeBidding,
    [ACTION.openAnyway]: openAnyway,
  },
};
