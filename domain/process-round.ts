/** The rows of the selection round (đợt xét chọn): announced, collected until it closes, scored by a council, decided by its chair. */
import { rowsOf, TOLD_AGAIN } from './process-rows.ts';
import {
  ACTION as A,
  type Action,
  GUARD as G,
  LETTER as L,
  type Move,
  ROLE as R,
  STATE as S,
  type State,
  SUBJECT,
  TASK as T,
  RECIPIENT as TO,
} from './process-vocabulary.ts';

const { state, on } = rowsOf(SUBJECT.round);

export const ROUND_STATES: readonly State[] = [
  state(S.unannounced, R.appraiser),
  state(S.collecting, R.appraiser, T.collectApplications),
  state(S.compiling, R.appraiser, T.compileProducts),
  state(S.scoringProducts, R.council, T.scoreProducts, T.rankProducts),
  state(S.decidingRound, R.chair, T.decideRound),
  state(S.decided, R.supervisor),
  state(S.empty, R.supervisor),
  state(S.calledOff, R.supervisor),
];

/** From here on products are known, and a round without any has nothing to decide. */
const AFTER_CLOSING = [S.compiling, S.scoringProducts, S.decidingRound] as const;
const OPEN = [S.collecting, ...AFTER_CLOSING] as const;

const DECIDED: Move = { when: S.decided, from: [S.inRound], as: A.roundDecided };
const CANCELLED: Move = {
  when: S.calledOff,
  from: [S.received, S.supplementBeforeAcceptance, S.inRound],
  as: A.roundCancelled,
};

const collection: readonly Action[] = [
  on(S.unannounced, A.openRound, R.appraiser, S.collecting, { legal: true }),
  // Invites an enterprise to apply: it neither submits nor decides anything.
  on(S.collecting, A.nominate, [R.nominator, R.appraiser], 'same', {
    note: true,
    legal: true,
    guards: [G.collectingOpen],
  }),
  on(S.collecting, A.closeCollecting, R.clock, [S.compiling, S.empty], { task: T.collectApplications }),
  on(S.compiling, A.compileProducts, R.appraiser, [S.scoringProducts, S.empty], {
    task: T.compileProducts,
    guards: [G.intakeDone],
  }),
];

const COUNCIL = [R.council, R.chair] as const;
const council: readonly Action[] = [
  on([S.collecting, S.compiling, S.decidingRound], A.appointCouncil, R.appraiser, 'same', { legal: true }),
  // Who declared an interest, or left, is replaced; a new member gets a task of their own.
  on(S.scoringProducts, A.appointCouncil, R.appraiser, 'same', { legal: true, mayOpen: [T.scoreProducts] }),
  on(OPEN, A.declareInterest, COUNCIL, 'same', { note: true, legal: true }),
  on(S.scoringProducts, A.score, R.council, 'same', { note: true, task: T.scoreProducts, legal: true }),
  on(S.scoringProducts, A.rankProducts, R.appraiser, S.decidingRound, {
    task: T.rankProducts,
    guards: [G.productsScored],
  }),
  on(S.decidingRound, A.decideRound, R.chair, S.decided, { task: T.decideRound, legal: true, moves: [DECIDED] }),
  on(OPEN, A.cancelRound, R.chair, S.calledOff, { legal: true, moves: [CANCELLED] }),
];

/** What is late here is late for every application that waits for it. */
const LATE: readonly Move[] = OPEN.map((when) => ({ when, from: [S.inRound], as: A.waitingLate }));

const RECORDERS = [R.appraiser, R.council, R.chair] as const;
const anywhere: readonly Action[] = [
  on(OPEN, A.correctRecord, RECORDERS, 'same', { mayOpen: [T.countersignRecord] }),
  // Nothing is open any more that a countersignature could wait for; the history shows that there is none.
  on(S.decided, A.correctRecord, RECORDERS, 'same'),
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

/** What an application that ends does to its round; by whoever ended it. The last to leave after closing leaves nothing to decide. */
const LEAVERS = [R.enterprise, R.intake, R.approver, R.clock] as const;
const fromApplication: readonly Action[] = [
  on(S.collecting, A.entryLeft, LEAVERS, 'same', { kin: true }),
  ...AFTER_CLOSING.map((key) => on(key, A.entryLeft, LEAVERS, [key, S.empty], { kin: true })),
];

export const ROUND_ACTIONS: readonly Action[] = [...collection, ...council, ...anywhere, ...fromApplication];
