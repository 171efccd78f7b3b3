import { ROUTES } from '../../api/routes.ts';
import { ACTION, LETTER, SUBJECT } from '../../domain/process.ts';
import type { Actor } from '../support/actor.ts';
import { approved, draft, opened } from '../support/dossier.ts';
import { staffElsewhere } from '../support/elsewhere.ts';
import { eventually } from '../support/eventually.ts';
import { corrects, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { does, history, setClock } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { settled } from '../support/settled.ts';
import { untilDelivered } from '../support/soundness.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
let elsewhere: Actor;
/** A dossier that is settled on the day on which everything begins. */
let done: string;
beforeAll(async () => {
  system = await openSystem();
  elsewhere = await staffElsewhere(system, ['supervisor', 'approver']);
  done = await settled(behind(system));
});
afterAll(() => system?.close());

const TOMORROW = `now() + interval '1 day'`;

async function submitted(): Promise<string> {
  const code = await draft(behind(system));
  await does(behind(system), 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}
/** A withdrawal that its caller could not send. @returns its id */
async function forsaken(code: string): Promise<string> {
  const principal = { kind: 'party' as const, id: system.parties.enterprise };
  return (await storeDecision(system, { code, action: ACTION.withdraw, principal, body: SIGNED })).id;
}

describe('a row of the outbox far from its turn', () => {
  /** Each kind: a row that waits, how often it has had its effect, and whether it waits still. */
  const count = async (code: string, action: string) =>
    (await history(system, code)).filter((one) => one === action).length;
  type Waiting = { id: string; done: () => Promise<number> };
  const KINDS: Record<'decision' | 'note' | 'letter' | 'wake' | 'recalculation', () => Promise<Waiting>> = {
    async decision() {
      const code = await submitted();
      const id = await forsaken(code);
      await system.owner.query(`UPDATE "Decision" SET "sentAt" = ${TOMORROW} WHERE id = $1`, [id]);
      return { id, done: () => count(code, ACTION.withdraw) };
    },
    async note() {
      const code = await submitted();
      await does(behind(system), 'intake', code, ACTION.accept);
      const principal = { kind: 'person' as const, id: system.people.appraiser };
      const body = { organisation: 'Sở Tài chính', question: 'Có trùng không?', answerBy: '2026-03-20' };
      const { id } = await storeDecision(system, { code, action: ACTION.askOpinion, principal, body });
      await system.owner.query(`UPDATE "Decision" SET "sentAt" = ${TOMORROW} WHERE id = $1`, [id]);
      return { id, done: () => count(code, ACTION.askOpinion) };
    },
    async letter() {
      const code = await submitted();
      await untilDelivered(system.database);
      const { rows } = await system.owner.query<{ id: string }>(
        `INSERT INTO "Letter" SELECT copy.* FROM "Letter" one, jsonb_populate_record(NULL::"Letter", to_jsonb(one) ||
           jsonb_build_object('id', gen_random_uuid(), 'messageId', NULL, 'text', NULL, 'sentAt', NULL, 'nextTryAt', ${TOMORROW})) copy
         WHERE one.id = (SELECT id FROM "Letter" WHERE code = $1 AND name = $2) RETURNING id`,
        [code, LETTER.acknowledgement],
      );
      const id = rows[0]!.id;
      const came = async () =>
        (await system.mailbox.messages()).filter(({ messageId }) => messageId?.includes(id)).length;
      return { id, done: came };
    },
    async wake() {
      const code = await submitted();
      await untilDelivered(system.database);
      const nextTryAt = new Date(Date.now() + 86_400_000);
      const { id } = await system.database.wake.create({ data: { subject: SUBJECT.application, code, nextTryAt } });
      return { id, done: () => system.database.wake.count({ where: { id, sentAt: { not: null } } }) };
    },
    async recalculation() {
      await setClock(system, '2026-03-16T09:00:00+07:00');
      const code = await submitted();
      await untilDelivered(system.database);
      await system.rest();
      await corrects(system, 2026, WITH_18_MARCH);
      await system.owner.query(`UPDATE "Recalculation" SET "nextTryAt" = ${TOMORROW} WHERE code = $1`, [code]);
      await system.work({ dispatch: true });
      const { id } = await system.database.recalculation.findFirstOrThrow({ where: { code } });
      return { id, done: () => count(code, ACTION.recalculate) };
    },
  };

  test.each(Object.entries(KINDS))(
    'a %s is done once by the retries of two supervisors at once; others may not, and afterwards there is nothing to retry',
    async (_, make) => {
      const { id, done } = await make();
      const path = `/supervision/undelivered/${id}/retry`;
      for (const who of ['approver', 'intake', 'administrator', 'enterprise'] as const)
        expect((await system.cast[who].post(path)).refusal().status).toBe(403);
      expect((await elsewhere.post(path)).refusal().status).toBe(404);
      expect(await done()).toBe(0);
      const replies = await Promise.all([system.cast.supervisor.post(path), system.cast.supervisor.post(path)]);
      // Who comes second may find it done.
      expect(replies.map(({ status }) => status).filter((status) => status !== 404)).not.toEqual([]);
      for (const { status } of replies) expect([200, 404]).toContain(status);
      await eventually(async () => (await done()) > 0, { what: 'it to be done', timeoutMs: 60_000 });
      await untilDelivered(system.database);
      expect(await done()).toBe(1);
      expect((await system.cast.supervisor.post(path)).refusal().status).toBe(404);
    },
  );
});

describe('a step whose limit has passed while nothing drives the clocks', () => {
  type Late = { task: string; code: string; dueAt: string; overdueSince: string };
  type Page = { items: Late[]; next: string | null };
  const late = (query = '?limit=100') => system.cast.supervisor.get<Page>(`/supervision/overdue${query}`);
  const lateOf = async (code: string) => (await late()).items.filter((item) => item.code === code);
  type Counted = { subject: string; state: string; overdue: number };
  const counted = async (): Promise<Record<string, number>> => {
    const { items } = await system.cast.supervisor.get<{ items: Counted[] }>('/supervision/overview');
    return Object.fromEntries(items.map(({ subject, state, overdue }) => [`${subject} ${state}`, overdue]));
  };
  const unheld = async (): Promise<number> => {
    const read = await system.cast.supervisor.get<{ unheld: { overdue: number }[] }>('/supervision/workload');
    return read.unheld.reduce((sum, { overdue }) => sum + overdue, 0);
  };
  const moved = (by: string) =>
    system.owner.query(`UPDATE "Task" SET "dueAt" = "dueAt" ${by} interval '2 months' WHERE "closedAt" IS NULL`);

  let still = false;
  afterEach(async () => {
    if (still) await moved('+');
    await system.work({ dispatch: true });
  });

  test('is late by its date, in every list, and its application; what ends with its limit is not late but lapses', async () => {
    const office = behind(system);
    const [checked, supplied, packed] = [await submitted(), await submitted(), await approved(office)];
    await does(office, 'intake', supplied, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
    const pack = await opened(office, [packed]);
    await untilDelivered(system.database);
    await system.rest();
    const [before, free] = [await counted(), await unheld()];
    expect(before).toMatchObject({ 'application in-package': 0, 'package preparing': 0 });
    expect(await lateOf(checked)).toEqual([]);
    await moved('-');
    still = true;
    const task = await system.database.task.findFirstOrThrow({ where: { code: checked, closedAt: null } });
    expect(task.overdueAt).toBeNull();
    const dueAt = task.dueAt.toISOString();
    expect(await lateOf(checked)).toMatchObject([{ task: task.id, dueAt, overdueSince: dueAt }]);
    expect((await lateOf(pack)).length).toBeGreaterThan(0);
    expect(await lateOf(supplied)).toEqual([]);

    const after = await counted();
    expect(after['application received']).toBeGreaterThan(before['application received']!);
    expect(after).toMatchObject({ 'application in-package': 1, 'package preparing': 1 });
    expect(after['application supplement-requested']).toBe(before['application supplement-requested']);
    expect(await unheld()).toBeGreaterThan(free);
    for (const [code, overdue] of [
      [checked, true],
      [packed, true],
      [supplied, false],
    ] as const) {
      expect((await system.cast.supervisor.get<{ overdue: boolean }>(`/applications/${code}`)).overdue).toBe(overdue);
      const listed = await system.cast.supervisor.get<{ items: { code: string }[] }>(
        '/applications?overdue=true&limit=100',
      );
      expect(listed.items.some((item) => item.code === code)).toBe(overdue);
    }
    type Listed = { items: { code: string; overdue: boolean }[] };
    const { supervisor } = system.cast;
    for (const [path, codes] of [
      ['/tasks', [checked, pack]],
      ['/packages', [pack]],
    ] as const) {
      const listed = await supervisor.get<Listed>(`${path}?overdue=true&limit=100`);
      expect(listed.items.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
      expect(listed.items.map(({ code }) => code)).not.toContain(supplied);
      expect(listed.items.every(({ overdue }) => overdue)).toBe(true);
      const others = await supervisor.get<Listed>(`${path}?overdue=false&limit=100`);
      expect(others.items.filter(({ code, overdue }) => overdue || codes.includes(code))).toEqual([]);
    }
    expect(await supervisor.get(`/tasks/${task.id}`)).toMatchObject({ overdue: true });
    for (const [path, overdue] of [
      [`/applications/${checked}`, true],
      [`/applications/${packed}`, true],
      [`/packages/${pack}`, true],
      [`/applications/${supplied}`, false],
    ] as const) {
      const { standing } = await supervisor.get<{ standing: { holds: { overdue: boolean }[] } }>(`${path}/history`);
      expect(standing.holds.map((held) => held.overdue)).toEqual([overdue]);
    }
    const whole = await supervisor.get<{ overdue: boolean; tasks: { overdue: boolean }[] }>(`/packages/${pack}`);
    expect([whole.overdue, ...whole.tasks.map((open) => open.overdue)]).toEqual([true, true]);

    const all = (await late()).items.map((item) => item.task);
    const paged: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const read: Page = await late(`?limit=1${next ? `&cursor=${next}` : ''}`);
      paged.push(...read.items.map((item) => item.task));
      next = read.next;
    }
    expect(paged).toEqual(all);
  });
});

describe('a supervisor of another agency', () => {
  const lists = ROUTES.filter(({ method, path }) => method === 'get' && path.startsWith('/supervision/'));
  const decided: { id?: string } = {};

  /** Has every list show something, by what its rows would say. @returns puts all back */
  async function trouble(): Promise<() => Promise<void>> {
    const { owner, database } = system;
    const office = behind(system);
    const open = await submitted();
    await does(office, 'intake', open, ACTION.accept);
    await untilDelivered(database);
    await system.rest();
    const changes: readonly [todo: string, undo: string][] = [
      [
        `UPDATE "Task" SET "dueAt" = "dueAt" - interval '1 year' WHERE code = '${open}' AND "closedAt" IS NULL`,
        `UPDATE "Task" SET "dueAt" = "dueAt" + interval '1 year' WHERE code = '${open}' AND "closedAt" IS NULL`,
      ],
      [
        `UPDATE "Application" SET "appointedAt" = "appointedAt" - interval '1 year' WHERE code = '${open}'`,
        `UPDATE "Application" SET "appointedAt" = "appointedAt" + interval '1 year' WHERE code = '${open}'`,
      ],
      [
        `INSERT INTO "RunGap" (id, kind, subject, code, how) VALUES (gen_random_uuid(), 'no-run', 'application', '${open}', 'terminated')`,
        `DELETE FROM "RunGap" WHERE code = '${open}'`,
      ],
      [
        `UPDATE "Application" SET "closedAt" = "closedAt" - interval '1 year' WHERE code = '${done}'`,
        `UPDATE "Application" SET "closedAt" = "closedAt" + interval '1 year' WHERE code = '${done}'`,
      ],
      [`UPDATE "ClaimedInvoice" SET "doubleOf" = id`, `UPDATE "ClaimedInvoice" SET "doubleOf" = NULL`],
    ];
    for (const [todo] of changes) await owner.query(todo);
    decided.id = await forsaken(open);
    await owner.query(
      `UPDATE "Decision" SET "sentAt" = now() - interval '2 minutes', "receivedAt" = "receivedAt" - interval '2 minutes', attempts = 1 WHERE id = $1`,
      [decided.id],
    );
    return async () => {
      await owner.query('DELETE FROM "Decision" WHERE id = $1', [decided.id]);
      for (const [, undo] of changes) await owner.query(undo);
      await system.work({ dispatch: true });
    };
  }

  /** How many things an answer lists; of kinds, how many of each there are. */
  const listed = (answer: object): number =>
    Object.entries(answer).reduce(
      (sum, [name, value]) =>
        sum +
        (!Array.isArray(value)
          ? 0
          : name === 'kinds'
            ? value.reduce((all: number, { count }: { count: number }) => all + count, 0)
            : value.length),
      0,
    );

  test('sees nothing in any list that shows its own supervisors something, and can touch none of it', async () => {
    const mend = await trouble();
    const seen: string[] = [];
    for (const { path } of lists) {
      const [own, theirs] = [await system.cast.supervisor.get<object>(path), await elsewhere.get<object>(path)];
      if (listed(own) === 0) seen.push(`${path} shows its own supervisors nothing: it proves nothing here`);
      if (listed(theirs) > 0) seen.push(`${path} shows another agency ${JSON.stringify(theirs)}`);
    }
    expect(seen).toEqual([]);
    const { id } = decided;
    for (const path of [`stuck/${id}/retry`, `stuck/${id}/withdraw`, `undelivered/${id}/retry`]) {
      const body = path.endsWith('withdraw') ? { reason: 'Không phải việc của tôi' } : {};
      expect((await elsewhere.post(`/supervision/${path}`, body)).refusal().status).toBe(404);
    }
    const { outcome, attempts } = await system.database.decision.findUniqueOrThrow({ where: { id: id! } });
    expect([outcome, attempts]).toEqual([null, 1]);
    await mend();
  });
});
