import { Client } from '@temporalio/client';
import { described, UNREADABLE } from '../../protocol/runs.ts';
import { connectTo } from '../support/connection.ts';
import { REFUSED, refusing } from '../support/refusing.ts';
import { freshNamespace } from '../support/servers.ts';

const DESCRIBE = ['DescribeWorkflowExecution'];
const ends: (() => Promise<void>)[] = [];
let temporal: Client;
beforeAll(async () => {
  const { address, namespace } = await freshNamespace();
  const connection = await connectTo(address);
  ends.push(() => connection.close());
  temporal = new Client({ connection, namespace });
  await temporal.workflow.start('supportApplication', { workflowId: 'application/here', taskQueue: 'nobody' });
});
afterAll(async () => {
  for (const end of ends) await end();
});

async function without(answers: number): Promise<Client> {
  const client = await refusing(temporal, DESCRIBE, REFUSED.outOfTime, answers);
  ends.push(() => client.connection.close());
  return client;
}

describe('a run that does not answer, of a server that does', () => {
  it('is asked again: its answer may have come too late once', async () => {
    expect(await described(await without(1), 'application/here')).toMatchObject({ status: 'running' });
    expect(await described(await without(1), 'application/nowhere')).toBeUndefined();
  });

  it('is called unreadable where it does not answer then either', async () => {
    expect(await described(await without(2), 'application/here')).toBe(UNREADABLE);
  });
});
