import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type Options = Parameters<Interceptor>[0];
type Call = ReturnType<Interceptor>;

/**
 * A connection to a Temporal server that may be closed at any time. With the SDK's own, a call that waits to be tried again throws where
 * nobody can catch it once its connection is closed, and ends a suite that had passed.
 *
 * @param before asked before each call of a method, in the order of the list
 */
export const connectTo = (address: string, before: readonly Interceptor[] = []): Promise<Connection> =>
  Connection.connect({ address, interceptors: interceptors(before) });

/** The same to where nothing listens: it is not asked for an answer before its first call. */
export const lazilyTo = (address: string): Connection =>
  Connection.lazy({ address, connectTimeout: '1s', interceptors: interceptors([]) });

const interceptors = (before: readonly Interceptor[]): Interceptor[] => [
  ...before,
  makeGrpcRetryInterceptor(defaultGrpcRetryOptions()),
  endedByClosing(),
];

/** gRPC. */
const CANCELLED = 1;

/** Stands behind the one that tries again: what it tries on a connection that was closed meanwhile is over. */
function endedByClosing(): Interceptor {
  const tried = new WeakSet<Options>();
  return (options, next) => {
    if (!tried.has(options)) {
      tried.add(options);
      return next(options) as Call;
    }
    try {
      return next(options) as Call;
    } catch (error) {
      return overBy(error) as unknown as Call;
    }
  };
}

/** A call that comes to its end as soon as it begins. */
const overBy = (error: unknown) => ({
  start(metadata: unknown, listener: { onReceiveStatus(status: object): void }) {
    const details = error instanceof Error ? error.message : String(error);
    setImmediate(() => listener.onReceiveStatus({ code: CANCELLED, details, metadata }));
  },
  sendMessage() {},
  halfClose() {},
  cancelWithStatus() {},
});
