/** The words of the process: subjects, stages, states, roles, actions, tasks, limits, guards, and the shape of a row. */
import { type NameOf, names } from './names.ts';

export const SUBJECT = names('application', 'package', 'round');
export type SubjectKind = NameOf<typeof SUBJECT>;

/** The stages in their usual order, and the end. Which of them a dossier passes through its route says (route.ts). */
export const STAGE = names(
  'submission',
  'eligibility',
  'selection',
  'tendering',
  'contract',
  'agreement',
  'delivery',
  'inspection',
  'settlement',
  'closed',
);
export type Stage = NameOf<typeof STAGE>;

/** Where a dossier, package or round may stand, as `stage/state`. */
export const STATE = {
  draft: 'submission/draft',
  received: 'submission/received',
  supplementBeforeAcceptance: 'submission/supplement-requested',
  appraising: 'eligibility/appraising',
  supplementInAppraisal: 'eligibility/supplement-requested',
  deciding: 'eligibility/deciding',
  confirmingApproval: 'eligibility/confirming-approval',
  paused: 'eligibility/paused',
  inRound: 'selection/in-round',
  awaitingPackage: 'tendering/awaiting-package',
  inPackage: 'tendering/in-package',
  acknowledging: 'contract/acknowledging',
  draftingAgreement: 'agreement/drafting',
  signingAgreement: 'agreement/signing',
  delivering: 'delivery/delivering',
  confirming: 'delivery/confirming',
  inspecting: 'inspection/inspecting',
  correcting: 'inspection/correcting',
  accepting: 'inspection/accepting',
  claiming: 'settlement/claiming',
  verifying: 'settlement/verifying',
  approvingPayment: 'settlement/approving',
  paying: 'settlement/paying',
  recovering: 'settlement/recovering',
  settled: 'closed/settled',
  declined: 'closed/declined',
  refused: 'closed/refused',
  withdrawn: 'closed/withdrawn',
  stopped: 'closed/stopped',
  terminated: 'closed/terminated',
  recognised: 'closed/recognised',
  notRecognised: 'closed/not-recognised',
  unopened: 'tendering/unopened',
  preparing: 'tendering/preparing',
  approvingPackage: 'tendering/approving',
  bidding: 'tendering/bidding',
  technical: 'tendering/technical',
  financial: 'tendering/financial',
  negotiating: 'tendering/negotiating',
  awarding: 'tendering/awarding',
  contracting: 'contract/contracting',
  inForce: 'contract/in-force',
  liquidated: 'closed/liquidated',
  failed: 'closed/failed',
  cancelled: 'closed/cancelled',
  unannounced: 'selection/unannounced',
  collecting: 'selection/collecting',
  compiling: 'selection/compiling',
  scoringProducts: 'selection/scoring',
  decidingRound: 'selection/deciding',
  decided: 'closed/decided',
  empty: 'closed/empty',
  calledOff: 'closed/called-off',
} as const;
export type StateKey = NameOf<typeof STATE>;

/** Staff roles, held by a person in an agency, for programmes, from–to. */
export const STAFF_ROLE = names(
  'intake', // một cửa
  'appraiser', // thẩm định
  'approver', // lãnh đạo
  'procurement', // đấu thầu
  'panel', // tổ chuyên gia, appointed per package
  'council', // hội đồng xét chọn, appointed per round
  'chair', // chủ tịch hội đồng, appointed per round
  'inspector', // kiểm tra
  'finance', // kế toán
  'payment-approver', // chủ tài khoản
  'supervisor', // sees all, reassigns, countersigns corrections; decides nothing
  'administrator', // people, roles, keys, budgets, calendars; no part in decisions
);
export type StaffRole = NameOf<typeof STAFF_ROLE>;
/** Roles to which somebody is appointed by name besides, for one package or round. */
export const APPOINTED_ROLES: readonly StaffRole[] = [STAFF_ROLE.panel, STAFF_ROLE.council, STAFF_ROLE.chair];

/**
 * Outside parties; the nominator is a department or association that nominates enterprises for a selection round; the performer, who carries the work out (which of the two the route says), and the payee (the programme says);
 * and the clock, which takes lapses and reminders.
 */
