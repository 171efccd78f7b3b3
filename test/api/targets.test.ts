import { randomUUID } from 'node:crypto';
import { CURRENT_PROCESS, STATE, splitKey } from '../../domain/process.ts';
import { PROGRAMME } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { settled } from '../support/settled.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
let codes: { first: string; second: string; model: string };
let report: string;

beforeAll(async () => {
  system = await openSystem();
  const office = behind(system);
  const first = await settled(office);
  const second = await settled(office, { enterprise: 'otherEnterprise' });
  codes = { first, second, model: await settled(office, { item: 'P3' }) };
  const { database } = system;
  const words = { nameVi: 'Sở Khác', nameEn: 'Another', complaintVi: '-', complaintEn: '-' };
  await database.agency.create({ data: { id: 'another-agency', email: 'another@example.test', ...words } });
  await database.programme.createMany({
    data: [
      { id: 'ELSEWHERE', agencyId: 'another-agency', definition: '003' },
      { id: 'HN-NSCL', agencyId: 'test-agency', definition: '000' },
      { id: 'HN-SPCL', agencyId: 'test-agency', definition: '004' },
    ],
  });
  report = await system.cast.approver.upload('bao-cao.pdf');
});
afterAll(() => system?.close());

/** What a round of source 004's own year left behind. */
async function recognised(
  programmeId: string,
  code: string,
  who: 'enterprise' | 'otherEnterprise',
  products: readonly (readonly [string, boolean])[],
): Promise<void> {
  const on = new Date('2022-09-15');
  const place = { agencyId: 'test-agency', programmeId };
  const application = await system.database.application.create({
    data: {
      ...{ ...place, code, item: 'K7', enterpriseId: system.parties[who], ...splitKey(STATE.recognised) },
      ...{ process: CURRENT_PROCESS, stateSince: on, createdAt: on, closedAt: on, content: {} },
    },
  });
  await system.database.recognition.createMany({
    data: products.map(([product, firstTime]) => ({
      ...{ ...place, applicationId: application.id, partyId: system.parties[who], roundId: randomUUID(), product },
      ...{ productKey: product.toLowerCase(), firstTime, recognisedOn: on, validUntil: new Date('2024-09-15') },
    })),
  });
}

const Y2025 = { from: '2025-01-01', to: '2025-12-31' };
const Y2026 = { from: '2026-01-01', to: '2026-12-31' };

type Dossiers = { total: number; first: { code: string; adds: number }[]; all: string };
type Line = {
  period: { from: string };
  counted: {
    number: number | null;
    together: number | null;
    dossiers: Dossiers;
    activities: { number: number; ids: string[] } | null;
    why?: { vi: string };
    notes: { en: string }[];
  } | null;
  entered: { number: number; source: string; by: { name: string } } | null;
  base: { period: { from: string }; entered: { number: number } | null; countedHere: number | null } | null;
  value: number | null;
  missing: { vi: string } | null;
  standing: { name: string };
};
type Progress = { code: string; words: string; unit: { name: string }; lines: Line[] };

const progress = async (programme = PROGRAMME) => {
  const { items } = await system.cast.supervisor.get<{ items: Progress[] }>(`/programmes/${programme}/targets`);
  return new Map(items.map((item) => [item.code, item]));
};
const lineOf = async (code: string, year: string, programme?: string): Promise<Line> =>
  (await progress(programme)).get(code)!.lines.find(({ period }) => period.from.startsWith(year))!;

const entries = `/programmes/${PROGRAMME}/targets/ENTERPRISES-2030/entries`;
const number = (given: object = {}) => ({
  ...{ period: Y2025, number: 1, source: 'Báo cáo năm 2025 của Sở', documentId: report },
  ...given,
});
const faultsOf = (refusal: { faults?: { path: string; code: string }[] }) =>
  Object.fromEntries((refusal.faults ?? []).map(({ path, code }) => [path, code]));

