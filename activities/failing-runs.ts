/**
 * Runs whose workflow task fails again and again: the code does not fit the history, a key is missing, or somebody started the run with what it
 * cannot read. The server marks them by itself after a few tries. Nothing is mended here (dead-clocks.ts, reconcile.ts do that): it is told.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { installationOf, taskQueueOf } from '../protocol/installation.ts';
import { deadlineIn } from '../protocol/reach.ts';
import { type Run, runsBy } from '../protocol/runs.ts';

const WITHIN_MS = 30_000;
const FAILING = "TemporalReportedProblems IS NOT NULL AND ExecutionStatus = 'Running'";

type Looking = { database: Database; temporal: Client; log: Logger };

/** Looks again and again, and says of each failing run once what and why. */
export class FailingRuns {
  readonly #deps: Looking;
  #told = new Set<string>();

  constructor(deps: Looking) {
    this.#deps = deps;
  }

  /** @returns how many fail now, of our task queue; throws what the database or the server throws */
  async look(): Promise<number> {
    const { database, temporal, log } = this.#deps;
    const ours = taskQueueOf(await installationOf(database));
    const failing = await temporal.withDeadline(deadlineIn(WITHIN_MS), () => all(temporal, ours));
    const now = new Set<string>();
    for (const { workflowId, runId, type, build, problem } of failing) {
      const key = `${runId} ${problem}`;
      now.add(key);
      if (!this.#told.has(key))
        log.error(
          { workflowId, runId, workflowType: type, build, cause: problem },
          'the workflow task of a run fails again and again',
        );
    }
    this.#told = now;
    return failing.length;
  }
}

async function all(temporal: Client, ours: string): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of runsBy(temporal, FAILING)) if (run.taskQueue === ours) runs.push(run);
  return runs;
}
