import { Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowBundle } from './bundle.ts';
import './runtime.ts';
import type { World } from './world.ts';

type Replayed = Parameters<typeof Worker.runReplayHistory>[1];

/** Replays one history against the code as it is. @throws DeterminismViolationError where the code does not reproduce it */
export async function expectReplay(
  { keys }: Pick<World, 'keys'>,
  history: Replayed,
  workflowId: string,
): Promise<void> {
  const options = { workflowBundle: await workflowBundle(), dataConverter: createDataConverter(keys) };
  await Worker.runReplayHistory(options, history, workflowId);
}

/**
 * Replays every history of a namespace: of closed runs and of earlier runs of continued ones too.
 * @returns how many were replayed
 * @throws Error with the runs whose histories the code does not reproduce, and how it differs
 */
export async function expectAllHistoriesReplay(world: Pick<World, 'temporal' | 'keys'>): Promise<number> {
  const wrong: string[] = [];
  let replayed = 0;
  for await (const { workflowId, runId } of world.temporal.workflow.list()) {
    const history = await world.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    try {
      await expectReplay(world, history, workflowId);
      replayed += 1;
    } catch (error) {
      wrong.push(`${workflowId} ${runId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.length} of ${wrong.length + replayed} histories do not replay:\n${wrong.join('\n')}`);
  return replayed;
}
