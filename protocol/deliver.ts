/** How a stored decision reaches its workflow, and how its outcome comes back: for the API at once, for the dispatcher again. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Fault, RefusalCode } from '../domain/errors.ts';
import { ACTION, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Decision } from '../prisma/generated/client.ts';
import { act, MOVING, workflowId } from '../workflows/messages.ts';
import { startOptions, workflowType } from './start.ts';

/** As it stands with the decision: what was refused and why, by field. */
export type StoredOutcome = { ok: true; version: number } | { ok: false; code: RefusalCode; faults: Fault[] };

/** Nobody answered in time. It may be recorded yet: the dispatcher sends it again; the caller asks again with the same key. */
export const OUTCOME_UNKNOWN = 'outcome-unknown';

export type Delivery = { temporal: Client; database: Database };

/** Actions that begin a run. For all others the workflow is running as a rule, and a plain Update is cheaper. */
const STARTING: ReadonlySet<string> = new Set([ACTION.submit, ACTION.openPackage, ACTION.openRound, ACTION.reopen]);

/** Of an Update that was accepted by a run which was then ended from outside. */
const ACCEPTED_THEN_CLOSED = 'AcceptedUpdateCompletedWorkflow';

const LONGEST_PAUSE_MS = 400;

/**
 * Sends a decision as the Update `act`, whose id is the decision's: however often it is sent, it is recorded once. A run that is
 * moving on or ending is asked again; where none is running, one is started.
 *
 * @param decision as stored: its id, subject, code and action
 * @param timeoutMs the longest that the caller waits
 * @returns the stored outcome, and marks the decision as delivered; or `outcome-unknown`
 * @throws what the database throws; what the Temporal server refuses as ill-formed
 */
export async function deliver(
  { temporal, database }: Delivery,
  decision: Pick<Decision, 'id' | 'subject' | 'code' | 'action'>,
  { timeoutMs }: { timeoutMs: number },
): Promise<StoredOutcome | typeof OUTCOME_UNKNOWN> {
  const deadline = Date.now() + timeoutMs;
  let starting = STARTING.has(decision.action);
  for (let pause = 20; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await temporal.withDeadline(deadline, () => send(temporal, decision, starting));
      return await delivered(database, decision.id);
    } catch (error) {
      const why = reasonOf(error);
      if (why === 'unreachable' || (why && Date.now() + pause > deadline)) return stored(database, decision.id);
      if (!why) throw error;
      starting ||= why === 'not-running';
      // Whoever waits for the same run must not ask in step.
      await wait(pause * (0.5 + Math.random()));
    }
  }
}

async function send(
  temporal: Client,
  decision: Pick<Decision, 'id' | 'subject' | 'code'>,
  starting: boolean,
): Promise<void> {
  const subject = decision.subject as SubjectKind;
  const update = { updateId: decision.id, args: [{ decision: decision.id }] as [{ decision: string }] };
  if (!starting) {
    await temporal.workflow.getHandle(workflowId(subject, decision.code)).executeUpdate(act, update);
    return;
  }
  const startWorkflowOperation = new WithStartWorkflowOperation(
    workflowType(subject),
    startOptions(subject, decision.code),
  );
  await temporal.workflow.executeUpdateWithStart(act, { ...update, startWorkflowOperation });
}

/** Why an Update brought no answer, where that can be helped; undefined for what is a fault of ours. */
function reasonOf(error: unknown): 'moving' | 'not-running' | 'unreachable' | undefined {
  if (error instanceof WorkflowNotFoundError) return 'not-running';
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'unreachable';
  if (error instanceof WorkflowUpdateFailedError) {
    const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    return type === MOVING ? 'moving' : type === ACCEPTED_THEN_CLOSED ? 'not-running' : undefined;
  }
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && OUT_OF_REACH.has(cause.code) ? 'unreachable' : undefined;
}

/** gRPC: cancelled, deadline exceeded, resource exhausted, failed precondition (a run whose code fails), aborted, internal, unavailable. */
const OUT_OF_REACH: ReadonlySet<number> = new Set([1, 4, 8, 9, 10, 13, 14]);

async function delivered(database: Database, id: string): Promise<StoredOutcome> {
  const [row] = await database.$queryRaw<{ outcome: StoredOutcome }[]>`
    UPDATE "Decision" SET "deliveredAt" = now(), "lastError" = NULL WHERE id = ${id} RETURNING outcome`;
  if (!row?.outcome) throw new RangeError(`Decision ${id} was answered, but its row holds no outcome.`);
  return row.outcome;
}

/** The workflow did not answer, but the row may: a run that was killed after its commit. It stays undelivered, so that the workflow hears of it. */
async function stored(database: Database, id: string): Promise<StoredOutcome | typeof OUTCOME_UNKNOWN> {
  const row = await database.decision.findUnique({ where: { id }, select: { outcome: true } });
  return (row?.outcome as StoredOutcome | null | undefined) ?? OUTCOME_UNKNOWN;
}
