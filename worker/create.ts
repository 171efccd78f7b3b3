/** Makes the worker from its services, and has the dispatcher started. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { type Activities, createActivities } from '../activities/create.ts';
import type { Dispatching } from '../activities/dispatch.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import type { PayloadKey } from '../codec/payload-codec.ts';
import type { Database } from '../prisma/database.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { DISPATCH_WORKFLOW } from '../workflows/messages.ts';

export type WorkerOptions = {
  connection: NativeConnection;
  namespace: string;
  activities: Dispatching;
  payloadKeys: readonly PayloadKey[];
  /** A bundle on disk, or its code (worker/bundle.ts). */
  workflowBundle: { codePath: string } | { code: string };
  /** One that is smaller than what is in flight evicts runs in the middle of their work. */
  maxCachedWorkflows: number;
  /** As many pieces of database work at once as there are connections. */
  poolSize: number;
  identity?: string;
};

/**
 * @returns a worker that polls the installation's queue once `run()` is called; its connections remain the caller's
 * @throws as `installationOf` does
 */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  const taskQueue = taskQueueOf(await installationOf(options.activities.database));
  return workerOn(taskQueue, options, createActivities(options.activities));
}

/** The same worker with activities of somebody else's making: a test drives the workflows with a stand-in for the database. */
export const workerOn = (
  taskQueue: string,
  options: Omit<WorkerOptions, 'activities'>,
  activities: Partial<Activities>,
): Promise<Worker> =>
  Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue,
    workflowBundle: options.workflowBundle,
    activities,
    dataConverter: createDataConverter(options.payloadKeys),
    maxCachedWorkflows: options.maxCachedWorkflows,
    maxConcurrentLocalActivityExecutions: options.poolSize,
    // A decision beyond that waits at the server, not in a workflow task that runs out of its time.
    maxConcurrentWorkflowTaskExecutions: Math.max(2, options.poolSize),
    // Longer than a stall: a dossier that another worker takes over is replayed cold. After a kill it costs a clock five seconds, and
    // no caller anything: who has waited two seconds has the decision recorded directly.
    stickyQueueScheduleToStartTimeout: '5s',
    // The one regular activity ends by itself when it is told; what hangs after that is left to its heartbeat's timeout.
    shutdownGraceTime: 0,
    shutdownForceTime: '10s',
    ...(options.identity ? { identity: options.identity } : {}),
  });

/** Has the dispatcher run in this namespace: one, whoever starts it. One on a queue that nobody polls any more gives way. */
export async function startDispatch({ temporal, database }: { temporal: Client; database: Database }): Promise<void> {
  const taskQueue = taskQueueOf(await installationOf(database));
  const running = await temporal.workflow
    .getHandle(DISPATCH_WORKFLOW.id)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  await temporal.workflow.start(DISPATCH_WORKFLOW.type, {
    workflowId: DISPATCH_WORKFLOW.id,
    taskQueue,
    workflowIdConflictPolicy: running && running.taskQueue !== taskQueue ? 'TERMINATE_EXISTING' : 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}
