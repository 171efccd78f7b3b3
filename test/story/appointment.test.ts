import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import { approved, opened } from '../support/dossier.ts';
import { does, upload } from '../support/office.ts';
import { holds, lettersTo, stateOf } from '../support/outside.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, directTerms, examined, limitedTerms, withPanel } from '../support/tender.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system.close());

test('one consultant is invited, its proposal examined against the requirements, its price negotiated, and nothing is ranked', async () => {
  const code = await approved(system);
  const pack = await withPanel(system, [code]);
  const terms = directTerms(system, [{ application: code, ceiling: 40_000_000 }]);
  await does(system, 'procurement', pack, ACTION.prepare, terms);
  await does(system, 'otherApprover', pack, ACTION.approve);
  await does(system, 'procurement', pack, ACTION.invite);
  expect(await lettersTo(system, 'otherConsultant', pack)).toEqual([]);
  await examined(system, pack, { [code]: 40_000_000 });
  await awarded(system, pack, { [code]: 38_250_000 });
  await does(system, 'procurement', pack, ACTION.draft, { number: '13/2026/HĐ-TV' });
  await does(system, 'consultant', pack, ACTION.sign);
  await does(system, 'enterprise', code, ACTION.acknowledge);
  expect(await stateOf(system, code)).toBe(STATE.acknowledging);
  await does(system, 'approver', pack, ACTION.sign);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
  expect(await holds(system, code)).toEqual({ reserved: 38_250_000 });
});

test('what was tendered on the national network is recorded with its notice, bidders and contract, and the process goes on from there', async () => {
  const code = await approved(system, { enterprise: 'otherEnterprise' });
  const pack = await opened(system, [code]);
  const {
    criteria: _criteria,
    technicalWeight: _weight,
    invited: _invited,
    ...terms
  } = limitedTerms(system, [{ application: code, ceiling: 40_000_000 }]);
  await does(system, 'procurement', pack, ACTION.prepare, {
    ...terms,
    venue: 'national-network',
    method: 'open',
    biddingDays: 18,
  });
  await does(system, 'otherApprover', pack, ACTION.approve);
  const today = await system.today();
  const documents = [{ kind: 'opening-minutes', documentId: await upload(system, 'procurement', 'bien-ban.pdf') }];
  await does(system, 'procurement', pack, ACTION.recordResult, {
    notice: { number: 'IB2600012345', link: 'https://muasamcong.mpi.gov.vn/IB2600012345' },
    bidders: [
      { name: 'consultant', taxCode: '9900002239', price: 39_000_000, technicalPoints: 85.5, rank: 1 },
      { name: 'otherConsultant', taxCode: '9900003345', price: 39_500_000, technicalPoints: 81, rank: 2 },
    ],
    consultant: '9900002239',
    contract: {
      number: '14/2026/HĐ-TV',
      signedOn: today,
      startOn: today,
      endOn: '2026-06-30',
      agency: { name: 'Nguyễn Văn Ký', capacity: 'Giám đốc' },
      consultant: { name: 'Trần Thị Ký', capacity: 'Giám đốc' },
    },
    prices: [{ application: code, price: 39_000_000 }],
    documents,
  });
  expect(await stateOf(system, pack)).toBe(STATE.inForce);
  expect(await stateOf(system, code)).toBe(STATE.acknowledging);
  expect(await holds(system, code)).toEqual({ reserved: 39_000_000 });
  expect(await lettersTo(system, 'consultant', pack)).toEqual([LETTER.awarded]);
  await does(system, 'otherEnterprise', code, ACTION.acknowledge);
  expect(await stateOf(system, code)).toBe(STATE.delivering);
});
