import { join } from 'node:path';
import { workflowCode } from '../../worker/bundle.ts';
import { madeOnce } from './made-once.ts';
import { sharedFolder } from './servers.ts';

let made: Promise<{ codePath: string }> | undefined;

/** The workflow bundle for workers and replays: made by the first suite of a run that needs it. */
export function workflowBundle(): Promise<{ codePath: string }> {
  made ??= make().catch((error: unknown) => {
    // A suite's modules stay loaded for the next one, which must not fail of what failed once.
    made = undefined;
    throw error;
  });
  return made;
}

async function make(): Promise<{ codePath: string }> {
  const codePath = join(sharedFolder(), 'workflows.js');
  await madeOnce(codePath, workflowCode);
  return { codePath };
}
