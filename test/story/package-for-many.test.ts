import { addWorkingDays, OFFICIAL_CALENDAR } from '../../domain/calendar.ts';
import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { approved, claimLine, conclusion, contracted, paid } from '../support/dossier.ts';
import { does, openTasks, passLimit, refusal, upload, type Who } from '../support/office.ts';
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
import { awarded, directTerms, examined, withPanel } from '../support/tender.ts';

/** One package for many participants, as two of the sources have it: consulting for enterprises, and an international fair. */

let system: System;
beforeAll(async () => {
  system = await openSystem();
  await foundSources(system);
});
afterAll(() => system?.close());

/** Completion is reported and confirmed, the work is found to meet all of its price, and accepted. */
async function acceptedWhole(office: System, who: Who, code: string, price: number): Promise<void> {
  await does(office, 'consultant', code, ACTION.reportCompletion, { summary: 'Đã hoàn thành' });
  await does(office, who, code, ACTION.confirm);
  await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', price, price));
  await does(office, 'otherInspector', code, ACTION.agree);
  await does(office, 'approver', code, ACTION.acceptWork);
}

test('000 H1: one package serves three enterprises; one withdraws before closing, two bear their share, and the contract is liquidated', async () => {
  const office = inSource(system, '000');
  const first = await approved(office, { item: 'H1', estimate: 80_000_000 });
  const second = await approved(office, { item: 'H1', estimate: 60_000_000, enterprise: 'otherEnterprise' });
  const leaves = await approved(office, { item: 'H1', estimate: 40_000_000, enterprise: 'thirdEnterprise' });
  // Half of each.
  expect(await lineHolds(office)).toMatchObject({ available: 910_000_000, reserved: 90_000_000 });

  const pack = await withPanel(office, [first, second, leaves]);
  const parts = [
    { application: first, ceiling: 80_000_000 },
    { application: second, ceiling: 60_000_000 },
    { application: leaves, ceiling: 40_000_000 },
  ];
  await does(office, 'procurement', pack, ACTION.prepare, directTerms(office, parts));
  await does(office, 'otherApprover', pack, ACTION.approve);
  await does(office, 'procurement', pack, ACTION.invite);
  await does(office, 'thirdEnterprise', leaves, ACTION.withdraw, { reason: 'Doanh nghiệp tự thực hiện' });
  expect(await stateOf(office, leaves)).toBe(STATE.withdrawn);
  expect(await holds(office, leaves)).toEqual({});
  expect(await lettersTo(office, 'consultant', pack)).toEqual([LETTER.invitation, LETTER.packageChanged]);

  await examined(office, pack, { [first]: 78_000_000, [second]: 60_000_000 });
  await awarded(office, pack, { [first]: 76_000_000, [second]: 58_000_000 });
  await does(office, 'procurement', pack, ACTION.draft, { number: '01/2026/HĐ-NSCL' });
  await does(office, 'approver', pack, ACTION.sign);
  await does(office, 'consultant', pack, ACTION.sign);
  await does(office, 'enterprise', first, ACTION.acknowledge);
  // Each of them pays the consultant the other half: without the agreement of both there is no contract.
  expect(await stateOf(office, pack)).toBe(STATE.contracting);
  await does(office, 'otherEnterprise', second, ACTION.acknowledge);
  expect(await stateOf(office, pack)).toBe(STATE.inForce);
  expect(await lineHolds(office)).toMatchObject({ available: 933_000_000, reserved: 67_000_000 });

  const today = await office.today();
  const served: [Who, string, number][] = [
    ['enterprise', first, 76_000_000],
    ['otherEnterprise', second, 58_000_000],
  ];
  for (const [who, code, price] of served) {
    await does(office, 'consultant', code, ACTION.reportProgress, { text: 'Đã ban hành quy trình' });
    await does(office, 'inspector', code, ACTION.recordVisit, { on: today, findings: 'Đúng tiến độ' });
    await acceptedWhole(office, who, code, price);
    const line = claimLine(price, { date: today });
    const documents = [{ kind: 'proof-of-payment', documentId: await upload(office, 'consultant', 'sao-ke.pdf') }];
    const proofOfPayment = { amount: line.gross - price / 2, paidOn: today, documents };
    await does(office, 'consultant', code, ACTION.requestPayment, { lines: [line], proofOfPayment });
    await paid(office, code, today, { lines: [{ no: 1, accepted: price }] });
    expect(await stateOf(office, code)).toBe(STATE.settled);
    expect(await holds(office, code)).toEqual({ spent: price / 2 });
    expect(await paymentsOf(office, code)).toEqual([expect.objectContaining({ state: 'paid', payable: price / 2 })]);
    expect(await lettersTo(office, who, code)).toEqual(
      expect.arrayContaining([LETTER.approved, LETTER.contractInForce, LETTER.accepted, LETTER.settled]),
    );
  }
  expect(await openTasks(office, pack)).toEqual([TASK.liquidateContract]);
  await does(office, 'procurement', pack, ACTION.liquidate);
  expect(await stateOf(office, pack)).toBe(STATE.liquidated);
  const { available, spent, ...line } = await lineHolds(office);
  expect(line).toMatchObject({ reserved: 0, advanced: 0, receivable: 0, recovered: 0 });
  expect({ available, spent }).toEqual({ available: 933_000_000, spent: 67_000_000 });
  // A plan in force is not assumed.
  for (const { text } of await mailTo(office, 'enterprise', first)) expect(text).not.toContain('giả định');
  expect(await overviewOf(office)).toEqual({
    'application closed/settled': 2,
    'application closed/withdrawn': 1,
    'package closed/liquidated': 1,
  });
});

