import { ACTION, STATE } from '../../domain/process.ts';
import type { Programme, SupportItem } from '../../domain/programme.ts';
import { isSelected } from '../../domain/route.ts';
import { PROGRAMMES, whyNoApplications } from '../../programmes/index.ts';
import { stateOf } from '../support/outside.ts';
import { foundSources, running } from '../support/sources.ts';
import { openSystem, type System } from '../support/system.ts';

/** Every support item of every source: it is applied for over HTTP, or refused with the reason that its source or its route gives. */

let system: System;
let documentId: string;

beforeAll(async () => {
  system = await openSystem();
  await foundSources(system);
  documentId = await system.cast.enterprise.upload('document.pdf');
});
afterAll(() => system?.close());

const items = PROGRAMMES.flatMap((programme) =>
  programme.items.map((item): [string, string, Programme, SupportItem] => [
    programme.definition,
    item.code,
    programme,
    item,
  ]),
);
const open = items.filter(([, , , item]) => !whyNoApplications(item));
const shut = items.filter(([, , , item]) => whyNoApplications(item));

/** A selection round takes products, and only while one is open. */
async function openRound(programme: string, item: string): Promise<void> {
  const instrument = { signatory: 'Lê Thị Thử', capacity: 'Giám đốc' };
  const sent = { programme, item, title: 'Đợt xét chọn', closingOn: '2026-03-16', instrument };
  (await system.cast.appraiser.post('/rounds', sent)).read();
}

const content = {
  contact: { name: 'Lê Thị Thử', email: 'contact@example.test', phone: '0900000000' },
  need: 'Nội dung đề nghị hỗ trợ',
  estimate: 40_000_000,
  requestedAmount: 20_000_000,
  site: 'Xưởng số 1',
};

describe('a support item of a source', () => {
  it.each(open)('%s %s is applied for with the documents that it requires', async (_source, code, programme, item) => {
    const required = item.documents.filter((document) => document.required);
    const documents = required.map(({ kind }) => ({ kind, documentId }));
    const { estimate: _cost, requestedAmount: _asked, ...common } = content;
    const { id } = running(programme.definition);
    const selected = isSelected(item);
    if (selected) await openRound(id, code);
    const asked = selected ? { ...common, products: [{ name: 'Máy bơm' }] } : content;
    const sent = { programme: id, item: code, content: asked, documents };
    const begun = (await system.cast.enterprise.post('/applications', sent)).read<{ code: string }>();
    const signatory = { name: 'Lê Thị Thử', capacity: 'Giám đốc' };
    (
      await system.cast.enterprise.act('applications', begun.code, ACTION.submit, { contentVersion: 1, signatory })
    ).read();
    expect(await stateOf(system, begun.code)).toBe(STATE.received);
  });

  it.each(shut)('%s %s takes no application, and the refusal says why', async (_source, code, programme, item) => {
    const sent = { programme: running(programme.definition).id, item: code };
    expect((await system.cast.enterprise.post('/applications', sent)).refusal().faults).toEqual([
      { path: 'item', code: 'takes-no-applications', message: whyNoApplications(item) },
    ]);
  });
});
