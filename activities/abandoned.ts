/** Builds that nobody works for any more: runs that stay with one of them stand still. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { routing } from '../protocol/deployment.ts';
import { stillAnswers } from '../protocol/reach.ts';
import { buildsAtWork } from '../protocol/task-queues.ts';

/** @param build of a run; null where it stays with none */
export type Abandoned = (build: string | null) => boolean;

const NONE: Abandoned = () => false;

/**
 * Which builds are abandoned: those that no worker is of, while some worker is of the one that is current. Where nobody works for that one either,
 * another run would stand still too, and none is given up.
 *
 * @param taskQueue ours
 * @throws what the server throws, where it does not answer others either
 */
export async function abandonedBuilds(
  { temporal, log }: { temporal: Client; log: Logger },
  taskQueue: string,
): Promise<Abandoned> {
  try {
    const [atWork, { current }] = await Promise.all([buildsAtWork(temporal, taskQueue), routing(temporal)]);
    return current !== null && atWork.has(current) ? (build) => build !== null && !atWork.has(build) : NONE;
  } catch (error) {
    if (!(await stillAnswers(temporal))) throw error;
    log.error({ err: error, taskQueue }, 'the server does not say which builds work on a task queue');
    return NONE;
  }
}
