/** A load balancer before several API processes: each connection goes to the next one that takes it. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Balancer = {
  base: string;
  /** Ports of 127.0.0.1. What is taken out gets no new connection. */
  backends: Set<number>;
  close(): Promise<void>;
};

/** @param port where it listens, on 127.0.0.1 */
export async function openBalancer(port: number): Promise<Balancer> {
  const backends = new Set<number>();
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((caller) => {
    open.add(caller);
    caller.once('close', () => open.delete(caller));
    caller.on('error', () => caller.destroy());
    void join(caller);
  });
  const join = async (caller: Socket) => {
    const ports = [...backends];
    for (let tried = 0; tried < ports.length; tried += 1) {
      turn += 1;
      const backend = connect(ports[turn % ports.length]!, '127.0.0.1');
      const connected = await once(backend, 'connect').then(
        () => true,
        () => false,
      );
      if (!connected) continue;
      backend.on('error', () => caller.destroy());
      backend.once('close', () => caller.destroy());
      caller.once('close', () => backend.destroy());
      caller.pipe(backend).pipe(caller);
      return;
    }
    caller.destroy();
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${port}`,
    backends,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
