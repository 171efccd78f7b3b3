import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../../commands/child.ts';
import { ACTION } from '../../domain/process.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { does, history } from '../support/office.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** The worker as `npm start` runs it. */
const start = async (env: Record<string, string> = {}, logFile?: string) => {
  const dataDir = temporaryFolder();
  return startChild({
    name: 'worker',
    entry: 'worker/main.ts',
    dataDir,
    logFile,
    env: {
      DATA_DIR: dataDir,
      DATABASE_URL: world.url,
      AUTH_SECRET: 'x'.repeat(32),
      PAYLOAD_KEYS: world.keys.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(','),
      TEMPORAL_ADDRESS: world.address,
      TEMPORAL_NAMESPACE: world.namespace,
      SMTP_URL: world.mailbox.smtpUrl,
      MAIL_FROM: 'thong-suot@example.test',
      LOG_LEVEL: 'fatal',
      ...env,
    },
  });
};

test('answers decisions, has the letters sent, gives its figures, and ends in order when it is asked to', async () => {
  const port = await freePort();
  const worker = await start({ METRICS_ADDRESS: `127.0.0.1:${port}` });
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await eventually(async () => (await world.mailbox.messages()).some((message) => message.subject.includes(code)), {
    what: 'the acknowledgement',
  });
  const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(figures).toContain('temporal_workflow_task_execution_latency');
  await worker.stop();
  expect(await worker.ended).toBe('ended with code 0');
});

test('another one takes over where the first left off', async () => {
  const worker = await start();
  const { code } = await world.database.application.findFirstOrThrow();
  await does(world, 'intake', code, ACTION.accept);
  expect(await history(world, code)).toEqual(['submit', 'accept']);
  await worker.stop();
});

test('refuses to start where an open dossier was entered with a version of the process that this build lacks', async () => {
  await world.database.application.updateMany({ data: { process: 99 } });
  const logFile = join(temporaryFolder(), 'worker.log');
  await expect(start({}, logFile)).rejects.toThrow('ended with code 1');
  expect(readFileSync(logFile, 'utf8')).toContain('lacks version 99 (1 open) of the process');
  await world.database.application.updateMany({ data: { process: 1 } });
});
