import { randomUUID } from 'node:crypto';
import { ACTION, STATE, splitKey } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { does, PROGRAMME, passLimit } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';
import { bidOf, invited, scored } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Bid = {
  consultant: { name: string };
  prices: unknown;
  total: number | null;
  passed: boolean | null;
  scores: { member: string }[];
  rank: number | null;
};
type Package = {
  bids: Bid[] | null;
  invited: unknown;
  panel: unknown;
  parts: { price: number | null }[];
  terms: Record<string, unknown> | null;
  documents: { id: string }[];
  stage: string;
  state: string;
};
type Reader =
  | 'procurement'
  | 'approver'
  | 'panel'
  | 'supervisor'
  | 'finance'
  | 'intake'
  | 'enterprise'
  | 'consultant'
  | 'otherConsultant';
const READERS: readonly Reader[] = [
  'procurement',
  'approver',
  'panel',
  'supervisor',
  'finance',
  'intake',
  'enterprise',
  'consultant',
  'otherConsultant',
];
const read = (who: Reader, code: string) => system.cast[who].get<Package>(`/packages/${code}`);
const SECRET = 31_234_567;
const signatory = { name: 'Lê Văn Ký', capacity: 'Giám đốc' };

describe('opening a package', () => {
  it('takes applications in, and answers a repeat with the same package', async () => {
    const code = await approved(system);
    const body = { programme: PROGRAMME, applications: [code], title: 'Đào tạo 5S' };
    const key = randomUUID();
    const first = (await system.cast.procurement.post('/packages', body, { key })).read<{
      subject: { code: string };
    }>();
    const again = (await system.cast.procurement.post('/packages', body, { key })).read<{
      subject: { code: string };
    }>();
    expect(again.subject.code).toBe(first.subject.code);
    expect(first.subject.code).toMatch(/^TEST-GT-2026-\d{6}-[0-9A-Z]{4}$/);
    const application = await system.cast.enterprise.get<object>(`/applications/${code}`);
    expect(application).toMatchObject({ ...splitKey(STATE.inPackage), package: { code: first.subject.code } });
  });

  it('that is refused leaves nothing to be seen', async () => {
    const body = { programme: PROGRAMME, applications: ['TEST-2026-999999-ZZZZ'], title: 'x' };
    const before = (await system.cast.procurement.get<{ items: unknown[] }>('/packages')).items.length;
    expect((await system.cast.procurement.post('/packages', body)).refusal()).toMatchObject({
      status: 422,
      faults: [{ path: 'applications.0', code: 'no-such-application' }],
    });
    expect((await system.cast.procurement.get<{ items: unknown[] }>('/packages')).items).toHaveLength(before);
    expect((await system.cast.procurement.post('/packages', { ...body, programme: 'OTHER' })).refusal().status).toBe(
      404,
    );
  });
});

