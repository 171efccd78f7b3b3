import { Actor } from '../support/actor.ts';
import { PROGRAMME } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

const PASSWORD = 'mot hai ba bon nam sau';
const AGENCY = 'test-agency';
const admin = () => system.cast.administrator;
const withKey = (key: string) => new Actor(system.base, async () => ({ authorization: `Bearer ${key}` }));

type Member = {
  id: string;
  email: string;
  account: boolean;
  assignments: { id: string; role: string; to: string | null }[];
};

async function signedIn(email: string, password = PASSWORD): Promise<Actor> {
  const { token } = (await system.cast.passerBy.post('/auth/sign-in/email', { email, password })).read<{
    token: string;
  }>();
  return withKey(token);
}

const take = async (name: string, role = 'intake', more: object = {}) =>
  admin().post('/admin/people', {
    name,
    email: `${name}@agency.test`,
    password: PASSWORD,
    assignments: [{ agency: AGENCY, role, from: '2026-01-01', ...more }],
  });

describe('people', () => {
  it('are taken on with a role and an account, and can work at once', async () => {
    const member = (await take('moi')).read<Member>();
    expect(member).toMatchObject({
      email: 'moi@agency.test',
      account: true,
      assignments: [{ role: 'intake', to: null }],
    });
    const clerk = await signedIn('moi@agency.test');
    expect(await clerk.get('/me')).toMatchObject({ roles: [{ role: 'intake', agencyId: AGENCY }] });
    const { items } = await admin().get<{ items: Member[] }>('/admin/people?limit=100');
    expect(items.some(({ id }) => id === member.id)).toBe(true);
  });

  it('have one account each', async () => {
    await take('trung');
    expect((await take('trung')).refusal()).toMatchObject({
      status: 409,
      code: 'duplicate',
      faults: [{ path: 'email' }],
    });
  });

  it('need a password of twelve characters, a role that exists, a programme of the agency, and an end after the beginning', async () => {
    const short = await admin().post('/admin/people', {
      name: 'a',
      email: 'a@agency.test',
      password: 'short',
      assignments: [],
    });
    expect(
      short
        .refusal()
        .faults?.map(({ path }) => path)
        .sort(),
    ).toEqual(['assignments', 'password']);
    expect((await take('b', 'king')).refusal().faults).toMatchObject([{ path: 'assignments.0.role' }]);
    expect((await take('c', 'intake', { programmes: ['OTHER'] })).refusal().faults).toMatchObject([
      { code: 'no-such-programme' },
    ]);
    expect((await take('d', 'intake', { to: '2025-01-01' })).refusal().faults).toMatchObject([
      { code: 'before-start' },
    ]);
  });

  it('never administer and decide in one agency', async () => {
    await take('nguoiquantri', 'administrator');
    const body = { email: 'nguoiquantri@agency.test', agency: AGENCY, role: 'approver', from: '2026-01-01' };
    expect((await admin().post('/admin/assignments', body)).refusal()).toMatchObject({
      status: 422,
      faults: [{ code: 'administrator-alone' }],
    });
  });

  it('get and lose roles from–to, and their sessions end when they leave or get a new password', async () => {
    const member = (await take('nghi')).read<Member>();
    const clerk = await signedIn('nghi@agency.test');
    const role = { email: member.email, agency: AGENCY, role: 'finance', from: '2026-01-01' };
    const given = (await admin().post('/admin/assignments', role)).read<Member>();
    expect((await clerk.get<{ roles: { role: string }[] }>('/me')).roles.map((held) => held.role).sort()).toEqual([
      'finance',
      'intake',
    ]);
    const finance = given.assignments.find((held) => held.role === 'finance')!;
    (await admin().send('PATCH', `/admin/assignments/${finance.id}`, { to: '2026-02-01' })).read();
    expect((await clerk.get<{ roles: object[] }>('/me')).roles).toHaveLength(1);
    expect((await admin().post(`/admin/people/${member.id}/password`, { password: `${PASSWORD} moi` })).status).toBe(
      204,
    );
    expect((await clerk.send('GET', '/me')).status).toBe(401);
    const again = await signedIn('nghi@agency.test', `${PASSWORD} moi`);
    (await admin().send('PATCH', `/admin/people/${member.id}`, { leftOn: '2026-03-02' })).read();
    expect((await again.send('GET', '/me')).status).toBe(401);
  });

  it('of another agency are not there, and nobody’s account is taken over by giving them a role', async () => {
    const { database } = system;
    const words = { nameVi: 'Khác', nameEn: 'Other', complaintVi: '-', complaintEn: '-' };
    await database.agency.create({ data: { id: 'other', email: 'other@example.test', ...words } });
    const theirs = await database.person.create({
      data: {
        name: 'x',
        email: 'x@other.test',
        assignments: { create: { agencyId: 'other', role: 'approver', fromDay: new Date('2020-01-01') } },
      },
    });
    expect((await admin().post(`/admin/people/${theirs.id}/password`, { password: PASSWORD })).refusal().status).toBe(
      404,
    );
    const role = { email: 'x@other.test', agency: AGENCY, role: 'intake', from: '2026-01-01' };
    const shown = (await admin().post('/admin/assignments', role)).read<Member>();
    expect(shown.assignments.map((held) => held.role)).toEqual(['intake']);
    expect((await admin().post(`/admin/people/${theirs.id}/password`, { password: PASSWORD })).refusal().status).toBe(
      403,
    );
    const elsewhere = { ...role, agency: 'other' };
    expect((await admin().post('/admin/assignments', elsewhere)).refusal().status).toBe(404);
  });
});

