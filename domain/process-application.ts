/** The rows of the application (hồ sơ): one enterprise, one support item. Those from delivery to settlement: process-performance.ts. */
import { PERFORMANCE, PERFORMING, SETTLING } from './process-performance.ts';
import { type Extra, rowsOf, TOLD_AGAIN } from './process-rows.ts';
import {
  ACTION as A,
  type Action,
  type ActionName,
  GUARD as G,
  LETTER as L,
  MOVEMENT as M,
  ROLE as R,
  type Role,
  STATE as S,
  type State,
  type StateKey,
  SUBJECT,
  TASK as T,
  type TaskName,
  RECIPIENT as TO,
} from './process-vocabulary.ts';

const { state, waiting, on } = rowsOf(SUBJECT.application);

export const APPLICATION_STATES: readonly State[] = [
  state(S.draft, R.enterprise),
  state(S.received, R.intake, T.checkCompleteness),
  state(S.supplementBeforeAcceptance, R.enterprise, T.supplyDocuments),
  state(S.appraising, R.appraiser, T.appraise),
  state(S.supplementInAppraisal, R.enterprise, T.supplyDocuments),
  state(S.deciding, R.approver, T.decide),
  state(S.confirmingApproval, R.approver, T.confirmApproval),
  state(S.paused, R.appraiser, T.awaitResumption),
  // The round's own tasks and limits hold here.
  waiting(S.inRound, R.appraiser, SUBJECT.round),
  state(S.awaitingPackage, R.procurement, T.formPackage),
  // The package's own tasks and limits hold here: a package cannot stand still, and its end sends the application on or back.
  waiting(S.inPackage, R.procurement, SUBJECT.package),
  // Once it has acknowledged, it waits for the contract.
  waiting(S.acknowledging, R.enterprise, SUBJECT.package, T.acknowledgeAward),
  state(S.draftingAgreement, R.appraiser, T.draftAgreement),
  state(S.signingAgreement, R.approver, T.signAgreementForAgency, T.signAgreement),
  state(S.delivering, R.performer, T.deliver),
  state(S.confirming, R.enterprise, T.confirmCompletion),
  state(S.inspecting, R.inspector, T.inspect),
  state(S.correcting, R.performer, T.correctWork),
  state(S.accepting, R.approver, T.decideAcceptance),
  state(S.claiming, R.payee, T.claimPayment),
  state(S.verifying, R.finance, T.verifyClaim),
  state(S.approvingPayment, R.paymentApprover, T.decidePayment),
  state(S.paying, R.finance, T.pay),
  state(S.recovering, R.finance, T.recover),
  state(S.settled, R.supervisor),
  state(S.declined, R.supervisor),
  state(S.refused, R.supervisor),
  state(S.withdrawn, R.supervisor),
  state(S.stopped, R.supervisor),
  state(S.terminated, R.supervisor),
  state(S.recognised, R.supervisor),
  state(S.notRecognised, R.supervisor),
];

const SUBMISSION = [S.received, S.supplementBeforeAcceptance] as const;
const REVIEW = [S.appraising, S.supplementInAppraisal, S.deciding, S.confirmingApproval, S.paused] as const;
/** Where the one-stop clock runs and staff have the next step. */
const REVIEWED = [S.appraising, S.deciding, S.confirmingApproval] as const;
/** Until the contract is signed the enterprise may withdraw and the approver may stop. */
const AGREEING = [S.draftingAgreement, S.signingAgreement] as const;
const BEFORE_SIGNING = [
  ...[...SUBMISSION, ...REVIEW, S.awaitingPackage, S.inPackage, S.acknowledging],
  ...AGREEING,
] as const;
const OPEN = [...BEFORE_SIGNING, S.inRound, ...PERFORMING, ...SETTLING] as const;
const ENDED = [
  ...[S.settled, S.declined, S.refused, S.withdrawn, S.stopped, S.terminated],
  ...[S.recognised, S.notRecognised],
] as const;
const STAFF = [R.intake, R.appraiser, R.approver, R.procurement, R.inspector, R.finance, R.paymentApprover] as const;

