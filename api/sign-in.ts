/** The open paths of better-auth, with our problems and a token for programs; all of its other paths are missing. */
import { isAPIError } from 'better-auth/api';
import type { Request, Response } from 'express';
import { fault } from '../records/handler.ts';
import { AUTH_PATHS, type Auth } from './auth.ts';
import { unstorable } from './json.ts';
import { Problem, type ProblemCode } from './problem.ts';

const OPEN: ReadonlySet<string> = new Set(AUTH_PATHS);
const PREFIX = '/api/auth';
const SIGN_IN = '/sign-in/email';

/** What of the request better-auth is told. */
const PASSED = ['authorization', 'cookie', 'origin', 'referer', 'user-agent', 'content-type', 'accept-language'];

/** Answers one of better-auth's open paths. @param origin where the pages are served, which cookies are good for */
export async function answerAuth(auth: Auth, origin: string, request: Request, response: Response): Promise<void> {
  const path = request.path.slice(PREFIX.length);
  if (!OPEN.has(`${request.method} ${path}`)) throw new Problem('not-found');
  const headers = new Headers();
  for (const name of PASSED) if (request.headers[name]) headers.set(name, String(request.headers[name]));
  const unreadable = unstorable([request.body, request.query]);
  if (unreadable) throw new Problem('invalid', { faults: [unreadable] });
  const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : undefined;
  if (body) headers.set('content-type', 'application/json');
  const asked = new globalThis.Request(`${origin}${PREFIX}${path}`, { method: request.method, headers, body });
  const answer = await auth.handler(asked).catch((error: unknown) => {
    if (isAPIError(error)) throw problemOf(path, error.statusCode, error.body?.message);
    throw error;
  });
  if (!answer.ok) throw problemOf(path, answer.status);
  const text = await answer.text();
  for (const cookie of answer.headers.getSetCookie()) response.append('Set-Cookie', cookie);
  const token = answer.headers.get('set-auth-token');
  const said = text ? JSON.parse(text) : null;
  // The token that programs send as a bearer is the signed one; what lies in the database is of no use to a thief.
  response.status(200).json(token ? { ...said, token } : withoutTokens(said));
}

/** Session tokens are told once, at sign-in. */
function withoutTokens(said: unknown): unknown {
  if (Array.isArray(said)) return said.map(withoutTokens);
  if (said === null || typeof said !== 'object') return said;
  const { token: _, ...rest } = said as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, withoutTokens(value)]));
}

const CODES: Record<number, ProblemCode> = { 401: 'sign-in-needed', 403: 'not-allowed', 429: 'too-many-requests' };

function problemOf(path: string, status: number, message = 'The request was refused.'): Problem {
  if (status >= 500) throw new RangeError(`better-auth answered ${status}: ${message}`);
  if (status === 401 && path === SIGN_IN)
    return new Problem('sign-in-failed', {
      detail: { vi: 'Email hoặc mật khẩu không đúng.', en: 'E-mail or password is wrong.' },
    });
  const code = CODES[status] ?? 'invalid';
  return new Problem(code, code === 'invalid' ? { faults: [fault('', 'account', message, message)] } : {});
}
