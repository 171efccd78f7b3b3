/**
 * What a supervisor must know of a run, copied into the database after it has ended, however it did: Temporal's own layer is kept for a time only.
 * Never within the run: one that reads its own history while it leaves lets everybody wait.
 */
import { Context } from '@temporalio/activity';
import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { deadlineIn, stillAnswers } from '../protocol/reach.ts';
import { type Run, runsBy } from '../protocol/runs.ts';
import { WORKFLOW_TYPE } from '../workflows/messages.ts';
import { standingOf, subjectOf } from './open-subjects.ts';
import { RUN_NOTE } from './record.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];
type Noting = { database: Database; temporal: Client };

const LONGEST_LIST = 100;
const LIST_WITHIN_MS = 30_000;
const HISTORY_WITHIN_MS = 10_000;
/** The longest that a round writes notes: what is left comes in the next one. */
const ROUND_MS = 45_000;
/** The list of runs may be behind. */
const LOOK_BACK = Prisma.sql`interval '10 minutes'`;
const FIRST_LOOK_BACK = Prisma.sql`interval '1 day'`;
const TYPES = Object.values(WORKFLOW_TYPE)
  .map((type) => `'${type}'`)
  .join(', ');

/** The turn of the dispatcher that writes notes; its detail says until when all are written. */
export const RUN_NOTES = 'run notes';

/**
 * Writes a note of each run that has ended and has none: when it began, its timers, the workflow tasks that failed or were lost with their
 * worker, and how often database work was put off.
 *
 * @returns until when every run that ended has its note; null where some are left for the next round
 * @throws what the Temporal server or the database throws
 */
export async function noteEndedRuns({ database, temporal }: Noting): Promise<{ until: string } | null> {
  const end = performance.now() + ROUND_MS;
  const ours = taskQueueOf(await installationOf(database));
  const { since, begun } = await roundOf(database);
  const query = `ExecutionStatus != 'Running' AND WorkflowType IN (${TYPES}) AND CloseTime >= '${since.toISOString()}'`;
  const runs = await temporal.withDeadline(deadlineIn(LIST_WITHIN_MS), async () => {
    const found: Run[] = [];
    for await (const run of runsBy(temporal, query)) if (run.taskQueue === ours) found.push(run);
    return found;
  });
  const noted = await notesOf(database, runs);
  // Those of a worked example that was removed are nobody's.
  const known = await standingOf(
    database,
    runs.map(({ workflowId }) => subjectOf(workflowId)),
  );
  for (const run of runs.filter(({ workflowId, runId }) => known.has(workflowId) && !noted.has(runId))) {
    if (performance.now() > end) return null;
    await noteRun({ database, temporal }, run).catch(async (error: unknown) => {
      // One that was deleted meanwhile, or that the server cannot read, has no note. It must not keep the others from theirs.
      if (!isServiceError(error) || !(await stillAnswers(temporal))) throw error;
    });
  }
  return { until: begun.toISOString() };
}

const isServiceError = (error: unknown): boolean =>
  error instanceof ServiceError || error instanceof WorkflowNotFoundError;

/** By the clock of the database: since when runs are listed, and when this round began. */
async function roundOf(database: Database): Promise<{ since: Date; begun: Date }> {
  const [row] = await database.$queryRaw<{ since: Date; begun: Date }[]>`
    SELECT coalesce((SELECT (detail ->> 'until')::timestamptz - ${LOOK_BACK} FROM "Beat" WHERE turn = ${RUN_NOTES}),
      now() - ${FIRST_LOOK_BACK}) AS since, now() AS begun`;
  return row!;
}

/** Which of these have their note. */
async function notesOf(database: Database, runs: readonly Run[]): Promise<ReadonlySet<string>> {
  const codes = [...new Set(runs.map(({ workflowId }) => subjectOf(workflowId).code))];
  const notes = await database.runNote.findMany({
    where: { code: { in: codes }, kind: RUN_NOTE.run },
    select: { runId: true },
  });
  return new Set(notes.map(({ runId }) => runId));
}

/** As runs before the third order had it done before they ended: their histories say so. */
export async function keepRunNotes(noting: Noting): Promise<void> {
  const run = Context.current().info.workflowExecution;
  if (run) await noteRun(noting, run);
}

/** One note for a run, also when it is written again. */
async function noteRun(
  { database, temporal }: Noting,
  { workflowId, runId }: Pick<Run, 'workflowId' | 'runId'>,
): Promise<void> {
  const { events } = await temporal.withDeadline(deadlineIn(HISTORY_WITHIN_MS), () =>
    temporal.workflow.getHandle(workflowId, runId).fetchHistory(),
  );
  const { code } = subjectOf(workflowId);
  const data = JSON.stringify(summaryOf(events ?? []));
  await database.$executeRaw`INSERT INTO "RunNote" (id, code, "runId", at, kind, data)
    VALUES (${runId}::uuid, ${code}, ${runId}, business_now(), ${RUN_NOTE.run}, ${data}::jsonb)
    ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data`;
}

function summaryOf(events: readonly HistoryEvent[]) {
  const times = (kind: keyof HistoryEvent) =>
    events
      .filter((event) => event[kind])
      .slice(-LONGEST_LIST)
      .map(timeOf);
  return {
    startedAt: events[0] ? timeOf(events[0]) : null,
    events: events.length,
    timersFired: times('timerFiredEventAttributes'),
    tasksLost: times('workflowTaskTimedOutEventAttributes'),
    tasksFailed: events
      .filter((event) => event.workflowTaskFailedEventAttributes)
      .slice(-LONGEST_LIST)
      .map((event) => ({ at: timeOf(event), cause: event.workflowTaskFailedEventAttributes?.cause ?? null })),
    workPutOff: events.filter((event) => event.markerRecordedEventAttributes?.failure).length,
  };
}

const timeOf = ({ eventTime }: HistoryEvent): string =>
  new Date(Number(eventTime?.seconds ?? 0) * 1000 + Math.trunc((eventTime?.nanos ?? 0) / 1e6)).toISOString();
