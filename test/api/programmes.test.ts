import { ACTION, STAGE } from '../../domain/process.ts';
import { PROGRAMMES } from '../../programmes/index.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;

/** What the agency runs besides: each source under a prefix of its own, and two of those that are over in an assumed period. */
const RUN = [
  { id: 'HN-NSCL', definition: '000', assumed: false },
  { id: 'HN-CNHT', definition: '001', assumed: false },
  { id: 'HP-NSCL', definition: '002', assumed: false },
  { id: 'HP-SAU', definition: '002', assumed: true },
  { id: 'HN-SPCL', definition: '004', assumed: true },
];

beforeAll(async () => {
  system = await openSystem();
  const agencyId = 'test-agency';
  await system.database.programme.createMany({ data: RUN.map((row) => ({ ...row, agencyId })) });
});
afterAll(() => system?.close());

type Text = { vi: string; en: string };
type Summary = { id: string; open: number; closed: Text | null; assumed: { name: Text } | null };
type Named = { name: string; title: Text };
type Item = {
  code: string;
  words: string;
  kind: string;
  takesApplications: boolean;
  notOpen?: Text;
  beneficiaries: Named[];
  route: (Named & { stages: { stage: string }[]; performer: Named }) | null;
  conditions: { code: string; rule: { by: string } }[];
  documents: { kind: string; required: boolean }[];
  sharedContent?: { note: Text; alsoIn: { source: string; item: string }[] };
  ceilings: { code: string; amount: number; over: string; source: { certainty: string; means: Text } }[];
};
type Programme = Summary & {
  document: { number?: string };
  phases: { from: string; to: string }[];
  listedProcedure: Named;
  lead: { organisation: Text }[];
  coordinating: { from: string; to?: string; organisation: Text; duty: Text; note?: Text }[];
  objectives: { words: string }[];
  items: Item[];
  targets: {
    code: string;
    unit: Named;
    value: object;
    growthOver?: unknown;
    counted: { from: string; items: string[] };
  }[];
};

const list = async () => {
  const { items } = await system.cast.passerBy.get<{ items: Summary[] }>('/programmes');
  return new Map(items.map((item) => [item.id, item]));
};
const read = (id: string) => system.cast.passerBy.get<Programme>(`/programmes/${id}`);
const itemIn = ({ items }: Programme, code: string) => items.find((item) => item.code === code)!;
const begin = (body: object) => system.cast.enterprise.post('/applications', body);

describe('the list of programmes', () => {
  it('says of each whether it takes applications today, and if not, why', async () => {
    const programmes = await list();
    expect(programmes.get('HN-NSCL')).toMatchObject({ closed: null, assumed: null });
    expect(programmes.get('HN-NSCL')!.open).toBeGreaterThanOrEqual(5);
    expect(programmes.get('HN-CNHT')).toMatchObject({
      open: 0,
      assumed: null,
      closed: {
        vi: 'Chương trình đã kết thúc: nhận hồ sơ từ 01/01/2020 đến 31/12/2020.',
        en: 'The programme is over: applications were taken from 01/01/2020 to 31/12/2020.',
      },
    });
    expect(programmes.get('HP-NSCL')).toMatchObject({ open: 0, assumed: null });
  });

  it('shows an assumed successor as what it is, and only where the agency works with it', async () => {
    const { open, closed, assumed } = (await list()).get('HP-SAU')!;
    expect({ closed, assumed }).toMatchObject({ closed: null, assumed: { from: '2026-01-01', to: '2030-12-31' } });
    expect(assumed?.name.vi).toContain('giả định – ví dụ');
    expect(assumed?.name.en).toContain('assumed – example');
    expect(open).toBeGreaterThanOrEqual(7);
  });
});

