/** The rows of the package (gói thầu) and the contract that comes of it. */
import { type Extra, rowsOf, TOLD_AGAIN } from './process-rows.ts';
import {
  ACTION as A,
  type Action,
  type ActionName,
  GUARD as G,
  LETTER as L,
  type Move,
  ROLE as R,
  type Role,
  STATE as S,
  type State,
  type StateKey,
  SUBJECT,
  TASK as T,
  RECIPIENT as TO,
} from './process-vocabulary.ts';

const { state, on } = rowsOf(SUBJECT.package);

export const PACKAGE_STATES: readonly State[] = [
  state(S.unopened, R.procurement),
  state(S.preparing, R.procurement, T.preparePackage),
  state(S.approvingPackage, R.approver, T.decidePackage),
  state(S.bidding, R.procurement, T.inviteBidders),
  state(S.technical, R.procurement, T.openBids),
  state(S.financial, R.procurement, T.openPrices),
  state(S.negotiating, R.procurement, T.negotiate),
  state(S.awarding, R.approver, T.decideAward),
  state(S.contracting, R.procurement, T.draftContract),
  state(S.inForce, R.procurement, T.manageContract),
  state(S.liquidated, R.supervisor),
  state(S.failed, R.supervisor),
  state(S.cancelled, R.supervisor),
  state(S.terminated, R.supervisor),
];

const BEFORE_CLOSING = [S.preparing, S.approvingPackage, S.bidding] as const;
const BETWEEN = [S.technical, S.financial, S.negotiating, S.awarding, S.contracting] as const;
const OPEN = [...BEFORE_CLOSING, ...BETWEEN, S.inForce] as const;
const TENDERING = [...BEFORE_CLOSING, S.technical, S.financial, S.negotiating, S.awarding] as const;

const FAIL: Move = { when: S.failed, from: [S.inPackage, S.acknowledging], as: A.packageFailed };
const CANCEL: Move = { ...FAIL, when: S.cancelled };
const AWARD: Move = { when: S.contracting, from: [S.inPackage], as: A.packageAwarded };
const IN_FORCE: Move = { when: S.inForce, from: [S.acknowledging], as: A.contractInForce };
const OPENED: Move = { when: S.preparing, from: [S.awaitingPackage], as: A.packageOpened };
const CHANGED: Move = {
  when: S.inForce,
  from: [S.acknowledging, S.delivering, S.confirming, S.inspecting, S.correcting, S.accepting, S.claiming],
  as: A.contractChanged,
};
const ATTENDED: Move = { when: S.inForce, from: [S.delivering], as: A.attendanceRecorded };
const LAPSED: Move = { when: S.negotiating, from: [S.acknowledging], as: A.contractLapsed };

const preparation: readonly Action[] = [
  on(S.unopened, A.openPackage, R.procurement, S.preparing, { moves: [OPENED] }),
  on([S.preparing, S.approvingPackage, S.bidding], A.appointPanel, R.procurement, 'same', { note: true }),
  on(S.preparing, A.prepare, R.procurement, S.approvingPackage, { task: T.preparePackage }),
  on(S.approvingPackage, A.return, R.approver, S.preparing, { task: T.decidePackage }),
  // By the head's decision (small value) nothing is tendered: the approval names the consultant.
  on(S.approvingPackage, A.approve, R.approver, [S.bidding, S.contracting], {
    task: T.decidePackage,
    legal: true,
    moves: [AWARD],
  }),
];

const bidding: readonly Action[] = [
  on(S.bidding, A.invite, R.procurement, 'same', {
    task: T.inviteBidders,
    guards: [G.venueHere, G.notYetInvited],
    opens: [T.receiveBids],
    letters: [[L.invitation, TO.bidders]],
  }),
  on(S.bidding, A.clarify, R.procurement, 'same', {
    note: true,
    guards: [G.beforeClosing],
    letters: [[L.clarification, TO.bidders]],
  }),
  on(S.bidding, A.extend, R.procurement, 'same', {
    guards: [G.beforeClosing],
    closes: [T.receiveBids],
    opens: [T.receiveBids],
    letters: [[L.closingExtended, TO.bidders]],
  }),
  on(S.bidding, A.bid, R.consultant, 'same', {
    note: true,
    guards: [G.venueHere, G.invited, G.beforeClosing],
    legal: true,
    letters: [[L.bidReceived, TO.consultant]],
  }),
  on(S.bidding, A.withdrawBid, R.consultant, 'same', {
    note: true,
    guards: [G.beforeClosing],
    legal: true,
    letters: [[L.bidWithdrawn, TO.consultant]],
  }),
  // The contract on the national network is signed there; what is recorded is its result.
  on(S.bidding, A.recordResult, R.procurement, [S.inForce, S.failed], {
    task: T.inviteBidders,
    guards: [G.venueNationalNetwork],
    legal: true,
    moves: [{ ...AWARD, when: S.inForce }, FAIL],
    letters: [[L.awarded, TO.consultant]],
  }),
  on(S.bidding, A.closeBidding, R.clock, [S.technical, S.bidding, S.failed], {
    task: T.receiveBids,
    renews: [T.decideFewBids],
    mayOpen: [T.decideFewBids],
    moves: [FAIL],
  }),
  on(S.bidding, A.extend, R.approver, 'same', {
    task: T.decideFewBids,
    opens: [T.receiveBids],
    letters: [[L.closingExtended, TO.bidders]],
  }),
  on(S.bidding, A.openAnyway, R.approver, S.technical, { task: T.decideFewBids }),
];

