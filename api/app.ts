/** The API as an Express app, apart from listening: main.ts listens, tests call it. */
import express, { type Express } from 'express';
import helmet from 'helmet';
import { documentation } from './docs.ts';
import { failures, missing } from './failures.ts';
import { createGate } from './gate.ts';
import { readJson } from './json.ts';
import { createLimits } from './limits.ts';
import { requestLog } from './log.ts';
import { mount } from './mount.ts';
import { createMetrics, operation } from './operation.ts';
import type { Route, Services } from './route.ts';
import { ROUTES } from './routes.ts';
import { answerAuth } from './sign-in.ts';

/**
 * @param services the caller closes what it opened
 * @param routes everything that is answered under /api but signing in; the product's own
 */
export function createApp(services: Services, routes: readonly Route[] = ROUTES): Express {
  const { api } = services.config;
  const gate = createGate(services);
  const limits = createLimits();
  const metrics = createMetrics(services);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', api.trustedProxies);
  app.set('etag', false);

  app.use(requestLog(services.log));
  app.use(metrics.measure);
  app.use(helmet({ strictTransportSecurity: api.publicUrl.startsWith('https:') }));
  app.use(operation(services, metrics));
  app.use(limits.strangers);
  app.use(documentation(routes, services));
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.all('/api/auth/{*any}', limits.signIn, readJson('10kb'), (request, response) =>
    answerAuth(gate.auth, api.publicUrl, request, response),
  );
  app.use('/api/track', limits.tracker);
  app.use(mount(routes, services, gate));
  app.use(missing);
  app.use(failures);
  return app;
}
