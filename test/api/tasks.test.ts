import { ACTION, STATE, splitKey, TASK } from '../../domain/process.ts';
import { draft, favourable } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Task = {
  id: string;
  name: string;
  mine: boolean;
  holder: { id: string } | null;
  blockedBecause?: { code: string };
  outcomes: { action: string; schema: { properties: object; additionalProperties: boolean } }[];
};

/** A dossier that waits to be checked for completeness. */
async function submitted(): Promise<{ code: string; id: string }> {
  const code = await draft(system);
  await does(system, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return { code, id: await taskOf(code) };
}
const taskOf = async (code: string) =>
  (await system.database.task.findFirstOrThrow({ where: { code, closedAt: null } })).id;
const holder = async (id: string) => (await system.database.task.findUniqueOrThrow({ where: { id } })).personId;

describe('the inbox', () => {
  it('shows staff what they may take, parties their own, and supervisors everything', async () => {
    const { id } = await submitted();
    const shown = async (who: 'intake' | 'appraiser' | 'enterprise' | 'supervisor', query = '') =>
      (await system.cast[who].get<{ items: Task[] }>(`/tasks?limit=100${query}`)).items.find((task) => task.id === id);
    expect(await shown('intake')).toMatchObject({ name: TASK.checkCompleteness, mine: false, holder: null });
    expect(await shown('appraiser')).toBeUndefined();
    expect(await shown('enterprise')).toBeUndefined();
    expect(await shown('supervisor')).toMatchObject({ blockedBecause: { code: 'role-missing' } });
    expect(await shown('intake', '&mine=true')).toBeUndefined();
    expect(await shown('intake', '&free=true&role=intake&overdue=false')).toBeDefined();
  });

  it('comes in pages, each task once, the one due first at the top', async () => {
    for (const _ of [1, 2, 3]) await submitted();
    const all = (await system.cast.intake.get<{ items: { id: string; dueAt: string }[] }>('/tasks?limit=100')).items;
    const paged: { id: string }[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const at: string = cursor ? `&cursor=${cursor}` : '';
      const page: { items: { id: string }[]; next: string | null } = await system.cast.intake.get(
        `/tasks?limit=2${at}`,
      );
      paged.push(...page.items);
      cursor = page.next;
    }
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect([...all].sort((a, b) => a.dueAt.localeCompare(b.dueAt)).map(({ dueAt }) => dueAt)).toEqual(
      all.map(({ dueAt }) => dueAt),
    );
  });

  it('says of one task what may come of it, with the JSON Schema of each outcome', async () => {
    const { id } = await submitted();
    const task = await system.cast.intake.get<Task>(`/tasks/${id}`);
    expect(task.outcomes.map(({ action }) => action).sort()).toEqual(
      [ACTION.accept, ACTION.decline, ACTION.requestSupplement].sort(),
    );
    const decline = task.outcomes.find(({ action }) => action === ACTION.decline)!;
    expect(decline.schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: expect.arrayContaining(['reasons']),
    });
  });
});

describe('holding a task', () => {
  it('is for whoever claims it first; claiming it again changes nothing', async () => {
    const { code, id } = await submitted();
    expect((await system.cast.intake.post(`/tasks/${id}/claim`)).read<Task>().mine).toBe(true);
    expect((await system.cast.intake.post(`/tasks/${id}/claim`)).status).toBe(200);
    expect(await holder(id)).toBe(system.people.intake);
    await system.database.assignment.create({
      data: {
        personId: system.people.appraiser,
        agencyId: 'test-agency',
        role: 'intake',
        fromDay: new Date('2020-01-01'),
      },
    });
    const second = await system.cast.appraiser.post(`/tasks/${id}/claim`);
    expect(second.refusal()).toMatchObject({ status: 403, code: 'not-yours', faults: [{ code: 'held-by-another' }] });
    const taken = await system.cast.appraiser.post(`/tasks/${id}/complete`, { action: ACTION.accept });
    expect(taken.refusal()).toMatchObject({ status: 403, code: 'not-yours', faults: [{ code: 'held-by-another' }] });
    await system.database.assignment.deleteMany({ where: { personId: system.people.appraiser, role: 'intake' } });
    expect((await system.cast.intake.post(`/tasks/${id}/release`)).read<Task>().holder).toBeNull();
    expect(await holder(id)).toBeNull();
    expect(await system.database.event.count({ where: { code, action: ACTION.accept } })).toBe(0);
  });

  it('is won by one of two who claim at once', async () => {
    const { id } = await submitted();
    await system.database.assignment.create({
      data: {
        personId: system.people.finance,
        agencyId: 'test-agency',
        role: 'intake',
        fromDay: new Date('2020-01-01'),
      },
    });
    const replies = await Promise.all(
      [system.cast.intake, system.cast.finance].map((who) => who.post(`/tasks/${id}/claim`)),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 403]);
    await system.database.assignment.deleteMany({ where: { personId: system.people.finance, role: 'intake' } });
  });

  it('is not for another role, nor for a closed task', async () => {
    const { code, id } = await submitted();
    expect((await system.cast.appraiser.post(`/tasks/${id}/claim`)).refusal()).toMatchObject({
      status: 403,
      code: 'not-yours',
      faults: [{ code: 'role-missing' }],
    });
    await does(system, 'intake', code, ACTION.accept);
    expect((await system.cast.intake.post(`/tasks/${id}/claim`)).refusal()).toMatchObject({
      status: 409,
      code: 'not-open',
    });
    expect((await system.cast.intake.post(`/tasks/${id}/release`)).refusal()).toMatchObject({
      status: 409,
      code: 'not-open',
    });
  });
});

