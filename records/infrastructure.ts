/**
 * The one place that splits faults: infrastructure is out of reach, out of time or lost to another, and is tried again; everything
 * else is ours, and would come again however often it is tried.
 */
import { UnknownSubject } from '../domain/errors.ts';
import { cut } from '../domain/text.ts';
import { MovedMeanwhile } from './lock.ts';

/** SQLSTATE classes of a PostgreSQL that is unreachable, full, going, or had to choose between two transactions. */
const CLASSES: ReadonlySet<string> = new Set([
  '08', // connection exceptions
  '28', // the account is refused: a password that is being changed
  '53', // insufficient resources
  '58', // errors outside PostgreSQL itself: disk, files
]);
const STATES: ReadonlySet<string> = new Set([
  '0A000', // "cached plan must not change result type": after a migration, until the connection plans anew
  '25006', // read-only: a server that was the first and is the second now
  '25P03', // idle in a transaction for too long
  '25P04', // a transaction that took too long
  '26000', // a prepared statement that the connection no longer has
  '3D000', // no such database: one that is being put back
  '40001', // could not serialize
  '40P01', // deadlock
  '55P03', // a lock that was not available in time
  '57014', // cancelled: a statement that took too long
  '57P01', // shut down by an administrator
  '57P02', // crashed
  '57P03', // starting up
  '57P04', // database dropped
  '57P05', // idle for too long
]);

/** Prisma's own: unreachable, timed out, closed, no connection of the pool in time, no transaction in time, lost to another, too many connections. */
const PRISMA: ReadonlySet<string> = new Set([
  ...['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1010', 'P1011', 'P1017'],
  ...['P2024', 'P2028', 'P2034', 'P2037'],
]);
const SOCKET: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EMFILE', 'ENOBUFS'],
]);
/** Kinds of the driver adapter that come without a code. */
const KINDS: ReadonlySet<string> = new Set([
  ...['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TransactionWriteConflict', 'TooManyConnections'],
  ...['TlsConnectionError', 'DatabaseAccessDenied', 'AuthenticationFailed', 'DatabaseDoesNotExist'],
]);
const WORDS =
  /Can't reach database server|Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end|the database system is (starting up|shutting down|in recovery mode)|Transaction already closed|Unable to start a transaction/i;

/** An error of the driver, of Prisma or of Node, as far as it is looked at. */
type Thrown = {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  originalCode?: unknown;
  kind?: unknown;
  cause?: unknown;
  meta?: { code?: unknown; driverAdapterError?: unknown };
};

/** An error and what it was caused by, outermost first. */
function chainOf(error: unknown): Thrown[] {
  const chain: Thrown[] = [];
  let rest: unknown[] = [error];
  while (rest.length > 0 && chain.length < 12) {
    const [next, ...others] = rest;
    rest = others;
    if (next === null || typeof next !== 'object' || chain.includes(next)) continue;
    const thrown = next as Thrown;
    chain.push(thrown);
    rest.push(thrown.cause, thrown.meta, thrown.meta?.driverAdapterError);
  }
  return chain;
}

/** The five characters that PostgreSQL names an error by, where it has any. Prisma's own codes begin with P1 to P9. */
export function sqlStateOf(error: unknown): string | null {
  for (const { originalCode, code } of chainOf(error)) {
    for (const state of [originalCode, code])
      if (typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) && !/^P[1-9]|^E[A-Z]{4}$/.test(state)) return state;
  }
  return null;
}

/** Whether an error is the infrastructure's: nothing was written, and the same may succeed when it is tried again. */
export function isInfrastructure(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return CLASSES.has(state.slice(0, 2)) || STATES.has(state);
  return chainOf(error).some(
    (thrown) =>
      thrown instanceof MovedMeanwhile ||
      thrown.name === 'TimeoutError' ||
      thrown.name === 'AbortError' ||
      (typeof thrown.code === 'string' && (PRISMA.has(thrown.code) || SOCKET.has(thrown.code))) ||
      (typeof thrown.kind === 'string' && KINDS.has(thrown.kind)) ||
      // Only a driver's words: those of our own errors, and of a query that could not be made, may hold what somebody sent.
      (!mayQuote(thrown) && typeof thrown.message === 'string' && WORDS.test(thrown.message)),
  );
}

