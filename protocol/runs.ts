/**
 * Runs on the Temporal server: all of some types, one by its id, and the end of one. What the server says is taken as it comes: nothing of it is
 * decoded, since somebody may have started a run by hand with what we cannot read.
 */
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { temporal as proto } from '@temporalio/proto';
import { deadlineIn, stillAnswers } from './reach.ts';

/** The longest that one answer is waited for. */
const WITHIN_MS = 5_000;
/** The second time: short, since the server has just answered something else, and many runs may wait to be asked for. */
const AGAIN_WITHIN_MS = 2_000;
/** Runs that are read at once. */
const PAGE = 1_000;
/** gRPC: not found. */
const NOT_FOUND = 5;

/** One run, as the server says it. */
export type Run = {
  workflowId: string;
  runId: string;
  type: string;
  taskQueue: string;
  /** As `running`, `paused`, `terminated`, `cancelled`, `timed_out`. */
  status: string;
  /** For how long after its start nothing was to happen: a delay, or a schedule; in milliseconds. */
  delayMs: number;
  closedAt: Date | null;
  /** How often its workflow task was tried by now; 0 where none waits, or in a list. */
  attempt: number;
};

/** Of a run that the server has and cannot read: it does not answer of this one, and does answer others. */
export const UNREADABLE = Symbol('unreadable');

type Raw = proto.api.workflow.v1.IWorkflowExecutionInfo;
/** By the numbers of `temporal.api.enums.v1.WorkflowExecutionStatus`. */
const STATUS: readonly string[] = [
  ...['unspecified', 'running', 'completed', 'failed', 'cancelled', 'terminated'],
  ...['continued_as_new', 'timed_out', 'paused'],
];

function runOf(raw: Raw, attempt = 0): Run {
  const started = millis(raw.startTime);
  return {
    workflowId: raw.execution?.workflowId ?? '',
    runId: raw.execution?.runId ?? '',
    type: raw.type?.name ?? '',
    taskQueue: raw.taskQueue ?? '',
    status: STATUS[raw.status ?? 0] ?? 'unknown',
    delayMs: Math.max((millis(raw.executionTime) ?? 0) - (started ?? 0), 0),
    closedAt: raw.closeTime ? new Date(millis(raw.closeTime)!) : null,
    attempt,
  };
}

const millis = (at: Raw['startTime']): number | null =>
  at ? Number(at.seconds ?? 0) * 1_000 + Math.floor((at.nanos ?? 0) / 1_000_000) : null;

/** The runs that the server's list has by a query. @throws what the server throws */
export async function* runsBy(temporal: Client, query: string): AsyncGenerator<Run> {
  const { namespace } = temporal.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await temporal.workflowService.listWorkflowExecutions({
      ...{ namespace, query, pageSize: PAGE },
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    for (const raw of page.executions) yield runOf(raw);
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
}

/**
 * The newest run of a workflow, however it stands, which is answered from the run itself and not from the list. One that did not answer is asked
 * once more: on a machine that stood still every answer comes too late, and every run would be called unreadable.
 *
 * @returns undefined where the server knows none; `UNREADABLE` after eleven seconds at most
 * @throws what the server throws, where it does not answer others either
 */
export async function described(temporal: Client, workflowId: string): Promise<Run | typeof UNREADABLE | undefined> {
  const first = await ask(temporal, workflowId, WITHIN_MS);
  return first === UNREADABLE ? ask(temporal, workflowId, AGAIN_WITHIN_MS) : first;
}

async function ask(temporal: Client, workflowId: string, ms: number): ReturnType<typeof described> {
  const { namespace } = temporal.options;
  try {
    const raw = await temporal.withDeadline(deadlineIn(ms), () =>
      temporal.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }),
    );
    return runOf(raw.workflowExecutionInfo ?? {}, raw.pendingWorkflowTask?.attempt ?? 0);
  } catch (error) {
    if (!(await stillAnswers(temporal))) throw error;
    return isGrpcServiceError(error) && error.code === NOT_FOUND ? undefined : UNREADABLE;
  }
}

/**
 * Ends a run, so that another takes its place; returns where it is no more.
 * @param why for whoever reads its history
 * @throws what the server throws
 */
export async function endRun(
  temporal: Client,
  { workflowId, runId }: Pick<Run, 'workflowId' | 'runId'>,
  why: string,
): Promise<void> {
  try {
    await temporal.withDeadline(deadlineIn(WITHIN_MS), () =>
      temporal.workflow.getHandle(workflowId, runId).terminate(`replaced by another run: ${why}`),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