const submission: readonly Action[] = [
  on(S.draft, A.submit, R.enterprise, S.received, { legal: true, letters: [[L.acknowledgement, TO.enterprise]] }),
  // On the route of a selection round nothing is appraised: the dossier is in the round.
  on(S.received, A.accept, R.intake, [S.appraising, S.inRound], {
    task: T.checkCompleteness,
    letters: [[L.receiptSlip, TO.enterprise]],
  }),
  on(S.received, A.requestSupplement, R.intake, S.supplementBeforeAcceptance, {
    task: T.checkCompleteness,
    guards: [G.supplementLeft],
    letters: [[L.supplementRequest, TO.enterprise]],
  }),
  on(S.received, A.decline, R.intake, S.declined, {
    task: T.checkCompleteness,
    letters: [[L.declined, TO.enterprise]],
  }),
  on(S.supplementBeforeAcceptance, A.supply, R.enterprise, S.received, {
    task: T.supplyDocuments,
    renews: [T.checkCompleteness],
    letters: [[L.supplementReceived, TO.enterprise]],
  }),
  on(SUBMISSION[1], A.lapseSupplement, R.clock, S.stopped, {
    task: T.supplyDocuments,
    letters: [[L.stopped, TO.enterprise]],
  }),
];

/** The decision on the support, by the task that it answers; `back` is where it is returned to. */
const approval = (at: StateKey, task: TaskName, back: StateKey): readonly Action[] => [
  // What is procured awaits a package; who carries the work out itself gets an agreement: the route says.
  on(at, A.approve, R.approver, [S.awaitingPackage, S.draftingAgreement], {
    task,
    legal: true,
    money: [M.reserved],
    letters: [[L.approved, TO.enterprise]],
  }),
  on(at, A.refuse, R.approver, S.refused, { task, legal: true, letters: [[L.refused, TO.enterprise]] }),
  on(at, A.return, R.approver, back, { task }),
];

const eligibility: readonly Action[] = [
  on(S.appraising, A.recommend, R.appraiser, S.deciding, { task: T.appraise }),
  on(S.appraising, A.requestSupplement, R.appraiser, S.supplementInAppraisal, {
    task: T.appraise,
    guards: [G.supplementLeft],
    letters: [[L.supplementRequest, TO.enterprise]],
  }),
  on(S.appraising, A.recordSurvey, R.appraiser, 'same', { note: true }),
  on(S.appraising, A.askOpinion, R.appraiser, 'same', { note: true }),
  on(S.appraising, A.recordOpinion, R.appraiser, 'same', { note: true }),
  on(S.supplementInAppraisal, A.supply, R.enterprise, S.appraising, {
    task: T.supplyDocuments,
    letters: [[L.supplementReceived, TO.enterprise]],
  }),
  on(S.supplementInAppraisal, A.lapseSupplement, R.clock, S.stopped, {
    task: T.supplyDocuments,
    letters: [[L.stopped, TO.enterprise]],
  }),
  ...approval(S.deciding, T.decide, S.appraising),
  // Above the sum from which the programme wants a second approver (secondApproval), the first only endorses.
  on(S.deciding, A.endorse, R.approver, S.confirmingApproval, { task: T.decide, legal: true }),
  ...approval(S.confirmingApproval, T.confirmApproval, S.deciding),
  // Once, with an apology in writing (văn bản xin lỗi), while the one-stop clock runs.
  on(REVIEWED, A.extendLimit, R.approver, 'same', {
    legal: true,
    guards: [G.extensionLeft],
    letters: [[L.apology, TO.enterprise]],
  }),
  // For a reason that the programme allows (pauseReasons), until a day; then back to where it was paused.
  on(REVIEWED, A.pauseClock, R.approver, S.paused, {
    letters: [[L.clockPaused, TO.enterprise]],
  }),
  on(S.paused, A.resumeClock, R.appraiser, REVIEWED, {
    task: T.awaitResumption,
    letters: [[L.clockResumed, TO.enterprise]],
  }),
  on(S.paused, A.resumeClock, R.approver, REVIEWED, { letters: [[L.clockResumed, TO.enterprise]] }),
  on(S.paused, A.lapsePause, R.clock, REVIEWED, {
    task: T.awaitResumption,
    letters: [[L.clockResumed, TO.enterprise]],
  }),
];

