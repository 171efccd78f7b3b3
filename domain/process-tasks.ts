/** Every task: who may take it, within what limit, who is barred, and what happens by itself when the limit has passed. */
import {
  ACTION as A,
  LIMIT as L,
  type LimitName,
  ROLE as R,
  type Role,
  TASK as T,
  type TaskDefinition,
  type TaskName,
} from './process-vocabulary.ts';

type Extra = Omit<TaskDefinition, 'name' | 'by' | 'limit'>;
const task = (name: TaskName, by: Role, limit: LimitName, extra: Extra = {}): TaskDefinition => ({
  name,
  by,
  limit,
  ...extra,
});

/** Who took part in the inspection; process.md, rule 1: inspector ≠ the second inspector ≠ accepter. */
const INSPECTED = [A.conclude, A.agree, A.dissent] as const;

const LIST: readonly TaskDefinition[] = [
  task(T.checkCompleteness, R.intake, L.intake),
  task(T.supplyDocuments, R.enterprise, L.supplement, { lapse: A.lapseSupplement }),
  task(T.appraise, R.appraiser, L.appraisal),
  task(T.decide, R.approver, L.decision, { notBy: [A.recommend] }),
  task(T.confirmApproval, R.approver, L.secondDecision, { notBy: [A.recommend, A.endorse] }),
  // Its due day is the day on which the pause ends; then the clock goes on by itself.
  task(T.awaitResumption, R.appraiser, L.pause, { until: 'pause-end', lapse: A.lapsePause }),
  task(T.formPackage, R.procurement, L.packageForming),
  task(T.acknowledgeAward, R.enterprise, L.acknowledgement, { lapse: A.lapseAcknowledgement }),

  task(T.draftAgreement, R.appraiser, L.drafting),
  task(T.signAgreementForAgency, R.approver, L.signing),
  task(T.signAgreement, R.enterprise, L.signing, { lapse: A.lapseAgreement }),

  task(T.deliver, R.performer, L.delivery, { until: 'delivery-end', overrun: L.correction, lapse: A.lapseDelivery }),
  task(T.decideTermination, R.approver, L.termination, { abiding: true, notBy: [A.requestTermination] }),
  task(T.confirmCompletion, R.enterprise, L.confirmation, { lapse: A.lapseConfirmation }),
  task(T.decideObjection, R.approver, L.objection),

  task(T.inspect, R.inspector, L.inspection),
  task(T.countersignInspection, R.inspector, L.countersignature, { notBy: [A.conclude], latest: true }),
  task(T.correctWork, R.performer, L.correction, { lapse: A.lapseCorrection }),
  task(T.decideAcceptance, R.approver, L.acceptance, { notBy: INSPECTED }),

  task(T.claimPayment, R.payee, L.claim, { lapse: A.lapseClaim }),
  task(T.verifyClaim, R.finance, L.verification, { abiding: true }),
  task(T.decidePayment, R.paymentApprover, L.paymentApproval, { abiding: true, notBy: [A.verify] }),
  task(T.pay, R.finance, L.payment, { abiding: true }),
  task(T.recover, R.finance, L.recovery, { lapse: A.lapseRecovery }),
  task(T.decideRecovery, R.approver, L.decision),
  task(T.decideUnclaimed, R.approver, L.decision),
  task(T.decideCarryOver, R.approver, L.decision, { abiding: true, notBy: [A.carryOver] }),
  task(T.countersignRecord, R.supervisor, L.countersignature, { abiding: true, notBy: [A.correctRecord] }),

  task(T.preparePackage, R.procurement, L.preparation),
  task(T.decidePackage, R.approver, L.packageApproval, { notBy: [A.prepare] }),
  // On the national network nothing is invited from here: its result is due by the day on which the services are to begin.
  task(T.inviteBidders, R.procurement, L.invitation, { until: 'network-result' }),
  task(T.receiveBids, R.procurement, L.bidding, { until: 'closing', lapse: A.closeBidding }),
  task(T.decideFewBids, R.approver, L.fewBids),
  task(T.openBids, R.procurement, L.opening),
  task(T.scoreBids, R.panel, L.scoring, { each: 'panel-member' }),
  task(T.decideTechnical, R.approver, L.technicalApproval, { notBy: [A.score] }),
  task(T.openPrices, R.procurement, L.financialOpening),
  task(T.negotiate, R.procurement, L.negotiation),
  task(T.decideAward, R.approver, L.award, { notBy: [A.score, A.recordNegotiation] }),
  task(T.decideLeaver, R.procurement, L.leaver, { abiding: true }),
  task(T.draftContract, R.procurement, L.drafting),
  task(T.signForAgency, R.approver, L.signing),
  task(T.signForConsultant, R.consultant, L.signing, { lapse: A.lapseContract }),
  task(T.manageContract, R.procurement, L.contract, { until: 'contract-end', abiding: true }),
  task(T.agreeToChange, R.consultant, L.change, { abiding: true, lapse: A.lapseChange }),
  task(T.agreeForAgency, R.procurement, L.change, { abiding: true }),
  task(T.decideChange, R.approver, L.change, { abiding: true, notBy: [A.proposeChange, A.agreeChange] }),
  task(T.liquidateContract, R.procurement, L.liquidation),

  task(T.collectApplications, R.appraiser, L.collection, { until: 'closing', lapse: A.closeCollecting }),
  task(T.compileProducts, R.appraiser, L.compilation),
  task(T.scoreProducts, R.council, L.productScoring, { each: 'council-member' }),
  task(T.rankProducts, R.appraiser, L.ranking),
  task(T.decideRound, R.chair, L.roundDecision, { held: 'chair', notBy: [A.openRound, A.score] }),
];

export const TASKS = Object.fromEntries(LIST.map((row) => [row.name, row])) as Record<TaskName, TaskDefinition>;
