import { randomUUID } from 'node:crypto';
import { ACTION } from '../../domain/process.ts';
import { programmeOf } from '../../programmes/index.ts';
import { recordActivity } from '../../records/agency-activities.ts';
import { createDraft } from '../../records/drafts.ts';
import { approved, claimLine, draft, favourable, inForce } from '../support/dossier.ts';
import { does, type Office, openOffice, PROGRAMME, refusal, upload } from '../support/office.ts';
import { bidOf, invited } from '../support/tender.ts';

/** Whoever names a document publishes it to whoever reads the subject: only one's own may be named, and what is shown there already. */

let office: Office;
/** Documents that nobody but their owners may name, each with its owner. */
let foreign: Record<string, string>;
beforeAll(async () => {
  office = await openOffice();
  const application = await approved(office);
  const pack = await invited(office, [{ application, ceiling: 40_000_000 }]);
  const price = await upload(office, 'consultant', 'gia.pdf');
  const bid = { ...bidOf({ [application]: 38_000_000 }), documents: [{ kind: 'price-proposal', documentId: price }] };
  await does(office, 'consultant', pack, ACTION.bid, bid);
  foreign = {
    'a sealed price of a bidder': price,
    'a file of another party, not attached yet': await upload(office, 'otherEnterprise'),
    'a file of a colleague, not attached yet': await upload(office, 'procurement'),
    'no document at all': randomUUID(),
  };
});
afterAll(() => office.close());

const FOREIGN = [
  'a sealed price of a bidder',
  'a file of another party, not attached yet',
  'a file of a colleague, not attached yet',
  'no document at all',
];

async function deciding(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  return code;
}
const signed = (documentId: string) => ({ instrument: { signatory: 'Giám đốc', capacity: 'Giám đốc', documentId } });

describe.each(FOREIGN)('%s', (which) => {
  it('is not signed with a decision', async () => {
    const code = await deciding();
    const refused = await refusal(office, 'approver', code, ACTION.approve, {
      amount: 40_000_000,
      ...signed(foreign[which]!),
    });
    expect(refused).toMatchObject({ code: 'invalid', faults: { 'instrument.documentId': 'no-such-document' } });
    const events = await office.database.event.count({
      where: { instrument: { path: ['documentId'], equals: foreign[which]! } },
    });
    expect(events).toBe(0);
  });

  it('is not attached with an action, at whatever depth of its body', async () => {
    const code = await inForce(office, { price: 40_000_000 });
    const documents = [{ kind: 'photo', documentId: foreign[which]! }];
    const report = { text: 'Đang thực hiện', documents };
    // A bidder's own price is its own, and in use elsewhere.
    const fault = which === 'a sealed price of a bidder' ? 'document-elsewhere' : 'no-such-document';
    const refused = await refusal(office, 'consultant', code, ACTION.reportProgress, report);
    expect(refused.faults).toEqual({ 'documents.0.documentId': fault });
    expect(await office.database.attachment.count({ where: { kind: 'photo', documentId: foreign[which]! } })).toBe(0);
  });

  it('is not brought with a draft, nor named as what proves an activity', async () => {
    const { database, parties, people } = office;
    const given = { enterpriseId: parties.enterprise, programmeId: PROGRAMME, item: 'P2', content: {} };
    const documents = [{ kind: 'training-plan', documentId: foreign[which]! }];
    const uploader = `party:${parties.enterprise}`;
    const drafted = database.$transaction((tx) => createDraft(tx, { ...given, documents, uploader }));
    await expect(drafted).rejects.toMatchObject({
      faults: [{ path: 'documents.0.documentId', code: 'no-such-document' }],
    });
    const body = {
      item: 'P1',
      on: '2026-03-01',
      title: 'Hội thảo',
      done: 'Đã tổ chức',
      numbers: {},
      documentIds: [foreign[which]!],
    };
    const recorded = database.$transaction((tx) =>
      recordActivity(tx, {
        programmeId: PROGRAMME,
        rules: programmeOf('003'),
        assumed: false,
        body,
        by: people.appraiser,
      }),
    );
    await expect(recorded).rejects.toMatchObject({ faults: [{ path: 'documentIds.0', code: 'no-such-document' }] });
  });
});

test('one’s own is signed with a decision, and what everybody with the dossier reads there may be named by staff again', async () => {
  const code = await deciding();
  const own = await upload(office, 'approver');
  await does(office, 'approver', code, ACTION.approve, { amount: 40_000_000, ...signed(own) });
  const other = await deciding();
  const plan = await office.database.attachment.findFirstOrThrow({
    where: { kind: 'training-plan', subjectId: await idOf(other) },
  });
  await does(office, 'approver', other, ACTION.approve, { amount: 40_000_000, ...signed(plan.documentId) });
});

test('one’s own that is in use with another dossier is uploaded again, whoever the dossier is of', async () => {
  const [one, other] = [await deciding(), await deciding()];
  const own = await upload(office, 'approver');
  await does(office, 'approver', one, ACTION.approve, { amount: 40_000_000, ...signed(own) });
  const refused = await refusal(office, 'approver', other, ACTION.approve, { amount: 40_000_000, ...signed(own) });
  expect(refused.faults).toEqual({ 'instrument.documentId': 'document-elsewhere' });
});

test('proof of payment is named by its own place in the body', async () => {
  const code = await inForce(office, { price: 40_000_000 });
  const documents = [{ kind: 'proof-of-payment', documentId: randomUUID() }];
  const body = { lines: [claimLine(5)], proofOfPayment: { amount: 1, paidOn: '2026-03-02', documents } };
  const refused = await refusal(office, 'consultant', code, ACTION.requestPayment, body);
  expect(refused.faults).toEqual({ 'proofOfPayment.documents.0.documentId': 'no-such-document' });
});

async function idOf(code: string): Promise<string> {
  return (await office.database.application.findUniqueOrThrow({ where: { code } })).id;
}
