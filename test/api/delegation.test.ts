import { ACTION, ROLE, STATE, TASK } from '../../domain/process.ts';
import { assigned } from '../support/delegated.ts';
import { approved, draft, favourable } from '../support/dossier.ts';
import { does, type Office, standing } from '../support/office.ts';
import { letterTo } from '../support/outside.ts';
import { behind } from '../support/poised.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());
afterEach(() => system.database.delegation.deleteMany());

type Person = keyof Office['people'];
type Delegation = { id: string; running: boolean; endedAt: string | null };
type Task = {
  id: string;
  mine: boolean;
  holder: { name: string } | null;
  onBehalfOf?: { name: string };
  blockedBecause?: { code: string };
};

/** What is sent to delegate the approver's role to finance, for three weeks. */
const asked = (given: object = {}) => ({
  agency: 'test-agency',
  delegate: system.people.finance,
  role: ROLE.approver,
  from: '2026-03-02',
  to: '2026-03-23',
  reason: 'Nghỉ ốm',
  partly: true,
  ...given,
});
const delegates = async (who: Person, given: object = {}): Promise<Delegation> =>
  (await system.cast[who].post('/delegations', asked(given))).read<Delegation>();
const forApprover = () => delegates('supervisor', { delegator: system.people.approver });

/** A dossier that waits for its decision, with the task. */
async function deciding(): Promise<{ code: string; id: string }> {
  const office = behind(system);
  const code = await draft(system);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(office, 'intake', code, ACTION.accept);
  await does(office, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
  return { code, id: (await openTask(code)).id };
}
const openTask = (code: string) =>
  system.database.task.findFirstOrThrow({ where: { code, name: TASK.decide, closedAt: null } });
const inbox = async (who: Person, id: string): Promise<Task | undefined> =>
  (await system.cast[who].get<{ items: Task[] }>('/tasks?limit=100')).items.find((task) => task.id === id);
const APPROVAL = {
  action: ACTION.approve,
  amount: 40_000_000,
  instrument: { signatory: 'Lê Văn Thử', capacity: 'Phó Giám đốc', number: '12/QĐ-SKHCN', date: '2026-03-02' },
};

describe('a role that is delegated', () => {
  test('is acted with in the delegator’s name, and the history names both to staff and neither to the enterprise', async () => {
    const { code, id } = await deciding();
    expect(await inbox('finance', id)).toBeUndefined();
    await forApprover();
    const me = await system.cast.finance.get<{ roles: object[] }>('/me');
    expect(me.roles).toContainEqual({
      ...{ agencyId: 'test-agency', role: ROLE.approver, programmes: [], until: '2026-03-23' },
      onBehalfOf: { id: system.people.approver, name: 'approver' },
    });
    expect(await inbox('finance', id)).toMatchObject({ mine: false, onBehalfOf: { name: 'approver' } });
    expect((await system.cast.finance.post(`/tasks/${id}/claim`)).read<Task>()).toMatchObject({
      mine: true,
      onBehalfOf: { name: 'approver' },
    });
    (await system.cast.finance.post(`/tasks/${id}/complete`, APPROVAL)).read();
    expect(await standing(system, code)).toBe(STATE.awaitingPackage);

    type Line = { action?: string; text: { vi: string; en: string }; by?: object };
    const lineFor = async (who: 'supervisor' | 'enterprise') =>
      (await system.cast[who].get<{ items: Line[] }>(`/applications/${code}/history?limit=100`)).items.find(
        ({ action }) => action === ACTION.approve,
      );
    expect(await lineFor('supervisor')).toMatchObject({
      by: { role: ROLE.approver, name: 'finance', onBehalfOf: 'approver' },
      text: {
        vi: expect.stringContaining('(finance thay mặt approver)'),
        en: expect.stringContaining('(finance on behalf of approver)'),
      },
    });
    expect((await lineFor('enterprise'))?.by).toEqual({ role: ROLE.approver });
    const { standing: now } = await system.cast.supervisor.get<{ standing: object }>(`/applications/${code}/history`);
    expect(now).toMatchObject({ why: { by: 'finance', onBehalfOf: 'approver' } });
    expect(await letterTo(system, 'enterprise', code, 'approved')).toMatch(/Thay mặt: approver/);
  });

  test('keeps from its delegate what rule 1 keeps from the delegator: inbox, claim and reassignment', async () => {
    const away = await assigned(system, 'appraiser', ROLE.approver);
    await delegates('appraiser');
    const { id } = await deciding();
    expect(await inbox('finance', id)).toBeUndefined();
    expect((await system.cast.finance.post(`/tasks/${id}/claim`)).refusal()).toMatchObject({
      ...{ status: 403, code: 'barred' },
      faults: [{ code: 'delegator-own-work' }],
    });
    const to = { to: system.people.finance, reason: 'Thay người' };
    expect((await system.cast.supervisor.post(`/tasks/${id}/reassign`, to)).refusal()).toMatchObject({
      ...{ status: 403, code: 'barred' },
      faults: [{ path: 'to', code: 'delegator-own-work' }],
    });
    await away();
  });

  test('may be reassigned and handed over to its delegate', async () => {
    const first = await deciding();
    const second = await deciding();
    await forApprover();
    for (const { id } of [first, second]) (await system.cast.approver.post(`/tasks/${id}/claim`)).read();
    const reassign = { to: system.people.finance, reason: 'Nghỉ ốm' };
    (await system.cast.supervisor.post(`/tasks/${first.id}/reassign`, reassign)).read();
    expect((await openTask(first.code)).personId).toBe(system.people.finance);
    const handing = { from: system.people.approver, to: system.people.finance, reason: 'Nghỉ ốm', partly: true };
    const { handedOver } = (await system.cast.supervisor.post('/supervision/hand-over', handing)).read<{
      handedOver: { code: string }[];
    }>();
    expect(handedOver.map(({ code }) => code)).toEqual([second.code]);
    const { items } = await system.cast.supervisor.get<{ items: object[] }>('/people?role=approver');
    expect(items).toContainEqual(
      expect.objectContaining({
        id: system.people.finance,
        delegated: [{ role: ROLE.approver, by: { id: system.people.approver, name: 'approver' } }],
      }),
    );
  });
});

describe('when a delegation ends', () => {
  test('before its day, what the delegate holds by it goes back, and the delegate sees nothing of it any more', async () => {
    const { id, code } = await deciding();
    const delegation = await forApprover();
    expect(delegation.running).toBe(true);
    (await system.cast.finance.post(`/tasks/${id}/claim`)).read();
    expect((await system.cast.finance.post(`/delegations/${delegation.id}/end`)).read<Delegation>()).toMatchObject({
      running: false,
      endedBy: system.people.finance,
    });
    expect((await openTask(code)).personId).toBeNull();
    expect(await inbox('finance', id)).toBeUndefined();
    expect((await system.cast.finance.post(`/tasks/${id}/claim`)).refusal()).toMatchObject({
      faults: [{ code: 'role-missing' }],
    });
    const again = (await system.cast.approver.post(`/delegations/${delegation.id}/end`)).read<Delegation>();
    expect(again).toMatchObject({ endedBy: system.people.finance });
  });
});

describe('delegating', () => {
  test('is done once under its key, kept in the audit of administration, and seen by those whom it concerns', async () => {
    const sent = asked({ delegator: system.people.approver });
    const key = 'approver-is-ill';
    const first = (await system.cast.administrator.post('/delegations', sent, { key })).read<Delegation>();
    const again = await system.cast.administrator.post('/delegations', sent, { key });
    expect(again.read()).toEqual(first);
    expect(await system.database.delegation.count()).toBe(1);
    const { items } = await system.cast.administrator.get<{ items: { action: string; data: object }[] }>(
      '/admin/audit',
    );
    expect(items[0]).toMatchObject({
      action: 'delegate',
      data: { delegation: first.id, delegator: system.people.approver, delegate: system.people.finance },
    });
    const sees = async (who: Person) =>
      (await system.cast[who].get<{ items: Delegation[] }>('/delegations')).items.some(({ id }) => id === first.id);
    for (const who of ['approver', 'finance', 'supervisor', 'administrator'] as const)
      expect(await sees(who)).toBe(true);
    for (const who of ['intake', 'otherApprover'] as const) {
      expect(await sees(who)).toBe(false);
      expect((await system.cast[who].post(`/delegations/${first.id}/end`)).status).toBe(404);
    }
  });

  test('for another is the supervisor’s and the administrator’s, in their own agency', async () => {
    const sent = asked({ delegator: system.people.approver });
    expect((await system.cast.intake.post('/delegations', sent)).refusal()).toMatchObject({
      status: 403,
      code: 'not-allowed',
    });
    const elsewhere = { ...sent, agency: 'another-agency' };
    expect((await system.cast.supervisor.post('/delegations', elsewhere)).status).toBe(404);
    const toThemselves = asked({ delegator: system.people.approver, delegate: system.people.supervisor });
    expect((await system.cast.supervisor.post('/delegations', toThemselves)).refusal()).toMatchObject({
      ...{ status: 422, code: 'invalid' },
      faults: [{ path: 'delegate', code: 'to-yourself' }],
    });
  });

  test('names each open dossier that rule 1 keeps from the delegate, and delegates nothing unless partly', async () => {
    const { code } = await deciding();
    const toAppraiser = { delegate: system.people.appraiser, partly: false };
    const refusal = (await system.cast.approver.post('/delegations', asked(toAppraiser))).refusal();
    expect(refusal).toMatchObject({ status: 409, code: 'guarded' });
    expect(refusal.faults).toContainEqual(expect.objectContaining({ path: code, code: 'own-work' }));
    expect(await system.database.delegation.count()).toBe(0);
    await delegates('approver', { ...toAppraiser, partly: true });
  });
});

test('a delegate opens a package on behalf of procurement', async () => {
  const application = await approved(behind(system));
  await delegates('procurement', { delegate: system.people.intake, role: ROLE.procurement });
  const opening = { programme: 'TEST', applications: [application], title: 'Đào tạo 5S' };
  const made = (await system.cast.intake.post('/packages', opening)).read<{ subject: { code: string } }>();
  const event = await system.database.event.findFirstOrThrow({ where: { code: made.subject.code } });
  expect(event.actor).toMatchObject({ name: 'intake', onBehalfOf: { name: 'procurement' } });
});

// The last: it lets the days pass on which everything above begins.
describe('when a delegation ends', () => {
  test('by its day, a task still held says why it cannot be completed, and is given back by its holder, the supervisor or the delegator', async () => {
    const [first, second, third] = [await deciding(), await deciding(), await deciding()];
    const { id } = await delegates('approver', { to: '2026-03-03' });
    for (const task of [first, second, third]) (await system.cast.finance.post(`/tasks/${task.id}/claim`)).read();
    await system.passWorkingDays(1);
    const refusal = (await system.cast.finance.post(`/tasks/${first.id}/complete`, APPROVAL)).refusal();
    expect(refusal).toMatchObject({ status: 403, code: 'not-yours', faults: [{ code: 'role-ended' }] });
    expect(await inbox('finance', first.id)).toMatchObject({ mine: true, blockedBecause: { code: 'role-ended' } });
    (await system.cast.finance.post(`/tasks/${first.id}/release`)).read();
    expect((await openTask(first.code)).personId).toBeNull();

    const back = { to: null, reason: 'Hết thời gian ủy quyền' };
    (await system.cast.supervisor.post(`/tasks/${second.id}/reassign`, back)).read();
    expect((await openTask(second.code)).personId).toBeNull();
    const event = await system.database.event.findFirstOrThrow({
      where: { code: second.code, action: ACTION.reassign },
    });
    expect(event).toMatchObject({ reason: back.reason, data: { from: system.people.finance, to: null } });
    const told = await system.database.letter.findMany({ where: { code: second.code, version: event.version } });
    const { people } = system;
    expect(told.map(({ personId }) => personId).sort()).toEqual([people.approver, people.otherApprover].sort());
    expect((await system.cast.supervisor.post(`/tasks/${second.id}/reassign`, back)).refusal()).toMatchObject({
      faults: [{ code: 'held-by-nobody' }],
    });
    // Whoever is back asks for what is still held.
    (await system.cast.approver.post(`/delegations/${id}/end`)).read();
    expect((await openTask(third.code)).personId).toBeNull();
  });
});
