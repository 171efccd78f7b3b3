import { ACTION, LETTER, STATE } from '../../domain/process.ts';
import type { Reply } from '../support/actor.ts';
import { draft, inForce, session } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, tries } from '../support/office.ts';
import { lettersTo, letterTo, stateOf } from '../support/outside.ts';
import { behind, poised } from '../support/poised.ts';
import { poison } from '../support/poison.ts';
import { storeDecision } from '../support/stored-decision.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
});
afterAll(() => system?.close());

type Item = {
  id: string;
  kind: string;
  code: string;
  action: string;
  attempts: number;
  why: { vi: string; en: string };
  decision: { id: string } | null;
  technical: { class: string } | null;
  mayWithdraw: boolean;
};
type Line = { kind: string; text: { vi: string; en: string }; settled?: string; reason?: string };

const allStuck = async (): Promise<Item[]> =>
  (await system.cast.supervisor.get<{ items: Item[] }>('/supervision/stuck?limit=100')).items;
const stuckOf = async (code: string) => (await allStuck()).filter((item) => item.code === code);
const act = (id: string, what: 'retry' | 'withdraw', body: object = {}): Promise<Reply> =>
  system.cast.supervisor.post(`/supervision/stuck/${id}/${what}`, body);
const faultsIn = async (code: string): Promise<Line[]> => {
  const { items } = await system.cast.intake.get<{ items: Line[] }>(`/applications/${code}/history?limit=100`);
  return items.filter(({ kind }) => kind === 'fault');
};

