/** Structured logs: codes and ids, never names, addresses or what was written in a dossier. */
import { makeTelemetryFilterString, type RuntimeOptions, type Logger as SdkLogger } from '@temporalio/worker';
import { type Logger, pino } from 'pino';
import { cut } from '../domain/text.ts';

/**
 * @param level a level of pino, or `silent`
 * @param build the build that this process is of: it stands in every line
 */
export const createLog = (level: string, build?: string): Logger => pino({ level, base: { process: 'worker', build } });

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** What of the SDK's own words is worth a line: which run, which activity, which attempt, and why; no tokens and no payloads. Its core has names of its own. */
const KEPT: Readonly<Record<string, string>> = {
  workflowId: 'workflowId',
  workflow_id: 'workflowId',
  workflowRunId: 'runId',
  runId: 'runId',
  run_id: 'runId',
  workflowType: 'workflowType',
  activityType: 'activityType',
  attempt: 'attempt',
  sdkComponent: 'sdkComponent',
  cause: 'cause',
  failure: 'failure',
  error: 'err',
};
/** A failure of the core's is told with all that it carries. */
const MOST_CHARACTERS = 500;

const told = (value: unknown): unknown => (typeof value === 'string' ? cut(value, MOST_CHARACTERS) : value);

/** The SDK's logger on ours; its own chatter (below warning) only where debugging is asked for. */
function sdkLogger(log: Logger): SdkLogger {
  const write: SdkLogger['log'] = (level, message, meta = {}) => {
    const found = Object.fromEntries(
      Object.entries(KEPT).flatMap(([key, as]) => (meta[key] === undefined ? [] : [[as, told(meta[key])]])),
    );
    const chatter = level === 'INFO' || level === 'DEBUG';
    log[chatter ? 'debug' : LEVELS[level]](found, message);
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
 * @param build stands with each of them
 * @returns how the SDK's runtime logs and what it measures
 */
export const runtimeOptions = (log: Logger, metricsAddress?: string, build = 'unbuilt'): RuntimeOptions => ({
  logger: sdkLogger(log),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
    ...(metricsAddress ? { metrics: { prometheus: { bindAddress: metricsAddress }, globalTags: { build } } } : {}),
  },
});