describe('parties and their keys', () => {
  const party = { kind: 'consultant', taxCode: '0100109106', name: 'Tư vấn Mới', email: 'moi@consultant.test' };

  it('are registered once under a tax code that can exist', async () => {
    const wrong = (await admin().post('/admin/parties', { ...party, taxCode: '0100109107' })).refusal();
    expect(wrong).toMatchObject({ status: 422, faults: [{ path: 'taxCode', code: 'tax-code-check-digit' }] });
    (await admin().post('/admin/parties', party)).read();
    expect((await admin().post('/admin/parties', party)).refusal()).toMatchObject({ status: 409, code: 'duplicate' });
    const { items } = await system.cast.procurement.get<{ items: { name: string }[] }>('/consultants?search=tư vấn m');
    expect(items).toMatchObject([{ name: 'Tư vấn Mới' }]);
  });

  it('get a key that is shown once, even to a repeat, and is dead as soon as it is revoked', async () => {
    const body = { party: system.parties.consultant, label: 'Máy chủ' };
    const sending = { key: 'one-key-issued-once' };
    const issued = (await admin().post('/admin/keys', body, sending)).read<{ id: string; key: string; hint: string }>();
    expect(issued.key).toMatch(/^ts_[\w-]{43}$/);
    expect(issued.key.endsWith(issued.hint)).toBe(true);
    const again = (await admin().post('/admin/keys', body, sending)).read<{ id: string; key: null }>();
    expect(again).toMatchObject({ id: issued.id, key: null });
    expect(await withKey(issued.key).get('/me')).toMatchObject({ as: 'consultant' });
    const stored = [
      await system.database.apiKey.findMany(),
      await system.database.once.findMany(),
      await system.database.adminEvent.findMany(),
    ];
    expect(JSON.stringify(stored)).not.toContain(issued.key);
    (await admin().post(`/admin/keys/${issued.id}/revoke`)).read();
    expect((await withKey(issued.key).send('GET', '/me')).status).toBe(401);
  });

  it('may sign in as well, with an account that an administrator makes', async () => {
    const account = { email: 'sign-in@enterprise.test', password: PASSWORD };
    (await admin().post(`/admin/parties/${system.parties.enterprise}/account`, account)).read();
    expect(await (await signedIn(account.email)).get('/me')).toMatchObject({ kind: 'party', as: 'enterprise' });
  });
});

