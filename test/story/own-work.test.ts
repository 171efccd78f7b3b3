import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved, claimLine, conclusion, draft, favourable, paid } from '../support/dossier.ts';
import { does, openTasks, refusal, upload, type Who } from '../support/office.ts';
import {
  decisionsSeenBy,
  holds,
  lettersTo,
  letterTo,
  lineHolds,
  mailTo,
  overviewOf,
  paymentsOf,
  stateOf,
} from '../support/outside.ts';
import { foundSources, inSource } from '../support/sources.ts';
import { openSystem, type System } from '../support/system.ts';

/** What an enterprise carries out itself, as two of the sources have it: certification, a laboratory, and a recognised producer's technology. */

const IN_HA_NOI = { province: '01' };
const IN_HAI_PHONG = { province: '31' };

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await foundSources(system);
  await registered('enterprise', { ...IN_HA_NOI, recognisedUntil: '2027-12-31' });
  await registered('otherEnterprise', { ...IN_HA_NOI, recognisedUntil: '2025-12-31' });
  await registered('thirdEnterprise', IN_HAI_PHONG);
});
afterAll(() => system?.close());

type Enterprise = 'enterprise' | 'otherEnterprise' | 'thirdEnterprise';

async function registered(who: Enterprise, facts: object): Promise<void> {
  const said = { asOf: '2026-01-01', source: 'Sổ đăng ký của cơ quan', ...facts };
  (await system.cast.administrator.post(`/admin/parties/${system.parties[who]}/facts`, said)).read();
}

/** The agreement is drafted and signed by both: the enterprise begins. */
async function agreed(office: System, who: Enterprise, code: string, terms: { number: string; value: number }) {
  await does(office, 'appraiser', code, ACTION.draftAgreement, {
    result: 'Kết quả theo kế hoạch đã thẩm định',
    startOn: await office.today(),
    endOn: '2026-06-30',
    ...terms,
  });
  await does(office, who, code, ACTION.sign);
  await does(office, 'approver', code, ACTION.sign);
  expect(await stateOf(office, code)).toBe(STATE.delivering);
}

const file = async (office: System, who: Who, kind: string) => [
  { kind, documentId: await upload(office, who, `${kind}.pdf`) },
];

/** Two inspectors find that it meets all of its value; it is accepted. */
async function acceptedWhole(office: System, code: string, value: number): Promise<void> {
  await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', value, value));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'approver', code, ACTION.acceptWork);
  expect(await stateOf(office, code)).toBe(STATE.claiming);
}

type Line = ReturnType<typeof claimLine>;

/** The enterprise claims with its invoices, and proof that it paid all of them. */
async function claims(office: System, who: Enterprise, code: string, lines: readonly Line[]): Promise<void> {
  const amount = lines.reduce((sum, { gross }) => sum + gross, 0);
  const documents = await file(office, who, 'proof-of-payment');
  const proofOfPayment = { amount, paidOn: await office.today(), documents };
  await does(office, who, code, ACTION.requestPayment, { lines, proofOfPayment });
}

/** Nobody hired a consultant: no letter speaks of one or of a contract, the history has no package and says why, and no consultant sees the dossier. */
async function expectNothingTendered(office: System, who: Enterprise, code: string): Promise<void> {
  for (const { name, text } of await mailTo(office, who, code)) {
    expect(`${name}: ${/[^.\n]*(tư vấn|hợp đồng|consultant|contract\b)[^.\n]*/i.exec(text)?.[0] ?? ''}`).toBe(
      `${name}: `,
    );
  }
  const lines = await decisionsSeenBy(office, who, code);
  // The enterprise reads every decision on its dossier, none left out.
  const versions = lines.map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
  const [drafted] = lines.filter(({ action }) => action === ACTION.draftAgreement);
  expect(drafted?.data?.noTender).toMatchObject({ vi: expect.stringContaining('cơ quan không lựa chọn nhà thầu') });
  expect(lines.map(({ action }) => action)).not.toContain(ACTION.packageOpened);
  expect((await office.cast.consultant.send('GET', `/applications/${code}`)).status).toBe(404);
}

