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
export const isWorkedOn = async (temporal: Client, taskQueue: string): Promise<boolean> =>
  (await pollersOf(temporal, taskQueue)).length > 0;

/** The builds whose workers ask for the workflow tasks of a queue now. @throws as `isWorkedOn` */
export const buildsAtWork = async (temporal: Client, taskQueue: string): Promise<ReadonlySet<string>> =>
  new Set((await pollersOf(temporal, taskQueue)).flatMap(({ deploymentOptions }) => deploymentOptions?.buildId || []));

async function pollersOf(temporal: Client, taskQueue: string) {
  const { pollers } = await temporal.withDeadline(deadlineIn(WITHIN_MS), () =>
    temporal.workflowService.describeTaskQueue({
      namespace: temporal.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: WORKFLOW_TASKS,
    }),
  );
  const since = deadlineIn(-GONE_AFTER_MS);
  return (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > since);
}
