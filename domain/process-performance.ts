/** The rows of the application once work may begin: delivery, inspection, settlement, and the advance beside them. */
import { rowsOf } from './process-rows.ts';
import {
  ACTION as A,
  type Action,
  GUARD as G,
  LETTER as L,
  MOVEMENT as M,
  ROLE as R,
  STATE as S,
  SUBJECT,
  TASK as T,
  RECIPIENT as TO,
} from './process-vocabulary.ts';

const { on } = rowsOf(SUBJECT.application);

export const PERFORMING = [S.delivering, S.confirming, S.inspecting, S.correcting, S.accepting] as const;
export const SETTLING = [S.claiming, S.verifying, S.approvingPayment, S.paying, S.recovering] as const;
/** Where an advance may be under way beside the work: the same steps as any payment, without moving the dossier. */
const ADVANCING = [...PERFORMING, S.claiming] as const;
/** Work that is reported anew is inspected anew. Sent back to the inspectors without new work, the inspection goes on with the days left. */
const INSPECTING = [T.decideObjection, T.inspect, T.countersignInspection, T.decideAcceptance] as const;
/** The claim after one that was paid is another claim; one that was returned, or refused by the treasury, is the same. */
const PAYING = [T.verifyClaim, T.decidePayment, T.pay] as const;
const AFTER_PAYMENT = [S.settled, S.terminated, S.recovering] as const;

const delivery: readonly Action[] = [
  on(S.delivering, A.recordSession, R.performer, 'same', { note: true }),
  on(S.delivering, A.rescheduleSession, R.performer, 'same', {
    note: true,
    letters: [[L.sessionRescheduled, TO.enterprise]],
  }),
  on(S.delivering, A.reportProgress, R.performer, 'same', { note: true }),
  on([S.delivering, S.confirming, S.inspecting, S.correcting], A.recordVisit, R.inspector, 'same', { note: true }),
  // Who carried its own work out has nobody else's to confirm: that goes to the inspection at once.
  on(S.delivering, A.reportCompletion, R.performer, [S.confirming, S.inspecting], {
    task: T.deliver,
    legal: true,
    renews: INSPECTING,
  }),
  // The performer is silent past the end of delivery: staff decide whether to go on or to end it.
  on(S.delivering, A.lapseDelivery, R.clock, 'same', { task: T.deliver, mayOpen: [T.decideTermination] }),
  on(S.confirming, A.confirm, R.enterprise, S.inspecting, { task: T.confirmCompletion, legal: true }),
  on(S.confirming, A.object, R.enterprise, 'same', {
    task: T.confirmCompletion,
    legal: true,
    opens: [T.decideObjection],
    letters: [[L.objection, TO.consultant]],
  }),
  // Silence on completion is no confirmation: the inspection decides, and its letter says so.
  on(S.confirming, A.lapseConfirmation, R.clock, S.inspecting, {
    task: T.confirmCompletion,
    letters: [[L.confirmationLapsed, TO.enterprise]],
  }),
  on(S.confirming, A.settleObjection, R.approver, [S.delivering, S.inspecting], {
    task: T.decideObjection,
    letters: [
      [L.objectionSettled, TO.enterprise],
      [L.objectionSettled, TO.consultant],
    ],
  }),
];

const inspection: readonly Action[] = [
  on(S.inspecting, A.conclude, R.inspector, 'same', { task: T.inspect, legal: true, opens: [T.countersignInspection] }),
  on(S.inspecting, A.agree, R.inspector, [S.accepting, S.correcting], {
    task: T.countersignInspection,
    legal: true,
    letters: [
      [L.inspectionConcluded, TO.enterprise],
      [L.inspectionConcluded, TO.consultant],
    ],
  }),
  on(S.inspecting, A.dissent, R.inspector, S.accepting, {
    task: T.countersignInspection,
    legal: true,
    letters: [
      [L.inspectionConcluded, TO.enterprise],
      [L.inspectionConcluded, TO.consultant],
    ],
  }),
  on(S.correcting, A.reportCorrection, R.performer, S.inspecting, {
    task: T.correctWork,
    renews: INSPECTING,
  }),
  on(S.correcting, A.lapseCorrection, R.clock, S.accepting, { task: T.correctWork }),
  on(S.accepting, A.acceptWork, R.approver, S.claiming, {
    task: T.decideAcceptance,
    legal: true,
    letters: [
      [L.accepted, TO.enterprise],
      [L.accepted, TO.consultant],
    ],
  }),
  on(S.accepting, A.acceptPart, R.approver, S.claiming, {
    task: T.decideAcceptance,
    legal: true,
    letters: [
      [L.accepted, TO.enterprise],
      [L.accepted, TO.consultant],
    ],
  }),
  on(S.accepting, A.rejectWork, R.approver, [S.recovering, S.terminated], {
    task: T.decideAcceptance,
    closes: [T.decideTermination],
    legal: true,
    guards: [G.noPaymentUnderWay],
    money: [M.receivable, M.released],
    letters: [
      [L.rejected, TO.enterprise],
      [L.rejected, TO.consultant],
    ],
  }),
  on(S.accepting, A.reInspect, R.approver, S.inspecting, {
    task: T.decideAcceptance,
    letters: [[L.reInspection, TO.enterprise]],
  }),
];

