import { hashOfKey, KEY_PREFIX } from '../../api/who.ts';
import { ACTION } from '../../domain/process.ts';
import type { Problem } from '../support/actor.ts';
import { draft } from '../support/dossier.ts';
import { PROGRAMME } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const json = { 'content-type': 'application/json' };
type Told = Problem & {
  title: string;
  detail?: string;
  text: { title: { vi: string; en: string } };
  requestId: string;
};

/** Sends exactly this, with the enterprise's credentials. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const data = { partyId: system.parties.enterprise, hash: hashOfKey(KEY), hint: 'test', label: 'raw' };
  await system.database.apiKey.upsert({ where: { hash: data.hash }, create: data, update: {} });
  const answer = await fetch(`${system.base}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...headers },
    body,
  });
  const text = await answer.text();
  return { answer, problem: (/json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : {}) as Told };
}

const KEY = `${KEY_PREFIX}raw-requests-of-the-tests`;
const newDraft = { programme: PROGRAMME, item: 'P2' };
let keys = 0;
const key = () => ({ 'idempotency-key': `requests-${++keys}` });

describe('what cannot be read is the sender’s to mend', () => {
  it('answers malformed JSON with 400', async () => {
    const { answer, problem } = await send('POST', '/api/applications', { ...json, ...key() }, '{"programme": ');
    expect(answer.status).toBe(400);
    expect(problem.code).toBe('malformed');
  });

  it('answers JSON that is no object with 400', async () => {
    expect((await send('POST', '/api/applications', { ...json, ...key() }, '"text"')).answer.status).toBe(400);
  });

  it('answers a body of another type with 415', async () => {
    const { answer, problem } = await send(
      'POST',
      '/api/applications',
      { 'content-type': 'text/plain', ...key() },
      'programme',
    );
    expect(answer.status).toBe(415);
    expect(problem.code).toBe('wrong-type');
  });

  it('answers a body beyond a megabyte with 413', async () => {
    const body = JSON.stringify({ ...newDraft, more: 'x'.repeat(1_100_000) });
    const { answer, problem } = await send('POST', '/api/applications', { ...json, ...key() }, body);
    expect(answer.status).toBe(413);
    expect(problem.code).toBe('too-large');
  });

  it('answers an ill-encoded path with 400, an unknown one with 404, a known one by another method with 405', async () => {
    expect((await send('GET', '/api/applications/%zz')).answer.status).toBe(400);
    expect((await send('GET', '/api/nothing-here')).problem.code).toBe('not-found');
    const { answer } = await send('PUT', '/api/applications', json, '{}');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('POST');
  });

  it.each([
    ['the NUL character', 'a\\u0000b'],
    ['half a character', 'a\\ud800b'],
  ])('names the field that holds %s', async (_what, text) => {
    const body = `{"programme":"${PROGRAMME}","item":"P2","content":{"need":"${text}"}}`;
    const { answer, problem } = await send('POST', '/api/applications', { ...json, ...key() }, body);
    expect(answer.status).toBe(422);
    expect(problem.faults).toMatchObject([{ path: 'content.need', code: 'characters' }]);
  });

  it('refuses fields that it does not know, by name', async () => {
    const body = JSON.stringify({ ...newDraft, surprise: 1 });
    const { answer, problem } = await send('POST', '/api/applications', { ...json, ...key() }, body);
    expect(answer.status).toBe(422);
    expect(problem.code).toBe('invalid');
    expect(problem.faults?.[0]?.message.en).toContain('surprise');
  });

  it('refuses a cursor that is none of its own', async () => {
    for (const cursor of [
      'xyz',
      Buffer.from('["a","b"]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ]) {
      const { answer, problem } = await send('GET', `/api/tasks?cursor=${cursor}`);
      expect(answer.status).toBe(422);
      expect(problem.faults).toMatchObject([{ path: 'cursor' }]);
    }
  });

  it('refuses query parameters that it does not know, or gets twice', async () => {
    expect((await send('GET', '/api/tasks?mines=true')).answer.status).toBe(422);
    expect((await send('GET', '/api/tasks?limit=5&limit=6')).answer.status).toBe(422);
    expect((await send('GET', '/api/tasks?limit=0')).answer.status).toBe(422);
  });
});

describe('a problem', () => {
  it('is told in Vietnamese unless English is preferred, and always holds both', async () => {
    const vi = await send('GET', '/api/nothing-here');
    const en = await send('GET', '/api/nothing-here', { 'accept-language': 'fr, en;q=0.9, vi;q=0.2' });
    expect(vi.answer.headers.get('content-type')).toContain('application/problem+json');
    expect(vi.problem).toMatchObject({ status: 404, code: 'not-found', title: 'Không tìm thấy' });
    expect(en.problem.title).toBe('Not found');
    expect(en.answer.headers.get('content-language')).toBe('en');
    expect(vi.problem.text).toEqual(en.problem.text);
  });

  it('carries the id under which the request is logged; the caller’s own where it is well-formed', async () => {
    const own = await send('GET', '/api/nothing-here', { 'x-request-id': 'trace-0123456789' });
    const ill = await send('GET', '/api/nothing-here', { 'x-request-id': 'a b\tc' });
    expect(own.problem.requestId).toBe('trace-0123456789');
    expect(own.answer.headers.get('x-request-id')).toBe('trace-0123456789');
    expect(ill.problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('Idempotency-Key', () => {
  it.each([[undefined], ['short'], ['has a blank'], ['x'.repeat(129)]])(
    'is asked for where there is an effect: %s',
    async (given) => {
      const headers = given === undefined ? json : { ...json, 'idempotency-key': given };
      const { answer, problem } = await send('POST', '/api/applications', headers, JSON.stringify(newDraft));
      expect(answer.status).toBe(400);
      expect(problem.code).toBe('idempotency-key-required');
    },
  );

  it('makes a repeat answer what the first answered, and does the thing once', async () => {
    const before = await system.database.application.count();
    const sending = { key: 'one-and-the-same-draft' };
    const first = await system.cast.enterprise.post('/applications', newDraft, sending);
    const second = await system.cast.enterprise.post('/applications', { item: 'P2', programme: PROGRAMME }, sending);
    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.status).toBe(201);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await system.database.application.count()).toBe(before + 1);
  });

  it('answers two at once with one draft', async () => {
    const sending = { key: 'two-at-the-same-moment' };
    const sent = [1, 2, 3].map(() => system.cast.enterprise.post('/applications', newDraft, sending));
    const codes = (await Promise.all(sent)).map((reply) => reply.read<{ code: string }>().code);
    expect(new Set(codes).size).toBe(1);
  });

  it('stands for one content: another one is refused', async () => {
    const sending = { key: 'one-key-two-contents' };
    await system.cast.enterprise.post('/applications', newDraft, sending);
    const reply = await system.cast.enterprise.post('/applications', { ...newDraft, item: 'P3' }, sending);
    expect(reply.refusal()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  });

  it('is each caller’s own', async () => {
    const sending = { key: 'the-same-key-of-two' };
    const one = await system.cast.enterprise.post('/applications', newDraft, sending);
    const other = await system.cast.otherEnterprise.post('/applications', newDraft, sending);
    expect(one.read<{ code: string }>().code).not.toBe(other.read<{ code: string }>().code);
  });

  it('tells the outcome of a decision again, however the dossier has moved since', async () => {
    const code = await draft(system);
    const body = { contentVersion: 1, signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } };
    const sending = { key: 'the-submission-itself' };
    const first = await system.cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    await system.cast.intake.complete('check-completeness', code, ACTION.accept);
    const again = await system.cast.enterprise.act('applications', code, ACTION.submit, body, sending);
    const { decision, version } = first.read<{ decision: string; version: number }>();
    expect(again.read<object>()).toMatchObject({ decision, version });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = { ...body, reason: 'Khác' };
    const reused = await system.cast.enterprise.act('applications', code, ACTION.submit, other, sending);
    expect(reused.refusal()).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
    expect(await system.database.event.count({ where: { code, action: ACTION.submit } })).toBe(1);
  });
});
