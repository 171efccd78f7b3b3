/** The worker's process. */
import { readConfigOrExit } from '../config.ts';
import { WrongInstallation } from '../protocol/installation.ts';
import { runWorker } from './run.ts';

try {
  await runWorker(readConfigOrExit(), { ready: () => process.send?.('ready') });
  process.exit();
} catch (error) {
  if (!(error instanceof WrongInstallation)) throw error;
  console.error(`✗ ${error.message}`);
  process.exit(1);
}
