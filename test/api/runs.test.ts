import { randomUUID } from 'node:crypto';
import { CALENDAR_LETTERS } from '../../domain/calendar-letters.ts';
import { ACTION, LETTER, SUBJECT } from '../../domain/process.ts';
import { LETTER_FAILURE } from '../../records/unsent-letters.ts';
import { DISPATCH_WORKFLOW, workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';
import { unwritableLetter, wakeOfNothing } from '../support/unprocessable.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
  // Comparisons come as often as a test wants to see them.
  await system.work({ dispatch: true, pace: { reconcile: 500 } });
});
afterAll(() => system?.close());

type Wrong = {
  kind: string;
  code: string;
  how: string | null;
  wakes: number;
  since: string;
  restartedAt: string | null;
};
type Runs = { items: Wrong[]; comparison: { at: string | null; current: boolean; complete: boolean } };
const runs = (query = '') => system.cast.supervisor.get<Runs>(`/supervision/runs?limit=100${query}`);

async function submitted(): Promise<string> {
  const code = await draft(behind(system));
  await does(behind(system), 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}
const runOf = (code: string) => system.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${system.base}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1),
  );
};

test('runs terminated, cancelled and deleted by hand are named with how they ended and what was done, and come back', async () => {
  const [terminated, cancelled, deleted] = [await submitted(), await submitted(), await submitted()];
  await untilDelivered(system.database);
  await runOf(terminated).terminate('by hand');
  await runOf(cancelled).cancel();
  const { runId } = await runOf(deleted).describe();
  await system.temporal.workflowService.deleteWorkflowExecution({
    namespace: system.temporal.options.namespace,
    workflowExecution: { workflowId: workflowId(SUBJECT.application, deleted), runId },
  });
  const restarted = async () =>
    (await runs('&restartedWithin=1')).items.filter(({ restartedAt }) => restartedAt !== null);
  const codes = [terminated, cancelled, deleted];
  await eventually(
    async () => {
      const seen = (await restarted()).map(({ code }) => code);
      return codes.every((code) => seen.includes(code));
    },
    { what: 'three runs to be found missing and started again', timeoutMs: 120_000 },
  );
  const how = new Map((await restarted()).map((one) => [one.code, one]));
  expect(how.get(terminated)).toMatchObject({ kind: 'no-run', how: 'terminated', since: expect.any(String) });
  expect(how.get(deleted)).toMatchObject({ kind: 'no-run' });
  for (const code of codes) {
    expect(how.get(code)!.wakes).toBeGreaterThan(0);
    expect((await runOf(code).describe()).status.name).toBe('RUNNING');
  }
  await eventually(async () => (await runs()).comparison.complete, {
    what: 'the comparison to be told',
    timeoutMs: 60_000,
  });
  expect(await runs()).toMatchObject({ items: [], comparison: { current: true, complete: true } });
});

test('a subject without a run stands there until it has one, is counted, and is seen by its own agency alone', async () => {
  const code = await submitted();
  await untilDelivered(system.database);
  await system.rest();
  const gap = { kind: 'no-run', subject: SUBJECT.application, code, how: 'terminated', wakes: 2 };
  await system.database.runGap.create({ data: { ...gap, toldAt: new Date() } });
  const { subject: _, ...shown } = gap;
  expect((await runs()).items).toEqual([expect.objectContaining({ ...shown, restartedAt: null })]);
  await eventually(async () => (await metric('thong_suot_subjects_without_run')) === 1, { what: 'the figure' });
  for (const who of ['intake', 'enterprise'] as const)
    expect((await system.cast[who].send('GET', '/supervision/runs')).status).toBe(403);
  await system.database.assignment.updateMany({
    where: { personId: system.people.supervisor },
    data: { programmes: ['ANOTHER'] },
  });
  expect((await runs()).items).toEqual([]);
  await system.database.assignment.updateMany({
    where: { personId: system.people.supervisor },
    data: { programmes: [] },
  });
  await system.work({ dispatch: true, pace: { reconcile: 500 } });
  await eventually(async () => (await runs()).items.length === 0, { what: 'the gap to be closed', timeoutMs: 60_000 });
});

test('a clock that should have rung and did not stands there once it was woken', async () => {
  const code = await submitted();
  await untilDelivered(system.database);
  await system.rest();
  await system.owner.query(
    `UPDATE "Task" SET "nextAt" = business_now() - interval '1 hour' WHERE code = $1 AND "closedAt" IS NULL`,
    [code],
  );
  const clock = { subject: SUBJECT.application, code, nextAt: new Date(Date.now() + 60_000) };
  await system.database.lateClock.create({ data: clock });
  expect((await runs()).items).toEqual([]);
  await system.database.lateClock.updateMany({ where: { code }, data: { times: 3 } });
  expect((await runs()).items).toEqual([expect.objectContaining({ kind: 'dead-clock', code, wakes: 3 })]);
  await system.database.wake.create({ data: { subject: SUBJECT.application, code } });
  await system.work({ dispatch: true, pace: { reconcile: 500, 'late clocks': 500 } });
  await eventually(async () => (await runs()).items.length === 0, { what: 'the clock to ring', timeoutMs: 60_000 });
});