test('002 3d: an enterprise has itself certified, shows what it paid, and half of what is accepted is refunded; nothing is tendered', async () => {
  const office = inSource(system, '002');
  const code = await approved(office, { item: '3D', estimate: 80_000_000, enterprise: 'thirdEnterprise' });
  expect(await stateOf(office, code)).toBe(STATE.draftingAgreement);
  await agreed(office, 'thirdEnterprise', code, { number: '01/2026/TTHT-NSCL', value: 80_000_000 });
  // Its support is paid after completion: nothing is advanced.
  expect(await refusal(office, 'thirdEnterprise', code, ACTION.requestPayment, { amount: 1 })).toMatchObject({
    faults: { amount: 'no-advance' },
  });

  await does(office, 'thirdEnterprise', code, ACTION.reportProgress, { text: 'Đã đánh giá giai đoạn 1' });
  const documents = await file(office, 'thirdEnterprise', 'certificate');
  await does(office, 'thirdEnterprise', code, ACTION.reportCompletion, { summary: 'Đã được chứng nhận', documents });
  await acceptedWhole(office, code, 80_000_000);
  const today = await office.today();
  const lines = [claimLine(70_000_000, { date: today }), claimLine(10_000_000, { date: today })];
  const unproven = await refusal(office, 'thirdEnterprise', code, ACTION.requestPayment, { lines });
  expect(unproven.faults).toEqual({ proofOfPayment: 'proof-missing' });
  expect(unproven.said[0]?.message.vi).not.toContain('tư vấn');
  await claims(office, 'thirdEnterprise', code, lines);
  await paid(office, code, today, {
    lines: [
      { no: 1, accepted: 70_000_000 },
      { no: 2, accepted: 0, reason: 'Chi phí đi lại không thuộc nội dung hỗ trợ' },
    ],
  });

  expect(await stateOf(office, code)).toBe(STATE.settled);
  expect(await holds(office, code)).toEqual({ spent: 35_000_000 });
  expect(await letterTo(office, 'thirdEnterprise', code, LETTER.paid)).toContain('35.000.000 đ');
  expect(await lettersTo(office, 'thirdEnterprise', code)).toEqual(
    expect.arrayContaining([LETTER.approved, LETTER.agreementInForce, LETTER.accepted, LETTER.paid, LETTER.settled]),
  );
  await expectNothingTendered(office, 'thirdEnterprise', code);
});

test('002 3đ: a laboratory is built with an advance, its result is corrected and accepted, and the advance is deducted', async () => {
  const office = inSource(system, '002');
  const value = 400_000_000;
  const code = await approved(office, { item: '3DD', estimate: value, enterprise: 'thirdEnterprise' });
  // Thirty in a hundred.
  expect(await holds(office, code)).toEqual({ reserved: 120_000_000 });
  const terms = { number: '02/2026/TTHT-NSCL', value, advanceRateBp: 1_500 };
  await agreed(office, 'thirdEnterprise', code, terms);
  const today = await office.today();
  expect(await refusal(office, 'thirdEnterprise', code, ACTION.requestPayment, { amount: 60_000_001 })).toMatchObject({
    faults: { amount: 'above-largest-advance' },
  });
  await does(office, 'thirdEnterprise', code, ACTION.requestPayment, { amount: 60_000_000 });
  await paid(office, code, today, {});
  expect(await holds(office, code)).toEqual({ reserved: 60_000_000, advanced: 60_000_000 });

  const done = { summary: 'Phòng thử nghiệm đã đi vào hoạt động' };
  expect(await refusal(office, 'thirdEnterprise', code, ACTION.reportCompletion, done)).toMatchObject({
    faults: { documents: 'result-missing' },
  });
  const documents = await file(office, 'thirdEnterprise', 'project-result');
  await does(office, 'thirdEnterprise', code, ACTION.reportCompletion, { ...done, documents });
  await does(office, 'inspector', code, ACTION.conclude, conclusion('to-correct', value, 350_000_000));
  await does(office, 'otherInspector', code, ACTION.agree);
  expect(await stateOf(office, code)).toBe(STATE.correcting);
  expect(await openTasks(office, code)).toEqual([TASK.correctWork]);
  await does(office, 'thirdEnterprise', code, ACTION.reportCorrection, { report: 'Đã hiệu chuẩn thiết bị' });
  await acceptedWhole(office, code, value);
  await claims(office, 'thirdEnterprise', code, [claimLine(value, { date: today })]);
  await paid(office, code, today, { lines: [{ no: 1, accepted: value }] });

  expect(await stateOf(office, code)).toBe(STATE.settled);
  expect(await holds(office, code)).toEqual({ spent: 120_000_000 });
  expect(await paymentsOf(office, code)).toEqual([
    expect.objectContaining({ kind: 'advance', state: 'paid', payable: 60_000_000 }),
    expect.objectContaining({ kind: 'final', state: 'paid', supportDue: 120_000_000, payable: 60_000_000 }),
  ]);
  await expectNothingTendered(office, 'thirdEnterprise', code);
  // Both dossiers of the source are closed; the money of the year is spent or free.
  expect(await lineHolds(office)).toMatchObject({
    available: 845_000_000,
    reserved: 0,
    advanced: 0,
    spent: 155_000_000,
  });
  expect(await overviewOf(office)).toEqual({ 'application closed/settled': 2 });
});