const mayQuote = (thrown: Thrown): boolean =>
  thrown instanceof RangeError ||
  thrown instanceof TypeError ||
  thrown instanceof SyntaxError ||
  thrown.name === 'PrismaClientValidationError' ||
  prismaCodeOf(thrown) !== undefined;

const prismaCodeOf = ({ code }: Thrown): string | undefined =>
  typeof code === 'string' && /^P[1-9]\d{3}$/.test(code) ? code : undefined;

/**
 * Whether an error leaves what was to be recorded as it is, to be tried again: the infrastructure's, and a subject that this database
 * does not have, which has not ended for that.
 */
export const isTriedAgain = (error: unknown): boolean => error instanceof UnknownSubject || isInfrastructure(error);

/** What developers read of an error: its class, our own words and where it was thrown; nothing that anybody sent. */
export type Described = { class: string; message: string; place: string };

const LONGEST_MESSAGE = 300;
const MOST_FRAMES = 3;

/**
 * Describes an error without personal data. PostgreSQL's and Prisma's messages hold values, so of theirs the SQLSTATE, the table
 * and the constraint are kept; of what our own code threw the words, with what is quoted and every digit left out. What a library or
 * the language itself threw may repeat what it was given: of that the class and the place are kept.
 */
export function describe(error: unknown): Described {
  const state = sqlStateOf(error);
  const name = error instanceof Error ? error.name : typeof error;
  const prisma = chainOf(error)
    .map(prismaCodeOf)
    .find((code) => code !== undefined);
  const ids = [prisma, state].filter((id) => typeof id === 'string');
  return {
    class: [plain(name), ...ids].join(' ').slice(0, 100),
    message:
      ids.length === 0 && error instanceof Error && isOwn(framesOf(error)[0])
        ? masked(error.message)
        : constraintOf(error),
    place: placeOf(error),
  };
}

const plain = (text: string): string => text.replace(/[^A-Za-z0-9_$ -]/g, '');

function constraintOf(error: unknown): string {
  for (const thrown of chainOf(error) as Record<string, unknown>[]) {
    const { table, constraint, modelName } = thrown;
    const named = typeof constraint === 'object' && constraint !== null ? JSON.stringify(constraint) : constraint;
    const said = [table ?? modelName, named].filter((part): part is string => typeof part === 'string');
    if (said.length > 0) return cut(said.join(' '), LONGEST_MESSAGE).replace(/[^A-Za-z0-9_ ."{}:,[\]-]/g, '');
  }
  return '';
}

/** Our own words: what stands in quotes, digits, and anything that is no plain English may have come from outside. */
const masked = (message: string): string =>
  cut(
    message
      .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
      .replace(/\d[\d.,:TZ+-]*/g, '#')
      .replace(/\S*[^\x20-\x7e…]\S*/g, '…'),
    LONGEST_MESSAGE,
  );

/** Where an error was thrown and by what it was called, in the project's own code, without the folder that it lies in. */
const placeOf = (error: unknown): string =>
  framesOf(error)
    .filter(isOwn)
    .slice(0, MOST_FRAMES)
    .map(({ name, file }) => [name, file.slice(ROOT.length)].filter(Boolean).join(' '))
    .join(' < ');

type Frame = { name: string | undefined; file: string };

/** Every frame of an error's stack, innermost first. The language's own functions have no file. */
function framesOf(error: unknown): Frame[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.matchAll(
    /^\s+at (?:async )?(?:([\w.#<> ]+?) )?\(?(?:file:\/\/)?(<anonymous>|[^\s()]+:\d+)(?::\d+)?\)?$/gm,
  );
  return [...frames].map(([, name, file = '']) => ({ name, file }));
}

const isOwn = (frame: Frame | undefined): boolean =>
  frame?.file.startsWith(ROOT) === true && !frame.file.includes('/node_modules/');

const ROOT = new URL('..', import.meta.url).pathname;
