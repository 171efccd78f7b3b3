import { startChild } from '../../commands/child.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { type Office, openOffice } from '../support/office.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office?.close());

test('the API that is told to stop while Temporal is away ends in order: what it still asks is left, and nothing is thrown', async () => {
  const dataDir = temporaryFolder();
  const api = await startChild({
    name: 'api',
    entry: 'api/main.ts',
    dataDir,
    env: {
      DATA_DIR: dataDir,
      DATABASE_URL: office.url,
      AUTH_SECRET: 'x'.repeat(32),
      PAYLOAD_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
      PORT: String(await freePort()),
      LOG_LEVEL: 'fatal',
    },
  });
  await api.stop();
  expect(await api.ended).toBe('ended with code 0');
});
