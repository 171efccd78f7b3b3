// Installs the SDK's runtime for a suite's workers and replays: silent, and without a hand on the signals.
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker';

const SILENT = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const QUIET = { core: 'ERROR', other: 'ERROR' } as const;

Runtime.install({
  logger: SILENT,
  telemetryOptions: { logging: { filter: makeTelemetryFilterString(QUIET) } },
  shutdownSignals: [],
});
