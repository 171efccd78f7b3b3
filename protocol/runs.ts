/** One run on the Temporal server: asked for by its id, which is answered from the run itself and not from the list; and ended. */
import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { deadlineIn, stillAnswers } from './reach.ts';

/** The longest that one answer is waited for. */
const WITHIN_MS = 5_000;

/** Of a run that the server has and cannot read: it does not answer of this one, and does answer others. */
export const UNREADABLE = Symbol('unreadable');

/**
 * The newest run of a workflow, however it stands; undefined where the server knows none; `UNREADABLE`.
 * @throws what the server throws, where it does not answer others either
 */
export async function described(
  temporal: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | typeof UNREADABLE | undefined> {
  try {
    return await temporal.withDeadline(deadlineIn(WITHIN_MS), () => temporal.workflow.getHandle(workflowId).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    if (!(await stillAnswers(temporal))) throw error;
    return UNREADABLE;
  }
}

/**
 * Ends a run, so that another takes its place; returns where it is no more.
 * @param why for whoever reads its history
 * @throws what the server throws
 */
export async function endRun(
  temporal: Client,
  { workflowId, runId }: { workflowId: string; runId: string },
  why: string,
): Promise<void> {
  try {
    await temporal.withDeadline(deadlineIn(WITHIN_MS), () =>
      temporal.workflow.getHandle(workflowId, runId).terminate(`replaced by another run: ${why}`),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
