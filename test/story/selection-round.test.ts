import { ACTION, LETTER, STATE, TASK, type TaskName } from '../../domain/process.ts';
import { programme004 } from '../../programmes/004.ts';
import { EXAMPLE_SELECTION } from '../../programmes/selection.ts';
import type { Outcome } from '../support/actor.ts';
import { passLimit, type Who } from '../support/office.ts';
import { decisionsSeenBy, lettersTo, letterTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';

/** Source 004: products are nominated, selected in a round, recognised; the recognised producer then receives support. */

const HA_NOI = 'HN-SPCL';
const COUNCIL = ['council', 'councilTwo', 'councilThree'] as const;
/** What each member gives every criterion of a product. */
const POINTS: Readonly<Record<string, readonly [number, number, number]>> = {
  'Máy bơm công nghiệp': [90, 84, 87],
  'Van điều áp': [72, 70, 71],
  'Cáp điện hạ thế': [80, 82, 78],
  'Vỏ tủ điện': [60, 66, 63],
};

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await system.database.programme.create({
    data: { id: HA_NOI, agencyId: 'test-agency', definition: '004', assumed: true },
  });
});
afterAll(() => system.close());

const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc' };
const signatory = { name: 'Nguyễn Văn Ký', capacity: 'Giám đốc' };

/** Begins and submits an application of an item of the programme. */
async function applies(who: Who, item: string, content: object): Promise<string> {
  const actor = system.cast[who];
  const { documents: listed } = programme004.items.find(({ code }) => code === item)!;
  const documents = [];
  for (const { kind } of listed.filter(({ required }) => required))
    documents.push({ kind, documentId: await actor.upload(`${kind}.pdf`) });
  const contact = { name: 'Lê Thị Thử', email: 'contact@example.test', phone: '0900000000' };
  const whole = { contact, need: 'Tham gia xét chọn', site: 'Xưởng số 1', ...content };
  const draft = { programme: HA_NOI, item, content: whole, documents };
  const { code } = (await actor.post('/applications', draft)).read<{ code: string }>();
  (await actor.act('applications', code, ACTION.submit, { contentVersion: 1, signatory })).read();
  return code;
}

const enters = (who: Who, ...products: string[]) =>
  applies(who, 'K7', { products: products.map((name) => ({ name, vsic: '2813' })) });

async function accepts(code: string): Promise<void> {
  (await system.cast.intake.complete(TASK.checkCompleteness, code, ACTION.accept)).read();
}

/** Completes a task of staff. */
async function completes(who: Who, task: TaskName, code: string, body: object = {}): Promise<Outcome> {
  const action = { [TASK.scoreProducts]: ACTION.score }[task as string] ?? (task as never);
  return (await system.cast[who].complete(task, code, action, body)).read<Outcome>();
}

type Product = {
  id: string;
  product: string;
  application: string;
  firstTime: boolean;
  points: number | null;
  rank: number | null;
  proposed: boolean | null;
  recognised: boolean | null;
  validUntil: string | null;
  scores: { by: string | null; points: number }[];
};
type Round = {
  state: string;
  closingAt: string;
  products: Product[];
  entries: { application: string; nominatedBy: string[] }[];
  nominations: { body: string }[];
};
const read = (who: Who, code: string) => system.cast[who].get<Round>(`/rounds/${code}`);

/** Announced by the standing agency, with its council. @returns its code */
async function announces(title: string, closingOn: string): Promise<string> {
  const { people, cast } = system;
  const council = { members: COUNCIL.map((name) => people[name]), chair: people.chair };
  const sent = { programme: HA_NOI, item: 'K7', title, closingOn, council, instrument };
  return (await cast.appraiser.post('/rounds', sent)).read<Outcome>().subject.code;
}

