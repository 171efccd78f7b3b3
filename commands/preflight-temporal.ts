/** What a configured Temporal server must be, what its namespace must have, and what we must be allowed to do there. */
import { type Client, Connection } from '@temporalio/client';
import type { TemporalConnection } from '../config.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/messages.ts';
import { reasonOf } from './preflight-reason.ts';

const ANSWER_MS = 5_000;
/** The oldest server that this was tried with. */
const LEAST_VERSION = [1, 32] as const;
/** For so long a dossier's raw history can be read after its run has ended: who asks about a decision asks within weeks. */
const LEAST_RETENTION_DAYS = 30;
const DAY_SECONDS = 86_400;

/** gRPC: not found, permission denied, unauthenticated. */
const NOT_FOUND = 5;
const DENIED: ReadonlySet<unknown> = new Set([7, 16]);

type Service = Pick<Client, 'workflowService'>;

/** @returns one line for each fault */
export async function temporalFaults(options: TemporalConnection, namespace: string): Promise<string[]> {
  const { address } = options;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...options, connectTimeout: ANSWER_MS });
  } catch (error) {
    return [`TEMPORAL_ADDRESS: the Temporal server at ${address} cannot be reached (${reasonOf(error)})`];
  }
  try {
    const faults = await Promise.all([
      versionFault(connection, address),
      namespaceFaults(connection, namespace, address),
      rightsFault(connection, namespace),
    ]);
    return faults.flat();
  } catch (error) {
    const missing = (error as { code?: unknown }).code === NOT_FOUND;
    const make = missing
      ? `; run: temporal operator namespace create --address ${address} --namespace ${namespace} --retention ${LEAST_RETENTION_DAYS}d`
      : '';
    return [`TEMPORAL_NAMESPACE: ${namespace} at ${address} cannot be used (${reasonOf(error)})${make}`];
  } finally {
    await connection.close();
  }
}

async function versionFault({ workflowService }: Connection, address: string): Promise<string[]> {
  const { serverVersion = '' } = await workflowService.getSystemInfo({});
  return isNewEnough(serverVersion)
    ? []
    : [
        `TEMPORAL_ADDRESS: the Temporal server at ${address} is version ${serverVersion}; ${LEAST_VERSION.join('.')} or later is needed`,
      ];
}

/** @param version as the server says it; one that is not in numbers is let pass */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return true;
  const [least, leastMinor] = LEAST_VERSION;
  return Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor);
}

async function namespaceFaults({ workflowService, operatorService }: Connection, namespace: string, address: string) {
  const { config } = await workflowService.describeNamespace({ namespace });
  const { customAttributes = {} } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  const flags = missing.map(([name, type]) => `--name ${name} --type ${type}`).join(' ');
  const place = `--address ${address} --namespace ${namespace}`;
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_SECONDS;
  return [
    ...(missing.length > 0
      ? [
          `TEMPORAL_NAMESPACE: ${namespace} lacks search attributes; run: temporal operator search-attribute create ${place} ${flags}`,
        ]
      : []),
    ...(days < LEAST_RETENTION_DAYS
      ? [
          `TEMPORAL_NAMESPACE: ${namespace} keeps the history of a run for ${Math.round(days * 10) / 10} days after its end; ` +
            `${LEAST_RETENTION_DAYS} or more are needed; run: temporal operator namespace update ${place} --retention ${LEAST_RETENTION_DAYS}d`,
        ]
      : []),
  ];
}

/** No run has this id: what is asked of it changes nothing, and only who may not ask is told so. */
const NOBODY = { workflowId: 'thong-suot-preflight' };

/** What processes do there, asked for in a way that has no effect: of a run that is not there, or without what the request needs. */
const PROBES: Readonly<Record<string, (service: Service['workflowService'], namespace: string) => Promise<unknown>>> = {
  'start runs': (service, namespace) => service.startWorkflowExecution({ namespace }),
  'signal runs': (service, namespace) =>
    service.signalWorkflowExecution({ namespace, workflowExecution: NOBODY, signalName: 'none' }),
  'send updates': (service, namespace) =>
    service.updateWorkflowExecution({ namespace, workflowExecution: NOBODY, request: {} }),
  'end runs': (service, namespace) => service.terminateWorkflowExecution({ namespace, workflowExecution: NOBODY }),
  'read runs': (service, namespace) => service.describeWorkflowExecution({ namespace, execution: NOBODY }),
  'read histories': (service, namespace) => service.getWorkflowExecutionHistory({ namespace, execution: NOBODY }),
  'list runs': (service, namespace) => service.countWorkflowExecutions({ namespace }),
  'read task queues': (service, namespace) =>
    service.describeTaskQueue({ namespace, taskQueue: { name: NOBODY.workflowId }, taskQueueType: 1 }),
  'promote builds': (service, namespace) =>
    service.setWorkerDeploymentCurrentVersion({ namespace, deploymentName: NOBODY.workflowId, buildId: 'none' }),
  'read deployments': (service, namespace) =>
    service.describeWorkerDeployment({ namespace, deploymentName: NOBODY.workflowId }),
};

/** @returns one line that names everything that we may not do, or none */
export async function rightsFault({ workflowService }: Service, namespace: string): Promise<string[]> {
  const lacking = await Promise.all(
    Object.entries(PROBES).map(async ([what, probe]) =>
      probe(workflowService, namespace).then(
        () => undefined,
        (error: { code?: unknown }) => (DENIED.has(error.code) ? what : undefined),
      ),
    ),
  );
  const may = lacking.filter((what) => what !== undefined);
  return may.length === 0
    ? []
    : [
        `TEMPORAL_NAMESPACE: in ${namespace} we may not ${may.join(', ')}; give the key or certificate the right to write there`,
      ];
}
