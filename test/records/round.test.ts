import { productKeyOf } from '../../domain/identity.ts';
import { ACTION, LETTER, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { applicantOf, factsOf } from '../../records/enterprise.ts';
import { record } from '../../records/record.ts';
import { draft } from '../support/dossier.ts';
import {
  addressees,
  does,
  history,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
  standing,
  upload,
} from '../support/office.ts';
import {
  announced,
  announcement,
  CLOSING_ON,
  COUNCIL,
  decided,
  decisionsOf,
  entered,
  listed,
  productsOf,
  scored,
  scoresOf,
  submitted,
  unannounced,
} from '../support/round.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
/** Rounds of an item follow one another: each test begins on the first day, with none open and no dossier in one. */
beforeEach(async () => {
  await setClock(office, STARTS_AT);
  await office.owner.query(
    `UPDATE "SelectionRound" SET stage = 'closed', state = 'called-off' WHERE stage <> 'closed'`,
  );
  await office.owner.query(`UPDATE "Application" SET stage = 'closed', state = 'withdrawn' WHERE stage <> 'closed'`);
});
afterAll(() => office.close());

const NOMINATION = { taxCode: '9900000016', enterprise: 'enterprise', reason: 'Sản phẩm tiêu biểu của ngành' };

describe('a round is announced', () => {
  it('with the programme’s own criteria where none are named, until the close of office of its last day', async () => {
    const code = await announced(office);
    expect(await standing(office, code)).toBe(STATE.collecting);
    const row = await office.database.selectionRound.findUniqueOrThrow({ where: { code } });
    expect(row.closingAt?.toISOString()).toBe(`${CLOSING_ON}T10:00:00.000Z`);
    expect(row.terms).toMatchObject({ passBp: 7_000, validYears: 3, minimumMembers: 3 });
    const [task] = await office.database.task.findMany({ where: { code, closedAt: null } });
    expect(task).toMatchObject({ name: TASK.collectApplications, dueAt: row.closingAt });
  });

  it('and every fault of it is told at once', async () => {
    const code = await unannounced(office);
    const { people } = office;
    const criteria = [
      { key: 'one', name: { vi: 'Một', en: 'One' }, weightBp: 3_000 },
      { key: 'one', name: { vi: 'Hai', en: 'Two' }, weightBp: 3_000 },
    ];
    const council = { members: [people.council, people.appraiser, people.council], chair: people.council };
    const body = announcement(office, { closingOn: '2026-02-27', criteria, council });
    expect((await refusal(office, 'appraiser', code, ACTION.openRound, body)).faults).toEqual({
      'criteria.1.key': 'criterion-twice',
      criteria: 'weights-total',
      closingOn: 'in-the-past',
      'council.members.1': 'not-on-the-council-list',
      'council.members.2': 'named-twice',
      'council.members': 'council-too-small',
      'council.chair': 'scores',
    });
    expect(await standing(office, code)).toBe(STATE.unannounced);
  });

  it('while no other of its item takes applications', async () => {
    await announced(office);
    const other = await unannounced(office);
    const refused = await refusal(office, 'appraiser', other, ACTION.openRound, announcement(office));
    expect(refused.said.map(({ code }) => code)).toEqual(['another-round']);
  });

  it('with a chair who did not open it', async () => {
    const { database: db, people } = office;
    const fromDay = new Date('2020-01-01');
    const held = { personId: people.appraiser, agencyId: 'test-agency', role: 'chair', fromDay };
    const { id } = await db.assignment.create({ data: held });
    const code = await unannounced(office);
    const council = { members: COUNCIL.map((name) => people[name]), chair: people.appraiser };
    const refused = await refusal(office, 'appraiser', code, ACTION.openRound, announcement(office, { council }));
    await db.assignment.delete({ where: { id } });
    expect(refused.faults).toEqual({ 'council.chair': 'own-work' });
  });
});

describe('a nomination', () => {
  it('by a body itself invites the enterprise, and neither begins nor submits anything for it', async () => {
    const code = await announced(office);
    const before = await office.database.application.count();
    await does(office, 'nominator', code, ACTION.nominate, NOMINATION);
    expect(await standing(office, code)).toBe(STATE.collecting);
    expect(await addressees(office, code, LETTER.nominated)).toEqual(['enterprise']);
    expect(await office.database.application.count()).toBe(before);
    expect(await recorded(office, code, ACTION.nominate)).toMatchObject({ body: 'nominator', registered: true });
  });

  it('received on paper is recorded by staff with the body’s name and its document', async () => {
    const code = await announced(office);
    const refused = await refusal(office, 'appraiser', code, ACTION.nominate, NOMINATION);
    expect(refused.faults).toEqual({ body: 'missing', documents: 'missing' });
    const documents = [{ kind: 'nomination', documentId: await upload(office, 'appraiser') }];
    const sent = { ...NOMINATION, taxCode: '0100109106', body: 'Hiệp hội Doanh nghiệp tỉnh', documents };
    await does(office, 'appraiser', code, ACTION.nominate, sent);
    // An enterprise that is not registered here gets no letter, and finds its nomination once it is.
    expect(await addressees(office, code, LETTER.nominated)).toEqual([]);
  });

  it('stands in the history of the dossier that follows, with who nominated and when', async () => {
    const round = await announced(office);
    await does(office, 'nominator', round, ACTION.nominate, NOMINATION);
    const code = await submitted(office, 'enterprise', ['Máy bơm']);
    expect(await recorded(office, code, ACTION.submit)).toMatchObject({
      round,
      nominations: [{ body: 'nominator', at: expect.any(String) }],
    });
  });

  it('is made once by a body, with a tax code that exists, and not after the closing', async () => {
    const code = await announced(office);
    await does(office, 'nominator', code, ACTION.nominate, NOMINATION);
    expect((await refusal(office, 'nominator', code, ACTION.nominate, NOMINATION)).faults).toEqual({
      taxCode: 'nominated-before',
    });
    const wrong = { ...NOMINATION, taxCode: '9900000017', body: 'Sở khác' };
    expect(Object.keys((await refusal(office, 'nominator', code, ACTION.nominate, wrong)).faults)).toEqual([
      'taxCode',
      'body',
    ]);
    await setClock(office, `${CLOSING_ON}T17:00:01+07:00`);
    const late = await refusal(office, 'otherNominator', code, ACTION.nominate, NOMINATION);
    expect(late.said.map((fault) => fault.code)).toEqual(['collecting-open']);
  });
});

describe('a dossier of a selection round', () => {
  it('is refused while no round is open, and after the closing by the time of its receipt', async () => {
    const early = await draft(office, { item: 'P6', products: ['Máy bơm'] });
    const none = await refusal(office, 'enterprise', early, ACTION.submit, { contentVersion: 1 });
    expect(none.said.map((fault) => fault.code)).toEqual(['no-open-round']);
    await announced(office);
    await setClock(office, `${CLOSING_ON}T17:00:01+07:00`);
    const late = await refusal(office, 'enterprise', early, ACTION.submit, { contentVersion: 1 });
    expect(late.said.map(({ code, message }) => [code, message.vi])).toEqual([
      ['no-open-round', 'Đợt xét chọn đã đóng nhận hồ sơ lúc 16/03/2026 17:00.'],
    ]);
  });

  it('names its products, each once and in one dossier, and no money', async () => {
    await announced(office);
    await submitted(office, 'enterprise', ['Máy bơm']);
    const twice = await draft(office, { item: 'P6', products: ['MÁY  bơm', 'Van', 'van'] });
    expect((await refusal(office, 'enterprise', twice, ACTION.submit, { contentVersion: 1 })).faults).toEqual({
      'content.products.0.name': 'entered-before',
      'content.products.2.name': 'named-twice',
    });
    const priced = await draft(office, { item: 'P6' });
    const { faults } = await refusal(office, 'enterprise', priced, ACTION.submit, { contentVersion: 1 });
    expect(Object.keys(faults).sort()).toEqual(['content.', 'content.products']);
  });

  it('is accepted into the round without a one-stop clock, and may be taken back until it closes', async () => {
    const round = await announced(office);
    const stays = await entered(office, 'enterprise', ['Máy bơm']);
    expect(await standing(office, stays)).toBe(STATE.inRound);
    const row = await office.database.application.findUniqueOrThrow({ where: { code: stays } });
    expect([row.acceptedAt, row.appointedAt]).toEqual([null, null]);
    const leaves = await entered(office, 'otherEnterprise', ['Van']);
    expect(await does(office, 'otherEnterprise', leaves, ACTION.withdraw)).toBe(STATE.withdrawn);
    expect(await history(office, round)).toContain(ACTION.entryLeft);
    await passLimit(office, round, TASK.collectApplications);
    const late = await refusal(office, 'enterprise', stays, ACTION.withdraw);
    expect(late.said.map((fault) => fault.code)).toEqual(['collecting-open']);
  });

  it('that came in time is waited for at intake before the council begins', async () => {
    const round = await announced(office);
    const code = await submitted(office, 'enterprise', ['Máy bơm']);
    expect(await passLimit(office, round, TASK.collectApplications)).toBe(STATE.compiling);
    const waits = await refusal(office, 'appraiser', round, ACTION.compileProducts);
    expect([waits.code, waits.said.map((fault) => fault.code)]).toEqual(['guarded', ['intake-done']]);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.inRound);
    expect(await does(office, 'appraiser', round, ACTION.compileProducts)).toBe(STATE.scoringProducts);
  });
});

