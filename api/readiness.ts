/** Whether what we stand on answers: PostgreSQL, without which nothing goes; the Temporal server and a worker, without which most goes on. */
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { temporalAnswers, within } from '../protocol/reach.ts';
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
  /** What does not answer, and what that means. */
  degraded: string[];
};

/** What it means to callers that one of them is away. */
const MEANING = {
  database: 'PostgreSQL does not answer: nothing can be read or decided',
  temporal: 'the Temporal server does not answer: decisions are recorded directly, clocks and letters wait',
  worker: 'no worker polls: decisions are recorded directly, clocks and letters wait',
} as const;

/** Ready means the database: whatever else is away, decisions are stored and recorded, and everything can be read. */
export async function readiness(services: Pick<Services, 'database' | 'temporal'>): Promise<Readiness> {
  const [database, temporal] = await Promise.all([databaseAnswers(services), temporalAnswers(services.temporal)]);
  const worker = database && temporal ? await workerPolls(services).catch(() => null) : null;
  const found = { database, temporal, worker };
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
