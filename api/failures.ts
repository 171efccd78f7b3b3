/** The last handlers: what no route answers is missing, and whatever was thrown becomes a problem. */
import { isGrpcServiceError } from '@temporalio/client';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { MulterError } from 'multer';
import { Refused } from '../domain/errors.ts';
import { OutOfTime } from '../protocol/reach.ts';
import { isInfrastructure } from '../records/infrastructure.ts';
import { Problem, sendProblem, unavailable } from './problem.ts';

export const missing: RequestHandler = () => {
  throw new Problem('not-found');
};

/** Answers with a problem. Only a fault of ours is a 500, and is logged with its stack. */
export const failures: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (response.headersSent) {
    request.log.warn({ err: error }, 'the answer broke off');
    response.destroy();
    return;
  }
  const problem = problemOf(error);
  if (problem.code === 'internal') request.log.error({ err: error }, 'a request failed');
  if (problem.code === 'unavailable') request.log.warn({ err: error }, 'out of reach');
  sendProblem(response, problem);
};

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refused) return new Problem(error.code, { faults: error.faults });
  if (error instanceof MulterError) return uploadProblem(error);
  if (isOutOfReach(error)) return unavailable();
  const { type, status, expose } = error as { type?: string; status?: number; expose?: boolean };
  if (type === 'entity.too.large') return new Problem('too-large');
  if (status === 415) return new Problem('wrong-type');
  // Malformed JSON, a broken multipart body, an ill-encoded path: the senders' own.
  if (status !== undefined && status >= 400 && status < 500 && expose !== false) return new Problem('malformed');
  if (error instanceof Error && MULTIPART.test(error.message)) return new Problem('malformed');
  if (error instanceof URIError) return new Problem('malformed');
  return new Problem('internal');
}

/** What busboy, which multer stands on, throws at an ill-formed body. */
const MULTIPART =
  /^(Unexpected end of form|Malformed part header|Multipart: Boundary not found|Malformed content type|Request aborted)/;

const uploadProblem = ({ code }: MulterError): Problem =>
  code === 'LIMIT_FILE_SIZE'
    ? new Problem('too-large', { detail: { vi: 'Tệp lớn nhất là 20 MB.', en: 'A file may have at most 20 MB.' } })
    : new Problem('malformed');

/** gRPC: deadline exceeded, resource exhausted, unavailable. */
const TEMPORAL = new Set([4, 8, 14]);

/** How deep an error is wrapped: by the sign-in library, by Prisma, by its driver adapter. */
const DEEPEST = 8;

/** Where libraries keep what an error was caused by. `body`: the sign-in library. */
type Wrapped = { cause?: unknown; body?: unknown; meta?: { driverAdapterError?: unknown } };

/** What Node throws for a call of the operating system: a disk that is full, read-only or away, whichever number it has. */
const isOfSystem = (error: object): boolean =>
  error instanceof Error && 'syscall' in error && 'errno' in error && typeof error.errno === 'number';

/** Whether what we stand on is away: the database, as everywhere in the product, the Temporal server, or the disk of the documents. */
function isOutOfReach(error: unknown, depth = 0): boolean {
  if (depth > DEEPEST || error === null || typeof error !== 'object') return false;
  if (isInfrastructure(error) || error instanceof OutOfTime || isOfSystem(error)) return true;
  if (isGrpcServiceError(error) && TEMPORAL.has(error.code)) return true;
  const { cause, body, meta } = error as Wrapped;
  return [cause, body, meta?.driverAdapterError].some((inner) => isOutOfReach(inner, depth + 1));
}
