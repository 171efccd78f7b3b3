import { Validator } from '@seriousme/openapi-schema-validator';
import { actionNames } from '../../api/action-route.ts';
import { describe as documentOf } from '../../api/openapi.ts';
import { ROUTES } from '../../api/routes.ts';
import { PROGRAMME } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Operation = {
  operationId: string;
  requestBody?: object;
  responses: Record<string, object>;
  parameters?: { name: string; in: string }[];
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

const read = () => system.cast.passerBy.get<Document>('/openapi.json');

describe('the document of the API', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate((await read()) as unknown as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
  });

  it('has every route, every action with its own body, and nothing else', async () => {
    const { paths } = await read();
    const told = Object.entries(paths).flatMap(([path, own]) => Object.keys(own).map((method) => `${method} ${path}`));
    const served = ROUTES.flatMap((route) =>
      (route.variants?.() ?? [{ path: route.path }]).map(({ path }) => `${route.method} /api${path}`),
    );
    expect(told.filter((entry) => !entry.includes('/api/auth/')).sort()).toEqual(served.sort());
    expect(served).toContain('post /api/applications/{code}/actions/submit');
    expect(actionNames('application').length + actionNames('package').length).toBeGreaterThan(60);
  });

  it('names each operation once, declares each parameter of a path, and leaves no reference open', async () => {
    const document = await read();
    const operations = Object.entries(document.paths).flatMap(([path, own]) =>
      Object.values(own).map((operation) => ({ path, operation })),
    );
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(declared.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
      expect(operation.responses.default).toBeDefined();
    }
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(Object.keys(document.components.schemas)).toContain(name);
  });

  it('says of each route who may call it, and of each with an effect that it takes an Idempotency-Key', async () => {
    const { paths } = documentOf(ROUTES, 'http://x') as unknown as Document;
    for (const route of ROUTES.filter(({ effect, variants }) => effect === 'once' && !variants)) {
      const names = paths[`/api${route.path}`]![route.method]!.parameters?.map(({ name }) => name);
      expect(names).toContain('Idempotency-Key');
    }
  });

  it('can be read in a browser from our own files alone', async () => {
    const page = await fetch(`${system.base}/api/docs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("script-src 'self' 'unsafe");
    const text = await page.text();
    expect(text).not.toMatch(/https?:\/\//);
    for (const [, path] of text.matchAll(/(?:src|href)="(\/[^"]+)"/g))
      expect((await fetch(`${system.base}${path}`)).status).toBe(200);
  });
});

describe('programmes', () => {
  it('show what may be applied for, with the legal basis of each statement and how certain it is', async () => {
    type Programme = {
      items: {
        code: string;
        takesApplications: boolean;
        support?: { capPerApplication: number; source: { certainty: string } };
      }[];
      limits: { name: string; workingDays: number; source: { document: string; means: { vi: string } } }[];
    };
    const programme = await system.cast.passerBy.get<Programme>(`/programmes/${PROGRAMME}`);
    expect(programme.items.find(({ code }) => code === 'P2')).toMatchObject({
      takesApplications: true,
      support: { capPerApplication: 100_000_000 },
    });
    expect(programme.items.find(({ code }) => code === 'P1')).toMatchObject({ takesApplications: false });
    expect(programme.limits.every(({ source }) => source.document !== '' && source.means.vi !== '')).toBe(true);
    expect((await system.cast.passerBy.send('GET', '/programmes/NONE')).status).toBe(404);
  });
});
