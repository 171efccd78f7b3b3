import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

/** A call that nobody waits for any more, such as that for the end of a run, may take for ever. */
const LONGEST_MS = 10_000;

/**
 * A connection to a Temporal server that is closed only once the calls on it have ended: one that waits to be tried again throws where nobody
 * can catch it, once its connection is closed, and ends a suite that had passed.
 */
export async function connectTo(address: string): Promise<Connection> {
  const connection = await Connection.connect({ address });
  const underWay = new Set<PromiseLike<unknown>>();
  const workflowService = new Proxy(connection.workflowService, {
    get(service, name) {
      const method = Reflect.get(service, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const call: unknown = method.apply(service, args);
        if (call instanceof Promise) {
          underWay.add(call);
          const ended = () => underWay.delete(call);
          call.then(ended, ended);
        }
        return call;
      };
    },
  });
  Object.defineProperty(connection, 'workflowService', { value: workflowService });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    await Promise.race([Promise.allSettled(underWay), wait(LONGEST_MS, undefined, { ref: false })]);
    await close();
  };
  return connection;
}
