/** How a subject's workflow is started: by whoever delivers to it, whenever it may not be running. */
import type { WithStartWorkflowOperation } from '@temporalio/client';
import type { SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { ORDER, type SubjectInput, WORKFLOW_TYPE, workflowId } from '../workflows/messages.ts';
import { installationOf, taskQueueOf } from './installation.ts';

type StartOptions = ConstructorParameters<typeof WithStartWorkflowOperation>[1];

/** The workflow type of a subject. */
export const workflowType = (subject: SubjectKind): string => WORKFLOW_TYPE[subject];

/**
 * One workflow per subject: a running one is used, a closed one is followed by a new run. The workflow task timeout is longer than
 * any stall of a busy machine: a task that times out is done again, which makes a busy machine busier. Who waits for a decision
 * does not wait for it (deliver.ts).
 *
 * @throws as `installationOf` does
 */
export async function startOptions(
  database: Database,
  subject: SubjectKind,
  code: string,
): Promise<StartOptions & { args: [SubjectInput] }> {
  return {
    workflowId: workflowId(subject, code),
    taskQueue: taskQueueOf(await installationOf(database)),
    args: [{ code, order: ORDER }],
    workflowTaskTimeout: '10s',
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  };
}
