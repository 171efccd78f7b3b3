import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { makeDataFolder, secretFile } from './embedded/data-folder.ts';

/** Everything the environment decides, checked and complete: what was not set is embedded or has its default. */
export interface Config {
  /** Absolute path of the one folder that holds everything written at run time. */
  dataDir: string;
  /** Absolute path of the folder for what can be had again at any time: the Temporal server's binary. */
  cacheDir: string;
  /** Content-addressed files of the dossiers, inside the data folder. */
  documentsDir: string;
  /** `trustedProxies`: how many reverse proxies stand before the API; so many X-Forwarded-For entries are believed. */
  api: { host: string; port: number; publicUrl: string; trustedProxies: number };
  /** `embedded`: `npm start` runs the server itself; only then may the business clock be moved and the example be played. */
  database: { url: string; embedded: boolean; poolSize: number };
  temporal: { connection: TemporalConnection; namespace: string; embedded: boolean };
  mail: { smtpUrl: string; from: string; embedded: boolean };
  /** `payloadKeys`: AES-256 keys of the payload codec; the first one encrypts, all of them decrypt. */
  secrets: { authSecret: string; payloadKeys: PayloadKey[] };
  worker: { maxCachedWorkflows: number; workflowBundle: string | undefined; buildId: string | undefined };
  logLevel: LogLevel;
  /** `address`: host:port where the worker answers Prometheus; `token`: what a reader of the API's /metrics must show. */
  metrics: { address: string | undefined; token: string | undefined };
  embedded: EmbeddedPorts;
  places: Places;
}

export interface PayloadKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

export interface EmbeddedPorts {
  postgres: number;
  temporal: number;
  temporalUi: number;
  smtp: number;
  inbox: number;
}

/** Fits both `Connection.connect` and `NativeConnection.connect` of the Temporal SDK. */
export interface TemporalConnection {
  address: string;
  apiKey?: string;
  tls?: boolean | Record<string, unknown>;
  metadata?: Record<string, string>;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the settings say is used or made: `npm start` looks at each before it begins. */
export interface Places {
  dataDir: string | undefined;
  ports: { setting: string; host: string; port: number }[];
  databaseUrl: string | undefined;
  temporal: { connection: TemporalConnection; namespace: string } | undefined;
  smtpUrl: string | undefined;
}

/**
 * Thrown by `readConfig`: each fault is one line that names the setting, what is wrong with it and what to do.
 * `places` is what the settings without fault say, so that all that is wrong with a machine can be told at once.
 */
export class ConfigError extends Error {
  readonly faults: string[];
  readonly places: Places;
  constructor(faults: string[], places: Places) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
    this.places = places;
  }
}

const port = (byDefault: number) =>
  z
    .string()
    .default(String(byDefault))
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535,
      'must be a port from 1 to 65535',
    )
    .transform(Number);

const count = (byDefault: number) =>
  z
    .string()
    .default(String(byDefault))
    .refine((text) => /^[1-9]\d{0,6}$/.test(text), 'must be a whole number of at least 1')
    .transform(Number);

const url = (schemes: string[], example: string) =>
  z.string().refine((text) => {
    const scheme = URL.canParse(text) ? new URL(text).protocol : '';
    return schemes.includes(scheme);
  }, `must be an address such as ${example}`);

