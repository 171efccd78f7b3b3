import { ACTION, TASK } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { does, passLimit, upload, type Who } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';
import { awarded, invited, ranked } from '../support/tender.ts';

/** What staff attach to a package, bidders read by its kind and by when; the contract only its own side does. */

let system: System;
let pack: string;
let application: string;
let ids: Record<string, string>;
beforeAll(async () => {
  system = await openSystem();
  application = await approved(system);
  pack = await invited(system, [{ application, ceiling: 40_000_000 }]);
});
afterAll(() => system?.close());

const file = async (who: Who, kind: string) => {
  ids = { ...ids, [kind]: await upload(system, who, `${kind}.pdf`) };
  return { kind, documentId: ids[kind]! };
};
const statusOf = async (who: Who, kind: string) =>
  (await system.cast[who as 'consultant'].send('GET', `/documents/${ids[kind]}`)).status;
/** Kinds that a bidder finds on the package, each of which can be downloaded; no other can. */
async function readBy(who: Who): Promise<string[]> {
  const { documents } = await system.cast[who as 'consultant'].get<{ documents: { kind: string }[] }>(
    `/packages/${pack}`,
  );
  const kinds = documents.map(({ kind }) => kind).sort();
  for (const kind of Object.keys(ids))
    expect([who, kind, await statusOf(who, kind)]).toEqual([who, kind, kinds.includes(kind) ? 200 : 404]);
  return kinds;
}

test('a clarification brings what bidders may read, and nothing else is taken with it', async () => {
  const strange = { text: 'Làm rõ', documents: [await file('procurement', 'evaluation-report')] };
  const refused = await system.cast.procurement.act('packages', pack, ACTION.clarify, strange);
  expect(refused.refusal()).toMatchObject({
    status: 422,
    faults: [{ path: 'documents.0.kind', code: 'not-for-bidders' }],
  });
  ids = {};
  const documents = [await file('procurement', 'invitation'), await file('procurement', 'clarification-1')];
  await does(system, 'procurement', pack, ACTION.clarify, { text: 'Làm rõ', documents });
  expect(await readBy('otherConsultant')).toEqual(['clarification-1', 'invitation']);
});

test('whoever lost reads the minutes of the opening and the result, and nothing of the contract; whoever won reads its contract', async () => {
  const opening = {
    documents: [await file('procurement', 'opening-minutes'), await file('procurement', 'internal-note')],
  };
  await ranked(
    system,
    pack,
    {
      consultant: { points: 90, prices: { [application]: 36_000_000 } },
      otherConsultant: { points: 80, prices: { [application]: 37_000_000 } },
      thirdConsultant: { points: 50, prices: { [application]: 30_000_000 } },
    },
    opening,
  );
  expect(await readBy('otherConsultant')).toEqual(['clarification-1', 'invitation', 'opening-minutes']);
  const award = { documents: [await file('approver', 'result'), await file('approver', 'evaluation-report')] };
  await awarded(system, pack, { [application]: 35_000_000 }, award);
  const drafted = { number: '01/HĐ', documents: [await file('procurement', 'contract-draft')] };
  await does(system, 'procurement', pack, ACTION.draft, drafted);
  const { documentId } = await file('approver', 'signed-contract');
  await does(system, 'approver', pack, ACTION.sign, {
    instrument: { signatory: 'A', capacity: 'Giám đốc', documentId },
  });
  await does(system, 'consultant', pack, ACTION.sign);

  const told = ['clarification-1', 'invitation', 'opening-minutes', 'result'];
  expect(await readBy('otherConsultant')).toEqual(told);
  expect(await readBy('thirdConsultant')).toEqual(told);
  expect(await readBy('consultant')).toEqual([...told, 'contract-draft', 'signed-contract'].sort());
});

test('what becomes of the contract is in the history of whoever has it, not of whoever lost', async () => {
  await does(system, 'procurement', pack, ACTION.proposeChange, {
    kind: 'dates',
    text: 'Lùi ngày',
    newEndOn: '2026-07-31',
  });
  const actions = async (who: 'consultant' | 'otherConsultant') => {
    const path = `/packages/${pack}/history?limit=100`;
    const { items } = await system.cast[who].get<{ items: { action?: string }[] }>(path);
    return items.map(({ action }) => action);
  };
  expect(await actions('consultant')).toEqual(
    expect.arrayContaining([ACTION.draft, ACTION.sign, ACTION.proposeChange]),
  );
  const lost = await actions('otherConsultant');
  for (const action of [ACTION.draft, ACTION.sign, ACTION.contractInForce, ACTION.proposeChange])
    expect(lost).not.toContain(action);
  expect(lost).toContain(ACTION.award);
});

test('of a contract that lapsed, whoever comes next reads nothing', async () => {
  const other = await approved(system, { enterprise: 'otherEnterprise' });
  pack = await invited(system, [{ application: other, ceiling: 40_000_000 }]);
  ids = {};
  await ranked(system, pack, {
    consultant: { points: 90, prices: { [other]: 36_000_000 } },
    otherConsultant: { points: 80, prices: { [other]: 37_000_000 } },
    thirdConsultant: { points: 50, prices: { [other]: 30_000_000 } },
  });
  await awarded(system, pack, { [other]: 36_000_000 });
  await does(system, 'procurement', pack, ACTION.draft, {
    number: '02/HĐ',
    documents: [await file('procurement', 'contract-draft')],
  });
  expect(await readBy('consultant')).toEqual(['contract-draft']);
  await passLimit(system, pack, TASK.signForConsultant);
  await awarded(system, pack, { [other]: 37_000_000 });
  expect(await readBy('otherConsultant')).toEqual([]);
  expect(await readBy('consultant')).toEqual([]);
});
