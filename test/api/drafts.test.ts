import { ACTION, STATE, splitKey } from '../../domain/process.ts';
import { draft } from '../support/dossier.ts';
import { PROGRAMME } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Draft = { code: string; edition: number };
type Application = {
  code: string;
  edition: number;
  content: Record<string, unknown>;
  documents: { kind: string; version: number }[];
};

const begin = async (body: object = {}) =>
  (await system.cast.enterprise.post('/applications', { programme: PROGRAMME, item: 'P2', ...body })).read<Draft>();
const change = (code: string, body: object, match?: string) =>
  system.cast.enterprise.send('PATCH', `/applications/${code}`, body, { headers: match ? { 'if-match': match } : {} });

describe('a draft', () => {
  it('gets a code that nobody can guess, of its programme and year', async () => {
    const [first, second] = [await begin(), await begin()];
    const pattern = new RegExp(`^${PROGRAMME}-2026-\\d{6}-[0-9A-HJKMNP-TV-Z]{4}$`);
    expect(first.code).toMatch(pattern);
    expect(Number(second.code.split('-')[2])).toBe(Number(first.code.split('-')[2]) + 1);
  });

  it('is not begun for a programme or item that takes no applications, and the field is named', async () => {
    const cases = [
      [
        { programme: 'NONE', item: 'P2' },
        { path: 'programme', code: 'no-such-programme' },
      ],
      [
        { programme: PROGRAMME, item: 'P99' },
        { path: 'item', code: 'no-such-item' },
      ],
      [
        { programme: PROGRAMME, item: 'P1' },
        { path: 'item', code: 'takes-no-applications' },
      ],
      [
        { programme: PROGRAMME, item: 'P5' },
        { path: 'item', code: 'takes-no-applications' },
      ],
    ] as const;
    for (const [body, fault] of cases) {
      const refusal = (await system.cast.enterprise.post('/applications', body)).refusal();
      expect(refusal).toMatchObject({ status: 422, code: 'invalid', faults: [fault] });
    }
  });

  it('keeps fields that a change does not name, empties those sent as null, and gets a new ETag', async () => {
    const { code } = await begin({ content: { need: 'Đào tạo 5S', site: 'Hà Nội' } });
    const changed = await change(code, { content: { site: null, estimate: 40_000_000 } }, '"1"');
    expect(changed.headers.get('etag')).toBe('"2"');
    const read = await system.cast.enterprise.get<Application>(`/applications/${code}`);
    expect(read.content).toEqual({ need: 'Đào tạo 5S', estimate: 40_000_000 });
    expect(read.edition).toBe(2);
  });

  it('is changed only by whoever names the edition that was read', async () => {
    const { code } = await begin();
    expect((await change(code, { content: { need: 'x' } })).refusal()).toMatchObject({
      status: 428,
      code: 'precondition-required',
    });
    await change(code, { content: { need: 'x' } }, '"1"');
    for (const stale of ['"1"', '"99"', 'no etag', '*'])
      expect((await change(code, { content: { need: 'y' } }, stale)).refusal()).toMatchObject({
        status: 412,
        code: 'stale',
      });
    expect((await system.cast.enterprise.get<Application>(`/applications/${code}`)).content).toEqual({ need: 'x' });
  });

  it('takes one of two changes of the same edition', async () => {
    const { code } = await begin();
    const sent = ['a', 'b', 'c'].map((need) => change(code, { content: { need } }, '"1"'));
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412]);
  });

  it('names every field that is wrong, at once', async () => {
    const { code } = await begin();
    const contact = { name: '', email: 'none', phone: 'abc' };
    const refusal = (await change(code, { content: { contact, estimate: 1.5, people: 0 } }, '"1"')).refusal();
    expect(refusal.faults?.map(({ path }) => path).sort()).toEqual([
      'content.contact.email',
      'content.contact.name',
      'content.contact.phone',
      'content.estimate',
      'content.people',
    ]);
    expect(refusal.faults?.every(({ message }) => message.vi !== '' && message.en !== '')).toBe(true);
  });

  it('keeps several versions of a document under its kind, and lets one be taken off', async () => {
    const { code } = await begin();
    const ids = [await system.cast.enterprise.upload('one.pdf'), await system.cast.enterprise.upload('two.pdf')];
    const documents = ids.map((documentId) => ({ kind: 'training-plan', documentId }));
    const attached = (await change(code, { documents }, '"1"')).read<Application>();
    expect(attached.documents).toMatchObject([
      { kind: 'training-plan', version: 1 },
      { kind: 'training-plan', version: 2 },
    ]);
    const removed = (await change(code, { removeDocuments: [ids[0]] }, '"2"')).read<Application>();
    expect(removed.documents).toMatchObject([{ kind: 'training-plan', version: 2 }]);
  });

  it('takes no document that another uploaded', async () => {
    const { code } = await begin();
    const documentId = await system.cast.otherEnterprise.upload('theirs.pdf');
    const refusal = (await change(code, { documents: [{ kind: 'training-plan', documentId }] }, '"1"')).refusal();
    expect(refusal).toMatchObject({
      status: 422,
      faults: [{ path: 'documents.0.documentId', code: 'no-such-document' }],
    });
  });

  it('says what it lacks, all at once, when it is submitted too soon, also in a dry run, and stays a draft', async () => {
    const { code } = await begin({ content: { need: 'x' } });
    const body = { contentVersion: 1, signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } };
    for (const query of ['', '?dryRun=true']) {
      const reply = await system.cast.enterprise.post(`/applications/${code}/actions/submit${query}`, body);
      const refusal = reply.refusal();
      expect(refusal).toMatchObject({ status: 422, code: 'invalid' });
      const paths = refusal.faults!.map(({ path }) => path);
      for (const path of ['content.contact', 'content.site', 'documents.training-plan']) expect(paths).toContain(path);
    }
    const read = await system.cast.enterprise.get<{ stage: string; state: string }>(`/applications/${code}`);
    expect(read).toMatchObject(splitKey(STATE.draft));
  });

  it('is frozen once it is submitted', async () => {
    const code = await draft(system);
    const body = { contentVersion: 1, signatory: { name: 'Nguyễn Văn Thử', capacity: 'Giám đốc' } };
    const trial = await system.cast.enterprise.post(`/applications/${code}/actions/submit?dryRun=true`, body);
    expect(trial.read<object>()).toEqual({
      dryRun: true,
      effects: [{ subject: 'application', code, action: ACTION.submit, before: STATE.draft, after: STATE.received }],
    });
    expect(await system.database.event.count({ where: { code } })).toBe(0);
    (await system.cast.enterprise.act('applications', code, ACTION.submit, body)).read();
    expect((await change(code, { content: { need: 'x' } }, '"1"')).refusal()).toMatchObject({
      status: 409,
      code: 'not-open',
    });
  });
});
