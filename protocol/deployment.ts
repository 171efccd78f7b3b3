/**
 * Which build works for an installation. Workers are versioned where a server is configured: a run stays with the build that began it, and
 * goes on with the promoted one at a stage's boundary or when it is woken. What is done here is one call each, and changes nothing where it
 * refuses.
 */
import { type Client, isGrpcServiceError } from '@temporalio/client';
import type { temporal as proto } from '@temporalio/proto';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { deadlineIn } from './reach.ts';
import { buildsAtWork } from './task-queues.ts';

/** One for all builds; an installation has its own task queue. */
export const DEPLOYMENT = 'thong-suot';

const WITHIN_MS = 10_000;
/** gRPC: not found, failed precondition. */
const NOT_FOUND = 5;
const FAILED_PRECONDITION = 9;

/** By the numbers of `temporal.api.enums.v1.WorkerDeploymentVersionStatus`. */
const STATUS = ['unspecified', 'inactive', 'current', 'ramping', 'draining', 'drained', 'created'] as const;
export type BuildStatus = (typeof STATUS)[number];

/** `runs`: those under way that stay with it. `since`: when it became what it is. */
export type Build = { id: string; status: BuildStatus; since: Date | null; lastCurrentAt: Date | null; runs: number };
export type Deployment = {
  current: string | null;
  ramping: { build: string; percent: number } | null;
  builds: readonly Build[];
};

/** What cannot be done. The message is one line that says why, and what to do. */
export class NoSuchMove extends Error {
  override readonly name = 'NoSuchMove';
}

type Service = Pick<Client, 'workflowService' | 'withDeadline'> & { options: { namespace: string } };
type Summary = proto.api.deployment.v1.WorkerDeploymentInfo.IWorkerDeploymentVersionSummary;

/** To which build what begins goes: null before one was promoted. `changedAt`: since when that, or a share of it, goes elsewhere. */
export type Routing = { current: string | null; changedAt: Date | null };

/** @throws what the server throws */
export async function routing(temporal: Service): Promise<Routing> {
  const { namespace } = temporal.options;
  const info = await ask(temporal, () =>
    temporal.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT }),
  ).catch(nullWhereThereIsNone);
  const { currentDeploymentVersion, currentVersionChangedTime, rampingVersionChangedTime } =
    info?.workerDeploymentInfo?.routingConfig ?? {};
  const changes = [currentVersionChangedTime, rampingVersionChangedTime].flatMap((at) => dateOf(at)?.getTime() ?? []);
  return {
    current: currentDeploymentVersion?.buildId || null,
    changedAt: changes.length > 0 ? new Date(Math.max(...changes)) : null,
  };
}

function nullWhereThereIsNone(error: unknown): null {
  if (isGrpcServiceError(error) && error.code === NOT_FOUND) return null;
  throw error;
}

/** How it stands; no build at all before a versioned worker has polled. @throws what the server throws */
export async function deploymentOf(temporal: Service): Promise<Deployment> {
  const { namespace } = temporal.options;
  const info = await ask(temporal, () =>
    temporal.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT }),
  ).catch(nullWhereThereIsNone);
  const { routingConfig, versionSummaries = [] } = info?.workerDeploymentInfo ?? {};
  const ramping = routingConfig?.rampingDeploymentVersion?.buildId;
  return {
    current: routingConfig?.currentDeploymentVersion?.buildId || null,
    ramping: ramping ? { build: ramping, percent: routingConfig?.rampingVersionPercentage ?? 0 } : null,
    builds: await Promise.all((versionSummaries ?? []).map((summary) => buildOf(temporal, summary))),
  };
}

async function buildOf(temporal: Service, summary: Summary): Promise<Build> {
  const id = summary.deploymentVersion?.buildId ?? '';
  return {
    id,
    status: STATUS[summary.status ?? 0] ?? 'unspecified',
    since: dateOf(summary.routingUpdateTime) ?? dateOf(summary.createTime),
    lastCurrentAt: dateOf(summary.lastCurrentTime),
    runs: await runsOn(temporal, id),
  };
}

