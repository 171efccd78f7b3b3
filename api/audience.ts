/** What an outside party may read of the audit. Denied by default: an action that is not listed here is shown to staff alone. */
import { ACTION as A, type ActionName, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Event } from '../prisma/generated/client.ts';
import { mayReadBids } from './bids.ts';
import type { Audience, Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

type Outside = Exclude<Audience, 'staff'>;
type Rule = { data: readonly ActionName[]; line: readonly ActionName[] };

/** What both sides of a part's contract read, with what was recorded. */
const PERFORMANCE: readonly ActionName[] = [
  A.recordSession,
  A.rescheduleSession,
  A.attendanceRecorded,
  A.reportProgress,
  A.reportCompletion,
  A.confirm,
  A.object,
  A.settleObjection,
  A.requestTermination,
  A.terminate,
  A.continue,
  A.conclude,
  A.agree,
  A.dissent,
  A.reportCorrection,
  A.acceptWork,
  A.acceptPart,
  A.rejectWork,
  A.contractInForce,
  A.contractChanged,
  A.acknowledge,
];
/** That the payment moves on; the claim itself is read with the money. */
const SETTLEMENT: readonly ActionName[] = [
  A.requestPayment,
  A.verify,
  A.approvePayment,
  A.confirmPayment,
  A.paymentRefused,
  A.confirmRecovery,
  A.handOver,
  A.closeWithoutClaim,
  A.carryOver,
];
const LAPSES: readonly ActionName[] = [
  A.lapseSupplement,
  A.lapseAcknowledgement,
  A.lapseAgreement,
  A.lapseDelivery,
  A.lapseConfirmation,
  A.lapseCorrection,
  A.lapseClaim,
  A.lapseRecovery,
  A.markOverdue,
];

const APPLICATION: Record<Outside, Rule> = {
  enterprise: {
    data: [
      A.submit,
      A.accept,
      A.requestSupplement,
      A.supply,
      A.extendLimit,
      A.pauseClock,
      A.resumeClock,
      A.lapsePause,
      A.decline,
      A.approve,
      A.refuse,
      A.stop,
      A.withdraw,
      A.reopen,
      A.draftAgreement,
      A.sign,
      A.recalculate,
      A.roundDecided,
      A.roundCancelled,
      ...PERFORMANCE,
    ],
    line: [
      A.recommend,
      A.endorse,
      A.return,
      A.reInspect,
      A.correctRecord,
      A.packageOpened,
      A.packageFailed,
      A.packageAwarded,
      A.contractLapsed,
      ...SETTLEMENT,
      ...LAPSES,
    ],
  },
  nominator: { data: [], line: [] },
  consultant: {
    data: PERFORMANCE,
    line: [A.reInspect, A.return, A.packageAwarded, A.recalculate, ...SETTLEMENT, ...LAPSES],
  },
};

/** What every bidder reads of a package, and what only the one with whom the contract is. */
const BIDDER: Rule = {
  data: [A.clarify, A.extend],
  line: [
    A.invite,
    A.closeBidding,
    A.open,
    A.openAnyway,
    A.approveTechnical,
    A.openFinancial,
    A.award,
    A.cancel,
    A.recalculate,
  ],
};
const CONTRACTOR: Rule = {
  data: [...BIDDER.data, A.proposeChange, A.agreeChange, A.declineChange, A.approveChange, A.liquidate],
  line: [...BIDDER.line, A.draft, A.sign, A.lapseContract, A.contractInForce, A.lapseChange],
};

const PACKAGE: Record<Outside, Rule> = {
  nominator: { data: [], line: [] },
  consultant: BIDDER,
  enterprise: {
    data: [],
    line: [A.approve, A.invite, A.award, A.cancel, A.sign, A.contractInForce, A.approveChange, A.liquidate],
  },
};

/** How a round goes; what is in it, and who sits on its council, nobody outside reads there. */
const ROUND: Rule = {
  data: [],
  line: [A.openRound, A.closeCollecting, A.compileProducts, A.rankProducts, A.decideRound, A.cancelRound],
};

const RULES: Record<SubjectKind, Record<Outside, Rule>> = {
  application: APPLICATION,
  package: PACKAGE,
  round: { enterprise: ROUND, consultant: ROUND, nominator: ROUND },
};

/** What of a tender's audit staff who do not work on it get: that it happened. What was recorded may tell of bids. */
const TENDER: readonly ActionName[] = [
  A.bid,
  A.withdrawBid,
  A.open,
  A.declareInterest,
  A.score,
  A.approveTechnical,
  A.openFinancial,
  A.recordNegotiation,
];

type Reader = Pick<Seen, 'as' | 'roles' | 'disinterested' | 'contractor'>;

/** How much of an event a reader gets: all of it, the line alone, or nothing. */
export function lineFor(
  event: Pick<Event, 'action' | 'actor' | 'subject'>,
  seen: Reader,
  who: SignedIn,
): 'data' | 'line' | null {
  const action = event.action as ActionName;
  // What one recorded oneself, a bid among it, one may always read.
  if ((event.actor as { id?: string }).id === who.id) return 'data';
  if (seen.as === 'staff') return TENDER.includes(action) && !mayReadBids(seen) ? 'line' : 'data';
  const rule = ruleOf(event.subject as SubjectKind, seen);
  return rule.data.includes(action) ? 'data' : rule.line.includes(action) ? 'line' : null;
}

const ruleOf = (subject: SubjectKind, { as, contractor }: Pick<Seen, 'as' | 'contractor'>): Rule =>
  subject === SUBJECT.package && contractor ? CONTRACTOR : RULES[subject][as as Outside];

/** The actions whose lines an outside party reads, whoever took them. */
export const toldTo = (seen: Pick<Seen, 'subject' | 'as' | 'contractor'>): ActionName[] => {
  const { data, line } = ruleOf(seen.subject, seen);
  return [...data, ...line];
};
