/** For whoever operates it: alive, ready, and figures. */
import { timingSafeEqual } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { FAULT_KIND } from '../records/faults.ts';
import { outboxFigures } from './outbox-figures.ts';
import { Problem } from './problem.ts';
import { readiness } from './readiness.ts';
import type { Route, Services } from './route.ts';

export type Metrics = { registry: Registry; measure: RequestHandler };

/** Figures of one app: how long each route takes and what it answers, and what waits in the outbox. */
export function createMetrics({ database }: Pick<Services, 'database'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'thong_suot_http_request_duration_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  outboxFigures(registry, database);
  new Gauge({
    name: 'thong_suot_record_faults',
    help: 'What could not be recorded for a reason of our own: unsettled now, and ever.',
    labelNames: ['kind', 'standing'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { kind, open, ever } of await faultsKept(database)) {
        this.set({ kind, standing: 'unsettled' }, open);
        this.set({ kind, standing: 'ever' }, ever);
      }
    },
  });
  const measure: RequestHandler = (request, response, next) => {
    const end = seconds.startTimer();
    response.once('finish', () => {
      const label = labelOf(request.method, response.locals.route as Route | undefined);
      end({ ...label, status: String(response.statusCode) });
    });
    next();
  };
  return { registry, measure };
}

/** Bids are counted with all else that is done with packages: before the opening nobody reads off when there was one. */
const labelOf = (method: string, route: Route | undefined): { method: string; route: string } =>
  route && /\/bids(\/mine)?$/.test(route.path)
    ? { method: 'POST', route: '/packages/{code}/actions/{action}' }
    : { method, route: route?.path ?? 'none' };

/** Faults that were kept, by kind; every kind has its figure, so that an alarm can be set before the first one. */
async function faultsKept(database: Services['database']): Promise<{ kind: string; open: number; ever: number }[]> {
  const rows = await database.$queryRaw<{ kind: string; open: number; ever: number }[]>`
    SELECT kind, count(*) FILTER (WHERE "settledAt" IS NULL)::int AS open, count(*) FILTER (WHERE attempts > 0)::int AS ever
    FROM "RecordFault" GROUP BY kind`;
  return Object.values(FAULT_KIND).map((kind) => rows.find((row) => row.kind === kind) ?? { kind, open: 0, ever: 0 });
}

/** /healthz: the process answers. /readyz: the database does too, and what else does not. /metrics: for Prometheus, with the token where one is set. */
export function operation(services: Services, { registry }: Metrics): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const found = await readiness(services);
    const ready = found.status !== 'unavailable';
    if (!ready) response.set('Retry-After', '5');
    response.status(ready ? 200 : 503).json(found);
  });
  router.get('/metrics', async (request, response) => {
    const { token } = services.config.metrics;
    if (token && !same(request.get('authorization') ?? '', `Bearer ${token}`)) throw new Problem('sign-in-needed');
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

const same = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};