describe('what targets count', () => {
  test('settled dossiers, an enterprise once, with every dossier behind the number', async () => {
    const { counted, base, missing, standing } = await lineOf('ENTERPRISES-2030', '2026');
    expect(counted).toMatchObject({ number: 2, together: 2, activities: null, dossiers: { total: 3 } });
    expect(counted!.dossiers.first.map(({ code, adds }) => [code, adds])).toEqual([
      [codes.first, 1],
      [codes.second, 1],
      [codes.model, 0],
    ]);
    expect(counted!.notes.map(({ en }) => en).join()).toContain('legal kind of some applicants is not known');
    expect(base).toEqual({ period: Y2025, entered: null, countedHere: 0 });
    expect(missing!.vi).toContain('01/01/2025–31/12/2025');
    expect(standing.name).toBe('number-missing');
    expect((await lineOf('ENTERPRISES-2030', '2027')).counted).toMatchObject({ number: 0 });
  });

  test('all dossiers behind a number are listed page by page, at the address that stands with it', async () => {
    const { all } = (await lineOf('ENTERPRISES-2030', '2026')).counted!.dossiers;
    const listed: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
      type Page = { items: { code: string }[]; next: string | null };
      const page: Page = await system.cast.approver.get<Page>(`${all.replace('/api', '')}&limit=1${cursor}`);
      listed.push(...page.items.map(({ code }) => code));
      next = page.next;
    }
    expect(listed).toEqual([codes.first, codes.second, codes.model]);
  });

  test('products by the round that recognised them, first-time ones apart, and the enterprises behind them once', async () => {
    await recognised('HN-SPCL', 'SP-1', 'enterprise', [
      ['Bơm', true],
      ['Van', false],
    ]);
    await recognised('HN-SPCL', 'SP-2', 'otherEnterprise', [['Bơm', true]]);
    const items = await progress('HN-SPCL');
    const read = (code: string) => {
      const { number, dossiers } = items.get(code)!.lines[0]!.counted!;
      return [number, dossiers.first.map(({ code, adds }) => `${code} ${adds}`)];
    };
    expect(read('PRODUCTS')).toEqual([3, ['SP-1 2', 'SP-2 1']]);
    expect(read('FIRST-TIME-PRODUCTS')).toEqual([2, ['SP-1 1', 'SP-2 1']]);
    expect(read('ENTERPRISES')).toEqual([2, ['SP-1 1', 'SP-2 1']]);
  });

  test('in the words of the source; what dossiers cannot tell says so, and stays apart from what they do', async () => {
    const items = await progress('HN-NSCL');
    expect(items.get('ATTENDANCES-2025')).toMatchObject({
      words: expect.stringContaining('trên 2.000 lượt'),
      unit: { name: 'attendances' },
      lines: [{ counted: { number: 0 }, standing: { name: 'not-reached' } }],
    });
    const [experts] = items.get('EXPERTS-2030')!.lines;
    expect(experts).toMatchObject({ counted: { number: null }, value: null, standing: { name: 'number-missing' } });
    expect(experts!.counted!.why!.vi).toContain('phải nhập kèm nguồn');
    expect(items.get('EXPERTS-ABROAD-2030')!.lines[0]).toMatchObject({ counted: null });
  });
});

describe('a number that the agency enters', () => {
  test('is kept with source, document and who, and growth is reckoned over it', async () => {
    const key = randomUUID();
    const kept = (await system.cast.approver.post(entries, number(), { key })).read<{ id: string; by: object }>();
    expect(kept).toMatchObject({ number: 1, period: Y2025, document: report, reason: null, by: { name: 'approver' } });
    expect((await system.cast.approver.post(entries, number(), { key })).read<{ id: string }>().id).toBe(kept.id);
    expect(await lineOf('ENTERPRISES-2030', '2026')).toMatchObject({
      ...{ value: 100, missing: null, standing: { name: 'beyond' } },
      ...{ entered: null, base: { entered: { number: 1, source: 'Báo cáo năm 2025 của Sở' } } },
    });
  });

  test('is corrected by another with a reason; both stay, in the order of their making, and in the audit', async () => {
    expect(faultsOf((await system.cast.approver.post(entries, number({ number: 2 }))).refusal())).toEqual({
      reason: 'correction-without-reason',
    });
    const corrected = number({ number: 2, reason: 'Số liệu chính thức' });
    const { id } = (await system.cast.approver.post(entries, corrected)).read<{ id: string }>();
    type Kept = { items: { id: string; number: number; reason: string | null }[] };
    const { items } = await system.cast.supervisor.get<Kept>(entries);
    expect(items.map((item) => [item.number, item.reason])).toEqual([
      [2, 'Số liệu chính thức'],
      [1, null],
    ]);
    expect((await lineOf('ENTERPRISES-2030', '2026')).value).toBe(0);
    type Act = { action: string; data: { entry: string } };
    const audit = await system.cast.administrator.get<{ items: Act[] }>('/admin/audit?limit=100');
    expect(audit.items.find(({ data }) => data.entry === id)).toMatchObject({ action: 'enter-target-number' });
  });

  test('beside what was counted changes nothing of it', async () => {
    const before = await lineOf('ENTERPRISES-2030', '2026');
    (await system.cast.approver.post(entries, number({ period: Y2026, number: 900 }))).read();
    const after = await lineOf('ENTERPRISES-2030', '2026');
    expect(after).toEqual({ ...before, entered: expect.objectContaining({ number: 900 }) });
  });

  test('is refused with everything that is wrong, and changes nothing', async () => {
    const wrong = number({ period: { from: '2025-01-01', to: '2025-06-30' }, number: 1.5, documentId: randomUUID() });
    expect(faultsOf((await system.cast.approver.post(entries, wrong)).refusal())).toEqual({
      period: 'not-a-period-of-the-target',
      number: 'not-a-count',
      documentId: 'no-such-document',
    });
    const foreign = number({ documentId: await system.cast.supervisor.upload('khac.pdf'), reason: 'x' });
    expect(faultsOf((await system.cast.approver.post(entries, foreign)).refusal())).toEqual({
      documentId: 'no-such-document',
    });
    expect(await system.database.targetEntry.count()).toBe(3);
  });

  test('cannot be changed or deleted, even by the system itself', async () => {
    const { database } = system;
    await expect(database.targetEntry.updateMany({ data: { number: 1 } })).rejects.toThrow(/permission denied/);
    await expect(database.targetEntry.deleteMany()).rejects.toThrow(/permission denied/);
  });

  test('rests on a document that those read who read the programme’s dossiers, and nobody else', async () => {
    for (const who of ['supervisor', 'finance'] as const)
      expect((await system.cast[who].send('GET', `/documents/${report}`)).status).toBe(200);
    for (const who of ['administrator', 'enterprise', 'consultant'] as const)
      expect((await system.cast[who].send('GET', `/documents/${report}`)).status).toBe(404);
  });
});