/** The date promised to the enterprise is watched by itself, whoever has the dossier: before it, on it, and every week after it. */
const promise: readonly Action[] = [
  on(REVIEW, A.remindPromise, R.clock, 'same', { letters: [[L.promiseReminder, TO.holder]] }),
  on(REVIEW, A.promisePassed, R.clock, 'same', {
    letters: [
      [L.promisePassed, TO.holder],
      [L.promisePassed, TO.supervisor],
      [L.apologyForLateness, TO.enterprise],
    ],
  }),
  on(REVIEW, A.promiseToHead, R.clock, 'same', { letters: [[L.promiseAgain, TO.head]] }),
  on(REVIEW, A.promiseAgain, R.clock, 'same', {
    letters: [
      [L.promiseAgain, TO.holder],
      [L.promiseAgain, TO.supervisor],
      [L.promiseAgain, TO.head],
      [L.apologyForLateness, TO.enterprise],
    ],
  }),
];

const contract: readonly Action[] = [
  on(S.acknowledging, A.acknowledge, R.enterprise, [S.acknowledging, S.delivering], {
    task: T.acknowledgeAward,
    legal: true,
  }),
  on(S.acknowledging, A.lapseAcknowledgement, R.clock, [S.acknowledging, S.delivering, S.stopped], {
    task: T.acknowledgeAward,
    money: [M.released],
    letters: [[L.confirmationLapsed, TO.enterprise]],
  }),
];

/** The support agreement (thỏa thuận hỗ trợ) with an enterprise that carries the work out itself: nothing is tendered. */
const agreement: readonly Action[] = [
  on(S.draftingAgreement, A.draftAgreement, R.appraiser, S.signingAgreement, {
    task: T.draftAgreement,
    letters: [[L.agreementToSign, TO.enterprise]],
  }),
  on(S.signingAgreement, A.sign, R.approver, [S.signingAgreement, S.delivering], {
    task: T.signAgreementForAgency,
    legal: true,
    money: [M.reduced],
  }),
  on(S.signingAgreement, A.sign, R.enterprise, [S.signingAgreement, S.delivering], {
    task: T.signAgreement,
    legal: true,
    money: [M.reduced],
  }),
  on(S.signingAgreement, A.return, R.approver, S.draftingAgreement, { task: T.signAgreementForAgency }),
  on(S.signingAgreement, A.lapseAgreement, R.clock, S.stopped, {
    task: T.signAgreement,
    money: [M.released],
    letters: [[L.stopped, TO.enterprise]],
  }),
];

const TERMINATION_REFUSED: Action['letters'] = [
  [L.terminationRefused, TO.enterprise],
  [L.terminationRefused, TO.consultant],
];

const exits: readonly Action[] = [
  on(BEFORE_SIGNING, A.withdraw, R.enterprise, S.withdrawn, {
    legal: true,
    guards: [G.beforeSigning],
    money: [M.released],
    letters: [[L.withdrawn, TO.enterprise]],
  }),
  // What was entered for a selection round may be taken back until the round closes.
  on(S.inRound, A.withdraw, R.enterprise, S.withdrawn, {
    legal: true,
    guards: [G.beforeSigning, G.collectingOpen],
    letters: [[L.withdrawn, TO.enterprise]],
  }),
  on([...BEFORE_SIGNING, S.inRound], A.stop, R.approver, S.stopped, {
    legal: true,
    guards: [G.beforeSigning],
    money: [M.released],
    letters: [[L.stopped, TO.enterprise]],
  }),
  on(
    [...PERFORMING, S.claiming],
    A.requestTermination,
    [R.enterprise, R.consultant, R.procurement, R.appraiser],
    'same',
    {
      legal: true,
      guards: [G.noTerminationAsked],
      opens: [T.decideTermination],
      letters: [
        [L.terminationRequested, TO.enterprise],
        [L.terminationRequested, TO.consultant],
      ],
    },
  ),
  on([...PERFORMING, S.claiming], A.terminate, R.approver, [S.claiming, S.recovering, S.terminated], {
    task: T.decideTermination,
    legal: true,
    guards: [G.noPaymentUnderWay],
    money: [M.paid, M.receivable, M.released],
    letters: [
      [L.terminated, TO.enterprise],
      [L.terminated, TO.consultant],
    ],
  }),
  // Work that its end had lapsed for goes on: its task opens again.
  on(S.delivering, A.continue, R.approver, 'same', {
    task: T.decideTermination,
    renews: [T.decideTermination],
    mayOpen: [T.deliver],
    letters: TERMINATION_REFUSED,
  }),
  on([S.confirming, S.inspecting, S.correcting, S.accepting, S.claiming], A.continue, R.approver, 'same', {
    task: T.decideTermination,
    renews: [T.decideTermination],
    letters: TERMINATION_REFUSED,
  }),
  on([S.declined, S.refused, S.stopped, S.withdrawn], A.reopen, R.approver, [S.received, S.appraising], {
    legal: true,
    notBy: [A.refuse, A.stop, A.decline],
    renews: [T.checkCompleteness, T.appraise, T.decide, T.confirmApproval, T.formPackage],
    letters: [[L.reopened, TO.enterprise]],
  }),
];

