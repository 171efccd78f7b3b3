/** The API's document for people: Swagger UI from our own files, under a strict content security policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type RequestHandler, Router } from 'express';
import { describe } from './openapi.ts';
import type { Route, Services } from './route.ts';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SHOWN = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thông suốt · API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/api/docs/favicon-32x32.png"><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>`;
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', deepLinking: true, persistAuthorization: false });`;

/** /api/openapi.json and /api/docs. */
export function documentation(routes: readonly Route[], { config }: Pick<Services, 'config'>): Router {
  const router = Router();
  let text: string | undefined;
  router.get('/api/openapi.json', (_request, response) => {
    text ??= JSON.stringify(describe(routes, config.api.publicUrl));
    response.type('application/json').send(text);
  });
  router.get('/api/docs', (_request, response) => {
    // Swagger UI sets styles on its elements and draws with data: images; scripts come from here alone.
    response.set(
      'Content-Security-Policy',
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    response.type('html').send(PAGE);
  });
  router.get('/api/docs/start.js', (_request, response) => {
    response.type('js').send(START);
  });
  for (const name of SHOWN) router.get(`/api/docs/${name}`, file(name));
  return router;
}

const file = (name: string): RequestHandler => {
  const bytes = readFileSync(join(assets, name));
  return (_request, response) => {
    response.type(name).set('Cache-Control', 'public, max-age=3600').send(bytes);
  };
};
