import { rmSync } from 'node:fs';
import { Client } from '@temporalio/client';
import { readConfig } from '../../config.ts';
import type { ServerProcess } from '../../embedded/server-process.ts';
import { startTemporal } from '../../embedded/temporal.ts';
import { findTemporalCli } from '../../embedded/temporal-cli.ts';
import { prepareNamespace } from '../../embedded/temporal-namespace.ts';
import { connectTo } from '../support/connection.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { freshNamespace } from '../support/servers.ts';

describe('a server of its own', () => {
  let dataDir: string;
  let port: number;
  let command: string;
  const started: ServerProcess[] = [];

  beforeAll(async () => {
    dataDir = temporaryFolder();
    port = await freePort();
    command = await findTemporalCli(readConfig({ ...process.env, DATA_DIR: dataDir }).cacheDir, console.log);
  });

  afterAll(async () => {
    for (const server of started) await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async () => {
    const server = await startTemporal({ command, dataDir, port, namespace: 'default' });
    started.push(server);
    return server;
  };

  test('a workflow that runs is still there after kill -9 of the server', async () => {
    const server = await start();
    await onClient({ address: `127.0.0.1:${port}`, namespace: 'default' }, (client) =>
      client.workflow.start('supportApplication', { workflowId: 'application/1', taskQueue: 'nobody' }),
    );
    process.kill(server.pid, 'SIGKILL');
    expect(await server.ended).toBe('Temporal ended with SIGKILL');
    await start();
    expect(await statusOf('application/1')).toBe('RUNNING');
  });

  test('a server that a killed run left behind is ended, and its state served by the new one', async () => {
    const left = started.at(-1);
    const next = await start();
    expect(next.pid).not.toBe(left?.pid);
    await left?.ended;
    expect(await statusOf('application/1')).toBe('RUNNING');
  });

  const statusOf = (workflowId: string) =>
    onClient({ address: `127.0.0.1:${port}`, namespace: 'default' }, async (client) => {
      return (await client.workflow.getHandle(workflowId).describe()).status.name;
    });
});

describe('a namespace', () => {
  test('can be used at once: a run is started and found by its search attributes', async () => {
    const place = await freshNamespace();
    await onClient(place, async (client) => {
      await client.workflow.start('supportApplication', {
        workflowId: 'application/2',
        taskQueue: 'nobody',
        searchAttributes: { Programme: ['NSCL'], Stage: ['tendering'], Overdue: [true] },
      });
      const query = 'Programme = "NSCL" AND Stage = "tendering" AND Overdue = true';
      const { count } = await eventually(
        async () => {
          const found = await client.workflow.count(query);
          return found.count > 0 && found;
        },
        { what: 'the run in the list' },
      );
      expect(count).toBe(1);
    });
  });

  test('is prepared again without harm, and keeps closed runs for 90 days', async () => {
    const place = await freshNamespace();
    await prepareNamespace(place);
    await onClient(place, async (client) => {
      const { config } = await client.workflowService.describeNamespace({ namespace: place.namespace });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
    });
  });
});

async function onClient<T>(
  { address, namespace }: { address: string; namespace: string },
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await connectTo(address);
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