describe('what the agency runs itself', () => {
  const activities = `/programmes/${PROGRAMME}/activities`;
  let evidence: string;
  beforeAll(async () => {
    evidence = await system.cast.appraiser.upload('danh-sach.pdf');
  });
  const activity = (given: object = {}) => ({
    ...{ item: 'P1', on: '2025-10-10', title: 'Hội nghị phổ biến', done: 'Phổ biến công cụ 5S' },
    ...{ numbers: { enterprises: 40, attendances: 90, people: 80 }, documentIds: [evidence] },
    ...given,
  });

  test('is recorded with its evidence, and stands in the targets that name its item, apart from dossiers', async () => {
    const kept = (await system.cast.appraiser.post(activities, activity())).read<{ id: string }>();
    expect(kept).toMatchObject({
      ...{ item: 'P1', on: '2025-10-10', by: { name: 'appraiser' }, countered: null, documents: [evidence] },
      numbers: [
        { unit: 'enterprises', number: 40, title: { vi: 'doanh nghiệp' } },
        { unit: 'attendances', number: 90 },
        { unit: 'people', number: 80 },
      ],
    });
    const { counted } = await lineOf('ENTERPRISES-2025', '2025');
    expect(counted).toMatchObject({ number: 0, activities: { number: 40, ids: [kept.id] }, together: 40 });
    expect(counted!.dossiers.total).toBe(0);
    expect((await system.cast.supervisor.send('GET', `/documents/${evidence}`)).status).toBe(200);
  });

  test('is taken back by a counter-entry once: both stay, and it counts no more', async () => {
    const { id } = (
      await system.cast.administrator.post(activities, {
        ...activity({ on: '2025-11-11' }),
        documentIds: [await system.cast.administrator.upload('anh.png.pdf')],
      })
    ).read<{ id: string }>();
    expect((await lineOf('ENTERPRISES-2025', '2025')).counted!.together).toBe(80);
    const counter = () => system.cast.appraiser.post(`${activities}/${id}/counter`, { reason: 'Ghi trùng' });
    expect((await counter()).read<object>()).toMatchObject({ countered: { reason: 'Ghi trùng' } });
    expect((await counter()).refusal()).toMatchObject({ code: 'duplicate' });
    expect((await lineOf('ENTERPRISES-2025', '2025')).counted!.together).toBe(40);
    const { items } = await system.cast.supervisor.get<{ items: { id: string }[] }>(`${activities}?limit=1`);
    expect(items.map((item) => item.id)).toEqual([id]);
    const missing = await system.cast.appraiser.post(`${activities}/${randomUUID()}/counter`, { reason: 'x' });
    expect(missing.status).toBe(404);
  });

  test('is no item that is applied for, no day to come, and never more people than attendances', async () => {
    const refused = async (given: object) =>
      faultsOf((await system.cast.appraiser.post(activities, activity(given))).refusal());
    const before = await system.database.agencyActivity.count();
    expect(
      await refused({ item: 'P2', on: '2031-01-01', numbers: { attendances: 1, people: 2 }, documentIds: [report] }),
    ).toEqual({
      item: 'applied-for',
      on: 'outside-period',
      'numbers.people': 'more-than-attendances',
      'documentIds.0': 'no-such-document',
    });
    expect(await refused({ item: 'P9', on: '2020-12-31' })).toEqual({ item: 'no-such-item', on: 'outside-period' });
    expect(await refused({ on: '2026-12-31' })).toEqual({ on: 'in-the-future' });
    expect(await refused({ documentIds: [] })).toMatchObject({ documentIds: expect.any(String) });
    expect(await system.database.agencyActivity.count()).toBe(before);
  });
});