describe('a submission that was received in time', () => {
  it('counts although it is recorded after the closing: the round waits for it', async () => {
    const round = await announced(office);
    const code = await draft(office, { item: 'P6', products: ['Máy bơm'] });
    await setClock(office, `${CLOSING_ON}T16:59:00+07:00`);
    const principal = { kind: 'party' as const, id: office.parties.enterprise };
    const body = { contentVersion: 1, ...SIGNED };
    const { id } = await storeDecision(office, { code, action: ACTION.submit, principal, body });
    expect(await passLimit(office, round, TASK.collectApplications)).toBe(STATE.compiling);
    const waits = await refusal(office, 'appraiser', round, ACTION.compileProducts);
    expect(waits.said.map((fault) => fault.code)).toEqual(['intake-done']);
    await record(office, { subject: SUBJECT.application, code, decision: id });
    expect(await standing(office, code)).toBe(STATE.received);
    expect(await does(office, 'intake', code, ACTION.accept)).toBe(STATE.inRound);
  });
});

describe('a round ends by itself', () => {
  it('where nothing was entered by the closing', async () => {
    const code = await announced(office);
    expect(await passLimit(office, code, TASK.collectApplications)).toBe(STATE.empty);
  });

  it('where the last dossier leaves after it', async () => {
    const round = await announced(office);
    const code = await submitted(office, 'enterprise', ['Máy bơm']);
    await passLimit(office, round, TASK.collectApplications);
    await does(office, 'intake', code, ACTION.decline, { reasons: [{ text: 'Thiếu hồ sơ sản phẩm' }] });
    expect(await standing(office, round)).toBe(STATE.empty);
    expect(await openTasks(office, round)).toEqual([]);
  });
});

