import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import type { Services } from '../../api/route.ts';
import { ACTION } from '../../domain/process.ts';
import { close, createDatabase } from '../../prisma/database.ts';
import { type Cast, castOf, doorOf } from '../support/cast.ts';
import { draft } from '../support/dossier.ts';
import { freePort } from '../support/free-port.ts';
import { does } from '../support/office.ts';
import { freshNamespace } from '../support/servers.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await openWorld();
  await world.work();
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await world?.close();
});

/** The API on what a test gives it to stand on. */
async function api(change: Partial<Services> = {}): Promise<{ base: string; cast: Cast }> {
  const documentsDir = mkdtempSync(join(tmpdir(), 'thong-suot-documents-'));
  const config: Services['config'] = {
    api: { host: '127.0.0.1', port: 0, publicUrl: 'http://thong-suot.example.test', trustedProxies: 0 },
    documentsDir,
    secrets: { authSecret: 'only for tests, and long enough', payloadKeys: [] },
    metrics: { address: undefined, token: 'a-token-of-the-tests' },
  };
  const { database, temporal } = world;
  const services = { config, database, temporal, log: pino({ level: 'silent' }), checkAnswers: true, ...change };
  const server = createApp(services).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    rmSync(documentsDir, { recursive: true, force: true });
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { base, cast: castOf(world, base) };
}

/** A Temporal client that reaches no server. */
async function unreachable(): Promise<Client> {
  const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}`, connectTimeout: '1s' });
  ends.push(() => connection.close());
  return new Client({ connection, namespace: world.namespace });
}

const signatory = { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' };

describe('without Temporal', () => {
  it('a decision is refused before anything is stored, with when to come back; what needs no workflow goes on', async () => {
    const { cast, base } = await api({ temporal: await unreachable() });
    const office = { ...world, door: doorOf(world, cast) };
    const code = await draft(office);
    const reply = await cast.enterprise.act('applications', code, ACTION.submit, { contentVersion: 1, signatory });
    expect(reply.refusal()).toMatchObject({ status: 503, code: 'unavailable' });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await world.database.decision.count({ where: { code } })).toBe(0);

    await does({ ...world, door: doorOf(world, (await api()).cast) }, 'enterprise', code, ACTION.submit, {
      contentVersion: 1,
    });
    await does({ ...world, door: doorOf(world, (await api()).cast) }, 'intake', code, ACTION.accept);
    const note = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-10' };
    (await cast.appraiser.act('applications', code, ACTION.askOpinion, note)).read();
    expect(await world.database.event.count({ where: { code, action: ACTION.askOpinion } })).toBe(1);
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe('without PostgreSQL', () => {
  it('everything that needs it answers 503 with when to come back, never 500', async () => {
    const database = createDatabase(`postgresql://nobody@127.0.0.1:${await freePort()}/nothing`, 1);
    ends.push(() => close(database));
    const { base } = await api({ database });
    const paths = ['/api/me', '/api/applications', '/api/programmes', '/api/track/TEST-2026-000001-ABCD'];
    for (const path of paths) {
      const answer = await fetch(`${base}${path}`, { headers: { authorization: 'Bearer ts_some-key-of-somebody' } });
      expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        path,
        503,
        'unavailable',
      ]);
      expect(answer.headers.get('retry-after')).not.toBeNull();
    }
    const signIn = await fetch(`${base}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'a@example.test', password: 'a password of some kind' }),
    });
    expect(signIn.status).toBe(503);
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });
});

describe('where the Temporal server no longer has a run', () => {
  it('the history is complete from the database, and says since when the engine’s layer is gone', async () => {
    const { cast } = await api();
    const office = { ...world, door: doorOf(world, cast) };
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(office, 'enterprise', code, ACTION.withdraw);
    const { address, namespace } = await freshNamespace();
    const connection = await Connection.connect({ address });
    ends.push(() => connection.close());
    const later = await api({ temporal: new Client({ connection, namespace }) });
    type History = {
      items: { action?: string; kind: string }[];
      engine: { available: boolean; goneSince: string };
    };
    const history = await later.cast.supervisor.get<History>(`/applications/${code}/history?limit=100`);
    expect(history.engine).toMatchObject({ available: false, goneSince: expect.stringMatching(/^2026-0[56]-/) });
    expect(history.items.flatMap(({ action }) => action ?? [])).toEqual([ACTION.submit, ACTION.withdraw]);
  });
});

describe('without a worker', () => {
  it('a decision’s outcome is unknown; asked again with the same key it is the decision’s own', async () => {
    const { cast } = await api({ patienceMs: 500 });
    const { cast: patient } = await api();
    const code = await draft({ ...world, door: doorOf(world, patient) });
    await world.rest();
    const body = { contentVersion: 1, signatory };
    const sending = { key: 'sent-while-nobody-worked' };
    const reply = await cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(reply.refusal()).toMatchObject({ status: 503, code: 'outcome-unknown' });
    expect(reply.headers.get('retry-after')).not.toBeNull();
    expect(await world.database.decision.count({ where: { code } })).toBe(1);
    await world.work();
    const again = await patient.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(again.read<object>()).toMatchObject({ version: 1, subject: { stage: 'submission', state: 'received' } });
    expect(await world.database.event.count({ where: { code } })).toBe(1);
  });
});

describe('operation', () => {
  it('is ready when all that it stands on answers, and shows its figures to whoever has the token', async () => {
    const { base, cast } = await api();
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({
      status: 'ok',
      database: true,
      temporal: true,
      documents: expect.any(Boolean),
    });
    await cast.passerBy.get('/programmes');
    expect((await fetch(`${base}/metrics`)).status).toBe(401);
    const metrics = await fetch(`${base}/metrics`, { headers: { authorization: 'Bearer a-token-of-the-tests' } });
    const text = await metrics.text();
    expect(text).toMatch(
      /thong_suot_http_request_duration_seconds_count\{method="GET",route="\/programmes",status="200"\} 1/,
    );
    expect(text).toMatch(/thong_suot_undelivered\{kind="letter"\} \d+/);
  });

  it('logs method, route, status, time and request id, and nothing that anybody sent', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    const { base } = await api({ log });
    const secret = 'Nguyễn Thị Bí Mật';
    await fetch(`${base}/api/applications?stage=${encodeURIComponent(secret)}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'log-0123456789',
        authorization: `Bearer ts_${'s'.repeat(30)}`,
      },
      body: JSON.stringify({ name: secret }),
    });
    const said = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ id }) => id === 'log-0123456789');
    expect(said).toMatchObject({ method: 'POST', route: '/applications', status: 401 });
    expect(said?.ms).toEqual(expect.any(Number));
    expect(lines.join('')).not.toMatch(/Bí Mật|%C3|ts_s|127\.0\.0\.1/);
  });
});
