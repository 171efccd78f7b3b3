/** Whether what we stand on answers: PostgreSQL, without which nothing goes; the Temporal server and a worker, without which most goes on. */
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { temporalAnswers, within } from '../protocol/reach.ts';
import { REPLACING } from '../records/beats.ts';
import { filesAreThere } from '../records/document-files.ts';
import { canKeepFiles } from '../records/documents.ts';
import type { Services } from './route.ts';

const PATIENCE_MS = 2_000;
/** A worker that waits for work says so once a minute. */
const POLLED_WITHIN_MS = 90_000;
/** `temporal.api.enums.v1.TaskQueueType`: workflow tasks. */
const WORKFLOW_TASKS = 1;

export type Readiness = {
  status: 'ok' | 'degraded' | 'unavailable';
  database: boolean;
  temporal: boolean;
  /** Whether a worker polls the installation's queue; null where that cannot be told. */
  worker: boolean | null;
  /** Whether the dispatcher makes progress, as it says itself; null where none has ever run, or the database does not answer. */
  dispatcher: boolean | null;
  /** Whether uploaded files are where they were kept. */
  documents: boolean;
  /** Whether a file that is uploaded now can be kept. */
  uploads: boolean;
  /** What does not answer, and what that means. */
  degraded: string[];
};

/** What it means to callers that one of them is away. */
const MEANING = {
  database: 'PostgreSQL does not answer: nothing can be read or decided',
  temporal: 'the Temporal server does not answer: decisions are recorded directly, clocks and letters wait',
  worker: 'no worker polls: decisions are recorded directly, clocks and letters wait',
  dispatcher:
    'the dispatcher makes no progress: letters, clocks of others and redelivery wait; see /api/supervision/undelivered',
  documents: 'uploaded files are not where they were kept: see /api/supervision/documents',
  uploads: 'no file can be kept: the documents folder is full, read-only or away',
} as const;

/** Ready means the database: whatever else is away, decisions are stored and recorded, and everything can be read. */
export async function readiness(services: Pick<Services, 'config' | 'database' | 'temporal'>): Promise<Readiness> {
  const [database, temporal] = await Promise.all([databaseAnswers(services), temporalAnswers(services.temporal)]);
  const documents = !database || (await filesAnswer(services));
  const worker = database && temporal ? await workerPolls(services).catch(() => null) : null;
  const dispatcher = database ? await dispatcherWorks(services).catch(() => null) : null;
  const uploads = await canUpload(services);
  const found = { database, temporal, worker, dispatcher, documents, uploads };
  const degraded = (Object.keys(MEANING) as (keyof typeof MEANING)[])
    .filter((part) => found[part] === false)
    .map((part) => MEANING[part]);
  return { status: !database ? 'unavailable' : degraded.length > 0 ? 'degraded' : 'ok', ...found, degraded };
}

const databaseAnswers = ({ database }: Pick<Services, 'database'>): Promise<boolean> =>
  within(PATIENCE_MS, () => database.$queryRaw`SELECT 1`).then(
    () => true,
    () => false,
  );

async function workerPolls({ database, temporal }: Pick<Services, 'database' | 'temporal'>): Promise<boolean> {
  const taskQueue = { name: taskQueueOf(await installationOf(database)) };
  const { namespace } = temporal.options;
  const { pollers } = await within(PATIENCE_MS, () =>
    temporal.workflowService.describeTaskQueue({ namespace, taskQueue, taskQueueType: WORKFLOW_TASKS }),
  );
  return (pollers ?? []).some(
    ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - POLLED_WITHIN_MS,
  );
}

/** Whether uploaded files are where they were kept. What needs none of them goes on without. */
async function filesAnswer({ config, database }: Pick<Services, 'config' | 'database'>): Promise<boolean> {
  return within(PATIENCE_MS, () => filesAreThere(database, config.documentsDir)).catch(() => false);
}

/** One look at a time, however many ask: a disk that hangs takes one thread, and no more. */
const looking = new Map<string, Promise<boolean>>();

function canUpload({ config: { documentsDir } }: Pick<Services, 'config'>): Promise<boolean> {
  const look = looking.get(documentsDir) ?? canKeepFiles(documentsDir).finally(() => looking.delete(documentsDir));
  looking.set(documentsDir, look);
  return within(PATIENCE_MS, () => look).catch(() => false);
}

/** Its turns write how far they are every few seconds. */
const DISPATCHER_SILENT_SECONDS = 120;

/** Stale where no turn has gone well for so long, or one of them for much longer than it may take. */
async function dispatcherWorks({ database }: Pick<Services, 'database'>): Promise<boolean | null> {
  const [row] = await within(
    PATIENCE_MS,
    () => database.$queryRaw<{ works: boolean | null }[]>`
      SELECT max(at) > now() - ${DISPATCHER_SILENT_SECONDS} * interval '1 second'
        AND bool_and(at > now() - "everyMs" * interval '1 millisecond' - interval '10 minutes') IS NOT FALSE AS works
      FROM "Beat" WHERE turn <> ${REPLACING}`,
  );
  return row?.works ?? null;
}
