import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { takeLock } from '../../embedded/lock.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';

let folder: string;
let taken: Server;
let port: string;

beforeEach(async () => {
  folder = temporaryFolder();
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  port = String((taken.address() as AddressInfo).port);
});

afterEach(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

test('all that is wrong with a machine is told at once, a line each, and the exit code is 1', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const nobody = await freePort();
  const { code, lines } = await start({
    DATA_DIR: join(file, 'below'),
    PORT: port,
    LOG_LEVEL: 'loud',
    DATABASE_URL: `postgresql://app:hidden@127.0.0.1:${nobody}/hotro`,
    AUTH_SECRET: 'x'.repeat(32),
    PAYLOAD_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`,
    SMTP_URL: `smtp://127.0.0.1:${nobody}`,
    MAIL_FROM: 'hotro@tinh.vn',
  });
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringContaining('LOG_LEVEL must be one of'),
    expect.stringContaining(`DATA_DIR: cannot write to ${join(file, 'below')} (ENOTDIR)`),
    `✗ PORT: port ${port} is taken by another program; end it or set PORT to a free port`,
    expect.stringMatching(`DATABASE_URL: the PostgreSQL at 127.0.0.1:${nobody} cannot be used .*ECONNREFUSED`),
    expect.stringContaining(`TEMPORAL_ADDRESS: the Temporal server at 127.0.0.1:${nobody} cannot be reached`),
    expect.stringMatching(`SMTP_URL: the mail server at 127.0.0.1:${nobody} cannot be used .*ECONNREFUSED`),
  ]);
  expect(lines.join()).not.toContain('hidden');
});

test('each embedded server names the setting of its port', async () => {
  const free = String(await freePort());
  const settings = ['EMBEDDED_POSTGRES_PORT', 'EMBEDDED_TEMPORAL_PORT', 'EMBEDDED_SMTP_PORT', 'EMBEDDED_INBOX_PORT'];
  const results = await Promise.all(
    settings.map((setting) => start({ DATA_DIR: join(folder, setting), PORT: free, [setting]: port })),
  );
  for (const [i, { code, lines }] of results.entries()) {
    expect(code).toBe(1);
    expect(lines).toContain(
      `✗ ${settings[i]}: port ${port} is taken by another program; end it or set ${settings[i]} to a free port`,
    );
  }
});

test('a second start on a data folder in use says so and ends with 1', async () => {
  takeLock(join(folder, 'start.lock'));
  expect(await start({ DATA_DIR: folder })).toEqual({
    code: 1,
    lines: [`✗ already running (process ${process.pid}) on ${folder}; end that one, or set DATA_DIR to another folder`],
  });
});

test('a flag that is not known is refused', async () => {
  const { code, lines } = await start({ DATA_DIR: folder, PORT: port }, '--now');
  expect(code).toBe(1);
  expect(lines[0]).toContain('--now is not known');
});

async function start(env: Record<string, string>, ...flags: string[]) {
  const entry = join(import.meta.dirname, '../../commands/start.ts');
  const child = spawn(process.execPath, [entry, '--no-example', ...flags], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code: code as number, lines: said.trim().split('\n') };
}
