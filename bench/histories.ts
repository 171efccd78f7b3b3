/** What dossiers leave on the Temporal server. */
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Servers } from './servers.ts';

export interface History {
  events: number;
  workflowTasks: number;
  updates: number;
}

/** Workflow tasks that ran out of their time at a worker; and those that the worker which knew the run did not take in time. */
export interface Timeouts {
  timedOut: number;
  cold: number;
  tasks: number;
}

/** @returns of each workflow, its last run */
export async function histories(servers: Servers, workflowIds: readonly string[]): Promise<History[]> {
  return (await eventsOf(servers, workflowIds)).map((events) => ({
    events: events.length,
    workflowTasks: events.filter((event) => event.workflowTaskCompletedEventAttributes).length,
    updates: events.filter((event) => event.workflowExecutionUpdateCompletedEventAttributes).length,
  }));
}

/** `temporal.api.enums.v1.TimeoutType`: nobody took the task in time. */
const SCHEDULE_TO_START = 2;

/** @returns of the last runs of all workflows together */
export async function timeouts(servers: Servers, workflowIds: readonly string[]): Promise<Timeouts> {
  const events = (await eventsOf(servers, workflowIds)).flat();
  const out = events.flatMap((event) => event.workflowTaskTimedOutEventAttributes ?? []);
  const cold = out.filter(({ timeoutType }) => timeoutType === SCHEDULE_TO_START).length;
  const tasks = events.filter((event) => event.workflowTaskScheduledEventAttributes).length;
  return { timedOut: out.length - cold, cold, tasks };
}

type Events = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>;

async function eventsOf({ config }: Servers, workflowIds: readonly string[]): Promise<Events[]> {
  const connection = await Connection.connect(config.temporal.connection);
  try {
    const client = new Client({ connection, namespace: config.temporal.namespace });
    return await Promise.all(
      workflowIds.map(async (workflowId) => (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? []),
    );
  } finally {
    await connection.close();
  }
}
