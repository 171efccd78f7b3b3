/** How a subject's workflow is started: by whoever delivers to it, whenever it may not be running. */
import type { WithStartWorkflowOperation } from '@temporalio/client';
import type { SubjectKind } from '../domain/process.ts';
import { TASK_QUEUE, WORKFLOW_TYPE, workflowId } from '../workflows/messages.ts';

type StartOptions = ConstructorParameters<typeof WithStartWorkflowOperation>[1];

/** The workflow type of a subject. */
export const workflowType = (subject: SubjectKind): string => WORKFLOW_TYPE[subject];

/**
 * One workflow per subject: a running one is used, a closed one is followed by a new run. The short workflow task timeout is what
 * a decision waits for at most after its worker was killed.
 */
export const startOptions = (subject: SubjectKind, code: string): StartOptions & { args: [{ code: string }] } => ({
  workflowId: workflowId(subject, code),
  taskQueue: TASK_QUEUE,
  args: [{ code }],
  workflowTaskTimeout: '2s',
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
});
