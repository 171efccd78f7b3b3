/** How the outside talks to the workflows: ids, the Update, the Signal, the Query and search attributes. */
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SubjectKind } from '../domain/process.ts';

/** Workflow types by subject; their ids are the subject and its code, as `application/<code>`: nothing personal. */
export const WORKFLOW_TYPE = {
  application: 'supportApplication',
  package: 'packageProcedure',
  round: 'selectionRound',
} as const satisfies Record<SubjectKind, string>;
export const workflowId = (subject: SubjectKind, code: string): string => `${subject}/${code}`;
export const DISPATCH_WORKFLOW = { type: 'dispatch', id: 'dispatch' } as const;

/**
 * What a subject's workflow is started with. `order`: in which order the run does what waits for it (inbox.ts). It stands in the
 * input and not behind a patch, because the first act hangs on it, and an input costs no event. Runs of the first release have none.
 */
export type SubjectInput = { code: string; order?: typeof ORDER };
export const ORDER = 2;

/** The answer to a decision; what was refused and why stands with the stored decision. */
export type ActOutcome = { ok: true; version: number } | { ok: false; code: string };

/** The one Update: a stored decision is to be recorded. Its updateId is the decision's id. An Update because the caller must hear the answer. */
export const act = defineUpdate<ActOutcome, [{ decision: string }]>('act');
/** Another subject's action changed this one: look again. A Signal because nobody waits for an answer. */
export const refresh = defineSignal('refresh');
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
export const SEARCH_ATTRIBUTES = { Programme: 'Keyword', Stage: 'Keyword', Overdue: 'Bool' } as const;

/** The numbers of `temporal.api.enums.v1.IndexedValueType`, by which the server is told. */
export const INDEXED_VALUE_TYPE = { Keyword: 2, Bool: 5 } as const;

const PROGRAMME = defineSearchAttributeKey('Programme', 'KEYWORD');
const STAGE = defineSearchAttributeKey('Stage', 'KEYWORD');
const OVERDUE = defineSearchAttributeKey('Overdue', 'BOOL');

/** What a subject's run can be found by. */
export const labelsOf = (current: { programme: string; stage: string; overdue: boolean }): SearchAttributePair[] => [
  { key: PROGRAMME, value: current.programme },
  { key: STAGE, value: current.stage },
  { key: OVERDUE, value: current.overdue },
];