const settings = z.object({
  DATA_DIR: z.string().default('.data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  PUBLIC_URL: url(['http:', 'https:'], 'https://hotro.tinh.gov.vn')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('0')
    .refine((text) => /^\d$/.test(text), 'must be a number from 0 to 9')
    .transform(Number),
  DATABASE_URL: url(['postgresql:', 'postgres:'], 'postgresql://user:password@host:5432/database')
    .refine((text) => !URL.canParse(text) || new URL(text).pathname.length > 1, 'must name a database after the host')
    .optional(),
  DATABASE_POOL_SIZE: count(10),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
  MAIL_FROM: z.string().includes('@', 'must be a sender such as "Thông suốt <hotro@tinh.gov.vn>"').optional(),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters (openssl rand -base64 32)').optional(),
  PAYLOAD_KEYS: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  METRICS_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port, for example 127.0.0.1:9464')
    .optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  WORKER_MAX_CACHED_WORKFLOWS: count(1000),
  WORKFLOW_BUNDLE: z.string().optional(),
  BUILD_ID: z.string().optional(),
  XDG_CACHE_HOME: z.string().optional(),
  LOCALAPPDATA: z.string().optional(),
  EMBEDDED_POSTGRES_PORT: port(54329),
  EMBEDDED_TEMPORAL_PORT: port(7233),
  EMBEDDED_TEMPORAL_UI_PORT: port(8233),
  EMBEDDED_SMTP_PORT: port(2525),
  EMBEDDED_INBOX_PORT: port(8025),
});
type Settings = z.output<typeof settings>;

/**
 * Reads and checks the environment, and makes the data folder with the secrets that an embedded database needs
 * (mode 0600, made once). With `DATABASE_URL` set nothing is invented: `AUTH_SECRET` and `PAYLOAD_KEYS` are required.
 * @throws ConfigError with every fault at once.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  // An empty value in a shell or a compose file means "not set".
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) given[name] = value;
  const faults: string[] = [];

  const set = parseEach(given, faults);
  const temporal = attempt(faults, 'TEMPORAL', () => readTemporal(given));
  const keys = attempt(faults, 'PAYLOAD_KEYS', () => readPayloadKeys(given.PAYLOAD_KEYS));
  if (given.DATABASE_URL) {
    if (!given.AUTH_SECRET)
      faults.push(missing('AUTH_SECRET', 'DATABASE_URL', 'the output of openssl rand -base64 32'));
    if (!given.PAYLOAD_KEYS) faults.push(missing('PAYLOAD_KEYS', 'DATABASE_URL', 'k1:<base64 of 32 random bytes>'));
  }
  if (given.SMTP_URL && !given.MAIL_FROM) faults.push(missing('MAIL_FROM', 'SMTP_URL', 'hotro@tinh.gov.vn'));
  const places = placesOf(set, given, temporal);
  faults.push(...samePorts(places));
  attempt(faults, 'DATA_DIR', () => makeDataFolder(resolve(set.DATA_DIR ?? '.data')));
  if (faults.length > 0 || !temporal) {
    throw new ConfigError(faults, {
      ...places,
      dataDir: faults.some((fault) => fault.startsWith('DATA_DIR')) ? undefined : places.dataDir,
    });
  }
  return assemble(set as Settings, temporal, keys, places);
}

/** `readConfig`, or every fault on a line of its own on standard error and exit code 1: for the entry of a process. */
export function readConfigOrExit(env: Record<string, string | undefined> = process.env): Config {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) console.error(`✗ ${fault}`);
    process.exit(1);
  }
}

/**
 * The environment for a child process that is not ours: what it needs to find its way, none of our settings or secrets.
 * @param extra what is set for this child alone.
 */
export function foreignEnvironment(extra: Record<string, string> = {}): Record<string, string | undefined> {
  const kept =
    /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|SystemRoot|USERPROFILE|APPDATA|LOCALAPPDATA|SSL_CERT_.*|GO.*|.*_PROXY)$/i;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name))), ...extra };
}

/** The environment for a child process of ours: this one's, and `extra`. */
export function childEnvironment(extra: Record<string, string> = {}): Record<string, string | undefined> {
  return { ...process.env, ...extra };
}

/** The database that developers' tools work on: only what was set, since generating the client needs no database. */
export function toolsDatabaseUrl(env: Record<string, string | undefined> = process.env): string {
  return env.DATABASE_URL ?? '';
}

function assemble(set: Settings, temporal: Temporal, keys: PayloadKey[] | undefined, places: Places): Config {
  const dataDir = resolve(set.DATA_DIR);
  const secret = (name: string, make: () => string) => secretFile(join(dataDir, 'secrets', name), make);
  const ports: EmbeddedPorts = {
    postgres: set.EMBEDDED_POSTGRES_PORT,
    temporal: set.EMBEDDED_TEMPORAL_PORT,
    temporalUi: set.EMBEDDED_TEMPORAL_UI_PORT,
    smtp: set.EMBEDDED_SMTP_PORT,
    inbox: set.EMBEDDED_INBOX_PORT,
  };
  const { address, ...credentials } = temporal.connection;
  return {
    dataDir,
    cacheDir: cacheDir(set),
    documentsDir: join(dataDir, 'documents'),
    api: {
      host: set.HOST,
      port: set.PORT,
      publicUrl: set.PUBLIC_URL ?? `http://${reachable(set.HOST)}:${set.PORT}`,
      trustedProxies: set.TRUSTED_PROXIES,
    },
    database: {
      url:
        set.DATABASE_URL ??
        `postgresql://thongsuot:${secret('postgres-password', () => random('hex'))}@127.0.0.1:${ports.postgres}/thongsuot`,
      embedded: set.DATABASE_URL === undefined,
      poolSize: set.DATABASE_POOL_SIZE,
    },
    temporal: {
      connection: { ...credentials, address: address ?? `127.0.0.1:${ports.temporal}` },
      namespace: temporal.namespace,
      embedded: address === undefined,
    },
    mail: {
      smtpUrl: set.SMTP_URL ?? `smtp://127.0.0.1:${ports.smtp}`,
      from: set.MAIL_FROM ?? 'Thông suốt <thong-suot@localhost>',
      embedded: set.SMTP_URL === undefined,
    },
    secrets: {
      authSecret: set.AUTH_SECRET ?? secret('auth-secret', () => random('base64')),
      payloadKeys: keys ?? readPayloadKeys(secret('payload-keys', () => `${newKeyId()}:${random('base64')}`)) ?? [],
    },
    worker: {
      maxCachedWorkflows: set.WORKER_MAX_CACHED_WORKFLOWS,
      workflowBundle: set.WORKFLOW_BUNDLE,
      buildId: set.BUILD_ID,
    },
    logLevel: set.LOG_LEVEL,
    metrics: { address: set.METRICS_ADDRESS, token: set.METRICS_TOKEN },
    embedded: ports,
    places,
  };
}

