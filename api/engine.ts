/** Temporal's own layer of a subject's history, in plain sentences for supervisors: what was set, fired, retried, and what is pending. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { Bilingual } from '../domain/fault.ts';
import type { SubjectKind } from '../domain/process.ts';
import { isAway, within } from '../protocol/reach.ts';
import { workflowId } from '../workflows/messages.ts';
import { ENGINE_RANK, type Line } from './history-lines.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

export type Engine = {
  available: boolean;
  /** Why it is not available. */
  why: Bilingual | null;
  /** Since when the server no longer has it, where that can be told. */
  goneSince: string | null;
  pending: Bilingual[];
};

const MOST_RUNS = 20;
const DAY_MS = 86_400_000;

/** A reader does not wait longer for a layer that the rest of the history does not need. */
const PATIENCE_MS = 2_000;

const AWAY: Engine = {
  available: false,
  why: {
    vi: 'Không có: máy chủ Temporal hiện không trả lời. Phần còn lại của lịch sử vẫn đầy đủ.',
    en: 'Not available: the Temporal server does not answer now. The rest of the history is complete.',
  },
  goneSince: null,
  pending: [],
};
const GONE: Bilingual = {
  vi: 'Không có: máy chủ Temporal không còn giữ lượt chạy nào. Phần còn lại của lịch sử vẫn đầy đủ.',
  en: 'Not available: the Temporal server keeps no run any more. The rest of the history is complete.',
};

/**
 * The engine's layer, or that it is not available: a history never fails for it.
 *
 * @param closedAt when the subject ended, by the business clock
 * @param ahead by how much the business clock is ahead of the wall clock now, for events that no answer of the database dates
 * @returns the lines of all runs that the server still has, oldest first, in business time
 */
export async function engineOf(...asked: Parameters<typeof read>): ReturnType<typeof read> {
  const [temporal] = asked;
  const away = { engine: AWAY, lines: [] };
  if (isAway(temporal)) return away;
  return within(PATIENCE_MS, () => temporal.withDeadline(Date.now() + PATIENCE_MS, () => read(...asked))).catch(
    () => away,
  );
}

async function read(
  temporal: Client,
  subject: SubjectKind,
  code: string,
  { closedAt, aheadMs }: { closedAt: Date | null; aheadMs: number },
): Promise<{ engine: Engine; lines: Line[] }> {
  const id = workflowId(subject, code);
  try {
    const [description, runs] = await Promise.all([temporal.workflow.getHandle(id).describe(), runsOf(temporal, id)]);
    const lines: Line[] = [];
    for (const run of runs) lines.push(...(await linesOfRun(temporal, id, run, aheadMs)));
    return { engine: { available: true, why: null, goneSince: null, pending: pendingOf(description.raw) }, lines };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const goneSince = closedAt && new Date(closedAt.getTime() + (await retentionMs(temporal))).toISOString();
    return { engine: { available: false, why: GONE, goneSince, pending: [] }, lines: [] };
  }
}

async function runsOf(temporal: Client, id: string): Promise<string[]> {
  const runs: { runId: string; startTime: Date }[] = [];
  for await (const { runId, startTime } of temporal.workflow.list({
    query: `WorkflowId = "${id}"`,
    pageSize: MOST_RUNS,
  })) {
    runs.push({ runId, startTime });
    if (runs.length === MOST_RUNS) break;
  }
  return runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime()).map(({ runId }) => runId);
}

