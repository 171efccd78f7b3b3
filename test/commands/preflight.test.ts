import { randomBytes } from 'node:crypto';
import { preflight } from '../../commands/preflight.ts';
import type { Places } from '../../config.ts';
import type { Mailbox } from '../../embedded/mailbox.ts';
import { connectTo } from '../support/connection.ts';
import { eventually } from '../support/eventually.ts';
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
      /^TEMPORAL_NAMESPACE: nowhere at .* cannot be used \(.*not found.*\); run: temporal operator namespace create .*--namespace nowhere$/,
    ),
  ]);
});

test('a namespace without our search attributes is told with the command that adds them', async () => {
  const namespace = `bare_${randomBytes(8).toString('hex')}`;
  const connection = await connectTo(temporal().connection.address);
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually(async () => await connection.workflowService.describeNamespace({ namespace }), {
    what: 'the new namespace',
  });
  await connection.close();
  const faults = await preflight({ ...places, temporal: { ...temporal(), namespace } });
  expect(faults).toEqual([
    expect.stringContaining('--name Programme --type Keyword --name Stage --type Keyword --name Overdue --type Bool'),
  ]);
});

function temporal() {
  if (!places.temporal) throw new Error('the suite has a namespace');
  return places.temporal;
}
