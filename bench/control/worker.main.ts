/** The control's worker: made as the product's is, of its own workflow and activity. */
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createDataConverter, FAILURE_CONVERTER_PATH } from '../../codec/data-converter.ts';
import { readConfigOrExit } from '../../config.ts';
import { close, createDatabase } from '../../prisma/database.ts';
import { createLog, runtimeOptions } from '../../worker/log.ts';
import { controlActivities } from './activities.ts';
import { CONTROL_QUEUE } from './messages.ts';

const config = readConfigOrExit();
Runtime.install(runtimeOptions(createLog(config.logLevel), undefined));
const database = createDatabase(config.database.url, config.database.poolSize);
const connection = await NativeConnection.connect(config.temporal.connection);
const workflowBundle = await bundleWorkflowCode({
  workflowsPath: join(import.meta.dirname, 'workflows.ts'),
  failureConverterPath: FAILURE_CONVERTER_PATH,
  logger: new DefaultLogger('WARN'),
});
const worker = await Worker.create({
  connection,
  namespace: config.temporal.namespace,
  taskQueue: CONTROL_QUEUE,
  workflowBundle,
  activities: controlActivities(database),
  dataConverter: createDataConverter(config.secrets.payloadKeys),
  maxCachedWorkflows: config.worker.maxCachedWorkflows,
  maxConcurrentLocalActivityExecutions: config.database.poolSize,
  stickyQueueScheduleToStartTimeout: '1s',
});
const running = worker.run();
process.send?.('ready');
await running;
await connection.close();
await close(database);
