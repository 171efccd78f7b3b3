import { createTransport } from 'nodemailer';
import pg from 'pg';
import type { Places } from '../config.ts';
import { listenFault } from '../embedded/ports.ts';
import { reasonOf } from './preflight-reason.ts';
import { temporalFaults } from './preflight-temporal.ts';

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
    temporal ? temporalFaults(temporal.connection, temporal.namespace) : undefined,
    smtpUrl ? smtpFault(smtpUrl) : undefined,
  ]);
  return faults.flat().filter((fault) => fault !== undefined);
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
