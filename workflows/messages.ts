/** How the outside talks to the workflows: ids, the Update, the Signal, the Query, task queue and search attributes. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SubjectKind } from '../domain/process.ts';

export const TASK_QUEUE = 'thong-suot';

/** Workflow types by subject; their ids are `application/<code>` and `package/<code>`: nothing personal. */
export const WORKFLOW_TYPE = { application: 'supportApplication', package: 'packageProcedure' } as const satisfies Record<SubjectKind, string>;
export const workflowId = (subject: SubjectKind, code: string): string => `${subject}/${code}`;
export const DISPATCH_WORKFLOW = { type: 'dispatch', id: 'dispatch' } as const;

/** What both workflows are started with. */
export type SubjectInput = { code: string };

/** The answer to a decision; what was refused and why stands with the stored decision. */
export type ActOutcome = { ok: true; version: number } | { ok: false; code: string };

/** The one Update: a stored decision is to be recorded. Its updateId is the decision's id. An Update because the caller must hear the answer. */
export const act = defineUpdate<ActOutcome, [{ decision: string }]>('act');
/** Another subject's action changed this one: look again. A Signal because nobody waits for an answer. */
export const refresh = defineSignal('refresh');
export type Standing = { version: number; stage: string; state: string; next: { task: string; dueAt: string } | null };
export const standing = defineQuery<Standing>('standing');

/** Failure type of the validator while a run continues as new: send the same Update again. */
export const MOVING = 'Moving';

/** Registered on the namespace from this constant. Plain text on the server: no personal data. */
export const SEARCH_ATTRIBUTES = { Programme: 'Keyword', Stage: 'Keyword', Overdue: 'Bool' } as const;
