import { Client, type Connection, type ConnectionOptions } from '@temporalio/client';
import { connectTo } from './connection.ts';

type Intercepted = ReturnType<NonNullable<ConnectionOptions['interceptors']>[number]>;

/** gRPC: deadline exceeded, permission denied. */
export const REFUSED = { outOfTime: 4, denied: 7 } as const;

/**
 * A client of the same server whose calls of these methods come back with an error, as with an API key of too few rights.
 * @param code the error's, as gRPC has it; its connection is the caller's to close
 */
export async function refusing(temporal: Client, methods: readonly string[], code: number): Promise<Client> {
  const { address } = (temporal.connection as Connection).options;
  const connection = await connectTo(address, [
    (options, next) => {
      if (methods.some((method) => options.method_definition.path.endsWith(`/${method}`)))
        throw Object.assign(new Error('refused'), { code, details: 'refused', metadata: { get: () => [] } });
      return next(options) as Intercepted;
    },
  ]);
  return new Client({ connection, namespace: temporal.options.namespace });
}
