import { Worker } from '@temporalio/worker';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowCode } from '../../worker/bundle.ts';
import type { World } from './world.ts';

let bundle: Promise<{ code: string }> | undefined;

/**
 * Replays every history of a namespace, closed runs and earlier runs of continued ones too, against the code as it is.
 * @returns how many were replayed
 * @throws Error with the runs whose histories the code does not reproduce, and how it differs
 */
export async function expectAllHistoriesReplay({ temporal, keys }: Pick<World, 'temporal' | 'keys'>): Promise<number> {
  bundle ??= workflowCode().then((code) => ({ code }));
  const workflowBundle = await bundle;
  const dataConverter = createDataConverter(keys);
  const wrong: string[] = [];
  let replayed = 0;
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    try {
      await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, workflowId);
      replayed += 1;
    } catch (error) {
      wrong.push(`${workflowId} ${runId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (wrong.length > 0)
    throw new Error(`${wrong.length} of ${wrong.length + replayed} histories do not replay:\n${wrong.join('\n')}`);
  return replayed;
}