type Kind = {
  kind: string;
  count: number;
  oldestSince: string | null;
  reasons: { lastError: string | null; count: number }[];
};
type Undelivered = { items: { id: string; kind: string; attempts: number }[]; kinds: Kind[] };
const undelivered = (query = '') =>
  system.cast.supervisor.get<Undelivered>(`/supervision/undelivered?limit=100${query}`);

test('a question about a day off that cannot be sent is among what is undelivered, and can be tried at once', async () => {
  await untilDelivered(system.database);
  await system.rest();
  const { agencyId } = await system.database.programme.findFirstOrThrow();
  const id = randomUUID();
  await system.database.letter.create({
    data: {
      ...{ id, subject: CALENDAR_LETTERS, subjectId: randomUUID(), code: '2026', version: 0, name: LETTER.dayOffAsked },
      ...{ personId: system.people.administrator, facts: { agency: agencyId, day: '2026-11-24' }, example: false },
      ...{ createdAt: new Date(0), attempts: 1, failure: LETTER_FAILURE.refused, lastError: '550' },
      nextTryAt: new Date(Date.now() + 86_400_000),
    },
  });
  try {
    expect((await undelivered('&kind=letter')).items).toEqual([expect.objectContaining({ id, code: '2026' })]);
    await system.cast.supervisor.post(`/supervision/undelivered/${id}/retry`);
    const { nextTryAt } = await system.database.letter.findUniqueOrThrow({ where: { id } });
    expect(nextTryAt!.getTime()).toBeLessThan(Date.now() + 60_000);
  } finally {
    await system.database.letter.delete({ where: { id } });
    await system.work({ dispatch: true });
  }
});

test('what is undelivered is told in one call: of each kind how much, since when and why; each row can be tried at once', async () => {
  const code = await submitted();
  await untilDelivered(system.database);
  const [letter, wake] = [await unwritableLetter(system, code), await wakeOfNothing(system, code)];
  await eventually(async () => (await undelivered()).items.filter(({ attempts }) => attempts > 0).length === 2, {
    what: 'both to have been tried',
    timeoutMs: 60_000,
  });
  const { kinds } = await undelivered();
  expect(kinds.map(({ kind }) => kind)).toEqual(['decision', 'note', 'letter', 'wake', 'recalculation']);
  for (const kind of ['letter', 'wake'])
    expect(kinds.find((one) => one.kind === kind)).toMatchObject({
      count: 1,
      oldestSince: expect.any(String),
      reasons: [{ lastError: expect.any(String), count: 1 }],
    });
  expect(kinds.find(({ kind }) => kind === 'decision')).toEqual({
    kind: 'decision',
    count: 0,
    oldestSince: null,
    reasons: [],
  });
  expect((await undelivered('&kind=wake')).items.map(({ id }) => id)).toEqual([wake]);
  for (const [table, id] of [
    ['Letter', letter],
    ['Wake', wake],
  ])
    await system.owner.query(`UPDATE "${table}" SET "createdAt" = "createdAt" - interval '1 hour' WHERE id = $1`, [id]);
  const figure = (name: string, kind: string) => metric(`thong_suot_${name}{kind="${kind}"}`);
  for (const kind of ['letter', 'wake']) {
    await eventually(async () => (await figure('oldest_undelivered_seconds', kind)) >= 3_600, { what: 'its age' });
    expect(await figure('undelivered', kind)).toBe(1);
  }
  for (const name of ['undelivered', 'oldest_undelivered_seconds']) expect(await figure(name, 'decision')).toBe(0);

  // Healed, and far from its turn: the retry alone brings it.
  await system.owner.query(`UPDATE "Letter" SET name = $2, "nextTryAt" = now() + interval '1 day' WHERE id = $1`, [
    letter,
    LETTER.acknowledgement,
  ]);
  await system.owner.query(`UPDATE "Wake" SET subject = $2, "nextTryAt" = now() + interval '1 day' WHERE id = $1`, [
    wake,
    SUBJECT.application,
  ]);
  for (const id of [letter, wake])
    expect((await system.cast.intake.post(`/supervision/undelivered/${id}/retry`)).status).toBe(403);
  for (const id of [letter, wake]) (await system.cast.supervisor.post(`/supervision/undelivered/${id}/retry`)).read();
  await untilDelivered(system.database);
  expect((await undelivered()).items).toEqual([]);
  expect((await system.cast.supervisor.post(`/supervision/undelivered/${letter}/retry`)).status).toBe(404);
});

test('a dispatcher that says nothing is told by readiness, which stays ready', async () => {
  await system.rest();
  await system.temporal.workflow.getHandle(DISPATCH_WORKFLOW.id).terminate('by hand');
  await system.owner.query(`UPDATE "Beat" SET at = now() - interval '3 minutes'`);
  const ready = await fetch(`${system.base}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ status: 'degraded', dispatcher: false });
  const seen = new Set<boolean | null>();
  await system.work({ dispatch: true });
  const again = async () => {
    const found = (await (await fetch(`${system.base}/readyz`)).json()) as { dispatcher: boolean | null };
    seen.add(found.dispatcher);
    return found.dispatcher === true;
  };
  await eventually(again, { what: 'the dispatcher to be there again', timeoutMs: 60_000 });
  // One that begins does not make forgotten what the one before it said.
  expect(seen).not.toContain(null);
});
