/** The open paths of better-auth, with our problems and a token for programs; all of its other paths are missing. */
import type { Request, Response } from 'express';
import { AUTH_PATHS, type Auth } from './auth.ts';
import { Problem, type ProblemCode } from './problem.ts';

const OPEN: ReadonlySet<string> = new Set(AUTH_PATHS);
const PREFIX = '/api/auth';

/** What of the request better-auth is told. */
const PASSED = ['authorization', 'cookie', 'origin', 'referer', 'user-agent', 'content-type', 'accept-language'];

/** Answers one of better-auth's open paths. @param origin where the pages are served, which cookies are good for */
export async function answerAuth(auth: Auth, origin: string, request: Request, response: Response): Promise<void> {
  const path = request.path.slice(PREFIX.length);
  if (!OPEN.has(`${request.method} ${path}`)) throw new Problem('not-found');
  const headers = new Headers();
  for (const name of PASSED) if (request.headers[name]) headers.set(name, String(request.headers[name]));
  const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : undefined;
  if (body) headers.set('content-type', 'application/json');
  const answer = await auth.handler(
    new globalThis.Request(`${origin}${PREFIX}${path}`, { method: request.method, headers, body }),
  );
  const text = await answer.text();
  if (!answer.ok) throw problemOf(answer.status, text);
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

const CODES: Record<number, ProblemCode> = {
  400: 'invalid',
  401: 'sign-in-failed',
  403: 'not-allowed',
  422: 'invalid',
  429: 'too-many-requests',
};

function problemOf(status: number, text: string): Problem {
  if (status >= 500) throw new Error(`better-auth answered ${status}`);
  const code = CODES[status] ?? 'invalid';
  if (code !== 'sign-in-failed')
    return new Problem(code, { faults: [{ path: '', code: 'auth', message: said(text) }] });
  return new Problem(code, {
    detail: { vi: 'Email hoặc mật khẩu không đúng.', en: 'E-mail or password is wrong.' },
  });
}

function said(text: string): { vi: string; en: string } {
  const message = /"message":"([^"]{1,200})"/.exec(text)?.[1] ?? 'The request was refused.';
  return { vi: message, en: message };
}
