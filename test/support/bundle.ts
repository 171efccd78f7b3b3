import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowCode } from '../../worker/bundle.ts';
import { sharedFolder } from './servers.ts';

let made: Promise<{ codePath: string }> | undefined;

/** The workflow bundle for workers and replays: made by the first suite of a run that needs it. */
export function workflowBundle(): Promise<{ codePath: string }> {
  made ??= bundleIn(sharedFolder()).catch((error: unknown) => {
    // A suite's modules stay loaded for the next one, which must not fail of what failed once.
    made = undefined;
    throw error;
  });
  return made;
}

/**
 * The bundle in a folder, made where it is not there yet. Suites are threads of one process: what each writes has a name of its own,
 * and whichever is ready last puts the same code in the place of the first.
 * @param code gives the bundle's code
 */
export async function bundleIn(
  folder: string,
  code: () => Promise<string> = workflowCode,
): Promise<{ codePath: string }> {
  const codePath = join(folder, 'workflows.js');
  if (!existsSync(codePath)) {
    const draft = `${codePath}.${randomUUID()}`;
    writeFileSync(draft, await code());
    renameSync(draft, codePath);
  }
  return { codePath };
}