describe('a tender', () => {
  let code: string;
  let application: string;
  let priced: string;
  let plain: string;
  beforeAll(async () => {
    application = await approved(system);
    code = await invited(system, [{ application, ceiling: 40_000_000 }]);
    priced = await system.cast.consultant.upload('gia.pdf');
    plain = await system.cast.consultant.upload('ky-thuat.pdf');
    const documents = [
      { kind: 'financial-proposal', documentId: priced },
      { kind: 'technical-proposal', documentId: plain },
    ];
    const bid = { ...bidOf({ [application]: SECRET }), signatory };
    (await system.cast.consultant.post(`/packages/${code}/bids`, { ...bid, documents })).read();
    (
      await system.cast.otherConsultant.post(`/packages/${code}/bids`, {
        ...bidOf({ [application]: 39_999_999 }),
        signatory,
      })
    ).read();
  });

  const reads = async (who: Reader, id: string) => (await system.cast[who].send('GET', `/documents/${id}`)).status;
  /** Everything that somebody can read about the tender. */
  async function everything(who: Reader): Promise<string> {
    const paths = [
      `/packages/${code}`,
      `/packages/${code}/history?limit=100`,
      `/packages/${code}/letters?limit=100`,
      '/packages',
      '/contracts',
    ];
    return JSON.stringify(await Promise.all(paths.map((path) => system.cast[who].get(path))));
  }

  it('shows nobody a bid before it is opened, except its own bidder its own', async () => {
    for (const who of READERS) {
      const seen = await read(who, code);
      const own = who === 'consultant' || who === 'otherConsultant';
      expect([who, seen.bids?.map(({ consultant }) => consultant.name) ?? null]).toEqual([who, own ? [who] : null]);
      const text = await everything(who);
      if (who !== 'consultant') expect([who, text.includes(String(SECRET))]).toEqual([who, false]);
      if (!own) expect([who, text.includes('financial-proposal')]).toEqual([who, false]);
      const status = who === 'consultant' ? 200 : 404;
      expect([who, await reads(who, priced), await reads(who, plain)]).toEqual([who, status, status]);
    }
    expect((await read('consultant', code)).bids).toMatchObject([{ total: SECRET }]);
  });

  it('shows bidders the terms, not who else was invited nor who scores', async () => {
    const seen = await read('consultant', code);
    expect(seen.terms).toMatchObject({ requirements: expect.any(String), technicalWeight: 70 });
    expect(seen.terms).not.toHaveProperty('invited');
    expect([seen.invited, seen.panel]).toEqual([null, null]);
  });

  it('lets a bid be replaced and withdrawn until closing', async () => {
    (
      await system.cast.thirdConsultant.post(`/packages/${code}/bids`, {
        ...bidOf({ [application]: 30_000_000 }),
        signatory,
      })
    ).read();
    (
      await system.cast.thirdConsultant.post(`/packages/${code}/bids`, {
        ...bidOf({ [application]: 29_000_000 }),
        signatory,
      })
    ).read();
    (await system.cast.thirdConsultant.send('DELETE', `/packages/${code}/bids/mine`, { signatory })).read();
    const { bids } = await system.cast.thirdConsultant.get<{
      bids: { total: number; withdrawnAt: string | null; replacedAt: string | null }[];
    }>(`/packages/${code}`);
    expect(bids).toMatchObject([
      { total: 30_000_000, replacedAt: expect.any(String) },
      { total: 29_000_000, withdrawnAt: expect.any(String) },
    ]);
    const again = await system.cast.thirdConsultant.send('DELETE', `/packages/${code}/bids/mine`, { signatory });
    expect(again.refusal()).toMatchObject({ status: 409, code: 'guarded' });
  });

  it('shows who works on it the technical proposals once they are opened, no price, and each member their own scores', async () => {
    await passLimit(system, code, 'receive-bids');
    await does(system, 'approver', code, ACTION.openAnyway, { reason: 'Hai hồ sơ là đủ để so sánh' });
    await scored(system, code, { consultant: 90, otherConsultant: 20 });
    for (const who of ['procurement', 'approver', 'panel', 'supervisor'] as const) {
      const { bids } = await read(who, code);
      expect([who, bids?.map(({ total, prices }) => [total, prices])]).toEqual([
        who,
        [
          [null, null],
          [null, null],
        ],
      ]);
      expect([who, (await everything(who)).includes(String(SECRET))]).toEqual([who, false]);
      expect([who, await reads(who, plain), await reads(who, priced)]).toEqual([who, 200, 404]);
    }
    for (const who of ['finance', 'intake', 'enterprise'] as const) {
      expect([who, (await read(who, code)).bids]).toEqual([who, null]);
      expect([who, await reads(who, plain)]).toEqual([who, 404]);
    }
    const members = (await read('panel', code)).bids!.flatMap(({ scores }) => scores.map(({ member }) => member));
    expect(new Set(members)).toEqual(new Set([system.people.panel]));
    expect((await read('otherConsultant', code)).bids).toMatchObject([
      { passed: null, technicalPoints: null, scores: [] },
    ]);
  });

  it('tells a bidder whether it passed once that is approved; the price of one that failed is never opened', async () => {
    await does(system, 'otherApprover', code, ACTION.approveTechnical);
    expect((await read('otherConsultant', code)).bids).toMatchObject([{ passed: false, technicalPoints: 20 }]);
    expect((await read('procurement', code)).bids?.map(({ total }) => total)).toEqual([null, null]);
    await does(system, 'procurement', code, ACTION.openFinancial);
    const { bids } = await read('procurement', code);
    expect(bids).toMatchObject([
      { consultant: { name: 'consultant' }, total: SECRET, rank: 1, passed: true },
      { consultant: { name: 'otherConsultant' }, total: null, prices: null, rank: null, passed: false },
    ]);
    expect(await reads('procurement', priced)).toBe(200);
    expect(await everything('procurement')).not.toContain('39999999');
    expect((await everything('otherConsultant')).includes(String(SECRET))).toBe(false);
  });

  it('shows its contract to the consultant who has it, and to the enterprise with whom and from when to when', async () => {
    const agreed = [{ application, price: 30_000_000 }];
    await does(system, 'procurement', code, ACTION.recordNegotiation, { outcome: 'agreed', agreed });
    await does(system, 'approver', code, ACTION.award);
    await does(system, 'procurement', code, ACTION.draft, { number: '01/HĐ' });
    type Contracts = { items: { number: string; total: number | null; package: string }[] };
    expect(await system.cast.consultant.get<Contracts>('/contracts?mine=true')).toMatchObject({
      items: [{ number: '01/HĐ', total: 30_000_000, package: code }],
    });
    expect(await system.cast.enterprise.get<Contracts>('/contracts?mine=true')).toMatchObject({
      items: [{ number: '01/HĐ', total: null }],
    });
    for (const who of ['otherConsultant', 'otherEnterprise'] as const)
      expect(await system.cast[who].get<Contracts>('/contracts')).toMatchObject({ items: [] });
    expect(await read('otherConsultant', code)).toMatchObject({ contract: null, parts: [{ price: null }] });
  });

  it('closes its bids to a panel member who has declared an interest', async () => {
    await system.database.panelMember.update({
      where: {
        packageId_personId: {
          packageId: (await system.database.package.findUniqueOrThrow({ where: { code } })).id,
          personId: system.people.panel,
        },
      },
      data: { interest: 'Người thân làm việc tại nhà thầu' },
    });
    expect((await read('panel', code)).bids).toBeNull();
    expect((await everything('panel')).includes(String(SECRET))).toBe(false);
  });
});