describe('a model enterprise', () => {
  const models = `/programmes/${PROGRAMME}/model-enterprises`;
  const designation = (application: string, given: object = {}) => ({
    application,
    reason: 'Áp dụng đồng bộ các công cụ',
    instrument: {
      ...{ signatory: 'Lê Thị Thử', capacity: 'Giám đốc', number: '15/QĐ-SKHCN', date: '2026-03-02' },
      ...{ documentId: report, ...given },
    },
  });

  test('is designated by the approver on a settled dossier, by an issued instrument, and counts then', async () => {
    expect((await lineOf('MODELS-2030', '2026')).counted).toMatchObject({ number: 0 });
    const kept = (await system.cast.approver.post(models, designation(codes.model))).read<{ id: string }>();
    expect(kept).toMatchObject({ application: codes.model, enterprise: 'enterprise', on: '2026-03-02' });
    expect((await lineOf('MODELS-2030', '2026')).counted).toMatchObject({
      number: 1,
      dossiers: { first: [{ code: codes.model, adds: 1 }] },
    });
    const again = (await system.cast.approver.post(models, designation(codes.model))).refusal();
    expect(faultsOf(again)).toEqual({ application: 'model-already' });
    (await system.cast.approver.post(`${models}/${kept.id}/counter`, { reason: 'Thu hồi danh hiệu' })).read();
    expect((await lineOf('MODELS-2030', '2026')).counted).toMatchObject({ number: 0 });
    (await system.cast.approver.post(models, designation(codes.model))).read();
    const { items } = await system.cast.supervisor.get<{ items: { countered: object | null }[] }>(models);
    expect(items.map(({ countered }) => countered === null)).toEqual([true, false]);
  });

  test('rests on no dossier of another item, none that is not settled or not there, and no instrument to come', async () => {
    const refused = async (application: string, given?: object) =>
      faultsOf((await system.cast.approver.post(models, designation(application, given))).refusal());
    const coming = { date: '2026-12-31', documentId: randomUUID() };
    expect(await refused(codes.second, coming)).toEqual({
      application: 'no-model-item',
      'instrument.date': 'in-the-future',
      'instrument.documentId': 'no-such-document',
    });
    expect(await refused('TEST-2026-999999-ZZZZ')).toEqual({ application: 'no-such-dossier' });
    expect(await refused(codes.second, { number: undefined })).toMatchObject({
      'instrument.number': expect.anything(),
    });
  });
});

test('nobody but the roles named enters or reads, and another agency’s programme is not there', async () => {
  const { cast } = system;
  for (const who of ['administrator', 'supervisor', 'appraiser', 'paymentApprover'] as const)
    expect([who, (await cast[who].post(entries, number())).status]).toEqual([who, 403]);
  for (const who of ['enterprise', 'finance', 'administrator'] as const)
    expect([who, (await cast[who].send('GET', `/programmes/${PROGRAMME}/targets`)).status]).toEqual([who, 403]);
  for (const path of ['targets', 'targets/MODELS-2030/entries', 'activities', 'model-enterprises']) {
    expect((await cast.supervisor.send('GET', `/programmes/ELSEWHERE/${path}`)).status).toBe(404);
    expect((await cast.supervisor.send('GET', `/programmes/NONE/${path}`)).status).toBe(404);
  }
  expect((await cast.approver.post('/programmes/ELSEWHERE/targets/MODELS-2030/entries', number())).status).toBe(404);
  expect((await cast.supervisor.send('GET', `/programmes/${PROGRAMME}/targets/NONE/entries`)).status).toBe(404);
});