/** Runs under way that stay with a build. */
async function runsOn(temporal: Service, build: string): Promise<number> {
  const { namespace } = temporal.options;
  const query = `TemporalWorkerDeploymentVersion = "${DEPLOYMENT}:${build}" AND ExecutionStatus = "Running"`;
  const { count } = await ask(temporal, () => temporal.workflowService.countWorkflowExecutions({ namespace, query }));
  return Number(count ?? 0);
}

/**
 * Makes a build current: what begins from now on, and every run that moves on, goes on with it.
 * @param taskQueue the installation's
 * @throws NoSuchMove where no worker of that build works now; what the server throws
 */
export async function promote(temporal: Client, taskQueue: string, build: string): Promise<void> {
  await mustWork(temporal, taskQueue, build);
  await move(temporal, build, (request) => temporal.workflowService.setWorkerDeploymentCurrentVersion(request));
}

/**
 * Lets a share of what begins go to a build. @param percent 0 to 100; with 0 it is taken back
 * @throws as `promote`
 */
export async function ramp(temporal: Client, taskQueue: string, build: string, percent: number): Promise<void> {
  if (percent > 0) await mustWork(temporal, taskQueue, build);
  await move(temporal, percent === 0 ? '' : build, (request) =>
    temporal.workflowService.setWorkerDeploymentRampingVersion({ ...request, percentage: percent }),
  );
}

/** The server knows builds that are gone too, and would let runs wait for them. */
async function mustWork(temporal: Client, taskQueue: string, build: string): Promise<void> {
  const atWork = await buildsAtWork(temporal, taskQueue);
  if (!atWork.has(build))
    throw new NoSuchMove(
      `Build ${build} cannot be used: no worker of it works here (there are ${[...atWork].join(', ') || 'none'}). Start one, then try again.`,
    );
}

type Move = { namespace: string; deploymentName: string; buildId: string; identity: string };

async function move(temporal: Service, buildId: string, call: (request: Move) => Promise<unknown>): Promise<void> {
  const { namespace } = temporal.options;
  try {
    await ask(temporal, () => call({ namespace, deploymentName: DEPLOYMENT, buildId, identity: 'thong-suot' }));
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND)
      throw new NoSuchMove(
        `Build ${buildId} cannot be used: no worker of it works here (${error.details}). Start one, then try again.`,
      );
    if (isGrpcServiceError(error) && error.code === FAILED_PRECONDITION)
      throw new NoSuchMove(`The server does not change which build is current: ${error.details}.`);
    throw error;
  }
}

/**
 * The build that was current before, to which a rollback goes.
 * @throws NoSuchMove where there was none, or it is gone
 */
export function buildBefore({ current, builds }: Deployment): string {
  const [before] = builds
    .filter(({ id, lastCurrentAt }) => id !== current && lastCurrentAt !== null)
    .sort((a, b) => b.lastCurrentAt!.getTime() - a.lastCurrentAt!.getTime());
  if (!before)
    throw new NoSuchMove(
      'No build was current before this one, or the server has forgotten it: promote one by its name.',
    );
  return before.id;
}

/** Has the run of every open subject look, so that it moves on to the build that is current. @returns how many */
export const wakeAll = async (database: Pick<Database, '$executeRaw'>): Promise<number> =>
  database.$executeRaw(Prisma.sql`
    INSERT INTO "Wake" (id, subject, code) SELECT gen_random_uuid(), subject, code FROM (
      SELECT 'application' AS subject, code FROM "Application" WHERE stage <> 'closed' AND version > 0
      UNION ALL SELECT 'package', code FROM "Package" WHERE stage <> 'closed' AND version > 0
      UNION ALL SELECT 'round', code FROM "SelectionRound" WHERE stage <> 'closed' AND version > 0) open`);

const ask = <Answer>(temporal: Service, call: () => Promise<Answer>): Promise<Answer> =>
  temporal.withDeadline(deadlineIn(WITHIN_MS), call);

const dateOf = (at: { seconds?: unknown; nanos?: number | null } | null | undefined): Date | null =>
  at && Number(at.seconds ?? 0) > 0 ? new Date(Number(at.seconds) * 1_000 + Math.floor((at.nanos ?? 0) / 1e6)) : null;