async function submitted(): Promise<string> {
  const code = await draft(behind(system));
  await does(behind(system), 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** A dossier whose acceptance the database refuses. @returns its code, and what takes the poison away */
async function poisoned() {
  const code = await submitted();
  const antidote = await poison(system, 'Event', { code, action: ACTION.accept });
  const accept = await poised(system, 'intake', code, ACTION.accept);
  return { code, antidote, accept };
}

describe('a decision that cannot be recorded', () => {
  test('is told to its caller as a conflict with its reference, never as a failure of the server', async () => {
    const { code, antidote, accept } = await poisoned();
    const refused = (await accept()).refusal();
    const [item] = await stuckOf(code);
    expect(refused).toMatchObject({ status: 409, code: 'fault' });
    expect(refused.faults![0]!.message.vi).toContain(item!.id);
    expect(await stateOf(system, code)).toBe(STATE.received);
    await antidote();
  });

  test('stands with its reason where supervisors look, and nobody without that office may touch it', async () => {
    const { code, antidote, accept } = await poisoned();
    await accept();
    const [item] = await stuckOf(code);
    expect(item).toMatchObject({ kind: 'decision', action: ACTION.accept, attempts: 1, mayWithdraw: true });
    expect(item!.technical!.class).toContain('23514');
    for (const who of ['approver', 'intake', 'administrator'] as const)
      expect((await system.cast[who].post(`/supervision/stuck/${item!.id}/retry`)).refusal().status).toBe(403);
    expect((await system.cast.intake.send('GET', '/supervision/stuck')).refusal().status).toBe(403);
    await antidote();
  });

  test('is recorded by a retry, once, with its first time of receipt; its caller learns so by a repeat', async () => {
    const { code, antidote, accept } = await poisoned();
    const key = 'acceptance-of-a-poisoned-dossier';
    await accept({ key });
    const [item] = await stuckOf(code);
    const decision = () => system.database.decision.findUniqueOrThrow({ where: { id: item!.decision!.id } });
    const { receivedAt } = await decision();

    expect((await act(item!.id, 'retry')).read()).toEqual({ recorded: false, code: 'fault' });
    const [second] = await stuckOf(code);
    await antidote();
    expect((await act(second!.id, 'retry')).read()).toEqual({ recorded: true, code: null });

    expect(await stateOf(system, code)).toBe(STATE.appraising);
    expect(await stuckOf(code)).toEqual([]);
    expect(await decision()).toMatchObject({ receivedAt, outcome: { ok: true } });
    expect((await accept({ key })).ok).toBe(true);
    expect((await act(second!.id, 'retry')).refusal().status).toBe(404);
    // The run heard of it: what comes next is answered by the workflow.
    const [appraisal] = (await system.database.task.findMany({ where: { code, closedAt: null } })).map(
      ({ name }) => name,
    );
    expect(appraisal).toBe('appraise');
    expect((await faultsIn(code)).map(({ settled }) => settled)).toEqual([undefined, 'retried', undefined, 'retried']);
  });

  test('is withdrawn with a reason: whoever decided gets a letter, the history says so, and the next decision is taken', async () => {
    const { code, antidote, accept } = await poisoned();
    const key = 'acceptance-that-is-withdrawn';
    await accept({ key });
    const [item] = await stuckOf(code);
    const reason = 'Gửi lại sau khi sửa';
    expect((await act(item!.id, 'withdraw', { reason })).ok).toBe(true);
    expect((await accept({ key })).refusal()).toMatchObject({ status: 409, code: 'withdrawn-by-supervisor' });
    await eventually(async () => (await lettersTo(system, 'intake', code)).includes(LETTER.decisionWithdrawn), {
      what: 'the letter on the withdrawal',
    });
    expect(await letterTo(system, 'intake', code, LETTER.decisionWithdrawn)).toContain(reason);
    expect(await faultsIn(code)).toEqual([
      expect.objectContaining({ text: expect.objectContaining({ vi: expect.stringContaining('Chưa ghi nhận được') }) }),
      expect.objectContaining({ settled: 'withdrawn', reason }),
    ]);
    const audited = await system.cast.administrator.get<{ items: { action: string; data: { code: string } }[] }>(
      '/admin/audit',
    );
    expect(audited.items.find(({ action }) => action === 'withdraw-decision')!.data.code).toBe(code);
    await antidote();
    await system.database.task.updateMany({ where: { code, closedAt: null }, data: { personId: null } });
    const answer = await tries(system, 'intake', code, ACTION.decline, { reasons: [{ text: 'Ngoài địa bàn' }] });
    expect(answer).toMatchObject({ ok: true, at: STATE.declined });
  });
});

describe('a decision without outcome', () => {
  /** Of a party that nobody has sent on: as if the engine had been away since. @returns its dossier and id */
  async function forsaken() {
    const code = await submitted();
    const principal = { kind: 'party' as const, id: system.parties.enterprise };
    const { id } = await storeDecision(system, { code, action: ACTION.withdraw, principal });
    // Marked as delivered, so that no dispatcher of this test takes it.
    await system.database
      .$executeRaw`UPDATE "Decision" SET "deliveredAt" = now(), "lastError" = 'outcome-unknown' WHERE id = ${id}`;
    return { code, id };
  }
  const received = (id: string, secondsAgo: number) =>
    system.database
      .$executeRaw`UPDATE "Decision" SET "receivedAt" = business_now() - ${secondsAgo} * interval '1 second' WHERE id = ${id}`;

  test('stands there with its last error after a minute, and can be withdrawn', async () => {
    const { code, id } = await forsaken();
    await received(id, 50);
    expect(await stuckOf(code)).toEqual([]);
    await received(id, 61);
    expect(await stuckOf(code)).toMatchObject([
      { id, kind: 'decision', lastError: 'outcome-unknown', technical: null },
    ]);
    expect((await act(id, 'withdraw', { reason: 'Không còn cần' })).ok).toBe(true);
    expect(await stuckOf(code)).toEqual([]);
    expect((await faultsIn(code)).map(({ settled }) => settled)).toEqual(['withdrawn']);
  });

  test('stays there while it is sent again and again, and can be recorded meanwhile', async () => {
    const { code, id } = await forsaken();
    await received(id, 600);
    await system.database.$executeRaw`UPDATE "Decision" SET "sentAt" = now(), attempts = 7 WHERE id = ${id}`;
    expect(await stuckOf(code)).toMatchObject([{ id, attempts: 7, mayWithdraw: true }]);
    expect((await act(id, 'retry')).status).toBe(200);
    expect(await stuckOf(code)).toEqual([]);
  });
});

test('a note is a decision like any other here', async () => {
  const code = await inForce(behind(system), { startOn: '2026-03-02' });
  const antidote = await poison(system, 'Event', { code, action: ACTION.recordSession });
  const refused = await tries(
    system,
    'consultant',
    code,
    ACTION.recordSession,
    session({ heldOn: '2026-03-02', reason: 'Trước' }),
  );
  expect(refused).toMatchObject({ ok: false, code: 'fault' });
  const [item] = await stuckOf(code);
  expect(item).toMatchObject({ kind: 'note', mayWithdraw: true });
  await antidote();
  expect((await act(item!.id, 'retry')).read()).toEqual({ recorded: true, code: null });
});

test('the list goes on from page to page, and an agency sees its own', async () => {
  const codes = [await submitted(), await submitted(), await submitted()];
  for (const code of codes) {
    const antidote = await poison(system, 'Event', { code, action: ACTION.accept });
    await (await poised(system, 'intake', code, ACTION.accept))();
    await antidote();
  }
  const all = (await allStuck()).map(({ id }) => id);
  const paged: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    type Page = { items: Item[]; next: string | null };
    const read: Page = await system.cast.supervisor.get<Page>(
      `/supervision/stuck?limit=1${next ? `&cursor=${next}` : ''}`,
    );
    paged.push(...read.items.map(({ id }) => id));
    next = read.next;
  }
  expect(paged).toEqual(all);
  await system.database.assignment.updateMany({
    where: { personId: system.people.supervisor },
    data: { programmes: ['OTHER'] },
  });
  expect(await allStuck()).toEqual([]);
  await system.database.assignment.updateMany({
    where: { personId: system.people.supervisor },
    data: { programmes: [] },
  });
  for (const { id } of await allStuck()) await act(id, 'withdraw', { reason: 'Kết thúc thử' });
});

test('faults are counted, by kind, from before the first one', async () => {
  const read = async () => (await fetch(`${system.base}/metrics`)).text();
  const count = (text: string, standing: 'ever' | 'unsettled') =>
    Number(
      new RegExp(`^thong_suot_record_faults\\{kind="decision",standing="${standing}"\\} (\\d+)`, 'm').exec(text)?.[1],
    );
  const before = await read();
  const { accept, antidote, code } = await poisoned();
  await accept();
  const after = await read();
  for (const standing of ['ever', 'unsettled'] as const)
    expect(count(after, standing)).toBe(count(before, standing) + 1);
  expect(after).toContain('thong_suot_record_faults{kind="timer",standing="unsettled"} 0');
  await antidote();
  for (const { id } of await stuckOf(code)) await act(id, 'retry');
  expect(count(await read(), 'unsettled')).toBe(count(before, 'unsettled'));
});
