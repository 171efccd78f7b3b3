import { ACTION, LETTER, TASK } from '../../domain/process.ts';
import { approved, draft, favourable, inForce } from '../support/dossier.ts';
import { countGrants, does, PROGRAMME } from '../support/office.ts';
import { letterTo } from '../support/outside.ts';
import { foundSources, inSource } from '../support/sources.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await countGrants(system);
});
afterAll(() => system?.close());

type Judged = {
  condition: string;
  verdict: string;
  reason: { vi: string; en: string };
  facts: { name: string; from: string; source: string | null; asOf: string }[];
  missing: { name: string }[];
  source: { document: string; means: { vi: string } };
};
type Evaluation = {
  fails: string[];
  toJudge: string[];
  conditions: Judged[];
  ceilings: { code: string; used: number; left: number; by: { code: string; amount: number }[] }[];
  offer: { amount: number; bound: string; line: { vi: string } } | null;
};
type Check = { closed: { vi: string } | null; evaluation: Evaluation };

const path = `/programmes/${PROGRAMME}/check`;
type Asker = 'enterprise' | 'otherEnterprise' | 'thirdEnterprise' | 'appraiser';
const asks = async (who: Asker, body: object) => (await system.cast[who].post(path, body)).read<Check>();
const of = ({ evaluation }: Check, condition: string) =>
  evaluation.conditions.find((judged) => judged.condition === condition)!;
const inApplication = async (who: 'enterprise' | 'consultant' | 'appraiser', code: string) =>
  (await system.cast[who].get<{ eligibility?: Evaluation | null }>(`/applications/${code}`)).eligibility;

/** Rows of every table that a check could have written to. */
const rows = async () => {
  const { database } = system;
  return [
    await database.application.count(),
    await database.eligibility.count(),
    await database.decision.count(),
    await database.once.count(),
    await database.adminEvent.count(),
  ];
};

