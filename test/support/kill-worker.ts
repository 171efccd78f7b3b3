// The worker's process as worker/main.ts, and it dies where it is told to.
import { readConfigOrExit } from '../../config.ts';
import { runWorker } from '../../worker/run.ts';
import { dieWhereTold } from './kill-point.ts';

const config = readConfigOrExit();
const { HELD_SECONDS } = process.env;
await runWorker(config, {
  ready: () => process.send?.('ready'),
  checkpoint: dieWhereTold(config.dataDir),
  heldSeconds: HELD_SECONDS === undefined ? undefined : Number(HELD_SECONDS),
});
process.exit();