async function retentionMs(temporal: Client): Promise<number> {
  const { config } = await temporal.workflowService.describeNamespace({ namespace: temporal.options.namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 90 * 86_400) * 1000 || 90 * DAY_MS;
}

async function linesOfRun(temporal: Client, id: string, runId: string, aheadMs: number): Promise<Line[]> {
  const { events } = await temporal.workflow.getHandle(id, runId).fetchHistory();
  const lines: Line[] = [];
  let ahead = aheadMs;
  const undated: Line[] = [];
  for (const event of events ?? []) {
    const wall = wallOf(event);
    const answered = await businessTimeIn(temporal, event);
    if (answered) {
      ahead = answered.getTime() - wall;
      // What came before the first answer of the database is dated by it too.
      for (const line of undated.splice(0)) date(line, Number(line.wall) + ahead);
    }
    const text = sentence(event);
    if (!text) continue;
    const ref = `${runId}-${String(event.eventId).padStart(8, '0')}`;
    const line: Line = { place: ['', ENGINE_RANK, ref], at: '', kind: 'engine', text, runId, wall };
    date(line, wall + ahead);
    if (!lines.some(({ dated }) => dated)) undated.push(line);
    if (answered) line.dated = true;
    lines.push(line);
  }
  return lines.map(({ wall: _, dated: __, ...line }) => line as Line);
}

function date(line: Line, at: number): void {
  line.at = new Date(at).toISOString();
  line.place = [line.at, ENGINE_RANK, line.place[2]];
}

const wallOf = ({ eventTime }: HistoryEvent): number =>
  Number(eventTime?.seconds ?? 0) * 1000 + Math.trunc((eventTime?.nanos ?? 0) / 1e6);

/** The business time that the database answered with, where the event holds such an answer. */
async function businessTimeIn(temporal: Client, event: HistoryEvent): Promise<Date | null> {
  const payloads = event.markerRecordedEventAttributes?.details?.result?.payloads;
  if (!payloads) return null;
  const decoded = await decodeArrayFromPayloads(temporal.options.loadedDataConverter, payloads).catch(() => null);
  const at = (decoded?.[0] as { current?: { at?: string } } | undefined)?.current?.at;
  return at ? new Date(at) : null;
}

/** What an event means to a supervisor; null for the server's own book-keeping. */
function sentence(event: HistoryEvent): Bilingual | null {
  const timer = event.timerStartedEventAttributes;
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId;
  const lost = event.workflowTaskTimedOutEventAttributes;
  const failed = event.workflowTaskFailedEventAttributes;
  if (event.workflowExecutionStartedEventAttributes) return { vi: 'Một lượt chạy bắt đầu.', en: 'A run began.' };
  if (timer) return timerSet(Number(timer.startToFireTimeout?.seconds ?? 0));
  if (event.timerFiredEventAttributes) return { vi: 'Hẹn giờ đã đến.', en: 'The timer fired.' };
  if (event.timerCanceledEventAttributes)
    return { vi: 'Hẹn giờ được thay bằng một hẹn sớm hơn.', en: 'The timer gave way to an earlier one.' };
  if (update)
    return { vi: `Nhận quyết định ${update.slice(0, 8)}.`, en: `Decision ${update.slice(0, 8)} was received.` };
  if (event.workflowExecutionUpdateCompletedEventAttributes)
    return { vi: 'Quyết định đã được trả lời.', en: 'The decision was answered.' };
  if (event.markerRecordedEventAttributes?.failure)
    return {
      vi: 'Việc ghi vào cơ sở dữ liệu chưa được, sẽ thử lại.',
      en: 'Database work did not succeed and was put off, to be tried again.',
    };
  if (event.workflowExecutionSignaledEventAttributes)
    return { vi: 'Được báo để xem lại hồ sơ.', en: 'Woken, to look at where the subject stands.' };
  if (lost)
    return { vi: 'Tiến trình xử lý bị mất; việc được giao lại.', en: 'A worker was lost; its work was handed on.' };
  if (failed)
    return { vi: 'Tiến trình xử lý gặp lỗi; sẽ thử lại.', en: 'A worker failed at this point; it is tried again.' };
  if (event.workflowExecutionContinuedAsNewEventAttributes)
    return { vi: 'Chuyển sang một lượt chạy mới.', en: 'The run went on in a new one.' };
  if (event.workflowExecutionCompletedEventAttributes) return { vi: 'Lượt chạy kết thúc.', en: 'The run ended.' };
  if (event.workflowExecutionFailedEventAttributes) return { vi: 'Lượt chạy thất bại.', en: 'The run failed.' };
  if (event.workflowExecutionTerminatedEventAttributes || event.workflowExecutionCanceledEventAttributes)
    return { vi: 'Lượt chạy bị dừng từ bên ngoài.', en: 'The run was ended from outside.' };
  return null;
}

function timerSet(seconds: number): Bilingual {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  return {
    vi: `Đặt hẹn giờ sau ${days} ngày ${hours} giờ ${minutes} phút.`,
    en: `A timer was set, for ${days} d ${hours} h ${minutes} min.`,
  };
}

type Raw = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>['raw'];

function pendingOf({ pendingActivities, pendingWorkflowTask }: Raw): Bilingual[] {
  const activities = (pendingActivities ?? []).map((activity): Bilingual => {
    const name = activity.activityType?.name ?? '';
    const why = activity.lastFailure?.message ? `: ${activity.lastFailure.message}` : '';
    return {
      vi: `Đang chờ: ${name}, lần thử ${activity.attempt ?? 1}${why}`,
      en: `Pending: ${name}, attempt ${activity.attempt ?? 1}${why}`,
    };
  });
  if (!pendingWorkflowTask) return activities;
  const { attempt } = pendingWorkflowTask;
  const task = {
    vi: `Có việc đang chờ tiến trình xử lý (lần thử ${attempt ?? 1}).`,
    en: `Work is waiting for a worker (attempt ${attempt ?? 1}).`,
  };
  return [...activities, task];
}
