/** What a supervisor must know of a run, copied into the database before the run ends: Temporal's own layer is kept for a time only. */
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Database } from '../prisma/database.ts';
import { RUN_NOTE } from './record.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

const LONGEST_LIST = 100;

/**
 * Notes how the calling run went: when it began, its timers, the workflow tasks that failed or were lost with their worker, and how
 * often database work was put off. One note per run, also when it is written again.
 *
 * @throws what the Temporal server or the database throws; the caller tries again
 */
export async function keepRunNotes(
  { database, temporal }: { database: Database; temporal: Client },
  { code }: { code: string },
): Promise<void> {
  const run = Context.current().info.workflowExecution;
  if (!run) return;
  const { events } = await temporal.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  const data = JSON.stringify(summaryOf(events ?? []));
  await database.$transaction([
    database.runNote.deleteMany({ where: { runId: run.runId, kind: RUN_NOTE.run } }),
    database.$executeRaw`INSERT INTO "RunNote" (id, code, "runId", at, kind, data)
      VALUES (gen_random_uuid(), ${code}, ${run.runId}, business_now(), ${RUN_NOTE.run}, ${data}::jsonb)`,
  ]);
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
