/** What a PostgreSQL answers that is starting, going or full: its protocol's own bytes, for the moments that a real one passes too fast. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

type Ailment = { code: string; message: string };

/** Refuses whoever connects, or lets them in and breaks off at their first query, or never answers it. */
export async function ailingPostgres({
  at,
  ...ailment
}: Ailment & { at: 'connecting' | 'first query' | 'never' }): Promise<{ url: string; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let greeted = false;
    socket.on('data', () => {
      if (greeted && at === 'never') return;
      if (greeted || at === 'connecting') {
        socket.end(errorOf(ailment));
        return;
      }
      greeted = true;
      // Authenticated, and ready for a query.
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `postgresql://owner@127.0.0.1:${(server.address() as AddressInfo).port}/thongsuot`,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function errorOf({ code, message }: Ailment): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
