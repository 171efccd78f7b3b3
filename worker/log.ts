/** Structured logs: codes and ids, never names, addresses or what was written in a dossier. */
import { makeTelemetryFilterString, type RuntimeOptions, type Logger as SdkLogger } from '@temporalio/worker';
import { type Logger, pino } from 'pino';

/** @param level a level of pino, or `silent` */
export const createLog = (level: string): Logger => pino({ level, base: { process: 'worker' } });

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What of the SDK's own words is worth a line: which run, which activity, which attempt; no tokens and no payloads. */
const KEPT = [
  'workflowId',
  'workflowRunId',
  'workflowType',
  'activityType',
  'attempt',
  'sdkComponent',
  'error',
] as const;

/** The SDK's logger on ours; its own chatter (below warning) only where debugging is asked for. */
function sdkLogger(log: Logger): SdkLogger {
  const write: SdkLogger['log'] = (level, message, meta = {}) => {
    const found = Object.fromEntries(KEPT.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]));
    const chatter = level === 'INFO' || level === 'DEBUG';
    log[chatter ? 'debug' : LEVELS[level]](
      { ...found, ...(found.error ? { err: found.error, error: undefined } : {}) },
      message,
    );
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/**
 * @param metricsAddress host:port where Prometheus finds the SDK's figures; none without it
 * @returns how the SDK's runtime logs and what it measures
 */
export const runtimeOptions = (log: Logger, metricsAddress: string | undefined): RuntimeOptions => ({
  logger: sdkLogger(log),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
    ...(metricsAddress ? { metrics: { prometheus: { bindAddress: metricsAddress } } } : {}),
  },
});
