/** The workflow bundle: made once per build, used by every worker of it. */
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../codec/data-converter.ts';

/** @returns the code of the bundle; throws where a workflow imports what a workflow may not. */
export async function workflowCode(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../workflows/index.ts'),
    // The workflows' own failures are encoded inside the bundle.
    failureConverterPath: FAILURE_CONVERTER_PATH,
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
