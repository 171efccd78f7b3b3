/**
 * The description of the process that the table was made from, row for row: which states stand in which stage, and what may
 * be done there by whom. What the table has beyond it is listed with its reason, so that nothing is added or lost unseen.
 */
import {
  ACTION,
  type ActionName,
  process,
  ROLE,
  type Role,
  STATE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
} from '../../domain/process.ts';

const table = process();

type By = readonly (readonly [Role, readonly string[]])[];
type Line = { states: readonly string[]; actions: By };

const APPLICATION: Readonly<Record<string, Line>> = {
  submission: {
    states: ['received', 'supplement-requested'],
    actions: [
      ['enterprise', ['submit', 'supply', 'withdraw']],
      ['intake', ['accept', 'request-supplement', 'decline']],
    ],
  },
  eligibility: {
    states: ['appraising', 'supplement-requested', 'deciding', 'confirming-approval', 'paused'],
    actions: [
      ['appraiser', ['recommend', 'request-supplement', 'record-survey', 'ask-opinion', 'record-opinion']],
      ['approver', ['approve', 'refuse', 'return']],
    ],
  },
  selection: { states: ['in-round'], actions: [['enterprise', ['withdraw']]] },
  tendering: { states: ['awaiting-package', 'in-package'], actions: [['enterprise', ['withdraw']]] },
  contract: { states: ['acknowledging'], actions: [['enterprise', ['acknowledge']]] },
  agreement: {
    states: ['drafting', 'signing'],
    actions: [
      ['appraiser', ['draft-agreement']],
      ['enterprise', ['sign']],
      ['approver', ['sign', 'return']],
    ],
  },
  delivery: {
    states: ['delivering', 'confirming'],
    actions: [
      ['performer', ['record-session', 'reschedule-session', 'report-progress', 'report-completion']],
      ['inspector', ['record-visit']],
      ['enterprise', ['confirm', 'object']],
      ['approver', ['settle-objection']],
    ],
  },
  inspection: {
    states: ['inspecting', 'correcting', 'accepting'],
    actions: [
      ['inspector', ['conclude', 'agree', 'dissent']],
      ['performer', ['report-correction']],
      ['approver', ['accept-work', 'accept-part', 're-inspect']],
    ],
  },
  settlement: {
    states: ['claiming', 'verifying', 'approving', 'paying', 'recovering'],
    actions: [
      ['payee', ['request-payment']],
      ['finance', ['verify', 'return']],
      ['payment-approver', ['approve-payment', 'return']],
      ['finance', ['confirm-payment', 'payment-refused', 'confirm-recovery']],
      ['approver', ['hand-over']],
    ],
  },
  closed: {
    states: [
      ...['settled', 'declined', 'refused', 'withdrawn', 'stopped', 'terminated'],
      ...['recognised', 'not-recognised'],
    ],
    actions: [['approver', ['reopen']]],
  },
};

/** "withdraw and stop until the contract is signed; afterwards request-termination by either party, terminate or continue; correct-record". */
const ACROSS: readonly (readonly [Role, string])[] = [
  ['enterprise', 'withdraw'],
  ['approver', 'stop'],
  ['enterprise', 'request-termination'],
  ['consultant', 'request-termination'],
  ['procurement', 'request-termination'],
  ['approver', 'terminate'],
  ['approver', 'continue'],
  ['supervisor', 'reassign'],
];

const PACKAGE: Readonly<Record<string, By>> = {
  preparing: [['procurement', ['prepare', 'appoint-panel']]],
  approving: [['approver', ['approve', 'return']]],
  bidding: [
    ['procurement', ['invite', 'clarify', 'extend', 'record-result']],
    ['consultant', ['bid', 'withdraw-bid']],
    ['approver', ['extend', 'open-anyway']],
  ],
  technical: [
    ['procurement', ['open']],
    ['panel', ['declare-interest', 'score']],
    ['approver', ['approve-technical']],
  ],
  financial: [['procurement', ['open-financial']]],
  negotiating: [['procurement', ['record-negotiation']]],
  awarding: [['approver', ['award', 'reject', 'cancel']]],
  contracting: [
    ['procurement', ['draft', 'continue-without', 'cancel']],
    ['approver', ['sign']],
    ['consultant', ['sign']],
  ],
  'in-force': [
    ['procurement', ['propose-change', 'agree-change', 'liquidate']],
    ['consultant', ['propose-change', 'agree-change', 'record-attendance']],
    ['approver', ['approve-change']],
  ],
};
const PACKAGE_ENDS = ['liquidated', 'failed', 'cancelled', 'terminated'];

/** "nominated by departments or associations, collected until the round closes, scored by a council, ranked, decided by its chair". */
const ROUND: Readonly<Record<string, By>> = {
  collecting: [
    ['nominator', ['nominate']],
    ['appraiser', ['nominate', 'appoint-council']],
  ],
  compiling: [['appraiser', ['compile-products', 'appoint-council']]],
  scoring: [
    ['council', ['declare-interest', 'score']],
    ['appraiser', ['rank-products', 'appoint-council']],
  ],
  deciding: [['chair', ['declare-interest', 'decide-round', 'cancel-round']]],
};
const ROUND_ENDS = ['decided', 'empty', 'called-off'];

