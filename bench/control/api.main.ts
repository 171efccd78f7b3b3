/** The control's API: the product's own app, with one route more. */
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { readConfigOrExit } from '../../config.ts';
import { close, createDatabase } from '../../prisma/database.ts';
import { controlRoute } from './route.ts';

const config = readConfigOrExit();
const log = pino({ level: config.logLevel, base: { process: 'api' } });
const database = createDatabase(config.database.url, config.database.poolSize);
const connection = Connection.lazy(config.temporal.connection);
const dataConverter = createDataConverter(config.secrets.payloadKeys);
const temporal = new Client({ connection, namespace: config.temporal.namespace, dataConverter });

const server = createApp({ config, database, temporal, log }, [controlRoute]).listen(config.api.port, config.api.host);
await once(server, 'listening');
process.send?.('ready');
await once(process, 'SIGTERM');
server.close();
server.closeAllConnections();
await once(server, 'close');
await connection.close();
await close(database);
