import { type ReplayHistoriesIterable, type ReplayWorkerOptions, Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowBundle } from './bundle.ts';
import './runtime.ts';
import type { World } from './world.ts';

/** The bundle to replay with; the one that all suites share unless told. */
type Bundled = { bundle?: { codePath: string } };
type Replayed = Parameters<typeof Worker.runReplayHistory>[1];

/** Replays one history against the code as it is. @throws DeterminismViolationError where the code does not reproduce it */
export async function expectReplay(
  { keys }: Pick<World, 'keys'>,
  history: Replayed,
  workflowId: string,
): Promise<void> {
  await Worker.runReplayHistory(await replaying({ keys }), history, workflowId);
}

/**
 * Replays every history of a namespace, one after another in one worker: of closed runs and of earlier runs of continued ones too.
 * @returns how many were replayed
 * @throws Error with the runs whose histories the code does not reproduce, and how it differs
 */
export async function expectAllHistoriesReplay({
  temporal,
  keys,
  bundle,
}: Pick<World, 'temporal' | 'keys'> & Bundled): Promise<number> {
  const asked: string[] = [];
  async function* histories(): ReplayHistoriesIterable {
    for await (const { workflowId, runId } of temporal.workflow.list()) {
      asked.push(`${workflowId} ${runId}`);
      yield { workflowId, history: await temporal.workflow.getHandle(workflowId, runId).fetchHistory() };
    }
  }
  const wrong: string[] = [];
  let replayed = 0;
  for await (const { error } of Worker.runReplayHistories(await replaying({ keys, bundle }), histories())) {
    if (error) wrong.push(`${asked[replayed]}: ${error.message}`);
    replayed += 1;
  }
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${replayed} histories do not replay:\n${wrong.join('\n')}`);
  if (replayed < asked.length) throw new Error(`Of ${asked.length} histories only ${replayed} were replayed.`);
  return replayed;
}

const replaying = async ({ keys, bundle }: Pick<World, 'keys'> & Bundled): Promise<ReplayWorkerOptions> => ({
  workflowBundle: bundle ?? (await workflowBundle()),
  dataConverter: createDataConverter(keys),
});
