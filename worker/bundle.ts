/** The workflow bundle: made once per build, used by every worker of it. */
import { join } from 'node:path';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { FAILURE_CONVERTER_PATH } from '../codec/data-converter.ts';

/** @returns the code of the bundle; throws where a workflow imports what a workflow may not. */
export async function workflowCode(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../workflows/index.ts'),
    // The workflows' own failures are encoded inside the bundle.
    failureConverterPath: FAILURE_CONVERTER_PATH,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: asWritten,
  });
  return code;
}

type Hook = NonNullable<BundleOptions['webpackConfigHook']>;
type Transpiled = { use?: { options?: { jsc?: { target?: string } } } };

/** The SDK has the code written for an older Node: each private field becomes a search in a map. Workers run on ours. */
const asWritten: Hook = (config) => {
  for (const rule of (config.module?.rules ?? []) as Transpiled[])
    if (rule.use?.options?.jsc) rule.use.options.jsc.target = 'es2022';
  return config;
};
