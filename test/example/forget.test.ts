import { forgetExample } from '../../example/forget.ts';
import { correspondence } from '../letters/acts.ts';
import { approved } from '../support/dossier.ts';
import { type Office, openOffice, PROGRAMME } from '../support/office.ts';
import { rowsOf } from '../support/table-rows.ts';

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
});

/** Makes everything of an office an example. */
async function asExample({ database }: Office): Promise<void> {
  await database.agency.updateMany({ data: { example: true } });
  await database.party.updateMany({ data: { example: true } });
}

/** What the acts on dossiers leave empty: a session, a delegation, a note of a run, a kept answer, acts of administration, another programme. */
async function leaveTraces({ database, people, parties }: Office, code: string): Promise<void> {
  const user = {
    id: 'u',
    name: 'u',
    email: 'u@example.test',
    sessions: { create: [{ id: 's', token: 't', expiresAt: new Date(0) }] },
  };
  await database.user.create({ data: user });
  await database.person.update({ where: { id: people.intake }, data: { userId: 'u' } });
  await database.apiKey.create({
    data: { partyId: (await database.party.findFirstOrThrow()).id, hash: 'h', hint: 'h', label: 'l' },
  });
  const days = { fromDay: new Date('2026-03-02'), toDay: new Date('2026-03-03'), createdAt: new Date(0) };
  const lent = { agencyId: 'test-agency', fromPersonId: people.intake, toPersonId: people.finance, reason: 'r' };
  await database.delegation.create({ data: { ...lent, ...days, createdBy: people.intake } });
  await database.runNote.create({ data: { code, runId: 'r', at: new Date(0), kind: 'k', data: {} } });
  await database.once.create({ data: { id: 'o', bodyHash: 'b', answer: { body: { code } } } });
  await database.adminEvent.create({
    data: { at: new Date(0), actor: { kind: 'person', id: people.administrator }, action: 'a', data: {} },
  });
  const said = { partyId: parties.enterprise, asOf: new Date(0), source: 's', recordedAt: new Date(0) };
  await database.partyFacts.create({ data: { ...said, recordedBy: people.administrator } });
  const agencyId = 'test-agency';
  // Of a plan that is over, open in the successor that is assumed.
  await database.programme.create({ data: { id: 'TEST-004', agencyId, definition: '004', assumed: true } });
  await database.budgetLine.create({ data: { programmeId: 'TEST-004', year: 2026, name: 'Nguồn 2026' } });
  await database.agency.update({ where: { id: agencyId }, data: { headPersonId: people.approver } });
  await database.series.create({ data: { id: 'TEST-004-2026', last: 1 } });
  await database.series.create({ data: { id: `${PROGRAMME}-2026`, last: 9 } });
  await enterBesides({ database, people }, code);
}

/** What stands beside dossiers: a number of a target, an activity, a designation and what took it back, a report of outcomes. */
async function enterBesides({ database, people }: Pick<Office, 'database' | 'people'>, code: string): Promise<void> {
  const { id: applicationId, enterpriseId } = await database.application.findUniqueOrThrow({ where: { code } });
  const [day, at] = [new Date('2026-03-02'), new Date('2026-03-02T02:00:00Z')];
  const [by, entry] = [people.approver, { programmeId: PROGRAMME, on: day, at }];
  const { id: documentId } = await database.document.findFirstOrThrow();
  const number = { programmeId: PROGRAMME, target: 'MODELS-2030', fromDay: day, toDay: day, number: 1, source: 's' };
  await database.targetEntry.create({ data: { ...number, documentId, at, by } });
  await database.agencyActivity.create({ data: { ...entry, item: 'P1', title: 't', done: 'd', numbers: {}, by } });
  const model = await database.modelEnterprise.create({
    data: { ...entry, applicationId, instrument: {}, reason: 'r', by },
  });
  await database.counterEntry.create({ data: { entryId: model.id, reason: 'r', at, by } });
  const report = { applicationId, months: 6, version: 1, answers: {}, signatory: {}, at, partyId: enterpriseId };
  await database.outcomeReport.create({ data: report });
}

test('nothing of the example is left in any table, and the business clock goes back to the wall clock', async () => {
  office = await correspondence();
  const [{ code }] = (await office.database.application.findMany({ select: { code: true }, take: 1 })) as [
    { code: string },
  ];
  await leaveTraces(office, code);
  await asExample(office);
  const filled = Object.keys(await rowsOf(office.url));
  expect(filled.length).toBeGreaterThan(28);

  const forgotten = await forgetExample(office.url);

  expect(await rowsOf(office.url)).toEqual({});
  expect(forgotten!.applications).toContain(code);
  expect(forgotten!.packages.length).toBeGreaterThan(3);
  expect(forgotten!.files.length).toBeGreaterThan(10);
  expect(forgotten!.clockReset).toBe(true);
  const [clock] = await office.database.$queryRaw<{ apart: number }[]>`
    SELECT abs(extract(epoch FROM business_now() - now()))::float AS apart FROM "Clock"`;
  expect(clock!.apart).toBeLessThan(5);
});

describe('a real agency beside it', () => {
  let real: Office;
  beforeEach(async () => {
    real = await openOffice();
    office = real;
    const { database, people, parties } = real;
    await approved(real);
    const example = { nameVi: 'Ví dụ', nameEn: 'Example', email: 'e@example.test', complaintVi: '-', complaintEn: '-' };
    await database.agency.create({ data: { id: 'VI-DU', ...example, example: true } });
    await database.programme.create({ data: { id: 'VIDU-003', agencyId: 'VI-DU', definition: '003', example: true } });
    const fromDay = new Date('2026-01-01');
    await database.person.create({
      data: {
        name: 'x',
        email: 'x@example.test',
        assignments: { create: [{ agencyId: 'VI-DU', role: 'intake', fromDay }] },
      },
    });
    await database.assignment.create({ data: { personId: people.intake, agencyId: 'VI-DU', role: 'intake', fromDay } });
    await database.party.update({ where: { id: parties.thirdConsultant }, data: { example: true } });
  });

  test('keeps all that is its own, also a colleague who helped in the example', async () => {
    const { database, people, url } = real;
    const before = await rowsOf(url);
    const forgotten = await forgetExample(url);
    expect(forgotten).toEqual({
      applications: [],
      packages: [],
      rounds: [],
      files: [],
      addresses: ['thirdConsultant@example.test', 'x@example.test'],
      clockReset: false,
    });
    expect(await rowsOf(url)).toEqual({
      ...before,
      Agency: 1,
      Programme: 1,
      Party: before.Party! - 1,
      Person: before.Person! - 1,
      Assignment: before.Assignment! - 2,
    });
    expect(await database.person.count({ where: { id: people.intake } })).toBe(1);
  });

  test('is not robbed of its history: where an example party took part in it, nothing is removed', async () => {
    const { database, parties, url } = real;
    await database.party.update({ where: { id: parties.enterprise }, data: { example: true } });
    const before = await rowsOf(url);
    const [{ code }] = (await database.application.findMany({ select: { code: true } })) as [{ code: string }];
    await expect(forgetExample(url)).rejects.toThrow(code);
    expect(await rowsOf(url)).toEqual(before);
  });
});

test('where there is no example, nothing changes', async () => {
  office = await openOffice();
  const before = await rowsOf(office.url);
  expect(await forgetExample(office.url)).toBeNull();
  expect(await rowsOf(office.url)).toEqual(before);
});
