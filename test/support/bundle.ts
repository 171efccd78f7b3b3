import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowCode } from '../../worker/bundle.ts';
import { sharedFolder } from './servers.ts';

let made: Promise<{ codePath: string }> | undefined;

/** The workflow bundle for workers and replays: made by the first suite of a run that needs it. */
export function workflowBundle(): Promise<{ codePath: string }> {
  made ??= make();
  return made;
}

async function make(): Promise<{ codePath: string }> {
  const codePath = join(sharedFolder(), 'workflows.js');
  if (!existsSync(codePath)) {
    const draft = `${codePath}.${process.pid}`;
    writeFileSync(draft, await workflowCode());
    renameSync(draft, codePath);
  }
  return { codePath };
}
