/** The worker's process. */
import { readConfigOrExit } from '../config.ts';
import { runWorker } from './run.ts';

await runWorker(readConfigOrExit(), { ready: () => process.send?.('ready') });