describe('the council', () => {
  it('scores each alone, after it has declared its interests; who has one is replaced', async () => {
    const round = await announced(office);
    await entered(office, 'enterprise', ['Máy bơm', 'Van']);
    await listed(office, round);
    const body = await scoresOf(office, round, { 'Máy bơm': 80, Van: 60 });
    expect((await refusal(office, 'council', round, ACTION.score, body)).said.map((fault) => fault.code)).toEqual([
      'interest-undeclared',
    ]);
    await does(office, 'council', round, ACTION.declareInterest, { interest: null });
    const half = { scores: body.scores.slice(0, 4) };
    expect((await refusal(office, 'council', round, ACTION.score, half)).faults).toEqual({ scores: 'score-missing' });
    await does(office, 'council', round, ACTION.score, body);
    const early = await refusal(office, 'appraiser', round, ACTION.rankProducts);
    expect(early.said.map((fault) => fault.code)).toEqual(['products-scored']);

    await does(office, 'councilTwo', round, ACTION.declareInterest, { interest: 'Cổ đông' });
    const { people, database: db } = office;
    const fromDay = new Date('2020-01-01');
    const held = { personId: people.inspector, agencyId: 'test-agency', role: 'council', fromDay };
    const { id } = await db.assignment.create({ data: held });
    const members = [people.council, people.inspector, people.councilThree];
    await does(office, 'appraiser', round, ACTION.appointCouncil, { members, chair: people.chair });
    const open = await db.task.findMany({ where: { code: round, name: TASK.scoreProducts, closedAt: null } });
    expect(open.map(({ personId }) => personId).sort()).toEqual([people.inspector, people.councilThree].sort());
    await db.assignment.delete({ where: { id } });
  });

  it('gives points that are weighed, ranked and held against the pass mark', async () => {
    const round = await announced(office);
    await entered(office, 'enterprise', ['Máy bơm', 'Van']);
    await entered(office, 'otherEnterprise', ['Cáp điện']);
    await listed(office, round);
    await scored(office, round, { 'Máy bơm': 85.55, Van: 69.99, 'Cáp điện': 85.55 });
    expect(await does(office, 'appraiser', round, ACTION.rankProducts)).toBe(STATE.decidingRound);
    const products = [...(await productsOf(office, round)).values()];
    expect(products.map(({ product, points, rank, passed }) => [product, points, rank, passed])).toEqual([
      ['Máy bơm', 8_555, 1, true],
      ['Van', 6_999, 3, false],
      ['Cáp điện', 8_555, 1, true],
    ]);
    const [task] = await office.database.task.findMany({ where: { code: round, name: TASK.decideRound } });
    expect(task).toMatchObject({ personId: office.people.chair });
    expect(task!.barred).toEqual(expect.arrayContaining([office.people.appraiser, office.people.council]));
  });
});

