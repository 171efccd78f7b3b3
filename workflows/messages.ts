/** How the outside talks to the workflows: ids, Updates, Signals, the Query and search attributes. */
import { defineSearchAttributeKey, type SearchAttributePair, type SearchAttributeUpdatePair } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { ACTION, CLOCK, process, type SubjectKind } from '../domain/process.ts';

/** Workflow types by subject; their ids are the subject and its code, as `application/<code>`: nothing personal. */
export const WORKFLOW_TYPE = {
  application: 'supportApplication',
  package: 'packageProcedure',
  round: 'selectionRound',
} as const satisfies Record<SubjectKind, string>;
export const workflowId = (subject: SubjectKind, code: string): string => `${subject}/${code}`;
export const DISPATCH_WORKFLOW = { type: 'dispatch', id: 'dispatch' } as const;

/**
 * What a subject's workflow is started with. `order`: how the run does what waits for it (inbox.ts). It stands in the input and not
 * behind a patch, because the first act hangs on it, and an input costs no event. Runs of the first release have none; since 2 a run
 * looks first, and the clock comes before decisions; since 3 what is done is named by what happens. `first`: the decision that the run
 * was begun to record, which is its first act instead of a look. `left`: the build that the run before it left for a promoted one.
 */
export type SubjectInput = {
  code: string;
  order?: 2 | typeof ORDER;
  first?: { action: string; decision: string };
  left?: string;
};
export const ORDER = 3;

/** The answer to a decision; what was refused and why stands with the stored decision. */
export type ActOutcome = { ok: true; version: number } | { ok: false; code: string };

/**
 * A stored decision is to be recorded: an Update, because the caller must hear the answer. Its updateId is the decision's id, and its name
 * is the decision's action, so that a history reads as what happened (`approve`, `award`).
 */
export const decisionUpdate = (action: string) => defineUpdate<ActOutcome, [{ decision: string }]>(action);
/** By this name the first release sent every decision. */
export const act = decisionUpdate('act');
/** Every action that somebody may decide on a subject: what the clock does, and what follows from another subject's action, is no Update. */
export const decidedOn = (subject: SubjectKind): readonly string[] => [
  ...new Set(
    process()
      .actions.filter(
        (row) => row.subject === subject && !row.kin && !row.note && row.by.some((role) => role !== CLOCK),
      )
      .map(({ name }) => name),
  ),
];

/** What database work is called, beside the names of the actions: looking where a subject stands. */
export const LOOK = 'look';
/** Every name that a run gives to its database work: a local activity of each stands at the worker. */
export const WORK: readonly string[] = [...Object.values(ACTION), LOOK];
/** Another subject's action changed this one: look again. A Signal because nobody waits for an answer. */
export const refresh = defineSignal('refresh');
/** Go on as a new run, so that nothing of this one is needed any more: what it holds is encrypted with a key that is to go. */
export const renew = defineSignal('renew');
/** `ringsAt`: the due date that the run's timer is set for, by the business clock; what it was set for may have been answered since. */
export type Standing = {
  version: number;
  stage: string;
  state: string;
  next: { task: string; dueAt: string } | null;
  ringsAt: string | null;
};
export const standing = defineQuery<Standing>('standing');

/** Failure types of the validator: what was sent is no decision's id; the run is ending or continues as new, send the same Update again. */
export const INVALID_DECISION = 'InvalidDecision';
export const MOVING = 'Moving';
/** Why a run ends at once: its input is of another subject than its id. */
export const MISPLACED = 'Misplaced';

/** Registered on the namespace from this constant. Plain text on the server: no personal data. */
export const SEARCH_ATTRIBUTES = {
  Programme: 'Keyword',
  Stage: 'Keyword',
  State: 'Keyword',
  Role: 'KeywordList',
  DueAt: 'Datetime',
  Overdue: 'Bool',
  Stuck: 'Bool',
} as const;

/** The numbers of `temporal.api.enums.v1.IndexedValueType`, by which the server is told. */
export const INDEXED_VALUE_TYPE = { Keyword: 2, Bool: 5, Datetime: 6, KeywordList: 7 } as const;

const PROGRAMME = defineSearchAttributeKey('Programme', 'KEYWORD');
const STAGE = defineSearchAttributeKey('Stage', 'KEYWORD');
const STATE = defineSearchAttributeKey('State', 'KEYWORD');
const ROLE = defineSearchAttributeKey('Role', 'KEYWORD_LIST');
const DUE_AT = defineSearchAttributeKey('DueAt', 'DATETIME');
const OVERDUE = defineSearchAttributeKey('Overdue', 'BOOL');
const STUCK = defineSearchAttributeKey('Stuck', 'BOOL');

/** What a subject's run can be found by. */
export const labelsOf = (current: { programme: string; stage: string; overdue: boolean }): SearchAttributePair[] => [
  { key: PROGRAMME, value: current.programme },
  { key: STAGE, value: current.stage },
  { key: OVERDUE, value: current.overdue },
];

/**
 * And since order 3: whose turn it is, by the open tasks, and the first of their due dates; none where nothing is open. And whether something
 * could not be recorded, so that a supervisor must act.
 */
export const turnLabels = (
  state: string,
  { turns, faults }: { turns: readonly { role: string; dueAt: string }[]; faults: readonly unknown[] },
): SearchAttributeUpdatePair[] => [
  { key: STATE, value: state },
  { key: ROLE, value: [...new Set(turns.map(({ role }) => role))].sort() },
  { key: DUE_AT, value: turns[0] ? new Date(turns[0].dueAt) : null },
  { key: STUCK, value: faults.length > 0 },
];