const evaluation: readonly Action[] = [
  on([S.preparing, S.approvingPackage, S.bidding, S.technical], A.declareInterest, R.panel, 'same', {
    note: true,
    legal: true,
  }),
  on(S.technical, A.open, R.procurement, 'same', {
    task: T.openBids,
    legal: true,
    guards: [G.afterClosing],
    opens: [T.scoreBids, T.decideTechnical],
  }),
  // A member who declared an interest, or left, is replaced; the new member gets a task of their own.
  on(S.technical, A.appointPanel, R.procurement, 'same', { mayOpen: [T.scoreBids] }),
  on(S.technical, A.score, R.panel, 'same', { note: true, task: T.scoreBids, legal: true }),
  on(S.technical, A.approveTechnical, R.approver, [S.financial, S.failed], {
    task: T.decideTechnical,
    legal: true,
    notBy: [A.score],
    guards: [G.scoresComplete],
    moves: [FAIL],
  }),
  on(S.financial, A.openFinancial, R.procurement, [S.negotiating, S.failed], {
    task: T.openPrices,
    legal: true,
    moves: [FAIL],
  }),
  // With the next in the ranking it begins anew.
  on(S.negotiating, A.recordNegotiation, R.procurement, [S.awarding, S.negotiating, S.failed], {
    task: T.negotiate,
    renews: [T.negotiate],
    legal: true,
    moves: [FAIL],
  }),
  on(S.awarding, A.award, R.approver, S.contracting, {
    task: T.decideAward,
    guards: [G.leaverDecided],
    legal: true,
    moves: [AWARD],
    letters: [
      [L.awarded, TO.consultant],
      [L.notAwarded, TO.losers],
    ],
  }),
  on(S.awarding, A.reject, R.approver, [S.negotiating, S.failed], {
    task: T.decideAward,
    legal: true,
    renews: [T.negotiate, T.decideAward],
    moves: [FAIL],
  }),
  on(TENDERING, A.cancel, R.approver, S.cancelled, {
    legal: true,
    moves: [CANCEL],
    letters: [[L.packageCancelled, TO.bidders]],
  }),
  on(S.contracting, A.cancel, R.approver, S.cancelled, {
    legal: true,
    moves: [CANCEL],
    letters: [[L.packageCancelled, TO.bidders]],
  }),
  on(BETWEEN, A.continueWithout, R.procurement, 'same', {
    task: T.decideLeaver,
    renews: [T.draftContract, T.signForAgency],
  }),
  on(BETWEEN, A.cancel, R.procurement, S.cancelled, {
    task: T.decideLeaver,
    legal: true,
    moves: [CANCEL],
    letters: [[L.packageCancelled, TO.bidders]],
  }),
];

const contract: readonly Action[] = [
  on(S.contracting, A.draft, R.procurement, 'same', {
    task: T.draftContract,
    guards: [G.leaverDecided],
    opens: [T.signForAgency, T.signForConsultant],
    letters: [[L.contractToSign, TO.consultant]],
  }),
  on(S.contracting, A.sign, R.approver, [S.contracting, S.inForce], {
    task: T.signForAgency,
    legal: true,
    moves: [IN_FORCE],
  }),
  on(S.contracting, A.sign, R.consultant, [S.contracting, S.inForce], {
    task: T.signForConsultant,
    legal: true,
    moves: [IN_FORCE],
  }),
  // Unsigned past its limit: to the next in the ranking, or the applications await a new package.
  on(S.contracting, A.lapseContract, R.clock, [S.negotiating, S.failed], {
    task: T.signForConsultant,
    renews: [T.negotiate, T.decideAward, T.draftContract, T.signForAgency],
    moves: [LAPSED, FAIL],
    letters: [[L.contractLapsed, TO.consultant]],
  }),
  on(S.inForce, A.proposeChange, [R.procurement, R.consultant], 'same', {
    legal: true,
    renews: [T.agreeForAgency, T.decideChange],
    mayOpen: [T.agreeToChange, T.agreeForAgency],
    letters: [[L.changeProposed, TO.consultant]],
  }),
  on(S.inForce, A.agreeChange, R.consultant, 'same', { task: T.agreeToChange, legal: true, opens: [T.decideChange] }),
  on(S.inForce, A.agreeChange, R.procurement, 'same', { task: T.agreeForAgency, legal: true, opens: [T.decideChange] }),
  on(S.inForce, A.declineChange, R.consultant, 'same', {
    task: T.agreeToChange,
    letters: [[L.changeDecided, TO.consultant]],
  }),
  on(S.inForce, A.declineChange, R.procurement, 'same', {
    task: T.agreeForAgency,
    letters: [[L.changeDecided, TO.consultant]],
  }),
  on(S.inForce, A.declineChange, R.approver, 'same', {
    task: T.decideChange,
    letters: [[L.changeDecided, TO.consultant]],
  }),
  on(S.inForce, A.lapseChange, R.clock, 'same', { task: T.agreeToChange, letters: [[L.changeDecided, TO.consultant]] }),
  on(S.inForce, A.approveChange, R.approver, 'same', {
    task: T.decideChange,
    legal: true,
    moves: [CHANGED],
    letters: [[L.changeDecided, TO.consultant]],
  }),
  // An event for many: recorded once, and told to each dossier whose participants were there or stayed away.
  on(S.inForce, A.recordAttendance, R.consultant, 'same', { moves: [ATTENDED] }),
  on(S.inForce, A.liquidate, R.procurement, [S.liquidated, S.terminated], {
    task: T.liquidateContract,
    legal: true,
    letters: [[L.liquidated, TO.consultant]],
  }),
];

