import { Client, type Connection, type ConnectionOptions } from '@temporalio/client';
import { connectTo } from './connection.ts';

type Intercepted = ReturnType<NonNullable<ConnectionOptions['interceptors']>[number]>;

/** gRPC: deadline exceeded, permission denied. */
export const REFUSED = { outOfTime: 4, denied: 7 } as const;

/**
 * A client of the same server whose calls of these methods come back with an error, as with an API key of too few rights.
 * @param code the error's, as gRPC has it; its connection is the caller's to close
 * @param times how many calls come back so; all of them unless told
 */
export async function refusing(
  temporal: Client,
  methods: readonly string[],
  code: number,
  times = Number.POSITIVE_INFINITY,
): Promise<Client> {
  let left = times;
  const { address } = (temporal.connection as Connection).options;
  const connection = await connectTo(address, [
    (options, next) => {
      if (left > 0 && methods.some((method) => options.method_definition.path.endsWith(`/${method}`))) {
        left -= 1;
        throw Object.assign(new Error('refused'), { code, details: 'refused', metadata: { get: () => [] } });
      }
      return next(options) as Intercepted;
    },
  ]);
  return new Client({ connection, namespace: temporal.options.namespace });
}