describe('the check before submission', () => {
  it('says of each condition whether it is met, on which facts, and what is missing; up to how much; and writes nothing', async () => {
    const before = await rows();
    const check = await asks('thirdEnterprise', { item: 'P3', estimate: 90_000_000, businessLines: ['2822'] });
    expect(await rows()).toEqual(before);
    expect(check.closed).toBeNull();
    expect(check.evaluation.toJudge).toEqual(['PROVINCE', 'SECTOR', 'RESOURCES']);
    expect(of(check, 'SECTOR').missing.map(({ name }) => name)).toEqual(['vsic']);
    expect(of(check, 'NO-OVERLAP')).toMatchObject({ verdict: 'met', source: { document: 'Thông tư 35/2021/TT-BTC' } });
    expect(check.evaluation.offer).toMatchObject({ amount: 45_000_000, bound: 'rate' });
    expect(check.evaluation.offer!.line.vi).toContain('50% × dự toán 90.000.000 đ');
    expect(check.evaluation.ceilings).toMatchObject([{ code: 'YEAR-ALL', used: 0, left: 500_000_000 }]);
  });

  it('goes by what the register says before what is declared, and says which of them it used', async () => {
    const { parties, cast } = system;
    const facts = `/admin/parties/${parties.thirdEnterprise}/facts`;
    const said = { asOf: '2026-01-01', source: 'Giấy chứng nhận đăng ký doanh nghiệp', vsic: ['2822'], revenue: 5 };
    (await cast.administrator.post(facts, said)).read();
    const declared = { resources: { staff: true, equipment: false } };
    const check = await asks('thirdEnterprise', { item: 'P2', estimate: 1_000, businessLines: ['1071'], declared });
    expect(check.evaluation.fails).toEqual(['SECTOR', 'RESOURCES']);
    expect(of(check, 'SECTOR').facts).toContainEqual(
      expect.objectContaining({ name: 'vsic', from: 'register', source: said.source, asOf: '2026-01-01' }),
    );
    expect(of(check, 'RESOURCES').facts).toMatchObject([{ name: 'resources', from: 'declared', source: null }]);
    const { items } = await cast.administrator.get<{ items: object[] }>(facts);
    expect(items).toMatchObject([{ source: said.source, vsic: ['2822'], revenue: 5, capital: null }]);
  });

  it('is for an enterprise about itself, and for staff of the agency about an enterprise that they name', async () => {
    const body = { item: 'P2', estimate: 1_000 };
    const named = { ...body, taxCode: '9900055008' };
    expect((await asks('appraiser', named)).evaluation.offer?.amount).toBe(1_000);
    const { cast } = system;
    expect((await cast.appraiser.post(path, body)).refusal()).toMatchObject({
      status: 422,
      faults: [{ path: 'taxCode' }],
    });
    expect((await cast.enterprise.post(path, named)).refusal()).toMatchObject({
      status: 422,
      faults: [{ path: 'taxCode' }],
    });
    expect((await cast.consultant.post(path, body)).status).toBe(403);
    expect((await cast.administrator.post(path, named)).status).toBe(403);
    expect((await cast.passerBy.post(path, body)).status).toBe(401);
    expect((await cast.enterprise.post('/programmes/NONE/check', body)).status).toBe(404);
    expect((await cast.enterprise.post(path, { ...body, item: 'X9' })).refusal().faults).toMatchObject([
      { path: 'item' },
    ]);
  });

  it('tells of the same content under another programme, and of that alone', async () => {
    const { cast } = system;
    await foundSources(system);
    const code = await approved(system, { item: 'P3', enterprise: 'thirdEnterprise', estimate: 60_000_000 });
    const under002 = async (item: string) => {
      const reply = await cast.thirdEnterprise.post('/programmes/NGUON-002/check', { item, estimate: 1_000 });
      return of(reply.read<Check>(), 'NO-OVERLAP');
    };
    const told = await under002('3A');
    expect(told).toMatchObject({ verdict: 'not-met', reason: { vi: expect.stringContaining(code) } });
    expect(await under002('3C')).toMatchObject({ verdict: 'met' });

    const office = inSource(system, '002');
    const second = await draft(office, { item: '3A', enterprise: 'thirdEnterprise' });
    await does(office, 'thirdEnterprise', second, ACTION.submit, { contentVersion: 1 });
    const { eligibility } = await cast.appraiser.get<{ eligibility: Evaluation }>(`/applications/${second}`);
    expect(of({ closed: null, evaluation: eligibility }, 'NO-OVERLAP').reason).toEqual(told.reason);
  });

  it('says why an item takes no applications', async () => {
    const check = await asks('enterprise', { item: 'P1', estimate: 1_000 });
    expect(check.closed?.vi).toContain('Nội dung này do cơ quan thực hiện');
  });

  it('names the dossiers that used a ceiling, and what they left is the most that is offered', async () => {
    const given = { item: 'P3', enterprise: 'otherEnterprise' as const };
    const codes: string[] = [];
    for (const amount of [150_000_000, 150_000_000, 150_000_000])
      codes.push(
        await approved(system, {
          ...given,
          estimate: 300_000_000 - codes.length * 50_000_000,
          amount: amount - codes.length * 25_000_000,
        }),
      );
    const used = 150_000_000 + 125_000_000 + 100_000_000;
    const check = await asks('otherEnterprise', { item: 'P3', estimate: 300_000_000 });
    expect(check.evaluation.ceilings).toMatchObject([
      { used, left: 500_000_000 - used, by: codes.map((code) => ({ code, amount: expect.any(Number) })) },
    ]);
    expect(check.evaluation.offer).toMatchObject({ amount: 500_000_000 - used, bound: 'ceiling' });
  });
});

