import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { INDEXED_VALUE_TYPE, SEARCH_ATTRIBUTES } from '../workflows/messages.ts';

/** Kept this long after a dossier's run has closed, so that its raw history can still be read. */
const RETENTION_DAYS = 90;

/** gRPC status codes that mean "there already" and "not yet". */
const ALREADY_EXISTS = 6;

const USABLE_WITHIN_MS = 30_000;

export interface NamespaceOptions {
  address: string;
  namespace: string;
}

/**
 * Registers a namespace of the embedded server with our retention and search attributes, whatever of it is there
 * already, and waits until workflows can be started and found by those attributes.
 * @throws Error when it is not usable within half a minute.
 */
export async function prepareNamespace({ address, namespace }: NamespaceOptions): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const retention = { seconds: RETENTION_DAYS * 24 * 60 * 60 } as never;
    await unlessThere(() =>
      connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: retention }),
    );
    await eventually(() =>
      connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } }),
    );
    await eventually(() =>
      unlessThere(() =>
        connection.operatorService.addSearchAttributes({
          namespace,
          searchAttributes: Object.fromEntries(
            Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]]),
          ),
        }),
      ),
    );
    const query = 'Programme = "" AND Stage = "" AND Overdue = false';
    await eventually(() => connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1, query }));
  } finally {
    await connection.close();
  }
}

async function unlessThere(register: () => Promise<unknown>): Promise<void> {
  try {
    await register();
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
}

/** The server's parts learn of a change one after another; until all have, some call is refused. */
async function eventually(call: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + USABLE_WITHIN_MS; ; await wait(100)) {
    try {
      await call();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
