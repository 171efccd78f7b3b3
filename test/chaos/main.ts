// `npm run test:chaos -- --dossiers 100 --kills 60 --seed 1`: started by commands/test.ts, which hears the tally and prints the closing line.
import { readOptions } from './options.ts';

const options = readOptions(process.argv.slice(2));
if ('fault' in options) {
  console.error(`✗ ${options.fault}`);
  process.send?.({ passed: 0, failed: 1 });
} else {
  // All else is loaded only where there is something to do.
  const { chaos } = await import('./run.ts');
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => stopped.abort(new Error(`stopped by ${signal}`)));
  try {
    const { passed, failed, faults, logs } = await chaos(options, console.log, stopped.signal);
    if (logs) {
      console.error(`✗ seed ${options.seed}: ${faults.length} faults; the logs are kept in ${logs}`);
      console.error(
        `  again: npm run test:chaos -- --dossiers ${options.dossiers} --kills ${options.kills} --seed ${options.seed}`,
      );
    }
    process.send?.({ passed, failed });
  } catch (error) {
    console.error(`✗ seed ${options.seed}: ${error instanceof Error ? error.message : String(error)}`);
    process.send?.({ passed: 0, failed: 1 });
  }
}
process.disconnect?.();
