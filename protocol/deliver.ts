/**
 * How a stored decision is recorded, and how its outcome comes back: for the API at once, for the dispatcher again. By its subject's
 * workflow, as a rule; directly, where the workflow, its worker or the Temporal server does not answer soon: record() may be called
 * by anybody and as often as anybody likes, and the workflow is woken to look.
 */
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
import type { Logger } from 'pino';
import type { Fault, RefusalCode } from '../domain/errors.ts';
import { ACTION, type SubjectKind } from '../domain/process.ts';
import type { Decision } from '../prisma/generated/client.ts';
import { type Recorder, record } from '../records/record.ts';
import { type ActOutcome, act, MOVING, workflowId } from '../workflows/messages.ts';
import { isAway, OutOfTime, temporalAnswers, within } from './reach.ts';
import { startOptions, workflowType } from './start.ts';

/** As it stands with the decision: what was refused and why, by field. */
export type StoredOutcome = { ok: true; version: number } | { ok: false; code: RefusalCode; faults: Fault[] };

/** The database did not answer in time. It may be recorded yet: the dispatcher sees to it; the caller asks again with the same key. */
export const OUTCOME_UNKNOWN = 'outcome-unknown';

/** `log`: where what the engine should not have answered is told. */
export type Delivery = { temporal: Client; log?: Pick<Logger, 'warn'> } & Recorder;

type Stored = Pick<Decision, 'id' | 'subject' | 'code' | 'action'>;

/** Actions that begin a run. For all others the workflow is running as a rule, and a plain Update is cheaper. */
const STARTING: ReadonlySet<string> = new Set([ACTION.submit, ACTION.openPackage, ACTION.openRound, ACTION.reopen]);

/** Of an Update that was accepted by a run which was then ended from outside. */
const ACCEPTED_THEN_CLOSED = 'AcceptedUpdateCompletedWorkflow';

const LONGEST_PAUSE_MS = 400;

/** How long the workflow has to answer before the decision is recorded directly: long for it, short for a person. */
export const ENGINE_MS = 2_000;
/** What the database has at least, however little the caller has left. */
const DATABASE_MS = 3_000;

/**
 * Has a stored decision recorded. It is sent as the Update `act`, whose id is the decision's; a run that is moving on or ending is
 * asked again; where none is running, one is started. Who has waited `engineMs` for its answer records it directly.
 *
 * @param decision as stored: its id, subject, code and action
 * @param timeoutMs about the longest that the caller waits
 * @param engineMs how long the workflow has to answer
 * @returns the stored outcome, and the decision is marked as delivered; or `outcome-unknown`, where the database did not answer in time
 * @throws what the database throws; UnknownSubject
 */
export async function deliver(
  delivery: Delivery,
  decision: Stored,
  { timeoutMs, engineMs = ENGINE_MS }: { timeoutMs: number; engineMs?: number },
): Promise<StoredOutcome | typeof OUTCOME_UNKNOWN> {
  const began = Date.now();
  const answer = isAway(delivery.temporal) ? null : await ask(delivery, decision, Math.min(engineMs, timeoutMs));
  try {
    return await within(Math.max(timeoutMs - (Date.now() - began), DATABASE_MS), () =>
      answer ? agreed(delivery, decision, answer) : recordDirectly(delivery, decision),
    );
  } catch (error) {
    if (error instanceof OutOfTime) return OUTCOME_UNKNOWN;
    throw error;
  }
}

/** Asks the subject's workflow. @returns its answer; null where none came within that time */
async function ask(delivery: Delivery, decision: Stored, ms: number): Promise<ActOutcome | null> {
  const { temporal } = delivery;
  const deadline = Date.now() + ms;
  let starting = STARTING.has(decision.action);
  for (let pause = 20; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await within(deadline - Date.now(), () =>
        temporal.withDeadline(deadline, () => send(delivery, decision, starting)),
      );
    } catch (error) {
      const why = error instanceof OutOfTime ? 'unreachable' : reasonOf(error);
      // A namespace that is gone, rights that were taken away: whatever it is, the person who decides need not feel it.
      if (!why) delivery.log?.warn({ err: error, decision: decision.id }, 'a workflow could not be asked');
      if (!why || why === 'unreachable') {
        // Whoever comes next need not wait for a server that is away.
        void temporalAnswers(temporal);
        return null;
      }
      if (Date.now() + pause > deadline) return null;
      starting ||= why === 'not-running';
      // Whoever waits for the same run must not ask in step.
      await wait(pause * (0.5 + Math.random()));
    }
  }
}

async function send({ temporal, database }: Delivery, decision: Stored, starting: boolean): Promise<ActOutcome> {
  const subject = decision.subject as SubjectKind;
  const update = { updateId: decision.id, args: [{ decision: decision.id }] as [{ decision: string }] };
  if (!starting) return temporal.workflow.getHandle(workflowId(subject, decision.code)).executeUpdate(act, update);
  const startWorkflowOperation = new WithStartWorkflowOperation(
    workflowType(subject),
    await startOptions(database, subject, decision.code),
  );
  return temporal.workflow.executeUpdateWithStart(act, { ...update, startWorkflowOperation });
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

/**
 * The workflow answered: the row says what. The engine remembers an Update's answer, and the database may have been put back to a
 * copy since: what the row does not hold is recorded, and a workflow that answered otherwise is woken.
 */
async function agreed(delivery: Delivery, decision: Stored, answer: ActOutcome): Promise<StoredOutcome> {
  const outcome = await delivered(delivery.database, decision.id, 'known');
  if (!outcome) return recordDirectly(delivery, decision, { wake: true });
  const same = outcome.ok && answer.ok ? outcome.version === answer.version : outcome.ok === answer.ok;
  if (!same) await delivered(delivery.database, decision.id, 'unknown');
  return outcome;
}

/** Recorded by whoever waits, or answered again. What it changed, the workflow is told by a wake. */
async function recordDirectly(
  delivery: Delivery,
  { id, subject, code }: Stored,
  { wake = false } = {},
): Promise<StoredOutcome> {
  const { outcome } = await record(delivery, { subject: subject as SubjectKind, code, decision: id });
  const stored = await delivered(delivery.database, id, wake || outcome.ok ? 'unknown' : 'known');
  if (!stored) throw new RangeError(`Decision ${id} was recorded, but its row holds no outcome.`);
  return stored;
}

/**
 * Marks a decision as delivered, which it is only where its row holds the outcome.
 * @param workflow whether the subject's workflow knows it already; else it is woken
 * @returns the outcome; null where the row holds none, and nothing was marked
 */
export async function delivered(
  database: Recorder['database'],
  id: string,
  workflow: 'known' | 'unknown',
): Promise<StoredOutcome | null> {
  const [row] = await database.$queryRaw<{ outcome: StoredOutcome }[]>`
    WITH marked AS (UPDATE "Decision" SET "deliveredAt" = now(), "lastError" = NULL WHERE id = ${id} AND outcome IS NOT NULL
        RETURNING subject, code, outcome),
      woken AS (INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM marked WHERE ${workflow === 'unknown'})
    SELECT outcome FROM marked`;
  return row?.outcome ?? null;
}
