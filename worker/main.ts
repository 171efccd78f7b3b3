/** The worker's process. */
import { readConfigOrExit } from '../config.ts';
import { WrongInstallation } from '../protocol/installation.ts';
import { WrongKeys } from '../protocol/keys.ts';
import { buildId } from './image.ts';
import { runWorker } from './run.ts';

try {
  const config = readConfigOrExit();
  // Started by hand on a machine of its own, it is of a build too: without one it would be given nothing.
  await runWorker({ ...config, buildId: config.buildId ?? buildId() }, { ready: () => process.send?.('ready') });
  process.exit();
} catch (error) {
  if (!(error instanceof WrongInstallation || error instanceof WrongKeys)) throw error;
  console.error(`✗ ${error.message}`);
  process.exit(1);
}
