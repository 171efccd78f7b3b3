import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { accepted, advanced, claimLine, draft, favourable, paid } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { decisionsSeenBy, holds, lettersTo, letterTo, lineHolds, stateOf, tracked } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, invited, ranked } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('an enterprise applies, a consultant is chosen, trains its people and is paid, and every đồng is accounted for', async () => {
  const code = await draft(system, { estimate: 40_000_000 });
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(system, 'intake', code, ACTION.accept);
  // Fifteen working days from 2 March, which is not counted.
  expect(await letterTo(system, 'enterprise', code, LETTER.receiptSlip)).toContain('23/03/2026');
  await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  await does(system, 'approver', code, ACTION.approve, { amount: 40_000_000 });
  expect(await holds(system, code)).toEqual({ reserved: 40_000_000 });

  const pack = await invited(system, [{ application: code, ceiling: 40_000_000 }]);
  await ranked(system, pack, {
    consultant: { points: 90, prices: { [code]: 36_000_000 } },
    otherConsultant: { points: 80, prices: { [code]: 38_000_000 } },
    thirdConsultant: { points: 50, prices: { [code]: 35_000_000 } },
  });
  await awarded(system, pack, { [code]: 35_500_000 });
  await does(system, 'procurement', pack, ACTION.draft, { number: '12/2026/HĐ-TV' });
  await does(system, 'approver', pack, ACTION.sign);
  await does(system, 'consultant', pack, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.acknowledging);
  await does(system, 'enterprise', code, ACTION.acknowledge);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  expect(await holds(system, code)).toEqual({ reserved: 35_500_000 });

  const today = await system.today();
  await advanced(system, code, 10_000_000, today);
  expect(await holds(system, code)).toEqual({ reserved: 25_500_000, advanced: 10_000_000 });

  await accepted(system, code, 35_500_000, 35_500_000, today);
  const lines = [claimLine(20_000_000, { date: today }), claimLine(15_500_000, { date: today })];
  await does(system, 'consultant', code, ACTION.requestPayment, { lines });
  const verdicts = lines.map(({ net }, index) => ({ no: index + 1, accepted: net }));
  await paid(system, code, today, { lines: verdicts });

  expect(await stateOf(system, code)).toBe(STATE.settled);
  expect(await holds(system, code)).toEqual({ spent: 35_500_000 });
  expect(await lineHolds(system)).toMatchObject({ available: 964_500_000, reserved: 0, spent: 35_500_000 });
  await does(system, 'procurement', pack, ACTION.liquidate);
  expect(await stateOf(system, pack)).toBe(STATE.liquidated);

  expect(await tracked(system, code)).toMatchObject({ stage: { name: 'closed' }, mustAct: null });
  // The enterprise reads every decision on its dossier, none left out.
  const versions = (await decisionsSeenBy(system, 'enterprise', code)).map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
  expect(await decisionsSeenBy(system, 'supervisor', pack)).toContainEqual(
    expect.objectContaining({ action: ACTION.award }),
  );

  expect(await lettersTo(system, 'enterprise', code)).toEqual([
    LETTER.acknowledgement,
    LETTER.receiptSlip,
    LETTER.approved,
    LETTER.contractInForce,
    LETTER.acknowledgementAsked,
    LETTER.completionReported,
    LETTER.inspectionConcluded,
    LETTER.accepted,
    LETTER.contractorPaid,
    LETTER.contractorPaid,
    LETTER.settled,
  ]);
  expect(await lettersTo(system, 'consultant', pack)).toEqual([
    LETTER.invitation,
    LETTER.bidReceived,
    LETTER.awarded,
    LETTER.contractToSign,
    LETTER.contractInForce,
    LETTER.liquidated,
  ]);
  expect(await lettersTo(system, 'thirdConsultant', pack)).toEqual([
    LETTER.invitation,
    LETTER.bidReceived,
    LETTER.notAwarded,
  ]);
  // The final payment: what is due less the advance.
  const paidLetters = (await lettersTo(system, 'consultant', code)).filter((name) => name === LETTER.paid);
  expect(paidLetters).toHaveLength(2);
});
