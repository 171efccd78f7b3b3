/** How a subject's workflow is started: by whoever delivers to it, whenever it may not be running. */
import type { WithStartWorkflowOperation } from '@temporalio/client';
import type { SubjectKind } from '../domain/process.ts';
import { ORDER, type SubjectInput, TASK_QUEUE, WORKFLOW_TYPE, workflowId } from '../workflows/messages.ts';

type StartOptions = ConstructorParameters<typeof WithStartWorkflowOperation>[1];

/** The workflow type of a subject. */
export const workflowType = (subject: SubjectKind): string => WORKFLOW_TYPE[subject];

/**
 * One workflow per subject: a running one is used, a closed one is followed by a new run. The workflow task timeout is longer than
 * any stall of a busy machine: a task that times out is done again, which makes a busy machine busier. Who waits for a decision
 * does not wait for it (deliver.ts).
 */
export const startOptions = (subject: SubjectKind, code: string): StartOptions & { args: [SubjectInput] } => ({
  workflowId: workflowId(subject, code),
  taskQueue: TASK_QUEUE,
  args: [{ code, order: ORDER }],
  workflowTaskTimeout: '10s',
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE',
});