describe('completing a task', () => {
  it('needs it claimed, then closes it and answers where the dossier stands and what is next', async () => {
    const { code, id } = await submitted();
    const unclaimed = await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.accept });
    expect(unclaimed.refusal()).toMatchObject({ status: 403, code: 'not-yours', faults: [{ code: 'not-claimed' }] });
    await system.cast.intake.post(`/tasks/${id}/claim`);
    const done = await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.accept });
    expect(done.read<object>()).toMatchObject({
      subject: { code, ...splitKey(STATE.appraising), tasks: [{ name: TASK.appraise, mine: false }] },
    });
    const again = await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.accept });
    expect(again.refusal()).toMatchObject({ status: 409, code: 'not-open' });
  });

  it('by an action that is none of its outcomes says what is open, and to whom', async () => {
    const { id } = await submitted();
    await system.cast.intake.post(`/tasks/${id}/claim`);
    const refusal = (await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.approve })).refusal();
    expect(refusal).toMatchObject({ status: 409, code: 'not-open' });
    expect(refusal.faults?.map(({ message }) => message.en)).toContain('Open: accept (intake)');
  });

  it('names every wrong field before anything is stored', async () => {
    const { code, id } = await submitted();
    await system.cast.intake.post(`/tasks/${id}/claim`);
    const before = await system.database.decision.count({ where: { code } });
    const body = { action: ACTION.requestSupplement, items: [{ text: '' }], extra: true };
    const refusal = (await system.cast.intake.post(`/tasks/${id}/complete`, body)).refusal();
    expect(refusal).toMatchObject({ status: 422, code: 'invalid' });
    expect(refusal.faults?.map(({ path }) => path).sort()).toEqual(['', 'items.0.text']);
    expect(await system.database.decision.count({ where: { code } })).toBe(before);
  });

  it('tells a refusal again under its key, although the dossier has moved since', async () => {
    const { code, id } = await submitted();
    const sending = { key: 'refused-before-it-was-claimed' };
    const first = await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.accept }, sending);
    await does(system, 'intake', code, ACTION.accept);
    const again = await system.cast.intake.post(`/tasks/${id}/complete`, { action: ACTION.accept }, sending);
    expect(first.refusal().code).toBe('not-yours');
    expect(again.refusal()).toMatchObject({ status: 403, code: 'not-yours', faults: [{ code: 'not-claimed' }] });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('refuses who recommended to decide: nobody decides on their own work', async () => {
    const { code } = await submitted();
    await does(system, 'intake', code, ACTION.accept);
    await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
    await system.database.assignment.create({
      data: {
        personId: system.people.appraiser,
        agencyId: 'test-agency',
        role: 'approver',
        fromDay: new Date('2020-01-01'),
      },
    });
    const id = await taskOf(code);
    expect((await system.cast.appraiser.post(`/tasks/${id}/claim`)).refusal()).toMatchObject({
      status: 403,
      code: 'barred',
      faults: [{ code: 'own-work' }],
    });
    const { items } = await system.cast.appraiser.get<{ items: Task[] }>(`/tasks?code=${code}`);
    expect(items).toEqual([]);
    const to = { to: system.people.appraiser, reason: 'Thay người' };
    expect((await system.cast.supervisor.post(`/tasks/${id}/reassign`, to)).refusal()).toMatchObject({
      status: 403,
      code: 'barred',
    });
    await system.database.assignment.deleteMany({ where: { personId: system.people.appraiser, role: 'approver' } });
  });
});

describe('reassigning', () => {
  it('gives a task to somebody who may take it, tells them, and is kept in the audit with its reason', async () => {
    const { code } = await submitted();
    await does(system, 'intake', code, ACTION.accept);
    await does(system, 'appraiser', code, ACTION.recommend, favourable(40_000_000, 40_000_000));
    const id = await taskOf(code);
    await system.cast.approver.post(`/tasks/${id}/claim`);
    const body = { to: system.people.otherApprover, reason: 'Người giữ việc nghỉ phép' };
    (await system.cast.supervisor.post(`/tasks/${id}/reassign`, body)).read();
    expect(await holder(id)).toBe(system.people.otherApprover);
    const event = await system.database.event.findFirstOrThrow({ where: { code, action: ACTION.reassign } });
    expect(event).toMatchObject({
      reason: body.reason,
      data: { task: TASK.decide, from: system.people.approver, to: body.to },
    });
    const letter = await system.database.letter.findFirstOrThrow({
      where: { code, personId: system.people.otherApprover },
      orderBy: { createdAt: 'desc' },
    });
    expect(letter.name).toBe('task-opened');
    expect(
      (await system.cast.approver.post(`/tasks/${id}/complete`, { action: ACTION.return, reason: 'x' })).refusal()
        .status,
    ).toBe(403);
  });

  it('refuses somebody without the role, and a party’s task', async () => {
    const { id } = await submitted();
    const refusal = (
      await system.cast.supervisor.post(`/tasks/${id}/reassign`, { to: system.people.finance, reason: 'x' })
    ).refusal();
    expect(refusal).toMatchObject({ status: 422, faults: [{ path: 'to', code: 'role-missing' }] });
  });
});