test('001 C5: a fair is attended by two of three; their dossiers are settled, the absent one ends with the contract and costs nothing', async () => {
  const office = inSource(system, '001');
  const price = 15_000_000;
  const visitors: [Who, string][] = [];
  for (const enterprise of ['enterprise', 'otherEnterprise', 'thirdEnterprise'] as const)
    visitors.push([enterprise, await approved(office, { item: 'C5', estimate: price, enterprise })]);
  const [[, here], [, there], [, absent]] = visitors as [[Who, string], [Who, string], [Who, string]];
  const today = await office.today();
  const pack = await contracted(
    office,
    visitors.map(([enterprise, application]) => ({ application, price, enterprise })),
    { startOn: today, endOn: addWorkingDays(OFFICIAL_CALENDAR, today, 10) },
  );
  // Before anybody was there, nobody's taking part is complete.
  const summary = { summary: 'Đã tham gia hội chợ' };
  expect(await refusal(office, 'consultant', here, ACTION.reportCompletion, summary)).toMatchObject({
    code: 'guarded',
    faults: { '': 'no-session-held' },
  });

  await does(office, 'consultant', pack, ACTION.recordAttendance, {
    heldOn: today,
    place: 'Trung tâm Hội chợ triển lãm',
    topic: 'Hội chợ quốc tế công nghiệp hỗ trợ',
    participants: [
      { application: here, attendances: 6, newPeople: 3 },
      { application: there, attendances: 4, newPeople: 4 },
    ],
    documents: [{ kind: 'attendance-list', documentId: await upload(office, 'consultant', 'danh-sach.pdf') }],
  });
  for (const [who, code, attendances] of [
    ['enterprise', here, 6],
    ['otherEnterprise', there, 4],
    ['thirdEnterprise', absent, 0],
  ] as const) {
    // Each reads of itself alone.
    const lines = await decisionsSeenBy(office, who, code);
    const [line] = lines.filter(({ action }) => action === ACTION.attendanceRecorded);
    expect(line?.data).toMatchObject({ heldOn: today, attendances });
    expect(JSON.stringify(line?.data)).not.toContain('participants');
  }
  type Read = { sessions: { heldOn: string; attendances: number; newPeople: number }[] };
  const read = (who: Who, code: string) => office.cast[who].get<Read>(`/applications/${code}`);
  expect((await read('enterprise', here)).sessions).toMatchObject([{ heldOn: today, attendances: 6, newPeople: 3 }]);
  expect((await read('thirdEnterprise', absent)).sessions).toEqual([]);

  for (const [who, code] of visitors.slice(0, 2)) {
    await acceptedWhole(office, who, code, price);
    await does(office, 'consultant', code, ACTION.requestPayment, { lines: [claimLine(price, { date: today })] });
    await paid(office, code, today, { lines: [{ no: 1, accepted: price }] });
    expect(await stateOf(office, code)).toBe(STATE.settled);
    expect(await holds(office, code)).toEqual({ spent: price });
  }
  expect(await refusal(office, 'consultant', absent, ACTION.reportCompletion, summary)).toMatchObject({
    faults: { '': 'no-session-held' },
  });
  // The contract's end brings it before the approver, and nothing was done for it.
  expect(await passLimit(office, absent, TASK.deliver)).toBe(STATE.delivering);
  expect(await openTasks(office, absent)).toEqual([TASK.decideTermination]);
  const ended = { acceptedBase: 0, pay: 0, recover: 0, reason: 'Không tham gia hội chợ' };
  await does(office, 'approver', absent, ACTION.terminate, ended);
  expect(await stateOf(office, absent)).toBe(STATE.terminated);
  expect(await holds(office, absent)).toEqual({});
  expect(await letterTo(office, 'thirdEnterprise', absent, LETTER.terminated)).toContain('Không tham gia hội chợ');
  // The plan of 2020 is over: whatever is written under its successor says that nobody has issued that.
  for (const { name, text } of [
    ...(await mailTo(office, 'enterprise', here)),
    ...(await mailTo(office, 'consultant', pack)),
  ])
    expect(`${name}: ${/Kế hoạch năm 2026 \(giả định – ví dụ\)/.exec(text)?.[0]}`).toBe(
      `${name}: Kế hoạch năm 2026 (giả định – ví dụ)`,
    );

  await does(office, 'procurement', pack, ACTION.liquidate);
  expect(await stateOf(office, pack)).toBe(STATE.liquidated);
  expect(await lineHolds(office)).toMatchObject({ available: 970_000_000, reserved: 0, spent: 30_000_000 });
  expect(await overviewOf(office)).toEqual({
    'application closed/settled': 2,
    'application closed/terminated': 1,
    'package closed/liquidated': 1,
  });
});
