/** The document of the API, OpenAPI 3.1, made from the same schemas that validate. */
import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Policy, Route } from './route.ts';
import { problem } from './schemas.ts';

extendZodWithOpenApi(z);

const DESCRIPTION = `Support applications of enterprises, from submission to settlement.

**Who calls.** Staff and web users sign in with \`POST /api/auth/sign-in/email\` (\`{email, password}\`); its answer holds a \`token\` for
\`Authorization: Bearer …\`, and sets a cookie for browsers. Enterprises and consultants may use an API key instead
(\`Authorization: Bearer ts_…\` or \`X-API-Key\`), which an administrator issues.

**Idempotency-Key.** Whatever has an effect takes one (8 to 128 printable characters): a repeat with the same key gets the same answer,
with \`Idempotent-Replayed: true\`; the same key with another content is refused (422).

**Errors** are \`application/problem+json\` with a stable \`code\`, text in Vietnamese and English, and faults by field. What you may not
see answers exactly like what is missing. 503 \`outcome-unknown\`: the decision is stored; repeat it with the same key.

**Money** is whole đồng. Instants are ISO 8601; days are \`YYYY-MM-DD\` in Asia/Ho_Chi_Minh.`;

/** @returns the whole document, as an object */
export function describe(routes: readonly Route[], publicUrl: string): Record<string, unknown> {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a sign-in.',
  });
  registry.registerComponent('securitySchemes', 'key', { type: 'apiKey', in: 'header', name: 'X-API-Key' });
  for (const route of routes) for (const form of formsOf(route)) registry.registerPath(pathOf(route, form));
  for (const path of signInPaths()) registry.registerPath(path);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Thông suốt', version: '1', description: DESCRIPTION },
    servers: [{ url: publicUrl }],
  }) as unknown as Record<string, unknown>;
}

type Form = { path: string; summary: string; params?: z.ZodObject; body?: z.ZodType };

/** A route as it is listed: once, or once for each of its variants. */
const formsOf = (route: Route): Form[] =>
  route.variants?.().map(({ path, summary, body, params }) => ({
    path,
    summary,
    body,
    params: route.params && z.object(Object.fromEntries(params.map((name) => [name, route.params!.shape[name]!]))),
  })) ?? [{ path: route.path, summary: route.summary, params: route.params, body: route.body }];

type Registered = Parameters<OpenAPIRegistry['registerPath']>[0];

function pathOf(route: Route, form: Form): Registered {
  const { answer } = route;
  const headers = Object.fromEntries(
    (answer.headers ?? []).map((name) => [name, { schema: { type: 'string' as const } }]),
  );
  const content = answer.body
    ? { 'application/json': { schema: answer.body } }
    : answer.type
      ? { [answer.type]: { schema: { type: 'string' as const } } }
      : undefined;
  const name = form.path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  return {
    method: route.method,
    path: `${route.root ? '' : '/api'}${form.path}`,
    operationId: `${route.method}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    tags: [route.tag],
    summary: form.summary,
    description: [route.description, whoMay(route.policy)].filter(Boolean).join('\n\n'),
    security: route.policy.for === 'everybody' ? [] : [{ session: [] }, { key: [] }],
    request: {
      ...(form.params ? { params: form.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      headers: z.object(headersOf(route)),
      ...(route.multipart
        ? { body: { content: { 'multipart/form-data': { schema: FILE } } } }
        : form.body
          ? { body: { content: { 'application/json': { schema: form.body } } } }
          : {}),
    },
    responses: {
      [answer.status]: { description: 'Done.', headers, ...(content ? { content } : {}) },
      default: { description: 'Refused or failed.', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

const FILE = {
  type: 'object' as const,
  required: ['file'],
  properties: { file: { type: 'string' as const, contentMediaType: 'application/octet-stream' } },
};

function headersOf(route: Route): Record<string, z.ZodType> {
  const key = z.string().min(8).max(128);
  return {
    ...(route.effect === 'once' ? { 'Idempotency-Key': key } : {}),
    ...(route.effect === 'decision'
      ? { 'Idempotency-Key': key.optional().describe('Needed unless dryRun=true.') }
      : {}),
    ...(route.needsMatch ? { 'If-Match': z.string() } : {}),
  };
}

function whoMay(policy: Policy): string {
  switch (policy.for) {
    case 'everybody':
      return 'For everybody.';
    case 'signed-in':
      return 'For whoever is signed in.';
    case 'staff':
      return `For staff with the role: ${policy.roles.join(', ')}.`;
    case 'party':
      return `For ${policy.kind ?? 'enterprises and consultants'}.`;
    case 'subject':
      return `For whoever may see the ${policy.subject}.`;
  }
}

function signInPaths(): Registered[] {
  const told = { 'application/json': { schema: z.looseObject({ token: z.string() }) } };
  const body = { content: { 'application/json': { schema: z.object({ email: z.email(), password: z.string() }) } } };
  const refused = { description: 'Refused.', content: { 'application/problem+json': { schema: problem } } };
  return [
    {
      method: 'post',
      path: '/api/auth/sign-in/email',
      operationId: 'signIn',
      tags: ['Sign-in'],
      summary: 'Sign in with e-mail and password',
      security: [],
      request: { body },
      responses: { 200: { description: 'Signed in.', content: told }, default: refused },
    },
    {
      method: 'post',
      path: '/api/auth/sign-out',
      operationId: 'signOut',
      tags: ['Sign-in'],
      summary: 'End this session',
      security: [{ session: [] }],
      responses: { 200: { description: 'Ended.' }, default: refused },
    },
  ];
}
