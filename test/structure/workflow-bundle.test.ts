import { relative } from 'node:path';
import { workflowCode } from '../../worker/bundle.ts';
import { root } from '../support/source.ts';

/** What webpack put together, from the bundle's own source map. */
const sourcesOf = (code: string): string[] => {
  const [, map] = /sourceMappingURL=data:application\/json;charset=utf-8;base64,([A-Za-z0-9+/=]+)/.exec(code) ?? [];
  if (!map) throw new Error('The bundle carries no source map.');
  return (JSON.parse(Buffer.from(map, 'base64').toString('utf8')) as { sources: string[] }).sources;
};

describe('the workflow bundle', () => {
  let sources: string[];
  beforeAll(async () => {
    sources = sourcesOf(await workflowCode());
  });

  it('holds of the project the workflows, the process and the codec of failures alone', () => {
    const own = sources
      .filter((source) => source.startsWith(root) && !source.includes('node_modules'))
      .map((source) => relative(root, source).replaceAll('\\', '/'));
    expect(own).toContain('workflows/support-application.ts');
    expect(own).toContain('domain/process.ts');
    const foreign = own.filter(
      (file) => !/^(workflows\/|domain\/(process|names|errors|fault)|codec\/failure-converter)/.test(file),
    );
    expect(foreign).toEqual([]);
  });

  it('holds of packages those of Temporal alone, with what they are made of', () => {
    const packages = sources
      .filter((source) => source.includes('node_modules'))
      .map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source.replaceAll('\\', '/'))?.[1] ?? source);
    expect([...new Set(packages)].sort()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
    ]);
  });
});
