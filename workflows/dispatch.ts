/** The outbox's driver: letters, wakes, and decisions that were not delivered. */
import { continueAsNew, defineWorkflowOptions, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/create.ts';
import { versioned } from './versioning.ts';

const { dispatchOutbox } = proxyActivities<Pick<Activities, 'dispatchOutbox'>>({
  startToCloseTimeout: '70 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

type Left = Parameters<Activities['dispatchOutbox']>[0];

/** One activity that works for up to an hour and keeps its heart beating; then a new run, so that no history grows. */
export async function dispatch(input?: Left): Promise<void> {
  const seen = await dispatchOutbox(input);
  await continueAsNew<typeof dispatch>({ seen: seen ?? null });
}

defineWorkflowOptions(dispatch, versioned('AUTO_UPGRADE'));
