/** Connects, creates, runs until the process is told to stop, and closes in order. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { createTransport } from 'nodemailer';
import type { Checkpoint } from '../activities/checkpoint.ts';
import type { Dispatching } from '../activities/dispatch.ts';
import { createDataConverter } from '../codec/data-converter.ts';
import type { Config } from '../config.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { requireInstallation } from '../protocol/installation.ts';
import { within } from '../protocol/reach.ts';
import { workflowCode } from './bundle.ts';
import { createWorker } from './create.ts';
import { keepDispatching } from './dispatcher.ts';
import { createLog, runtimeOptions } from './log.ts';
import { mailOptions } from './mail.ts';
import { requireProcessVersions } from './process-versions.ts';

/** Beside DATABASE_POOL_SIZE: what the one worker that dispatches uses for it. What takes longer than half a minute there is ended. */
const OUTBOX_CONNECTIONS = 8;
const OUTBOX_STATEMENT_MS = 30_000;
const PARTING_MS = 5_000;

/**
 * Runs the worker of this process, which takes SIGINT and SIGTERM for itself: it drains, and this returns. The process must end then: a call
 * to the Temporal server that waits to be tried again throws where nobody can catch it, once the connection is closed.
 *
 * @param options.ready called once it works
 * @param options.checkpoint, options.pace, options.heldSeconds for the failure tests
 * @throws what cannot be reached at the start, WrongInstallation, and a fault from which the worker cannot recover
 */
export async function runWorker(
  config: Config,
  { ready, ...given }: { ready: () => void; checkpoint?: Checkpoint } & Pick<Dispatching, 'pace' | 'heldSeconds'>,
): Promise<void> {
  const { temporal: server, mail, secrets, worker: own } = config;
  const log = createLog(config.logLevel);
  // SIGINT and SIGTERM are the Runtime's: the worker drains, and run() returns.
  Runtime.install(runtimeOptions(log, config.metrics.address));

  const database = createDatabase(config.database.url, config.database.poolSize);
  const outbox = createDatabase(config.database.url, OUTBOX_CONNECTIONS, OUTBOX_STATEMENT_MS);
  const transport = createTransport(mailOptions(mail.smtpUrl));
  const stopping = new AbortController();
  const connection = await Connection.connect(server.connection);
  const native = await NativeConnection.connect(server.connection);
  try {
    await requireProcessVersions(database);
    const dataConverter = createDataConverter(secrets.payloadKeys);
    const temporal = new Client({ connection, namespace: server.namespace, dataConverter });
    await requireInstallation(database, temporal);
    const worker = await createWorker({
      connection: native,
      namespace: server.namespace,
      activities: {
        ...{ database, outbox, databaseUrl: config.database.url, temporal, log, ...given },
        ...{ mail: { transport, from: mail.from }, publicUrl: config.api.publicUrl },
      },
      payloadKeys: secrets.payloadKeys,
      workflowBundle: own.workflowBundle ? { codePath: own.workflowBundle } : { code: await workflowCode() },
      maxCachedWorkflows: own.maxCachedWorkflows,
      poolSize: config.database.poolSize,
      identity: `${own.buildId ?? 'unbuilt'}@${process.pid}`,
    });
    const running = worker.run();
    const keeping = keepDispatching({ database: outbox, temporal, log, signal: stopping.signal });
    log.info({ namespace: server.namespace, buildId: own.buildId }, 'the worker is ready');
    ready();
    await running.finally(() => stopping.abort());
    await keeping;
  } finally {
    transport.close();
    await native.close();
    // A database that does not answer does not hold the process up: what it was asked for is in its hands.
    await within(PARTING_MS, () => Promise.all([close(outbox), close(database)])).catch((error) =>
      log.warn({ err: error }, 'the pools were left'),
    );
    await connection.close();
  }
}
