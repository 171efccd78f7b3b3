import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../config.ts';
import { temporaryFolder } from './support/folder.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SERVERS = {
  DATABASE_URL: 'postgresql://app:pw@db.tinh.vn:5432/hotro',
  TEMPORAL_ADDRESS: 'temporal.tinh.vn:7233',
  SMTP_URL: 'smtps://app:pw@mail.tinh.vn',
  MAIL_FROM: 'hotro@tinh.vn',
  AUTH_SECRET: 'x'.repeat(32),
  PAYLOAD_KEYS: `k2:${Buffer.alloc(32, 2).toString('base64')},k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

test('with nothing set, everything is embedded, on this machine alone', () => {
  const config = readConfig({ DATA_DIR: folder });
  expect(config).toMatchObject({
    dataDir: folder,
    api: { host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000' },
    database: { embedded: true },
    temporal: { embedded: true, namespace: 'default', connection: { address: '127.0.0.1:7233' } },
    mail: { embedded: true, smtpUrl: 'smtp://127.0.0.1:2525' },
  });
  expect(config.database.url).toMatch(/^postgresql:\/\/thongsuot:[0-9a-f]{64}@127\.0\.0\.1:54329\/thongsuot$/);
});

test('secrets are made once, with mode 0600, and are the same afterwards', () => {
  const first = readConfig({ DATA_DIR: folder });
  const second = readConfig({ DATA_DIR: folder });
  expect(second).toEqual(first);
  expect(first.secrets.payloadKeys[0]?.key).toHaveLength(32);
  for (const name of ['auth-secret', 'payload-keys', 'postgres-password']) {
    expect(statSync(join(folder, 'secrets', name)).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(join(folder, 'secrets/auth-secret'), 'utf8').trim()).toBe(first.secrets.authSecret);
});

test('with servers set, nothing is embedded and no secret is made', () => {
  const config = readConfig({ ...SERVERS, DATA_DIR: folder, PUBLIC_URL: 'https://hotro.tinh.vn/' });
  expect(config).toMatchObject({
    api: { publicUrl: 'https://hotro.tinh.vn' },
    database: { embedded: false, url: SERVERS.DATABASE_URL },
    temporal: { embedded: false, connection: { address: 'temporal.tinh.vn:7233' } },
    mail: { embedded: false, from: 'hotro@tinh.vn' },
  });
  expect(config.secrets.payloadKeys.map((key) => key.id)).toEqual(['k2', 'k1']);
  expect(() => statSync(join(folder, 'secrets'))).toThrow('ENOENT');
});

test("Temporal's own settings for a key and TLS are understood", () => {
  const { temporal } = readConfig({
    ...SERVERS,
    DATA_DIR: folder,
    TEMPORAL_API_KEY: 'key',
    TEMPORAL_NAMESPACE: 'tinh',
  });
  expect(temporal).toMatchObject({ namespace: 'tinh', connection: { apiKey: 'key', tls: true } });
});

test('every fault is listed at once, each by the name of its setting', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const faults = faultsOf({
    DATA_DIR: join(file, 'below'),
    PORT: '70000',
    DATABASE_URL: 'mysql://db',
    TEMPORAL_ADDRESS: 'temporal',
    SMTP_URL: 'mail.tinh.vn',
    LOG_LEVEL: 'loud',
    WORKER_MAX_CACHED_WORKFLOWS: '0',
    AUTH_SECRET: 'short',
    PAYLOAD_KEYS: 'k1:short',
    METRICS_ADDRESS: '9464',
  });
  expect(faults.map((fault) => fault.split(/[: ]/)[0]).sort()).toEqual([
    'AUTH_SECRET',
    'DATABASE_URL',
    'DATA_DIR',
    'LOG_LEVEL',
    'MAIL_FROM',
    'METRICS_ADDRESS',
    'PAYLOAD_KEYS',
    'PORT',
    'SMTP_URL',
    'TEMPORAL_ADDRESS',
    'WORKER_MAX_CACHED_WORKFLOWS',
  ]);
});

test('a configured database needs its secrets from the configuration', () => {
  expect(faultsOf({ DATA_DIR: folder, DATABASE_URL: SERVERS.DATABASE_URL })).toEqual([
    expect.stringMatching('AUTH_SECRET is required when DATABASE_URL is set'),
    expect.stringMatching('PAYLOAD_KEYS is required when DATABASE_URL is set'),
  ]);
});

test('a fault never repeats a secret', () => {
  const said = faultsOf({
    DATA_DIR: folder,
    DATABASE_URL: 'mysql://app:hidden@db',
    AUTH_SECRET: 'hidden',
    PAYLOAD_KEYS: 'hidden',
  });
  expect(said.join()).not.toContain('hidden');
});

test('two servers cannot share a port', () => {
  expect(faultsOf({ DATA_DIR: folder, PORT: '8025' })).toEqual([
    'EMBEDDED_INBOX_PORT must differ from PORT: both are 8025',
  ]);
});

test('an empty value counts as not set', () => {
  expect(readConfig({ DATA_DIR: folder, DATABASE_URL: '', PORT: '' })).toMatchObject({
    api: { port: 3000 },
    database: { embedded: true },
  });
});

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}
