import { Connection } from '@temporalio/client';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import type { Places, TemporalConnection } from '../config.ts';
import { listenFault } from '../embedded/ports.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/messages.ts';

const ANSWER_MS = 5_000;

/**
 * Looks at everything that the settings name before anything is started.
 * @returns one line for each fault: a port that is taken, a configured server that cannot be used.
 */
export async function preflight(places: Places): Promise<string[]> {
  const { databaseUrl, temporal, smtpUrl } = places;
  const faults = await Promise.all([
    ...places.ports.map(portFault),
    databaseUrl ? databaseFault(databaseUrl) : undefined,
    temporal ? temporalFault(temporal.connection, temporal.namespace) : undefined,
    smtpUrl ? smtpFault(smtpUrl) : undefined,
  ]);
  return faults.filter((fault) => fault !== undefined);
}

async function portFault({ setting, host, port }: Places['ports'][number]): Promise<string | undefined> {
  const code = await listenFault(host, port);
  const what: Record<string, string> = {
    EADDRINUSE: `port ${port} is taken by another program; end it or set ${setting} to a free port`,
    EACCES: `port ${port} may not be used by this user; set ${setting} to a port above 1023`,
    EADDRNOTAVAIL: `this machine has no address ${host}; set HOST to one that it has`,
  };
  return code && `${setting}: ${what[code] ?? `cannot listen on ${host}:${port} (${code})`}`;
}

async function databaseFault(url: string): Promise<string | undefined> {
  const { host } = new URL(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    return version < 15
      ? `DATABASE_URL: the PostgreSQL at ${host} is version ${version}; 15 or later is needed`
      : undefined;
  } catch (error) {
    return `DATABASE_URL: the PostgreSQL at ${host} cannot be used (${reasonOf(error)})`;
  } finally {
    await client.end().catch(() => {});
  }
}

/** gRPC. */
const NOT_FOUND = 5;

async function temporalFault(options: TemporalConnection, namespace: string): Promise<string | undefined> {
  const { address } = options;
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...options, connectTimeout: ANSWER_MS });
  } catch (error) {
    return `TEMPORAL_ADDRESS: the Temporal server at ${address} cannot be reached (${reasonOf(error)})`;
  }
  try {
    await connection.workflowService.describeNamespace({ namespace });
    const { customAttributes = {} } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !(name in customAttributes));
    if (missing.length === 0) return undefined;
    const flags = missing.map(([name, type]) => `--name ${name} --type ${type}`).join(' ');
    return (
      `TEMPORAL_NAMESPACE: ${namespace} lacks search attributes; run: temporal operator search-attribute create ` +
      `--address ${address} --namespace ${namespace} ${flags}`
    );
  } catch (error) {
    const missing = (error as { code?: unknown }).code === NOT_FOUND;
    const make = missing
      ? `; run: temporal operator namespace create --address ${address} --namespace ${namespace}`
      : '';
    return `TEMPORAL_NAMESPACE: ${namespace} at ${address} cannot be used (${reasonOf(error)})${make}`;
  } finally {
    await connection.close();
  }
}

async function smtpFault(url: string): Promise<string | undefined> {
  const transport = createTransport({ url, connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS });
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return `SMTP_URL: the mail server at ${new URL(url).host} cannot be used (${reasonOf(error)})`;
  } finally {
    transport.close();
  }
}

/** One line, the first that says something: Node gathers the attempts at several addresses in one empty error. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { message, code } = first as { message?: string; code?: string | number };
  return (message || String(code)).split('\n')[0] ?? '';
}
