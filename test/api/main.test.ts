import { startChild } from '../../commands/child.ts';
import { ailingPostgres } from '../support/ailing-postgres.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { type Office, openOffice } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office?.close());

/** The API's own process, with no Temporal server. @returns how it ended, once it was told to stop */
async function stopped(databaseUrl: string, before = async (_base: string) => {}): Promise<string> {
  const dataDir = temporaryFolder();
  const port = await freePort();
  const api = await startChild({
    name: 'api',
    entry: 'api/main.ts',
    dataDir,
    env: {
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: 'x'.repeat(32),
      PAYLOAD_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      PORT: String(port),
      LOG_LEVEL: 'fatal',
    },
  });
  await before(`http://127.0.0.1:${port}`);
  await api.stop();
  return api.ended;
}

test('the API that is told to stop while Temporal is away ends in order: what it still asks is left, and nothing is thrown', async () => {
  expect(await stopped(office.url)).toBe('ended with code 0');
});

test('the API that is told to stop while PostgreSQL does not answer leaves what it asks, and ends', async () => {
  const silent = await ailingPostgres({ at: 'never', code: '', message: '' });
  const asked = async (base: string) => {
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
  };
  expect(await stopped(silent.url, asked)).toBe('ended with code 0');
  silent.stop();
});
