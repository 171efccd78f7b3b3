/** Has the dispatcher run, and runs be found, whatever was done to either: every worker looks every few seconds, and mends it. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import type { Logger } from 'pino';
import { isStuck } from '../activities/stuck.ts';
import type { Database } from '../prisma/database.ts';
import { DISPATCH_WORKFLOW, INDEXED_VALUE_TYPE, SEARCH_ATTRIBUTES } from '../workflows/messages.ts';
import { startDispatch } from './create.ts';

export type Keeping = {
  database: Database;
  temporal: Client;
  log: Logger;
  signal: AbortSignal;
  /** How often it is looked for, and how long it may make no progress; for tests. */
  everyMs?: number;
  stuckMs?: number;
};

const EVERY_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;
/** Its turns write how far they are every five seconds; an activity whose worker died is begun elsewhere after ten. */
const STUCK_MS = 120_000;
const SAY_AGAIN_MS = 60_000;

/**
 * Looks for the dispatcher until the signal aborts. It is started where it does not run: terminated, cancelled, failed, deleted, or
 * gone with the server's storage. One that runs and makes no progress, or stands on another task queue, is replaced.
 * While the server is away nothing is done; never throws.
 */
export async function keepDispatching(keeping: Keeping): Promise<void> {
  const { temporal, log, signal, everyMs = EVERY_MS } = keeping;
  const began = Date.now();
  let said = { what: '', at: 0 };
  while (!signal.aborted) {
    const faults: string[] = [];
    for (const look of [() => assertDispatch(keeping, Date.now() - began), () => keepSearchAttributes(keeping)])
      await temporal
        .withDeadline(Date.now() + ANSWER_WITHIN_MS, look)
        .catch((error: unknown) => faults.push(whyNot(temporal, error)));
    const what = [...new Set(faults)].join('; ');
    if (what !== said.what || Date.now() - said.at > SAY_AGAIN_MS) {
      if (what) log.warn(what);
      else if (said.what) log.info('the dispatcher is looked after again');
      said = { what, at: Date.now() };
    }
    await wait(everyMs, undefined, { signal }).catch(() => {});
  }
}

/**
 * One look.
 * @param watchedMs for how long it has been looked at: one that had no worker until then had no time yet to make progress
 * @throws what the Temporal server or the database throws
 */
async function assertDispatch(
  { database, temporal, log, stuckMs = STUCK_MS }: Keeping,
  watchedMs: number,
): Promise<void> {
  // One on a task queue of an earlier release gives way.
  await startDispatch({ temporal, database });
  const { id } = DISPATCH_WORKFLOW;
  const handle = temporal.workflow.getHandle(id);
  const run = await handle.describe();
  if (watchedMs < stuckMs || !(await isStuck(database, stuckMs))) return;
  log.error({ runId: run.runId }, 'the dispatcher is replaced: it makes no progress');
  await temporal.workflow.getHandle(id, run.runId).terminate('replaced: it makes no progress');
  await startDispatch({ temporal, database });
}

/**
 * Puts back what the runs are found by, where somebody removed it: without it every workflow task that changes one fails.
 * @throws Error that says what to type, where we may not do it ourselves; what the Temporal server throws
 */
async function keepSearchAttributes({ temporal, log }: Keeping): Promise<void> {
  const { namespace } = temporal.options;
  const operator = (temporal.connection as Connection).operatorService;
  const known = await operator.listSearchAttributes({ namespace }).catch((error: unknown) => {
    // With a key that may not ask, whoever operates the server sees to it.
    if (isGrpcServiceError(error) && NOT_OURS_TO_ASK.has(error.code)) return null;
    throw error;
  });
  if (!known) return;
  const { customAttributes = {} } = known;
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]]));
  try {
    await operator.addSearchAttributes({ namespace, searchAttributes });
    log.error({ missing: missing.map(([name]) => name) }, 'search attributes were missing, and were put back');
  } catch (error) {
    throw new WithoutAttributes(`runs cannot go on without search attributes: ${commandFor(namespace, missing)}`, {
      cause: error,
    });
  }
}

class WithoutAttributes extends Error {}

/** gRPC: permission denied, unimplemented. */
const NOT_OURS_TO_ASK: ReadonlySet<number> = new Set([7, 12]);

const commandFor = (namespace: string, attributes: readonly (readonly [string, string])[]): string =>
  `temporal operator search-attribute create -n ${namespace} ${attributes.map(([name, type]) => `--name ${name} --type ${type}`).join(' ')}`;

function whyNot(temporal: Client, error: unknown): string {
  const { namespace } = temporal.options;
  if (error instanceof NamespaceNotFoundError) {
    return (
      `the Temporal server has no namespace ${namespace}: temporal operator namespace create -n ${namespace}; then ` +
      commandFor(namespace, Object.entries(SEARCH_ATTRIBUTES))
    );
  }
  if (error instanceof WithoutAttributes) return error.message;
  return `the dispatcher cannot be looked after: ${error instanceof Error ? error.message : String(error)}`;
}
