/** The least that a decision can be on Temporal: one Update, one local activity. */
import { allHandlersFinished, condition, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { ControlActivities } from './activities.ts';
import { decide } from './messages.ts';

const local = proxyLocalActivities<ControlActivities>({ startToCloseTimeout: '5s', localRetryThreshold: '1s' });

/** Takes so many decisions, and ends. */
export async function control({ code, decisions }: { code: string; decisions: number }): Promise<void> {
  let version = 0;
  setHandler(decide, async ({ decision }) => {
    await local.insert({ code, decision });
    version += 1;
    return { ok: true, version };
  });
  await condition(() => version >= decisions && allHandlersFinished());
}
