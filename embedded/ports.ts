import { createServer } from 'node:net';

/** Tries to listen. @returns the error's code, such as EADDRINUSE, or undefined when the port can be had. */
export function listenFault(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/**
 * Before a server is started: were the port another program's, that one would answer in our server's place.
 * @throws Error when the port of 127.0.0.1 cannot be had.
 */
export async function mustBeFree(name: string, port: number): Promise<void> {
  const code = await listenFault('127.0.0.1', port);
  if (code)
    throw new Error(`${name} cannot have port ${port}: ${code === 'EADDRINUSE' ? 'another program has it' : code}`);
}
