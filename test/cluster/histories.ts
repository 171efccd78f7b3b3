/** The histories of a cluster, each with the build that drove it. */
import type { Cluster } from './cluster.ts';

type History = Awaited<ReturnType<ReturnType<Cluster['temporal']['workflow']['getHandle']>['fetchHistory']>>;
/** `failed`: workflow tasks that failed, but for those that were told to another run. `build`: of its last workflow task. */
export type Driven = { workflowId: string; runId: string; build: string; failed: number; history: History };

/** Every run that the server still has. The dispatcher's own goes from build to build, and is left out. */
export async function* histories({ temporal }: Pick<Cluster, 'temporal'>): AsyncGenerator<Driven> {
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    if (!workflowId.includes('/')) continue;
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    const builds = events.flatMap(
      ({ workflowTaskCompletedEventAttributes: done }) => done?.deploymentVersion?.buildId ?? [],
    );
    const failed = events.filter(({ workflowTaskFailedEventAttributes: task }) => task).length;
    yield { workflowId, runId, build: builds.at(-1) ?? '', failed, history };
  }
}
