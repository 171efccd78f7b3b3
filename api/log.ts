/** The log of requests: method, route, status, time, request id. No bodies, headers, query strings or addresses. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';
import type { Route } from './route.ts';

const GIVEN_ID = /^[\w-]{8,64}$/;

/** Each request gets an id, the caller's own where it is well-formed; it is in the answer, in problems and in the log. */
export const requestLog = (log: Logger): HttpLogger =>
  pinoHttp({
    logger: log,
    quietReqLogger: true,
    genReqId: (request, response) => {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && GIVEN_ID.test(given) ? given : randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    serializers: { req: () => undefined, res: () => undefined },
    customSuccessObject: (request, response, value) => ({
      ...told(request, response),
      ms: (value as { responseTime?: number }).responseTime,
    }),
    customErrorObject: (request, response, _error, value) => ({
      ...told(request, response),
      ms: (value as { responseTime?: number }).responseTime,
    }),
    customSuccessMessage: () => 'answered',
    customErrorMessage: () => 'failed',
  });

const told = (request: IncomingMessage, response: ServerResponse) => {
  const route = (response as Response).locals?.route as Route | undefined;
  return {
    id: (request as Request).id,
    method: request.method,
    route: route?.path ?? 'none',
    status: response.statusCode,
  };
};