describe('an agency', () => {
  it('keeps its own words and hours, and no other agency’s', async () => {
    const body = { officeClosesAt: '16:30', complaint: { vi: 'Trong 90 ngày', en: 'Within 90 days' } };
    expect((await admin().send('PATCH', `/admin/agencies/${AGENCY}`, body)).read<object>()).toMatchObject(body);
    expect(
      (await admin().send('PATCH', `/admin/agencies/${AGENCY}`, { officeClosesAt: '25:00' })).refusal().status,
    ).toBe(422);
    expect((await admin().send('PATCH', '/admin/agencies/another', body)).refusal().status).toBe(404);
    const head = await admin().send('PATCH', `/admin/agencies/${AGENCY}`, { head: system.people.approver });
    expect(head.read<object>()).toMatchObject({ head: system.people.approver });
    const nobody = await admin().send('PATCH', `/admin/agencies/${AGENCY}`, { head: system.parties.enterprise });
    expect(nobody.refusal().faults).toMatchObject([{ path: 'head', code: 'no-such-person' }]);
  });

  it('runs programmes of this build, each under a prefix of its own', async () => {
    const body = { id: 'NSCL', agency: AGENCY, definition: '003' };
    (await admin().post('/admin/programmes', body)).read();
    expect((await admin().post('/admin/programmes', body)).refusal().status).toBe(409);
    expect((await admin().post('/admin/programmes', { ...body, id: 'NEW', definition: '999' })).refusal().status).toBe(
      422,
    );
    const { items } = await system.cast.passerBy.get<{ items: { id: string }[] }>('/programmes');
    expect(items.map(({ id }) => id)).toEqual(['NSCL', PROGRAMME]);
  });

  it('has budget lines, with money given by a decision, exact to the đồng', async () => {
    type Line = { id: string; allotted: number; available: number };
    const line = (
      await admin().post('/admin/budgets', { programme: PROGRAMME, year: 2027, name: 'Nguồn 2027' })
    ).read<Line>();
    expect(line).toMatchObject({ allotted: 0, available: 0 });
    const sending = { key: 'the-allotment-of-2027' };
    const body = { amount: 1_234_567_890_123, reason: 'QĐ 12/QĐ-UBND' };
    for (const _ of [1, 2]) (await admin().post(`/admin/budgets/${line.id}/allotments`, body, sending)).read();
    const { items } = await admin().get<{ items: Line[] }>('/admin/budgets?year=2027');
    expect(items).toMatchObject([{ id: line.id, allotted: body.amount, available: body.amount }]);
    expect((await admin().post(`/admin/budgets/${line.id}/allotments`, { ...body, amount: -1 })).refusal().status).toBe(
      422,
    );
  });

  it('sees which calendar counts, with its source', async () => {
    const { years } = await admin().get<{ years: { year: string; off: string[]; source: { certainty: string } }[] }>(
      '/admin/calendars',
    );
    expect(years.find(({ year }) => year === '2026')).toMatchObject({ source: { certainty: 'S' } });
  });

  it('finds each act of administration in the audit, with who did it', async () => {
    const { items } = await admin().get<{ items: { action: string; actor: { id: string } }[] }>(
      '/admin/audit?limit=100',
    );
    const acts = new Set(items.map(({ action }) => action));
    for (const act of [
      'create-person',
      'give-role',
      'end-role',
      'reset-password',
      'create-party',
      'issue-key',
      'revoke-key',
      'allot',
    ])
      expect(acts).toContain(act);
    expect(items.every(({ actor }) => actor.id === system.people.administrator)).toBe(true);
    expect(JSON.stringify(items)).not.toContain(PASSWORD);
  });
});