export const PARTY_ROLE = names('enterprise', 'consultant', 'nominator', 'performer', 'payee');
/** What an organisation is; performer and payee are the enterprise or the consultant besides. */
export type PartyKind = Exclude<NameOf<typeof PARTY_ROLE>, typeof PARTY_ROLE.performer | typeof PARTY_ROLE.payee>;
export const CLOCK = 'clock' as const;
export const ROLE = { ...STAFF_ROLE, ...PARTY_ROLE, clock: CLOCK } as const;
export type Role = NameOf<typeof ROLE>;

export const ACTION = names(
  // application: submission, eligibility
  'submit',
  'supply',
  'withdraw',
  'accept',
  'request-supplement',
  'decline',
  'recommend',
  'record-survey',
  'ask-opinion',
  'record-opinion',
  'endorse',
  'approve',
  'refuse',
  'return',
  'extend-limit',
  'pause-clock',
  'resume-clock',
  'stop',
  'reopen',
  // contract and delivery of one part; the agreement with an enterprise that carries its work out itself
  'acknowledge',
  'draft-agreement',
  'record-session',
  'reschedule-session',
  'report-progress',
  'report-completion',
  'record-visit',
  'confirm',
  'object',
  'settle-objection',
  'request-termination',
  'terminate',
  'continue',
  // inspection
  'conclude',
  'agree',
  'dissent',
  'report-correction',
  'accept-work',
  'accept-part',
  'reject-work',
  're-inspect',
  // settlement
  'request-payment',
  'verify',
  'approve-payment',
  'confirm-payment',
  'payment-refused',
  'confirm-recovery',
  'hand-over',
  'close-without-claim',
  'carry-over',
  'approve-carry-over',
  // package
  'open-package',
  'prepare',
  'appoint-panel',
  'invite',
  'clarify',
  'extend',
  'bid',
  'withdraw-bid',
  'record-result',
  'open-anyway',
  'open',
  'declare-interest',
  'score',
  'approve-technical',
  'open-financial',
  'record-negotiation',
  'award',
  'reject',
  'cancel',
  'continue-without',
  'draft',
  'sign',
  'propose-change',
  'agree-change',
  'decline-change',
  'approve-change',
  'record-attendance',
  'liquidate',
  // selection round
  'open-round',
  'appoint-council',
  'nominate',
  'compile-products',
  'rank-products',
  'decide-round',
  'cancel-round',
  // any subject
  'correct-record',
  'countersign-correction',
  'reassign',
  // the clock
  'remind',
  'mark-overdue',
  'escalate',
  'escalate-to-head',
  'tell-again',
  'hand-back',
  'remind-promise',
  'promise-passed',
  'promise-to-head',
  'promise-again',
  'recalculate',
  'lapse-supplement',
  'lapse-pause',
  'lapse-acknowledgement',
  'lapse-agreement',
  'lapse-delivery',
  'lapse-confirmation',
  'lapse-correction',
  'lapse-claim',
  'lapse-recovery',
  'close-bidding',
  'lapse-contract',
  'lapse-change',
  'close-collecting',
  // what one subject does to the other, written in the audit of the one that it is done to
  'package-opened',
  'package-failed',
  'package-awarded',
  'contract-lapsed',
  'contract-in-force',
  'contract-changed',
  'attendance-recorded',
  'part-left',
  'waiting-late',
  'round-decided',
  'round-cancelled',
  'entry-left',
);
export type ActionName = NameOf<typeof ACTION>;

export const TASK = names(
  'check-completeness',
  'supply-documents',
  'appraise',
  'decide',
  'confirm-approval',
  'await-resumption',
  'form-package',
  'acknowledge-award',
  'draft-agreement',
  'sign-agreement-for-agency',
  'sign-agreement',
  'deliver',
  'decide-termination',
  'confirm-completion',
  'decide-objection',
  'inspect',
  'countersign-inspection',
  'correct-work',
  'decide-acceptance',
  'claim-payment',
  'verify-claim',
  'decide-payment',
  'pay',
  'recover',
  'decide-recovery',
  'decide-unclaimed',
  'decide-carry-over',
  'countersign-record',
  'prepare-package',
  'decide-package',
  'invite-bidders',
  'receive-bids',
  'decide-few-bids',
  'open-bids',
  'score-bids',
  'decide-technical',
  'open-prices',
  'negotiate',
  'decide-award',
  'decide-leaver',
  'draft-contract',
  'sign-for-agency',
  'sign-for-consultant',
  'manage-contract',
  'agree-for-agency',
  'agree-to-change',
  'decide-change',
  'liquidate-contract',
  'collect-applications',
  'compile-products',
  'score-products',
  'rank-products',
  'decide-round',
);
export type TaskName = NameOf<typeof TASK>;

