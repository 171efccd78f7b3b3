/** What dossiers leave on the Temporal server. */
import { Client, Connection } from '@temporalio/client';
import type { Servers } from './servers.ts';

export interface History {
  events: number;
  workflowTasks: number;
  updates: number;
}

/** @returns of each workflow, its last run */
export async function histories({ config }: Servers, workflowIds: readonly string[]): Promise<History[]> {
  const connection = await Connection.connect(config.temporal.connection);
  try {
    const client = new Client({ connection, namespace: config.temporal.namespace });
    return await Promise.all(
      workflowIds.map(async (workflowId) => {
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        const found = events ?? [];
        return {
          events: found.length,
          workflowTasks: found.filter((event) => event.workflowTaskCompletedEventAttributes).length,
          updates: found.filter((event) => event.workflowExecutionUpdateCompletedEventAttributes).length,
        };
      }),
    );
  } finally {
    await connection.close();
  }
}