interface Temporal {
  connection: Omit<TemporalConnection, 'address'> & { address?: string };
  namespace: string;
}

function readTemporal(env: Record<string, string>): Temporal {
  // A developer's own temporal.toml must not redirect `npm start`: the file counts only when it was asked for by name.
  const disableFile = !env.TEMPORAL_PROFILE && !env.TEMPORAL_CONFIG_FILE;
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: env, disableFile });
  const set = Object.entries(connectionOptions).filter(([, value]) => value !== undefined);
  const connection = Object.fromEntries(set) as Temporal['connection'];
  if (connection.address !== undefined && !/^\S+:\d{1,5}$/.test(connection.address)) {
    throw new Error('TEMPORAL_ADDRESS must be host:port, for example temporal.internal:7233');
  }
  return { connection, namespace: namespace ?? 'default' };
}

function readPayloadKeys(text: string | undefined): PayloadKey[] | undefined {
  if (text === undefined) return undefined;
  const keys = text.split(',').map((part) => {
    const [, id, base64] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(part) ?? [];
    if (!id || !base64) throw new Error('PAYLOAD_KEYS must be id:base64 of 32 bytes, several divided by commas');
    return { id, key: Buffer.from(base64, 'base64') };
  });
  if (new Set(keys.map((key) => key.id)).size < keys.length) throw new Error('PAYLOAD_KEYS names an id twice');
  return keys;
}

/** Each setting by itself: one that is wrong must not hide what the others say. */
function parseEach(given: Record<string, string>, faults: string[]): Partial<Settings> {
  const set: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settings.shape)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) set[name] = parsed.data;
    else faults.push(`${name} ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  return set;
}

function placesOf(set: Partial<Settings>, given: Record<string, string>, temporal: Temporal | undefined): Places {
  const postgres = given.DATABASE_URL === undefined;
  const server = given.TEMPORAL_ADDRESS === undefined && temporal?.connection.address === undefined;
  const mailbox = given.SMTP_URL === undefined;
  const local = '127.0.0.1';
  const ports = [
    { used: true, setting: 'PORT', host: set.HOST ?? local, port: set.PORT },
    { used: postgres, setting: 'EMBEDDED_POSTGRES_PORT', host: local, port: set.EMBEDDED_POSTGRES_PORT },
    { used: server, setting: 'EMBEDDED_TEMPORAL_PORT', host: local, port: set.EMBEDDED_TEMPORAL_PORT },
    { used: server, setting: 'EMBEDDED_TEMPORAL_UI_PORT', host: local, port: set.EMBEDDED_TEMPORAL_UI_PORT },
    { used: mailbox, setting: 'EMBEDDED_SMTP_PORT', host: local, port: set.EMBEDDED_SMTP_PORT },
    { used: mailbox, setting: 'EMBEDDED_INBOX_PORT', host: local, port: set.EMBEDDED_INBOX_PORT },
  ];
  const { address, ...credentials } = temporal?.connection ?? {};
  return {
    dataDir: resolve(set.DATA_DIR ?? '.data'),
    ports: ports.flatMap(({ used, setting, host, port }) => (used && port ? [{ setting, host, port }] : [])),
    databaseUrl: set.DATABASE_URL,
    temporal:
      temporal && address ? { connection: { ...credentials, address }, namespace: temporal.namespace } : undefined,
    smtpUrl: set.SMTP_URL,
  };
}

function samePorts({ ports }: Places): string[] {
  return ports.flatMap(({ setting, port }, i) => {
    const earlier = ports.slice(0, i).find((other) => other.port === port);
    return earlier ? [`${setting} must differ from ${earlier.setting}: both are ${port}`] : [];
  });
}

function cacheDir(set: Settings): string {
  if (set.XDG_CACHE_HOME) return join(set.XDG_CACHE_HOME, 'thong-suot');
  if (process.platform === 'win32') return join(set.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'thong-suot');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'thong-suot');
  return join(homedir(), '.cache', 'thong-suot');
}

const random = (encoding: 'hex' | 'base64') => randomBytes(32).toString(encoding);
const newKeyId = () => `k${randomBytes(3).toString('hex')}`;
const reachable = (host: string) =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.replace(/^(.*:.*)$/, '[$1]');
const missing = (name: string, because: string, example: string) =>
  `${name} is required when ${because} is set; for example ${example}`;

function attempt<T>(faults: string[], setting: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    faults.push(/^[A-Z_]+[: ]/.test(message) ? message : `${setting}: ${message}`);
    return undefined;
  }
}