/** From the closing to the chair's decision, which follows the ranking. */
async function selects(round: string): Promise<void> {
  await passLimit(system, round, TASK.collectApplications);
  await completes('appraiser', TASK.compileProducts, round);
  for (const [index, member] of COUNCIL.entries()) {
    const { products } = await read(member, round);
    // Each scores alone.
    expect(products.flatMap(({ scores }) => scores)).toEqual([]);
    const declared = { interest: null, instrument };
    (await system.cast[member].act('rounds', round, ACTION.declareInterest, declared)).read();
    const scores = products.flatMap(({ id, product }) =>
      EXAMPLE_SELECTION.criteria.map(({ key }) => ({
        ...{ product: id, criterion: key, points: POINTS[product]![index]! },
        comment: 'Theo hồ sơ sản phẩm',
      })),
    );
    await completes(member, TASK.scoreProducts, round, { scores, instrument });
  }
  await completes('appraiser', TASK.rankProducts, round);
  const { products } = await read('chair', round);
  const decisions = products.map(({ id, proposed }) => ({ product: id, recognised: proposed === true }));
  const signed = { ...instrument, number: '15/QĐ-SCT', date: await system.today() };
  await completes('chair', TASK.decideRound, round, { decisions, instrument: signed });
}

test('products are nominated, scored, ranked and recognised for the first time or again, and the recognised producer applies for support', async () => {
  const { cast } = system;
  // A year before, one product is recognised.
  const earlier = await announces('Xét chọn đợt 1', '2026-03-09');
  const first = await enters('enterprise', 'Máy bơm công nghiệp');
  await accepts(first);
  await selects(earlier);
  expect(await stateOf(system, first)).toBe(STATE.recognised);

  // Two bodies nominate: one by its own account, one on paper.
  const today = await system.today();
  const closing = new Date(`${today}T00:00:00Z`);
  closing.setUTCDate(closing.getUTCDate() + 14);
  const round = await announces('Xét chọn đợt 2', closing.toISOString().slice(0, 10));
  const nomination = { enterprise: 'enterprise', reason: 'Sản phẩm tiêu biểu của ngành' };
  const byAccount = { ...nomination, taxCode: '9900000016', signatory };
  (await cast.nominator.post(`/rounds/${round}/nominations`, byAccount)).read();
  const paper = { kind: 'nomination', documentId: await cast.appraiser.upload('van-ban-gioi-thieu.pdf') };
  const onPaper = { ...nomination, taxCode: '9900001122', body: 'Hiệp hội Cơ khí', documents: [paper], instrument };
  (await cast.appraiser.post(`/rounds/${round}/nominations`, onPaper)).read();
  expect(await letterTo(system, 'otherEnterprise', round, LETTER.nominated)).toContain('Hiệp hội Cơ khí');
  const { items } = await cast.enterprise.get<{ items: Round[] }>(`/rounds?open=true`);
  expect(items.map(({ nominations }) => nominations.map(({ body }) => body))).toEqual([['nominator']]);
  // An enterprise nominates nobody.
  expect((await cast.enterprise.post(`/rounds/${round}/nominations`, byAccount)).refusal().code).toBe('not-yours');
  // Whom nobody nominated is told nothing of the others, and enters all the same.
  expect((await read('thirdEnterprise', round)).nominations).toEqual([]);

  const codes = {
    enterprise: await enters('enterprise', 'MÁY BƠM  công nghiệp', 'Van điều áp'),
    otherEnterprise: await enters('otherEnterprise', 'Cáp điện hạ thế'),
    thirdEnterprise: await enters('thirdEnterprise', 'Vỏ tủ điện'),
  };
  for (const code of Object.values(codes)) await accepts(code);
  expect(await stateOf(system, codes.enterprise)).toBe(STATE.inRound);
  // Before the closing the council sees nothing of what was entered.
  expect(await read('council', round)).toMatchObject({ products: [], entries: [] });
  expect((await cast.council.send('GET', `/applications/${codes.enterprise}`)).status).toBe(404);
  type Dossier = { round: { products: { product: string; firstTime: boolean; recognised: boolean | null }[] } };
  expect((await cast.enterprise.get<Dossier>(`/applications/${codes.enterprise}`)).round.products).toMatchObject([
    { product: 'MÁY BƠM  công nghiệp', firstTime: false, recognised: null },
    { product: 'Van điều áp', firstTime: true, recognised: null },
  ]);

  Object.assign(POINTS, { 'MÁY BƠM  công nghiệp': POINTS['Máy bơm công nghiệp'] });
  await selects(round);

  const decided = await read('supervisor', round);
  expect(decided.state).toBe('decided');
  expect(
    decided.products.map(({ product, firstTime, points, rank, recognised }) => [
      ...[product, firstTime, points, rank, recognised],
    ]),
  ).toEqual([
    ['MÁY BƠM  công nghiệp', false, 87, 1, true],
    ['Van điều áp', true, 71, 3, true],
    ['Cáp điện hạ thế', true, 80, 2, true],
    ['Vỏ tủ điện', true, 63, 4, false],
  ]);
  expect(decided.entries.find(({ application }) => application === codes.otherEnterprise)?.nominatedBy).toEqual([
    'Hiệp hội Cơ khí',
  ]);
  // An enterprise reads its own result with its scores, without the members' names; nothing of the others.
  const own = await read('thirdEnterprise', round);
  expect(own.products.map(({ application, points }) => [application, points])).toEqual([[codes.thirdEnterprise, 63]]);
  expect(own.products[0]!.scores.every(({ by }) => by === null)).toBe(true);
  expect(own.products[0]!.scores).toHaveLength(12);

  expect(await stateOf(system, codes.enterprise)).toBe(STATE.recognised);
  expect(await stateOf(system, codes.thirdEnterprise)).toBe(STATE.notRecognised);
  const recognised = await letterTo(system, 'enterprise', codes.enterprise, LETTER.recognised);
  expect(recognised).toContain('MÁY BƠM  công nghiệp: được công nhận lại, đến hết ngày');
  expect(recognised).toContain('Van điều áp: được công nhận lần đầu');
  expect(recognised).toContain('Số 15/QĐ-SCT');
  const lost = await letterTo(system, 'thirdEnterprise', codes.thirdEnterprise, LETTER.notRecognised);
  expect(lost).toContain('Vỏ tủ điện: không được công nhận; đạt 63,00 điểm, yêu cầu 70,00');
  expect(lost).toContain('Khiếu nại');
  expect(await lettersTo(system, 'otherEnterprise', codes.otherEnterprise)).toEqual([
    LETTER.acknowledgement,
    LETTER.receiptSlip,
    LETTER.recognised,
  ]);
  expect((await decisionsSeenBy(system, 'enterprise', codes.enterprise)).map(({ action }) => action)).toEqual([
    ACTION.submit,
    ACTION.accept,
    ACTION.roundDecided,
  ]);

  // The recognised producer is eligible for the workforce item; who was not recognised is not known to be.
  type Check = { evaluation: { conditions: { condition: string; verdict: string; reason: { vi: string } }[] } };
  const check = async (who: Who) =>
    (await cast[who].post(`/programmes/${HA_NOI}/check`, { item: 'K5', estimate: 50_000_000 }))
      .read<Check>()
      .evaluation.conditions.find(({ condition }) => condition === 'RECOGNISED');
  expect(await check('enterprise')).toMatchObject({ verdict: 'met' });
  expect(await check('thirdEnterprise')).toMatchObject({ verdict: 'to-judge' });
  const support = await applies('enterprise', 'K5', { estimate: 50_000_000, requestedAmount: 50_000_000 });
  expect(await stateOf(system, support)).toBe(STATE.received);
  const { eligibility } = await cast.enterprise.get<{ eligibility: Check['evaluation'] }>(`/applications/${support}`);
  expect(eligibility.conditions.find(({ condition }) => condition === 'RECOGNISED')).toMatchObject({
    verdict: 'met',
    reason: { vi: expect.stringContaining('công nhận sản phẩm có giá trị đến') },
  });
});
