import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import type { Services } from '../../api/route.ts';
import { ACTION, STATE } from '../../domain/process.ts';
import { close, createDatabase } from '../../prisma/database.ts';
import { ailingPostgres } from '../support/ailing-postgres.ts';
import { type Cast, castOf, doorOf } from '../support/cast.ts';
import { connectTo, lazilyTo } from '../support/connection.ts';
import { approved, draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { does, history, PROGRAMME, standing } from '../support/office.ts';
import { freshNamespace } from '../support/servers.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
const ends: (() => Promise<void>)[] = [];
/** One for all of its APIs, as where several processes serve. */
const documentsDir = mkdtempSync(join(tmpdir(), 'thong-suot-documents-'));
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await world?.close();
  rmSync(documentsDir, { recursive: true, force: true });
});

/** The API on what a test gives it to stand on. */
async function api(change: Partial<Services> = {}): Promise<{ base: string; cast: Cast }> {
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
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { base, cast: castOf(world, base) };
}

/** A Temporal client that reaches no server. */
async function unreachable(): Promise<Client> {
  const connection = lazilyTo(`127.0.0.1:${await freePort()}`);
  ends.push(() => connection.close());
  return new Client({ connection, namespace: world.namespace });
}

const signatory = { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' };

describe('without Temporal', () => {
  it('decisions are stored with their time of receipt, recorded and answered', async () => {
    const { cast } = await api({ temporal: await unreachable() });
    const office = { ...world, door: doorOf(world, cast) };
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(office, 'intake', code, ACTION.accept);
    const decisions = await world.database.decision.findMany({ where: { code }, orderBy: { receivedAt: 'asc' } });
    expect(decisions.map(({ action }) => action)).toEqual([ACTION.submit, ACTION.accept]);
    for (const { outcome, deliveredAt, receivedAt } of decisions)
      expect({ outcome, deliveredAt, receivedAt }).toMatchObject({
        outcome: { ok: true },
        deliveredAt: expect.any(Date),
        receivedAt: expect.any(Date),
      });
    const note = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-10' };
    (await cast.appraiser.act('applications', code, ACTION.askOpinion, note)).read();
    expect(await history(world, code)).toEqual([ACTION.submit, ACTION.accept, ACTION.askOpinion]);
  });

  it('a package is opened and a repeat with the same key is answered from what is stored', async () => {
    const { cast } = await api({ temporal: await unreachable() });
    const code = await approved({ ...world, door: doorOf(world, cast) });
    const sent = { programme: PROGRAMME, applications: [code], title: 'Đào tạo 5S' };
    const key = { key: 'opened-while-temporal-was-away' };
    const first = (await cast.procurement.post('/packages', sent, key)).read<{ subject: { code: string } }>();
    const again = (await cast.procurement.post('/packages', sent, key)).read<{ subject: { code: string } }>();
    expect(again.subject.code).toBe(first.subject.code);
    expect(await world.database.package.count({ where: { applications: { some: { code } } } })).toBe(1);
  });

  it('everything can be read; supervisors are told that the engine’s layer is not available', async () => {
    const { cast, base } = await api({ temporal: await unreachable() });
    const { cast: before } = await api();
    const code = await draft({ ...world, door: doorOf(world, before) });
    await does({ ...world, door: doorOf(world, before) }, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    type History = { items: { action?: string; kind: string }[]; engine: { available: boolean; why: object } };
    const read = await cast.supervisor.get<History>(`/applications/${code}/history?limit=100`);
    expect(read.engine).toMatchObject({ available: false, why: { vi: expect.any(String), en: expect.any(String) } });
    expect(read.items.flatMap(({ action }) => action ?? [])).toEqual([ACTION.submit]);
    for (const path of ['/applications', `/applications/${code}`, `/applications/${code}/letters`, '/tasks'])
      await cast.supervisor.get(path);
    await cast.passerBy.get(`/track/${code}`);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const ready = await fetch(`${base}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'degraded', database: true, temporal: false, degraded: [expect.stringContaining('Temporal')] },
    ]);
  });

  it('what is sent in time keeps a legal limit, and the workflow goes on from there when the server is back', async () => {
    const { cast } = await api();
    const office = { ...world, door: doorOf(world, cast) };
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(office, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Giấy phép' }] });
    const due = await world.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
    const { cast: stranded } = await api({ temporal: await unreachable() });
    await does({ ...world, door: doorOf(world, stranded) }, 'enterprise', code, ACTION.supply, { answer: 'Đã gửi' });
    await world.work({ dispatch: true });
    await untilDelivered(world.database);
    await world.advanceTo(new Date(due.dueAt.getTime() + 3_600_000));
    expect((await history(world, code)).slice(0, 3)).toEqual(['submit', 'request-supplement', 'supply']);
    expect(await history(world, code)).not.toContain('lapse-supplement');
    expect(await standing(world, code)).toBe(STATE.received);
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

describe('with a PostgreSQL that is going, coming back or full', () => {
  const ailments = [
    { at: 'connecting', code: '57P03', message: 'the database system is not yet accepting connections' },
    { at: 'connecting', code: '57P03', message: 'the database system is starting up' },
    { at: 'connecting', code: '53300', message: 'sorry, too many clients already' },
    { at: 'first query', code: '57P01', message: 'terminating connection due to unexpected postmaster exit' },
    { at: 'first query', code: '57P02', message: 'terminating connection because of crash of another server process' },
  ] as const;

  const signIn = (base: string) =>
    fetch(`${base}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'inspector@example.test', password: 'correct horse battery staple' }),
    });
  let token: string;
  beforeAll(async () => {
    const { cast, base } = await api();
    await cast.inspector.get('/me');
    ({ token } = (await (await signIn(base)).json()) as { token: string });
  });

  it.each(ailments)('$message: whoever calls is told to come back, never that we broke', async (ailment) => {
    const { url, stop } = await ailingPostgres(ailment);
    ends.push(async () => stop());
    const database = createDatabase(url, 1);
    ends.push(() => close(database));
    const { base } = await api({ database });
    const asks = (path: string, headers: Record<string, string> = {}) => fetch(`${base}/api${path}`, { headers });
    const answers = {
      session: await asks('/tasks', { authorization: `Bearer ${token}` }),
      key: await asks('/applications', { 'x-api-key': 'ts_some-key-of-somebody' }),
      public: await asks('/track/TEST-2026-000001-ABCD'),
      signIn: await signIn(base),
    };
    const said = Object.entries(answers).map(([who, { status }]) => [who, status]);
    expect(said).toEqual(Object.keys(answers).map((who) => [who, 503]));
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
    const connection = await connectTo(address);
    ends.push(() => connection.close());
    const later = await api({ temporal: new Client({ connection, namespace }) });
    type History = {
      items: { action?: string; kind: string }[];
      engine: { available: boolean; goneSince: string; why: object };
    };
    const history = await later.cast.supervisor.get<History>(`/applications/${code}/history?limit=100`);
    expect(history.engine).toMatchObject({
      available: false,
      why: { vi: expect.any(String) },
      goneSince: expect.stringMatching(/^2026-0[56]-/),
    });
    expect(history.items.flatMap(({ action }) => action ?? [])).toEqual([ACTION.submit, ACTION.withdraw]);
  });
});

describe('without a worker', () => {
  it('a decision is answered; the workflow hears of it when there is one, and it is recorded once', async () => {
    const { cast } = await api();
    const code = await draft({ ...world, door: doorOf(world, cast) });
    await world.rest();
    const body = { contentVersion: 1, signatory };
    const sending = { key: 'sent-while-nobody-worked' };
    const reply = await cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(reply.read<object>()).toMatchObject({ version: 1, subject: { stage: 'submission', state: 'received' } });
    await world.work({ dispatch: true });
    await untilDelivered(world.database);
    const again = await cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(again.read<object>()).toMatchObject({ version: 1 });
    expect(await world.database.event.count({ where: { code } })).toBe(1);
  });
});

describe('while the database takes its time', () => {
  it('a decision’s outcome is unknown; asked again with the same key it is the decision’s own', async () => {
    const { cast } = await api({ patienceMs: 500 });
    const code = await draft({ ...world, door: doorOf(world, cast) });
    const body = { contentVersion: 1, signatory };
    const sending = { key: 'sent-while-the-database-was-slow' };
    await world.owner.query('BEGIN');
    await world.owner.query('SELECT 1 FROM "Application" WHERE code = $1 FOR UPDATE', [code]);
    const reply = await cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(reply.refusal()).toMatchObject({ status: 503, code: 'outcome-unknown' });
    expect(reply.headers.get('retry-after')).not.toBeNull();
    expect(await world.database.decision.count({ where: { code } })).toBe(1);
    await world.owner.query('COMMIT');
    const again = await cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    expect(again.read<object>()).toMatchObject({ version: 1, subject: { stage: 'submission', state: 'received' } });
    expect(await world.database.event.count({ where: { code } })).toBe(1);
  });
});

describe('operation', () => {
  it('is ready when all that it stands on answers, and shows its figures to whoever has the token', async () => {
    const { base, cast } = await api();
    await eventually(async () => (await world.database.beat.count({ where: { at: { not: null } } })) > 0, {
      what: 'the dispatcher to say how far it is',
    });
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({
      status: 'ok',
      database: true,
      temporal: true,
      worker: true,
      dispatcher: true,
      degraded: [],
      documents: true,
      uploads: true,
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

describe('one dossier whose row somebody keeps locked', () => {
  it('takes nothing from the others for long; what was decided on it meanwhile comes to its outcome', async () => {
    const database = createDatabase(world.url);
    ends.push(() => close(database));
    const { cast } = await api({ database, temporal: await unreachable() });
    const office = { ...world, door: doorOf(world, cast) };
    const code = await draft(office);
    await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await untilDelivered(world.database);
    const { owner } = world;
    await owner.query('BEGIN');
    await owner.query('SELECT FROM "Application" WHERE code = $1 FOR UPDATE', [code]);
    const path = `/applications/${code}/actions/${ACTION.withdraw}`;
    const reason = { reason: 'Không còn nhu cầu', signatory };
    const decided = Promise.all(Array.from({ length: 14 }, () => cast.enterprise.send('POST', path, reason)));
    try {
      const all = async () => {
        await owner.query('SELECT pg_stat_clear_snapshot()');
        const { rows } = await owner.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows[0].waiting > 0;
      };
      await eventually(all, { what: 'somebody to wait for it' });
      const goesOn = async () => (await cast.supervisor.send('GET', '/me')).ok;
      await eventually(goesOn, { what: 'another to be answered', timeoutMs: 60_000 });
    } finally {
      await owner.query('ROLLBACK');
    }
    for (const reply of await decided) expect([200, 409, 503]).toContain(reply.status);
    await untilDelivered(world.database);
    expect(await standing(world, code)).toBe(STATE.withdrawn);
    expect(await world.database.decision.count({ where: { code, deliveredAt: null } })).toBe(0);
  });
});
