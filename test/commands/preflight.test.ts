import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { preflight } from '../../commands/preflight.ts';
import { isNewEnough, rightsFault } from '../../commands/preflight-temporal.ts';
import type { Places } from '../../config.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import { connectTo } from '../support/connection.ts';
import { eventually } from '../support/eventually.ts';
import { REFUSED, refusing } from '../support/refusing.ts';
import { type FreshDatabase, freshDatabase, freshNamespace, mailboxPerSuite } from '../support/servers.ts';

let database: FreshDatabase;
let mailbox: Mailbox;
let places: Places;

beforeAll(async () => {
  database = await freshDatabase();
  mailbox = await mailboxPerSuite();
  const { address, namespace } = await freshNamespace();
  places = {
    dataDir: undefined,
    ports: [],
    databaseUrl: database.url,
    temporal: { connection: { address }, namespace },
    smtpUrl: mailbox.smtpUrl,
  };
});

afterAll(async () => {
  await mailbox.stop();
  await database.drop();
});

test('servers that answer are no fault', async () => {
  expect(await preflight(places)).toEqual([]);
});

test('a wrong password is told without it', async () => {
  const url = new URL(database.url);
  url.password = 'hidden';
  const [fault, ...more] = await preflight({ ...places, databaseUrl: url.href });
  expect(fault).toBe(
    `DATABASE_URL: the PostgreSQL at ${url.host} cannot be used (password authentication failed for user "test")`,
  );
  expect(more).toEqual([]);
});

test('a namespace that does not exist is named', async () => {
  const faults = await preflight({ ...places, temporal: { ...temporal(), namespace: 'nowhere' } });
  expect(faults).toEqual([
    expect.stringMatching(
      /^TEMPORAL_NAMESPACE: nowhere at .* cannot be used \(.*not found.*\); run: temporal operator namespace create .*--namespace nowhere --retention 30d$/,
    ),
  ]);
});

test('a namespace without our search attributes, or that forgets a run too soon, is told with the command that helps', async () => {
  const namespace = `bare_${randomBytes(8).toString('hex')}`;
  const connection = await connectTo(temporal().connection.address);
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually(async () => await connection.workflowService.describeNamespace({ namespace }), {
    what: 'the new namespace',
  });
  const { config: before } = await connection.workflowService.describeNamespace({ namespace });
  const faults = await preflight({ ...places, temporal: { ...temporal(), namespace } });
  expect(faults).toEqual([
    expect.stringContaining(
      Object.entries(SEARCH_ATTRIBUTES)
        .map(([name, type]) => `--name ${name} --type ${type}`)
        .join(' '),
    ),
    expect.stringMatching(
      /^TEMPORAL_NAMESPACE: bare_\w+ keeps the history of a run for 1 days after its end; 30 or more are needed; run: temporal operator namespace update .*--retention 30d$/,
    ),
  ]);
  expect((await connection.workflowService.describeNamespace({ namespace })).config).toEqual(before);
  await connection.close();
});

test.each([
  ['1.31.4', false],
  ['1.32.0', true],
  ['1.32.0-149.3', true],
  ['2.0.0', true],
  ['0.99', false],
  ['main', true],
])('a server of version %s may be used: %s', (version, may) => {
  expect(isNewEnough(version)).toBe(may);
});

test('what the key may not do is named at once, and what is tried leaves nothing behind', async () => {
  const connection = await connectTo(temporal().connection.address);
  const { namespace } = temporal();
  const client = new Client({ connection, namespace });
  expect(await rightsFault(client, namespace)).toEqual([]);
  const denied = ['StartWorkflowExecution', 'TerminateWorkflowExecution', 'DescribeWorkerDeployment'];
  const poor = await refusing(client, denied, REFUSED.denied);
  expect(await rightsFault(poor, namespace)).toEqual([
    `TEMPORAL_NAMESPACE: in ${namespace} we may not start runs, end runs, read deployments; give the key or certificate the right to write there`,
  ]);
  await poor.connection.close();
  expect(Number((await connection.workflowService.countWorkflowExecutions({ namespace })).count ?? 0)).toBe(0);
  await connection.close();
});

function temporal() {
  if (!places.temporal) throw new Error('the suite has a namespace');
  return places.temporal;
}