/** What the table allows beyond the description's tables, and why. */
const BEYOND: Readonly<Partial<Record<ActionName, string>>> = {
  [ACTION.rejectWork]: 'work that does not meet, in no part, has to end somewhere (docs/decisions/0004)',
  [ACTION.closeWithoutClaim]: 'the staff decision that a claim nobody makes lapses into (docs/decisions/0005)',
  [ACTION.carryOver]: "the description's money: paying from another year's line",
  [ACTION.approveCarryOver]: "the description's money: paying from another year's line",
  [ACTION.declineChange]: 'a change that is proposed can also be turned down',
  [ACTION.openPackage]: 'how a package comes to be',
  [ACTION.openRound]: 'how a selection round comes to be',
  [ACTION.correctRecord]: 'anybody who recorded something, in every state',
  [ACTION.countersignCorrection]: "the supervisor's countersign of a correction",
  [ACTION.endorse]: 'a second approver above a sum that the programme names (docs/decisions/0025)',
  [ACTION.extendLimit]: 'one extension of the one-stop limit, with an apology',
  [ACTION.pauseClock]: 'pauses for reasons that the programme allows',
  [ACTION.resumeClock]: 'pauses for reasons that the programme allows',
  [ACTION.remind]: 'lateness reminds and escalates by itself',
  [ACTION.markOverdue]: 'lateness reminds and escalates by itself',
  [ACTION.escalate]: 'lateness reminds and escalates by itself',
  [ACTION.escalateToHead]: 'lateness reminds and escalates by itself',
  [ACTION.tellAgain]: 'lateness is told every week until somebody acts',
  [ACTION.handBack]: 'tasks of who has left go back by themselves',
  [ACTION.remindPromise]: 'the promised date is watched by itself (docs/decisions/0033)',
  [ACTION.promisePassed]: 'the promised date is watched by itself (docs/decisions/0033)',
  [ACTION.promiseToHead]: 'the promised date is watched by itself (docs/decisions/0033)',
  [ACTION.promiseAgain]: 'the promised date is watched by itself (docs/decisions/0033)',
  [ACTION.recalculate]: 'a corrected calendar moves the due dates of running dossiers',
};

const actionsIn = (subject: SubjectKind, states: readonly StateKey[]) =>
  table.actions.filter((row) => row.subject === subject && row.from.some((from) => states.includes(from)));

const statesOf = (subject: SubjectKind): StateKey[] =>
  table.states.filter((state) => state.subject === subject).map((state) => state.key);

describe('the application, as described', () => {
  it.each(Object.entries(APPLICATION))('stands in the stage %s in exactly these states', (stage, line) => {
    const found = statesOf(SUBJECT.application).filter((key) => splitKey(key).stage === stage && key !== STATE.draft);
    expect(found.map((key) => splitKey(key).state)).toEqual(line.states);
  });

  it.each(Object.entries(APPLICATION))('may in %s be acted on by these roles', (stage, line) => {
    const states = statesOf(SUBJECT.application).filter((key) => splitKey(key).stage === stage);
    for (const [role, names] of line.actions) {
      const found = actionsIn(SUBJECT.application, states).filter((row) => row.by.includes(role));
      expect(found.map((row) => row.name)).toEqual(expect.arrayContaining([...names]));
    }
  });

  it.each(ACROSS)('lets the %s %s across stages', (role, name) => {
    const rows = table.actions.filter((row) => row.subject === SUBJECT.application && row.name === name);
    expect(rows.some((row) => row.by.includes(role) && row.from.length > 4)).toBe(true);
  });
});

describe('the package, as described', () => {
  it('stands in exactly these states', () => {
    const found = statesOf(SUBJECT.package).filter((key) => key !== STATE.unopened);
    expect(found.map((key) => splitKey(key).state)).toEqual([...Object.keys(PACKAGE), ...PACKAGE_ENDS]);
  });

  it.each(Object.entries(PACKAGE))('may in %s be acted on by these roles', (state, actions) => {
    const states = statesOf(SUBJECT.package).filter((key) => splitKey(key).state === state);
    for (const [role, names] of actions) {
      const found = actionsIn(SUBJECT.package, states).filter((row) => row.by.includes(role));
      expect(found.map((row) => row.name)).toEqual(expect.arrayContaining([...names]));
    }
  });
});

describe('the selection round, as described', () => {
  it('stands in exactly these states', () => {
    const found = statesOf(SUBJECT.round).filter((key) => key !== STATE.unannounced);
    expect(found.map((key) => splitKey(key).state)).toEqual([...Object.keys(ROUND), ...ROUND_ENDS]);
  });

  it.each(Object.entries(ROUND))('may in %s be acted on by these roles', (state, actions) => {
    const states = statesOf(SUBJECT.round).filter((key) => splitKey(key).state === state);
    for (const [role, names] of actions) {
      const found = actionsIn(SUBJECT.round, states).filter((row) => row.by.includes(role));
      expect(found.map((row) => row.name)).toEqual(expect.arrayContaining([...names]));
    }
  });
});

it('has nothing beyond the description but what has a reason', () => {
  const described = new Set<string>(
    [...Object.values(APPLICATION).map((line) => line.actions), ...Object.values(PACKAGE), ...Object.values(ROUND)]
      .flatMap((actions) => actions.flatMap(([, names]) => names))
      .concat(ACROSS.map(([, name]) => name)),
  );
  const beyond = table.actions
    .filter((row) => !row.kin && !(row.by.includes(ROLE.clock) && row.task))
    .map((row) => row.name)
    .filter((name) => !described.has(name));
  expect([...new Set(beyond)].sort()).toEqual(Object.keys(BEYOND).sort());
});