const settlement: readonly Action[] = [
  on(S.claiming, A.requestPayment, R.payee, S.verifying, {
    task: T.claimPayment,
    legal: true,
    guards: [G.noPaymentUnderWay, G.noTerminationAsked],
    letters: [[L.paymentRequested, TO.finance]],
  }),
  // Late, but before the approver has closed the dossier without a claim.
  on(S.claiming, A.requestPayment, R.payee, S.verifying, {
    closes: [T.decideUnclaimed],
    legal: true,
    guards: [G.noPaymentUnderWay, G.noTerminationAsked],
    letters: [[L.paymentRequested, TO.finance]],
  }),
  on(S.claiming, A.lapseClaim, R.clock, 'same', { task: T.claimPayment, opens: [T.decideUnclaimed] }),
  on(S.claiming, A.closeWithoutClaim, R.approver, AFTER_PAYMENT, {
    task: T.decideUnclaimed,
    closes: [T.decideTermination],
    legal: true,
    guards: [G.noPaymentUnderWay],
    money: [M.paid, M.receivable, M.released],
    letters: [
      [L.settled, TO.enterprise],
      [L.settled, TO.consultant],
    ],
  }),
  on(S.verifying, A.verify, R.finance, S.approvingPayment, { task: T.verifyClaim }),
  on(S.verifying, A.return, R.finance, S.claiming, {
    task: T.verifyClaim,
    letters: [[L.claimReturned, TO.payee]],
  }),
  on(S.approvingPayment, A.approvePayment, R.paymentApprover, [S.paying, ...AFTER_PAYMENT], {
    task: T.decidePayment,
    legal: true,
    money: [M.paid, M.receivable, M.released],
    letters: [[L.paymentApproved, TO.payee]],
  }),
  on(S.approvingPayment, A.return, R.paymentApprover, S.verifying, { task: T.decidePayment }),
  on(S.paying, A.confirmPayment, R.finance, AFTER_PAYMENT, {
    task: T.pay,
    renews: PAYING,
    money: [M.paid, M.released],
    letters: [
      [L.paid, TO.payee],
      [L.settled, TO.enterprise],
    ],
  }),
  on(S.paying, A.paymentRefused, R.finance, S.verifying, { task: T.pay, letters: [[L.paymentRefused, TO.payee]] }),
  on(S.recovering, A.confirmRecovery, R.finance, [S.recovering, S.settled, S.terminated], {
    task: T.recover,
    renews: [T.recover],
    money: [M.recovered],
    letters: [[L.recovered, TO.payee]],
  }),
  on(S.recovering, A.lapseRecovery, R.clock, 'same', { task: T.recover, opens: [T.decideRecovery] }),
  on(S.recovering, A.handOver, R.approver, [S.settled, S.terminated], {
    task: T.decideRecovery,
    legal: true,
    letters: [
      [L.handedOver, TO.enterprise],
      [L.handedOver, TO.consultant],
    ],
  }),
  // The money came after all, while the approver was about to hand the claim over.
  on(S.recovering, A.confirmRecovery, R.finance, [S.recovering, S.settled, S.terminated], {
    closes: [T.decideRecovery],
    renews: [T.recover, T.decideRecovery],
    money: [M.recovered],
    letters: [[L.recovered, TO.payee]],
  }),
];

const advance: readonly Action[] = [
  on(PERFORMING, A.requestPayment, R.payee, 'same', {
    legal: true,
    guards: [G.contractInForce, G.noPaymentUnderWay, G.noTerminationAsked, G.advanceLeft],
    opens: [T.verifyClaim],
    letters: [[L.paymentRequested, TO.finance]],
  }),
  on(ADVANCING, A.verify, R.finance, 'same', { task: T.verifyClaim, opens: [T.decidePayment] }),
  on(ADVANCING, A.return, R.finance, 'same', { task: T.verifyClaim, letters: [[L.claimReturned, TO.payee]] }),
  on(ADVANCING, A.approvePayment, R.paymentApprover, 'same', {
    task: T.decidePayment,
    legal: true,
    opens: [T.pay],
    letters: [[L.paymentApproved, TO.payee]],
  }),
  on(ADVANCING, A.return, R.paymentApprover, 'same', { task: T.decidePayment, opens: [T.verifyClaim] }),
  on(ADVANCING, A.confirmPayment, R.finance, 'same', {
    task: T.pay,
    renews: PAYING,
    money: [M.advanced],
    letters: [[L.paid, TO.payee]],
  }),
  on(ADVANCING, A.paymentRefused, R.finance, 'same', {
    task: T.pay,
    opens: [T.verifyClaim],
    letters: [[L.paymentRefused, TO.payee]],
  }),
  on([...PERFORMING, ...SETTLING], A.carryOver, R.finance, 'same', { opens: [T.decideCarryOver] }),
  on([...PERFORMING, ...SETTLING], A.approveCarryOver, R.approver, 'same', {
    task: T.decideCarryOver,
    legal: true,
    renews: [T.decideCarryOver],
  }),
  on([...PERFORMING, ...SETTLING], A.return, R.approver, 'same', { task: T.decideCarryOver }),
];

export const PERFORMANCE: readonly Action[] = [...delivery, ...inspection, ...settlement, ...advance];
