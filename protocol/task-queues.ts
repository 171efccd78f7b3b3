/** Who works on a task queue. */
import type { Client } from '@temporalio/client';
import { deadlineIn } from './reach.ts';

/** A worker polls for a minute at a time: one that has not asked for longer is gone. */
const GONE_AFTER_MS = 90_000;
/** The longest that the answer is waited for. */
const WITHIN_MS = 5_000;
/** `temporal.api.enums.v1.TaskQueueType`: workflow tasks. */
const WORKFLOW_TASKS = 1;

/** Whether some worker asks for the workflow tasks of a queue now. @throws what the server throws, or where it takes too long */
export async function isWorkedOn(temporal: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await temporal.withDeadline(deadlineIn(WITHIN_MS), () =>
    temporal.workflowService.describeTaskQueue({
      namespace: temporal.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: WORKFLOW_TASKS,
    }),
  );
  const since = deadlineIn(-GONE_AFTER_MS);
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}
