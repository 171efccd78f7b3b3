/** Golden histories: what the workflows of the stories did when they were kept, for later code to reproduce. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { World } from './world.ts';

export const GOLDEN_FOLDER = join(import.meta.dirname, '../histories');

/**
 * Keeps, of a story's suite, the longest history of each kind of workflow, beside those of the releases before.
 * Done where GOLDEN_HISTORIES names a release: `GOLDEN_HISTORIES=v1 npm test -- test/story`.
 *
 * @param story the suite's file
 */
export async function keepGolden({ temporal }: Pick<World, 'temporal'>, story: string): Promise<void> {
  const release = process.env.GOLDEN_HISTORIES;
  if (!release) return;
  const longest = new Map<
    string,
    { workflowId: string; history: Parameters<typeof historyToJSON>[0]; length: number }
  >();
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    const [kind = ''] = workflowId.split('/');
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const length = history.events?.length ?? 0;
    if (workflowId.includes('/') && length > (longest.get(kind)?.length ?? 0))
      longest.set(kind, { workflowId, history, length });
  }
  const folder = join(GOLDEN_FOLDER, release);
  mkdirSync(folder, { recursive: true });
  for (const [kind, { workflowId, history }] of longest) {
    const file = `${basename(story, '.test.ts')}.${kind}.json`;
    writeFileSync(
      join(folder, file),
      `${JSON.stringify({ workflowId, history: JSON.parse(historyToJSON(history)) })}\n`,
    );
  }
}