describe('a programme', () => {
  it('shows everything that its data say, of every source', async () => {
    for (const { id, definition } of RUN) {
      const rules = PROGRAMMES.find((one) => one.definition === definition)!;
      const shown = await read(id);
      expect(shown.items.map(({ code, words, kind }) => ({ code, words, kind }))).toEqual(
        rules.items.map(({ code, words, kind }) => ({ code, words, kind })),
      );
      expect(shown.targets.map(({ code, unit, value }) => ({ code, unit: unit.name, value }))).toEqual(
        rules.targets.map(({ code, unit, value }) => ({ code, unit, value })),
      );
      expect(shown.coordinating).toEqual(rules.coordinating);
      expect(shown.objectives).toEqual(rules.objectives);
      expect(shown.listedProcedure.name).toBe('unknown');
      expect(shown.document.number).toBe(rules.document.number);
    }
  });

  it('shows of an item whom it is for, how it goes, by which rules it is judged, and up to which ceiling', async () => {
    expect(itemIn(await read('HN-NSCL'), 'H5')).toMatchObject({
      beneficiaries: [
        { name: 'enterprise', title: { vi: 'Doanh nghiệp' } },
        { name: 'organisation' },
        { name: 'public-body', title: { en: 'Public body' } },
      ],
      route: { name: 'service', performer: { name: 'consultant' }, title: { vi: expect.stringContaining('đào tạo') } },
      conditions: [
        { code: 'PROVINCE', rule: { by: 'province', provinces: ['01'] } },
        { code: 'SECTOR', rule: { by: 'sector' } },
        { code: 'RESOURCES', rule: { by: 'resources' } },
        { code: 'NO-OVERLAP', rule: { by: 'no-overlap' } },
      ],
      ceilings: [
        {
          code: 'ENTERPRISE-YEAR',
          over: 'programme',
          amount: 500_000_000,
          source: { certainty: 'set-by-agency-example', means: { vi: 'do cơ quan quy định (ví dụ)' } },
        },
        // Declared by another programme of the same agency, over all of them.
        { code: 'YEAR-ALL', over: 'all-programmes' },
      ],
    });
  });

  it('shows what items of other programmes support alike, so that one knows what is granted once', async () => {
    const { sharedContent } = itemIn(await read('HP-SAU'), '3A');
    expect(sharedContent?.note.vi).toContain('ISO 9001');
    expect(sharedContent?.alsoIn.map(({ source, item }) => `${source} ${item}`)).toEqual(['000 H1', '003 P3']);
    expect(itemIn(await read('HP-SAU'), '3C').sharedContent).toBeUndefined();
  });

  it('shows which body had a part until when, and what became of it', async () => {
    const { coordinating } = await read('HP-NSCL');
    const [planning] = coordinating.filter(({ organisation }) => organisation.vi === 'Sở Kế hoạch và Đầu tư');
    expect(planning).toMatchObject({ to: '2025-02-28', note: { en: expect.stringContaining('secondary source') } });
    expect(coordinating).toContainEqual(
      expect.objectContaining({ from: '2025-03-01', organisation: expect.objectContaining({ vi: 'Sở Tài chính' }) }),
    );
  });

  it('stays readable when it is over, and gives that as the reason of each item that was applied for', async () => {
    const programme = await read('HN-CNHT');
    expect(itemIn(programme, 'C3')).toMatchObject({ takesApplications: false, notOpen: programme.closed });
    expect(itemIn(programme, 'C3').documents.some(({ required }) => required)).toBe(true);
  });

  it('tells apart what the agency runs itself, and what is entered for a selection round', async () => {
    const programme = await read('HN-SPCL');
    const policy = itemIn(programme, 'K8');
    expect(policy).toMatchObject({ kind: 'run-by-the-agency', takesApplications: false, route: null });
    expect(policy.notOpen?.vi).toContain(policy.words);
    const selection = itemIn(programme, 'K7');
    expect(selection).toMatchObject({
      kind: 'applied-for',
      route: { stages: [{ stage: STAGE.submission }, { stage: STAGE.selection }] },
      selection: { passBp: 7_000, source: { certainty: 'set-by-agency-example' } },
    });
  });
});

describe('a draft', () => {
  it('is not begun in a programme that is over, and the answer says when it took applications', async () => {
    const refusal = (await begin({ programme: 'HN-CNHT', item: 'C3' })).refusal();
    expect(refusal).toMatchObject({
      status: 422,
      faults: [{ path: 'programme', code: 'programme-closed', message: { en: expect.stringContaining('31/12/2020') } }],
    });
    expect(await system.database.application.count({ where: { programmeId: 'HN-CNHT' } })).toBe(0);
  });

  it('is told everything that is against it at once', async () => {
    const { faults } = (await begin({ programme: 'HN-CNHT', item: 'C4' })).refusal();
    expect(faults?.map(({ path, code }) => [path, code])).toEqual([
      ['item', 'takes-no-applications'],
      ['programme', 'programme-closed'],
    ]);
  });

  it('begun in an assumed period is submitted in it, and no longer once the agency does without', async () => {
    const ready = async () => {
      const kinds = ['support-application', 'business-registration', 'improvement-plan'];
      const documents = [];
      for (const kind of kinds)
        documents.push({ kind, documentId: await system.cast.enterprise.upload(`${kind}.pdf`) });
      const content = {
        contact: { name: 'Lê Thị Thử', email: 'contact@example.test', phone: '0900000000' },
        need: 'Áp dụng ISO 9001',
        estimate: 40_000_000,
        requestedAmount: 20_000_000,
        site: 'Xưởng số 1',
      };
      return (await begin({ programme: 'HP-SAU', item: '3A', content, documents })).read<{ code: string }>().code;
    };
    const submit = (code: string) =>
      system.cast.enterprise.act('applications', code, ACTION.submit, {
        contentVersion: 1,
        signatory: { name: 'Lê Thị Thử', capacity: 'Giám đốc' },
      });
    const [first, second] = [await ready(), await ready()];
    expect((await submit(first)).read()).toMatchObject({ subject: { code: first, stage: 'submission' } });

    await system.database.programme.update({ where: { id: 'HP-SAU' }, data: { assumed: false } });
    expect((await submit(second)).refusal()).toMatchObject({
      faults: [{ code: 'programme-closed', message: { vi: expect.stringContaining('31/12/2025') } }],
    });
    expect((await begin({ programme: 'HP-SAU', item: '3A' })).refusal().faults).toMatchObject([
      { code: 'programme-closed' },
    ]);
  });
});
