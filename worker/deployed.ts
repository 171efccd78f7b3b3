/** Has some build be current for as long as workers run: where nobody works for the one that is, nothing would be driven. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { NoSuchMove, promote, routing } from '../protocol/deployment.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { buildsAtWork } from '../protocol/task-queues.ts';

export type Deployed = {
  database: Database;
  temporal: Client;
  log: Logger;
  signal: AbortSignal;
  /** The build that this worker is of. */
  build: string;
  everyMs?: number;
};

const EVERY_MS = 5_000;

/**
 * Looks until the signal aborts which build is current. The first one that ever works here is promoted; so is one whose worker finds that nobody has
 * worked for the current one for a minute and a half, as after an update with all processes stopped. Any other waits for
 * `npm run deployment -- promote`. While the server is away nothing is done; never throws.
 */
export async function keepDeployed({
  database,
  temporal,
  log,
  signal,
  build,
  everyMs = EVERY_MS,
}: Deployed): Promise<void> {
  let said: string | null | undefined;
  while (!signal.aborted) {
    try {
      const taskQueue = taskQueueOf(await installationOf(database));
      const { current } = await routing(temporal);
      if (current !== build && (current === null || !(await buildsAtWork(temporal, taskQueue)).has(current))) {
        await promote(temporal, taskQueue, build);
        log.warn(
          { before: current },
          current === null
            ? 'this build is promoted: none was'
            : 'this build is promoted: nobody works for the one that was current',
        );
        said = build;
      } else if (current !== said) {
        log.info(
          { current },
          current === build
            ? 'this build is current'
            : 'another build is current: this one drives the runs that it began, until it is promoted',
        );
        said = current;
      }
    } catch (error) {
      // The server hears of a worker's first poll a moment later.
      const level = error instanceof NoSuchMove ? 'debug' : 'warn';
      log[level]({ err: error }, 'which build is current could not be looked after yet');
    }
    await wait(everyMs, undefined, { signal }).catch(() => {});
  }
}