describe('the same evaluation', () => {
  it('is in the check, the application, the appraiser’s task and the letter of refusal, in the same words', async () => {
    const { cast } = system;
    const earlier = await draft(system);
    await does(system, 'enterprise', earlier, ACTION.submit, { contentVersion: 1 });
    const check = await asks('enterprise', { item: 'P2', estimate: 40_000_000 });
    const code = await draft(system);
    expect(await inApplication('enterprise', code)).toBeNull();
    await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect((await inApplication('enterprise', code))!.conditions).toEqual(check.evaluation.conditions);
    expect((await inApplication('appraiser', code))!.conditions).toEqual(check.evaluation.conditions);

    await does(system, 'intake', code, ACTION.accept);
    const { items } = await cast.appraiser.get<{ items: { id: string }[] }>(
      `/tasks?code=${code}&name=${TASK.appraise}`,
    );
    type Task = { facts: { eligibility: Evaluation } };
    const { facts } = await cast.appraiser.get<Task>(`/tasks/${items[0]!.id}`);
    expect(facts.eligibility.conditions).toEqual(check.evaluation.conditions);

    const answers = check.evaluation.toJudge.map((condition) => ({ condition, answer: 'met', reason: 'Đã đối chiếu' }));
    const { answers: _, ...appraisal } = favourable(40_000_000, 0);
    await does(system, 'appraiser', code, ACTION.recommend, { ...appraisal, recommendation: 'refuse-it', answers });
    const refused = check.evaluation.fails.map((condition) => ({ condition, answer: 'not-met' }));
    await does(system, 'approver', code, ACTION.refuse, { answers: refused });

    const letter = await letterTo(system, 'enterprise', code, LETTER.refused);
    expect(check.evaluation.fails).toEqual(['NO-OVERLAP']);
    const { reason } = of(check, 'NO-OVERLAP');
    expect(reason.vi).toContain(earlier);
    expect(letter.replaceAll(/\s+/g, ' ')).toContain(reason.vi);
  });

  it('is not shown to the consultant who carries the support out', async () => {
    const code = await inForce(system, { enterprise: 'thirdEnterprise' });
    expect(await inApplication('consultant', code)).toBeUndefined();
    expect(await inApplication('appraiser', code)).toBeDefined();
  });

  it('waits in the order in which dossiers were complete: one that had to be supplied comes after', async () => {
    const [supplied, complete] = [await draft(system), await draft(system)];
    for (const code of [supplied, complete])
      await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await does(system, 'intake', supplied, ACTION.requestSupplement, { items: [{ text: 'Kế hoạch đào tạo' }] });
    await does(system, 'intake', complete, ACTION.accept);
    await does(system, 'enterprise', supplied, ACTION.supply, { answer: 'Đã bổ sung' });
    await does(system, 'intake', supplied, ACTION.accept);
    const { items } = await system.cast.appraiser.get<{ items: { code: string }[] }>(
      `/tasks?name=${TASK.appraise}&limit=100`,
    );
    const queue = items.map(({ code }) => code).filter((code) => [supplied, complete].includes(code));
    expect(queue).toEqual([complete, supplied]);
  });
});

describe('what a register says', () => {
  it('is refused where it says nothing, or names a predecessor by a tax code that cannot be', async () => {
    const { cast, parties } = system;
    const facts = `/admin/parties/${parties.enterprise}/facts`;
    const said = { asOf: '2026-01-01', source: 'ĐKKD' };
    expect((await cast.administrator.post(facts, said)).refusal().faults).toMatchObject([{ code: 'nothing-said' }]);
    const wrong = { ...said, predecessors: ['9900055008', '9900055009', '9900055008-001'] };
    expect((await cast.administrator.post(facts, wrong)).refusal().faults).toMatchObject([
      { path: 'predecessors.1', code: 'tax-code-check-digit' },
      { path: 'predecessors.2', code: 'tax-code-length' },
    ]);
    expect((await cast.administrator.get<{ items: object[] }>(facts)).items).toEqual([]);
    const nobody = '/admin/parties/01890000-0000-7000-8000-000000000000/facts';
    expect(await cast.administrator.get(nobody).catch((error: Error) => error.message)).toContain('404');
  });
});
