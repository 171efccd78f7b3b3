/** The API's process: connects, listens until it is told to stop, and closes in order. */
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { createDataConverter } from '../codec/data-converter.ts';
import { readConfigOrExit } from '../config.ts';
import { close, createDatabase } from '../prisma/database.ts';
import { requireInstallation, WrongInstallation } from '../protocol/installation.ts';
import { within } from '../protocol/reach.ts';
import { createApp } from './app.ts';

/** Longer than any answer takes: a decision waits for its outcome for at most fifteen seconds. */
const DRAIN_MS = 20_000;
const CHECK_MS = 3_000;
/** Longer than any request waits: what nobody waits for any more gives its connection back. */
const STATEMENT_MS = 20_000;
const PARTING_MS = 5_000;

const config = readConfigOrExit();
const log = pino({ level: config.logLevel, base: { process: 'api' } });
const database = createDatabase(config.database.url, config.database.poolSize, STATEMENT_MS);
const connection = Connection.lazy(config.temporal.connection);
const dataConverter = createDataConverter(config.secrets.payloadKeys);
const temporal = new Client({ connection, namespace: config.temporal.namespace, dataConverter });

/** Ends the process where what it stands on is another installation's. What does not answer yet is asked again meanwhile. */
async function checkInstallation(): Promise<void> {
  try {
    await within(CHECK_MS, () => requireInstallation(database, temporal));
  } catch (error) {
    if (error instanceof WrongInstallation) {
      console.error(`✗ ${error.message}`);
      process.exit(1);
    }
    log.warn({ err: error }, 'which installation this is could not be checked yet');
    setTimeout(checkInstallation, CHECK_MS).unref();
  }
}
await checkInstallation();

const server = createApp({ config, database, temporal, log }).listen(config.api.port, config.api.host);
server.requestTimeout = 60_000;
server.headersTimeout = 15_000;
// Longer than a reverse proxy keeps an idle connection (a minute, as a rule): who closes first must be the one who sends.
server.keepAliveTimeout = 75_000;
await once(server, 'listening');
// Before anybody hears that it is ready: whoever stops it then finds it listening.
const told = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]) as Promise<[string]>;
log.info({ host: config.api.host, port: config.api.port }, 'the API is ready');
process.send?.('ready');

const [signal] = await told;
log.info({ signal }, 'stopping');
server.close();
server.closeIdleConnections();
const drained = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
await once(server, 'close');
clearTimeout(drained);
// A database that does not answer does not hold the process up: what it was asked for is in its hands.
await within(PARTING_MS, () => close(database)).catch((error) => log.warn({ err: error }, 'the pool was left'));
await connection.close();
// At once: a call that waits to be tried again throws where nobody can catch it, once its connection is closed.
process.exit();