/** Limits in working days; a programme gives each its number and its source. `until` limits take their date from the subject. */
export const LIMIT = names(
  'intake',
  'supplement',
  'appraisal',
  'decision',
  'second-decision',
  'one-stop',
  'pause', // the longest pause of the one-stop clock
  'extension', // the most by which the one-stop limit may be extended
  'longest-bidding', // how far bidding may be extended, from the invitation
  'longest-engagement', // how far ahead the work of a contract or agreement may end
  'longest-collection', // how far ahead a round may close
  'longest-answer', // how far ahead an answer may be asked for
  'package-forming',
  'preparation',
  'package-approval',
  'invitation',
  'bidding',
  'few-bids',
  'opening',
  'scoring',
  'technical-approval',
  'financial-opening',
  'negotiation',
  'award',
  'leaver',
  'drafting',
  'signing',
  'acknowledgement',
  'delivery',
  'termination',
  'confirmation',
  'objection',
  'inspection',
  'countersignature',
  'correction',
  'acceptance',
  'claim',
  'verification',
  'payment-approval',
  'payment',
  'recovery',
  'contract',
  'change',
  'liquidation',
  'collection',
  'compilation',
  'product-scoring',
  'ranking',
  'round-decision',
);
export type LimitName = NameOf<typeof LIMIT>;

/** Conditions on the facts alone (not on what the caller sends); records/guards.ts holds the functions. */
export const GUARD = names(
  'supplement-left',
  'extension-left',
  'before-signing',
  'no-payment-under-way',
  'advance-left',
  'before-closing',
  'after-closing',
  'invited',
  'venue-here',
  'venue-national-network',
  'scores-complete',
  'no-termination-asked',
  'contract-in-force',
  'not-yet-invited',
  'leaver-decided',
  'collecting-open',
  'intake-done',
  'products-scored',
);
export type GuardName = NameOf<typeof GUARD>;

/** What kind of movement an action may post to the budget (domain/budget.ts). */
export const MOVEMENT = names('reserved', 'reduced', 'advanced', 'paid', 'receivable', 'recovered', 'released');
export type MovementKind = NameOf<typeof MOVEMENT>;

/** Whom a letter goes to. `bidders` are those with a live bid or an invitation; `holder` is who holds (or may take) the task in question; `head` the agency's head, or while none is named its approvers. */
export const RECIPIENT = names(
  'enterprise',
  'consultant',
  'performer',
  'payee',
  'bidders',
  'losers',
  'holder',
  'supervisor',
  'head',
  'finance',
);
export type Recipient = NameOf<typeof RECIPIENT>;

/** The letters; letters/ holds a template for each, in Vietnamese and English. */
export const LETTER = names(
  'acknowledgement',
  'receipt-slip',
  'supplement-request',
  'supplement-received',
  'apology',
  'clock-paused',
  'clock-resumed',
  'declined',
  'approved',
  'refused',
  'stopped',
  'withdrawn',
  'reopened',
  'invitation',
  'clarification',
  'closing-extended',
  'package-changed',
  'package-cancelled',
  'package-failed',
  'tender-ended',
  'bid-received',
  'bid-withdrawn',
  'awarded',
  'not-awarded',
  'contract-to-sign',
  'contract-lapsed',
  'award-lapsed',
  'contract-in-force',
  'acknowledgement-asked',
  'agreement-to-sign',
  'agreement-in-force',
  'change-proposed',
  'change-decided',
  'session-rescheduled',
  'completion-reported',
  'confirmation-lapsed',
  'objection',
  'objection-settled',
  'correction-asked',
  'inspection-concluded',
  're-inspection',
  'accepted',
  'rejected',
  'payment-requested',
  'claim-returned',
  'payment-approved',
  'paid',
  'contractor-paid',
  'payment-refused',
  'recovery-demanded',
  'recovered',
  'handed-over',
  'termination-requested',
  'termination-refused',
  'terminated',
  'settled',
  'outcome-asked',
  'liquidated',
  'nominated',
  'recognised',
  'not-recognised',
  'dates-moved',
  'task-opened',
  'reminder',
  'overdue',
  'escalation',
  'escalation-to-head',
  'told-again',
  'promise-reminder',
  'promise-passed',
  'promise-again',
  'apology-for-lateness',
  'delay',
  'handed-back',
  'nobody-eligible',
  'record-fault',
  'decision-withdrawn',
  'day-off-asked',
  'run-lost',
  'database-put-back',
  'letters-unsent',
);
export type LetterName = NameOf<typeof LETTER>;

