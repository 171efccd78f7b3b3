/** Turns routes into an Express router: who calls, whether they may, what they sent, then the handler, then the answer. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { within } from '../protocol/reach.ts';
import { faultsOf } from '../records/handlers.ts';
import type { Gate } from './gate.ts';
import { readJson, unstorable } from './json.ts';
import { idempotencyKey, once } from './once.ts';
import { Problem } from './problem.ts';
import type { Answer, Ask, Route, Services } from './route.ts';
import { receiveFile } from './upload.ts';

/** JSON bodies beyond this are refused: the largest are scores and claims, some hundred kilobytes. */
const LARGEST_BODY = '1mb';
const READ_WITHIN_MS = 15_000;

/** A router for these routes. @param gate knows who calls and what each policy asks */
export function mount(routes: readonly Route[], services: Services, gate: Gate): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const json = readJson(LARGEST_BODY);
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(pathOf(route), [...(paths.get(pathOf(route)) ?? []), route]);
  for (const [path, own] of paths) {
    for (const route of own) {
      const parse = route.multipart ? receiveFile : takesBody(route) ? json : null;
      const handle = async (request: Request, response: Response) => {
        response.locals.route = route;
        const who = await gate.admit(route, request);
        if (parse) await parsed(parse, request, response, route);
        await serve(route, request, response, services, who);
      };
      router[route.method](path, handle);
    }
    const allowed = own.map((route) => route.method.toUpperCase()).join(', ');
    router.all(path, () => {
      throw new Problem('method-not-allowed', { headers: { Allow: allowed } });
    });
  }
  return router;
}

/** `/applications/{code}` as Express writes it. */
const pathOf = (route: Route): string => `${route.root ? '' : '/api'}${route.path.replace(/\{(\w+)\}/g, ':$1')}`;

const takesBody = (route: Route): boolean =>
  route.body !== undefined || (route.method !== 'get' && route.method !== 'delete');

/** Runs a body parser after the caller was admitted, so that strangers cannot make us read megabytes. */
async function parsed(parse: RequestHandler, request: Request, response: Response, route: Route): Promise<void> {
  const empty =
    request.headers['content-length'] === '0' ||
    (!request.headers['content-length'] && !request.headers['transfer-encoding']);
  if (!empty && !route.multipart && !request.is('application/json')) throw wrongType('application/json');
  if (route.multipart && !request.is('multipart/form-data')) throw wrongType('multipart/form-data');
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}

const wrongType = (wanted: string): Problem =>
  new Problem('wrong-type', {
    headers: { Accept: wanted },
    detail: { vi: `Hãy gửi nội dung dạng ${wanted}.`, en: `Send the content as ${wanted}.` },
  });

async function serve(
  route: Route,
  request: Request,
  response: Response,
  services: Services,
  admitted: Awaited<ReturnType<Gate['admit']>>,
): Promise<void> {
  const ask = readAsk(route, request, services, admitted);
  // What is decided waits in its own time; what is only read comes soon, or not at all.
  const work = async () => route.handle(ask, services);
  const answer = await (route.effect === 'read' ? within(READ_WITHIN_MS, work) : work());
  await send(route, answer, response, services);
}

function readAsk(
  route: Route,
  request: Request,
  services: Services,
  { who, seen }: Awaited<ReturnType<Gate['admit']>>,
): Ask {
  const file = (request as Request & { file?: { buffer: Buffer; originalname: string; mimetype: string } }).file;
  const ifMatch = request.get('if-match');
  if (route.needsMatch && !ifMatch)
    throw new Problem('precondition-required', {
      detail: {
        vi: 'Hãy gửi If-Match với ETag của bản đã đọc.',
        en: 'Send If-Match with the ETag of the edition that was read.',
      },
    });
  if (route.effect === 'once') idempotencyKey(request);
  const params = read(route.params, request.params, 'not-found');
  const query = read(route.query, request.query, 'invalid');
  const body = read(route.body, request.body ?? {}, 'invalid');
  return {
    who,
    seen,
    params,
    query,
    body,
    upload: file && { bytes: file.buffer, name: file.originalname, declared: file.mimetype },
    ifMatch,
    key: () => idempotencyKey(request),
    once: (work) => once(services.database, { who, request, body, file: file?.buffer }, work),
  } as Ask;
}

/** A part of the request by its schema. What the path names and cannot be is missing; all else is told field by field. */
function read(schema: z.ZodObject | undefined, given: unknown, otherwise: 'not-found' | 'invalid'): unknown {
  if (!schema) return undefined;
  const unreadable = unstorable(given);
  if (unreadable !== null) throw new Problem(otherwise, otherwise === 'invalid' ? { faults: [unreadable] } : {});
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Problem(otherwise, otherwise === 'invalid' ? { faults: faultsOf(result.error) } : {});
}

async function send(route: Route, answer: Answer, response: Response, { checkAnswers }: Services): Promise<void> {
  response.status(answer.status ?? route.answer.status).set(answer.headers ?? {});
  if (answer.file) {
    const { path, name, type, size } = answer.file;
    response.attachment(name);
    response.set({ 'Content-Type': type, 'Content-Length': String(size), 'Content-Security-Policy': 'sandbox' });
    await pipeline(createReadStream(path), response);
  } else if (answer.body === undefined) {
    response.end();
  } else if (route.answer.type) {
    response.type(route.answer.type).send(answer.body);
  } else {
    if (checkAnswers) route.answer.body?.parse(answer.body);
    response.json(answer.body);
  }
}
