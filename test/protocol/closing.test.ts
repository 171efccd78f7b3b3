import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { isGrpcServiceError } from '@temporalio/client';
import { lazilyTo } from '../support/connection.ts';

/** gRPC. */
const CANCELLED = 1;

test('a call that waits to be tried again is over once its connection is closed, and throws to nobody else', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = lazilyTo(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  const asked = connection.withDeadline(Date.now() + 60_000, () => connection.workflowService.getSystemInfo({}));
  const refused = asked.then(
    () => 'answered',
    (error: unknown) => isGrpcServiceError(error) && error.code,
  );
  await once(server, 'connection');
  await connection.close();
  server.close();
  expect(await refused).toBe(CANCELLED);
});
