// `npm run test:cluster -- --dossiers 200 --seed 1`: started by commands/test.ts, which hears the tally and prints the closing line.
import { parseArgs } from 'node:util';
import { clusterRun } from './run.ts';

const { values } = parseArgs({
  options: { dossiers: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
try {
  const result = await clusterRun({ dossiers: Number(values.dossiers), seed: Number(values.seed) }, console.log);
  process.send?.(result);
} catch (error) {
  console.error(`✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.send?.({ passed: 0, failed: 1 });
}
process.disconnect?.();