type Judged = { condition: string; verdict: string; reason: { vi: string; en: string } };
type Check = { closed: object | null; evaluation: { fails: string[]; toJudge: string[]; conditions: Judged[] } };
const asks = async (who: Enterprise, body: object): Promise<Check> =>
  (await system.cast[who].post('/programmes/NGUON-004/check', body)).read<Check>();
const recognition = ({ evaluation }: Check) =>
  evaluation.conditions.find(({ condition }) => condition === 'RECOGNISED')!;

test('004 K4: the producer of a recognised product applies what an institute developed, and half of it is refunded', async () => {
  const office = inSource(system, '004');
  const check = await asks('enterprise', { item: 'K4', estimate: 100_000_000 });
  expect(check).toMatchObject({ closed: null, evaluation: { fails: [] } });
  expect(recognition(check)).toMatchObject({ verdict: 'met', reason: { vi: expect.stringContaining('31/12/2027') } });

  const code = await approved(office, { item: 'K4', estimate: 100_000_000 });
  await agreed(office, 'enterprise', code, { number: '01/2026/TTHT-SPCL', value: 90_000_000 });
  expect(await holds(office, code)).toEqual({ reserved: 45_000_000 });
  const documents = await file(office, 'enterprise', 'transfer-report');
  await does(office, 'enterprise', code, ACTION.reportCompletion, { summary: 'Đã đưa vào sản xuất', documents });
  await acceptedWhole(office, code, 90_000_000);
  const today = await office.today();
  await claims(office, 'enterprise', code, [claimLine(90_000_000, { date: today })]);
  await paid(office, code, today, { lines: [{ no: 1, accepted: 90_000_000 }] });
  expect(await stateOf(office, code)).toBe(STATE.settled);
  expect(await holds(office, code)).toEqual({ spent: 45_000_000 });
  await expectNothingTendered(office, 'enterprise', code);
});

test('004: a producer whose recognition has ended is told so by the check, and refused in the same words', async () => {
  const office = inSource(system, '004');
  const check = await asks('otherEnterprise', { item: 'K4', estimate: 50_000_000 });
  expect(check.evaluation.fails).toEqual(['RECOGNISED']);
  const { reason } = recognition(check);

  const code = await draft(office, { item: 'K4', estimate: 50_000_000, enterprise: 'otherEnterprise' });
  await does(office, 'otherEnterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  const { answers: _, ...appraisal } = favourable(50_000_000, 0, 'K4');
  const answers = check.evaluation.toJudge.map((condition) => ({ condition, answer: 'met', reason: 'Đã đối chiếu' }));
  // The facts say that it is not met: without a reason of its own, an appraisal cannot say that it is.
  expect(await refusal(office, 'appraiser', code, ACTION.recommend, { ...appraisal, answers })).toMatchObject({
    faults: { recommendation: 'conditions-not-met' },
  });
  await does(office, 'appraiser', code, ACTION.recommend, { ...appraisal, recommendation: 'refuse-it', answers });
  await does(office, 'approver', code, ACTION.refuse, { answers: [{ condition: 'RECOGNISED', answer: 'not-met' }] });
  expect(await stateOf(office, code)).toBe(STATE.refused);
  const letter = (await letterTo(office, 'otherEnterprise', code, LETTER.refused)).replaceAll(/\s+/g, ' ');
  expect(letter).toContain(reason.vi);
  expect(letter).toContain(reason.en);
  expect(await overviewOf(office)).toEqual({ 'application closed/refused': 1, 'application closed/settled': 1 });
});