export type State = {
  subject: SubjectKind;
  key: StateKey;
  /** Who must act now: shown to everybody. */
  owner: Role;
  /** Tasks opened on entering. */
  opens: readonly TaskName[];
  /** An application that has no task of its own here waits for its package or round: what is late there is late here. */
  waitsFor?: typeof SUBJECT.package | typeof SUBJECT.round;
};

export type TaskDefinition = {
  name: TaskName;
  by: Role;
  /** How long, in working days of the programme; a task with `until` takes its due day from the subject instead. */
  limit: LimitName;
  until?: 'closing' | 'network-result' | 'contract-end' | 'delivery-end' | 'pause-end';
  /** The limit where that day has passed already when the task opens: the rest of the work. */
  overrun?: LimitName;
  /** Who took one of these actions on this subject (or its package) may not take the task. */
  notBy?: readonly ActionName[];
  /** Only the last of them is barred: a later round may have another pair. */
  latest?: true;
  /** Taken by the clock when the limit has passed. A task without one reminds and escalates instead. */
  lapse?: ActionName;
  /** Stays open when the state changes; closed by its answer or by the end of the subject. */
  abiding?: true;
  /** Opened once for each member of the panel or council, for that member alone. */
  each?: 'panel-member' | 'council-member';
  /** Given to the chair of the round when it opens. */
  held?: 'chair';
};

export type Action = {
  subject: SubjectKind;
  name: ActionName;
  from: readonly StateKey[];
  by: readonly Role[];
  /** The task that it answers: must be open, and held by the actor; it is closed. */
  task?: TaskName;
  /** The next state; `same` changes none; a list when the facts decide, and the action's own file chooses. */
  to: StateKey | 'same' | readonly StateKey[];
  /** Tasks that it opens beyond those of the state entered. A task of the list `mayOpen` only where the facts ask for it. */
  opens?: readonly TaskName[];
  mayOpen?: readonly TaskName[];
  /** Tasks that it closes although they are not its own. */
  closes?: readonly TaskName[];
  /**
   * Tasks of the staff that begin with their whole limit the next time they open, because there is something new to work on. All others
   * go on with the days that they had left when they were closed: passing a dossier to and fro buys no time.
   */
  renews?: readonly TaskName[];
  guards?: readonly GuardName[];
  letters?: readonly (readonly [LetterName, Recipient])[];
  money?: readonly MovementKind[];
  notBy?: readonly ActionName[];
  /** Follows from an action on the other subject, by whoever took that one: nobody takes it by itself. */
  kin?: true;
  /** Recorded by the API alone: changes no state and opens nothing (protocol, point 6). */
  note?: true;
  /** Has legal effect: an outside actor names the natural person, staff the instrument (signatory, capacity, number, date). */
  legal?: true;
  /** Moves a package's or round's applications in the same transaction: those that stand in `from`, where it arrives at `when`. */
  moves?: readonly Move[];
};

/** `as` names the application's own row, which says where it may lead. */
export type Move = { when: StateKey; from: readonly StateKey[]; as: ActionName };

export type ProcessTable = {
  version: number;
  states: readonly State[];
  actions: readonly Action[];
  tasks: Readonly<Record<TaskName, TaskDefinition>>;
};