describe('the chair decides', () => {
  it('every product, with a reason where it departs from the ranking', async () => {
    const round = await announced(office);
    const code = await entered(office, 'enterprise', ['Bàn', 'Ghế']);
    await listed(office, round);
    await scored(office, round, { Bàn: 90, Ghế: 60 });
    await does(office, 'appraiser', round, ACTION.rankProducts);
    const other = await refusal(office, 'otherChair', round, ACTION.decideRound, await decisionsOf(office, round));
    expect(other.code).toBe('not-yours');
    const departs = await decisionsOf(office, round, { Bàn: { recognised: false }, Ghế: { recognised: true } });
    expect((await refusal(office, 'chair', round, ACTION.decideRound, departs)).faults).toEqual({
      'decisions.0.reason': 'reason-missing',
      'decisions.1.reason': 'reason-missing',
    });
    const one = { decisions: departs.decisions.slice(0, 1).map((given) => ({ ...given, reason: 'Lý do' })) };
    expect((await refusal(office, 'chair', round, ACTION.decideRound, one)).faults).toEqual({ decisions: 'undecided' });
    const reasoned = await decisionsOf(office, round, { Ghế: { recognised: true, reason: 'Sản phẩm mới' } });
    expect(await does(office, 'chair', round, ACTION.decideRound, reasoned)).toBe(STATE.decided);
    expect(await standing(office, code)).toBe(STATE.recognised);
    expect(await addressees(office, code, LETTER.recognised)).toEqual(['enterprise']);
  });

  it('and a product that was recognised before is recognised again, not for the first time', async () => {
    const earlier = await announced(office);
    await entered(office, 'thirdEnterprise', ['Quạt trần']);
    await decided(office, earlier, { 'Quạt trần': 80 });
    await setClock(office, STARTS_AT);
    const round = await announced(office);
    const repeats = await entered(office, 'thirdEnterprise', ['quạt  TRẦN', 'Quạt bàn']);
    const foreign = await entered(office, 'otherEnterprise', ['Quạt trần']);
    const loses = await entered(office, 'enterprise', ['Quạt hơi nước']);
    await decided(office, round, { 'quạt  TRẦN': 75, 'Quạt bàn': 70, 'Quạt trần': 71, 'Quạt hơi nước': 40 });
    expect(await standing(office, repeats)).toBe(STATE.recognised);
    expect(await standing(office, loses)).toBe(STATE.notRecognised);
    const { id } = await office.database.selectionRound.findUniqueOrThrow({ where: { code: round } });
    const rows = await office.database.recognition.findMany({ where: { roundId: id }, orderBy: { product: 'asc' } });
    const key = new Map(rows.map((row) => [`${row.partyId}/${row.product}`, row]));
    expect(rows).toHaveLength(3);
    expect(key.get(`${office.parties.thirdEnterprise}/quạt  TRẦN`)).toMatchObject({
      firstTime: false,
      productKey: productKeyOf('Quạt trần'),
      validUntil: new Date('2029-03-15'),
    });
    expect(key.get(`${office.parties.thirdEnterprise}/Quạt bàn`)).toMatchObject({ firstTime: true });
    // The same name of another enterprise is another product.
    expect(key.get(`${office.parties.otherEnterprise}/Quạt trần`)).toMatchObject({ firstTime: true });
    expect(await addressees(office, foreign, LETTER.recognised)).toEqual(['otherEnterprise']);
    expect(await addressees(office, loses, LETTER.notRecognised)).toEqual(['enterprise']);
  });

  it('and the longest recognition counts, whether a round made it or it was entered of one made elsewhere', async () => {
    const round = await announced(office);
    await entered(office, 'otherEnterprise', ['Tủ điện']);
    await decided(office, round, { 'Tủ điện': 80 });
    const known = async () => {
      const of = { partyId: office.parties.otherEnterprise, programmeId: office.programme.id, agencyId: 'test-agency' };
      const applicant = await office.database.$transaction((tx) => applicantOf(tx, of, '2026-04-01'));
      return factsOf(applicant, {}, '2026-04-01').recognisedUntil;
    };
    expect(await known()).toMatchObject({ value: '2029-03-15', source: round });
    const enters = (recognisedUntil: string) =>
      office.database.partyFacts.create({
        data: {
          ...{ partyId: office.parties.otherEnterprise, asOf: new Date('2026-03-31'), source: 'Quyết định của Bộ' },
          recognisedUntil: new Date(recognisedUntil),
          ...{ recordedAt: new Date('2026-03-31T02:00:00Z'), recordedBy: office.people.administrator },
        },
      });
    await enters('2027-12-31');
    expect(await known()).toMatchObject({ value: '2029-03-15', source: round });
    await enters('2030-12-31');
    expect(await known()).toMatchObject({ value: '2030-12-31', source: 'Quyết định của Bộ' });
  });

  it('unless an interest is declared: the task is taken back, supervisors hear of it, and another chair is appointed', async () => {
    const round = await announced(office);
    await entered(office, 'enterprise', ['Đèn bàn']);
    await listed(office, round);
    await scored(office, round, { 'Đèn bàn': 90 });
    await does(office, 'appraiser', round, ACTION.rankProducts);
    const { people } = office;
    const open = () =>
      office.database.task.findFirstOrThrow({ where: { code: round, name: TASK.decideRound, closedAt: null } });
    expect(await open()).toMatchObject({ personId: people.chair, reserved: true });
    await does(office, 'chair', round, ACTION.declareInterest, { interest: 'Người thân góp vốn' });
    expect(await open()).toMatchObject({ personId: null, reserved: false });
    expect((await open()).barred).toContain(people.chair);
    expect(await addressees(office, round, LETTER.nobodyEligible)).toEqual(['supervisor']);
    const council = { members: COUNCIL.map((name) => people[name]), chair: people.otherChair };
    await does(office, 'appraiser', round, ACTION.appointCouncil, council);
    expect(await open()).toMatchObject({ personId: people.otherChair, reserved: true });
    const decisions = await decisionsOf(office, round);
    expect(await does(office, 'otherChair', round, ACTION.decideRound, decisions)).toBe(STATE.decided);
  });

  it('or calls the round off: every dossier in it is stopped and told why', async () => {
    const round = await announced(office);
    const inside = await entered(office, 'enterprise', ['Máy bơm']);
    const atIntake = await submitted(office, 'otherEnterprise', ['Van']);
    expect((await refusal(office, 'otherChair', round, ACTION.cancelRound, { reason: 'Hủy' })).code).toBe('not-yours');
    expect(await does(office, 'chair', round, ACTION.cancelRound, { reason: 'Không đủ kinh phí' })).toBe(
      STATE.calledOff,
    );
    for (const code of [inside, atIntake]) {
      expect(await standing(office, code)).toBe(STATE.stopped);
      expect(await openTasks(office, code)).toEqual([]);
      expect(await addressees(office, code, LETTER.stopped)).toHaveLength(1);
    }
    // Reopened, it waits for a round that takes applications.
    expect(await does(office, 'approver', inside, ACTION.reopen, { reason: 'Có đợt mới' })).toBe(STATE.received);
    const none = await refusal(office, 'intake', inside, ACTION.accept);
    expect(none.said.map((fault) => fault.code)).toEqual(['no-open-round']);
    const next = await announced(office);
    expect(await does(office, 'intake', inside, ACTION.accept)).toBe(STATE.inRound);
    expect(await recorded(office, inside, ACTION.accept)).toEqual({ round: next });
  });
});