/** What is late here is late for every application that waits for it. */
const LATE: readonly Move[] = OPEN.map((when) => ({ when, from: [S.inPackage, S.acknowledging], as: A.waitingLate }));

const RECORDERS = [R.procurement, R.approver, R.panel] as const;
const anywhere: readonly Action[] = [
  on(OPEN, A.correctRecord, RECORDERS, 'same', { mayOpen: [T.countersignRecord] }),
  // Nothing is open any more that a countersignature could wait for; the history shows that there is none.
  on(S.liquidated, A.correctRecord, RECORDERS, 'same'),
  on(OPEN, A.countersignCorrection, R.supervisor, 'same', { task: T.countersignRecord }),
  on(OPEN, A.reassign, R.supervisor, 'same'),
  on(OPEN, A.remind, R.clock, 'same', { letters: [[L.reminder, TO.holder]] }),
  on(OPEN, A.markOverdue, R.clock, 'same', { letters: [[L.overdue, TO.holder]], moves: LATE }),
  on(OPEN, A.escalate, R.clock, 'same', { letters: [[L.escalation, TO.supervisor]], moves: LATE }),
  on(OPEN, A.escalateToHead, R.clock, 'same', { letters: [[L.escalationToHead, TO.head]], moves: LATE }),
  // Every week from then on, until somebody acts.
  on(OPEN, A.tellAgain, R.clock, 'same', { letters: TOLD_AGAIN, moves: LATE }),
  // Whoever holds a task has left, or has its role no more: it goes back to everybody who may take it.
  on(OPEN, A.handBack, R.clock, 'same', { letters: [[L.handedBack, TO.supervisor]] }),
  // A calendar was corrected: due dates that depend on it move, and whoever was told the old ones is told.
  on(OPEN, A.recalculate, R.clock, 'same'),
];

/** What an application does to its package; by whoever took that action. Only the last part to leave ends the package. */
const follows = (
  from: StateKey | readonly StateKey[],
  name: ActionName,
  by: readonly Role[],
  to: Action['to'],
  extra: Extra = {},
) => on(from, name, by, to, { ...extra, kin: true });
const BEFORE_SIGNING = [R.enterprise, R.approver, R.clock] as const;
const fromApplication: readonly Action[] = [
  // What was up for approval is corrected first.
  follows([S.preparing, S.approvingPackage], A.partLeft, BEFORE_SIGNING, [S.preparing, S.cancelled]),
  follows(S.bidding, A.partLeft, BEFORE_SIGNING, [S.bidding, S.cancelled], {
    letters: [[L.packageChanged, TO.bidders]],
  }),
  ...BETWEEN.map((key) =>
    follows(key, A.partLeft, BEFORE_SIGNING, [key, S.cancelled], {
      renews: [T.decideLeaver],
      mayOpen: [T.decideLeaver],
    }),
  ),
  follows(S.inForce, A.partLeft, [R.approver, R.clock, R.finance, R.paymentApprover], 'same', {
    mayOpen: [T.liquidateContract],
  }),
  // Both have signed, and the last enterprise that pays a counterpart has agreed.
  follows(S.contracting, A.contractInForce, [R.enterprise], S.inForce, {
    moves: [IN_FORCE],
    letters: [[L.contractInForce, TO.consultant]],
  }),
];

export const PACKAGE_ACTIONS: readonly Action[] = [
  ...preparation,
  ...bidding,
  ...evaluation,
  ...contract,
  ...anywhere,
  ...fromApplication,
];