const anywhere: readonly Action[] = [
  on(OPEN, A.correctRecord, [...STAFF, R.performer], 'same', { mayOpen: [T.countersignRecord] }),
  // Nothing is open any more that a countersignature could wait for; the history shows that there is none.
  on(ENDED, A.correctRecord, [...STAFF, R.performer], 'same'),
  on(OPEN, A.countersignCorrection, R.supervisor, 'same', { task: T.countersignRecord }),
  on(OPEN, A.reassign, R.supervisor, 'same'),
  on(OPEN, A.remind, R.clock, 'same', { letters: [[L.reminder, TO.holder]] }),
  on(OPEN, A.markOverdue, R.clock, 'same', { letters: [[L.overdue, TO.holder]] }),
  on(OPEN, A.escalate, R.clock, 'same', { letters: [[L.escalation, TO.supervisor]] }),
  on(OPEN, A.escalateToHead, R.clock, 'same', { letters: [[L.escalationToHead, TO.head]] }),
  // Every week from then on, until somebody acts.
  on(OPEN, A.tellAgain, R.clock, 'same', { letters: TOLD_AGAIN }),
  // Whoever holds a task has left, or has its role no more: it goes back to everybody who may take it.
  on(OPEN, A.handBack, R.clock, 'same', { letters: [[L.handedBack, TO.supervisor]] }),
  // A calendar was corrected: due dates that depend on it move, and whoever was told the old ones is told.
  on(OPEN, A.recalculate, R.clock, 'same'),
];

/** What a package's action does to its applications; by whoever took that action. */
const follows = (
  from: StateKey | readonly StateKey[],
  name: ActionName,
  by: readonly Role[],
  to: Action['to'],
  extra: Extra = {},
) => on(from, name, by, to, { ...extra, kin: true });
const fromPackage: readonly Action[] = [
  follows(S.awaitingPackage, A.packageOpened, [R.procurement], S.inPackage),
  follows([S.inPackage, S.acknowledging], A.packageFailed, [R.procurement, R.approver, R.clock], S.awaitingPackage, {
    renews: [T.formPackage],
    letters: [[L.tenderEnded, TO.enterprise]],
  }),
  follows(S.inPackage, A.packageAwarded, [R.approver, R.procurement], S.acknowledging, {
    money: [M.reduced],
    letters: [[L.acknowledgementAsked, TO.enterprise]],
  }),
  follows(S.acknowledging, A.contractLapsed, [R.clock], S.inPackage, { letters: [[L.awardLapsed, TO.enterprise]] }),
  follows(
    S.acknowledging,
    A.contractInForce,
    [R.approver, R.consultant, R.enterprise],
    [S.acknowledging, S.delivering],
    {
      money: [M.reduced],
      letters: [[L.contractInForce, TO.enterprise]],
    },
  ),
  follows([S.acknowledging, ...PERFORMING, S.claiming], A.contractChanged, [R.approver], 'same', {
    money: [M.reduced],
    letters: [[L.changeDecided, TO.enterprise]],
  }),
  follows(S.delivering, A.attendanceRecorded, [R.consultant], 'same'),
];

/** Its package or round is late, and so is what waits for it. */
const fromEither: readonly Action[] = [
  follows([S.inPackage, S.acknowledging, S.inRound], A.waitingLate, [R.clock], 'same', {
    letters: [[L.delay, TO.enterprise]],
  }),
];

/** What a selection round's action does to its applications; by whoever took that action. */
const fromRound: readonly Action[] = [
  follows(S.inRound, A.roundDecided, [R.chair], [S.recognised, S.notRecognised]),
  follows([...SUBMISSION, S.inRound], A.roundCancelled, [R.chair], S.stopped, {
    letters: [[L.stopped, TO.enterprise]],
  }),
];

export const APPLICATION_ACTIONS: readonly Action[] = [
  ...submission,
  ...eligibility,
  ...promise,
  ...contract,
  ...agreement,
  ...exits,
  ...PERFORMANCE,
  ...anywhere,
  ...fromPackage,
  ...fromEither,
  ...fromRound,
];
