import { ACTION, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { deliver } from '../../protocol/deliver.ts';
import { refresh, standing, workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, standing as standingOf } from '../support/office.ts';
import { keepCopy } from '../support/put-back.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';
import { openWorld, type World } from '../support/world.ts';

/** What the history says of a dossier on which nobody acts, until a week after the agency's head was told. */
const TOLD = ['submit', 'remind', 'mark-overdue', 'escalate', 'escalate-to-head', 'tell-again'];

let world: World;
beforeEach(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterEach(() => world.close());

const runOf = (code: string) => world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));

async function submitted(): Promise<string> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** A decision that is stored and not sent. */
async function intakeDecides(code: string) {
  const task = await world.database.task.findFirstOrThrow({
    where: { code, name: TASK.checkCompleteness, closedAt: null },
  });
  await world.database.task.update({ where: { id: task.id }, data: { personId: world.people.intake } });
  return storeDecision(world, {
    code,
    action: ACTION.accept,
    principal: { kind: 'person', id: world.people.intake },
  });
}
const withdrawal = (code: string) =>
  storeDecision(world, {
    code,
    action: ACTION.withdraw,
    principal: { kind: 'party', id: world.parties.enterprise },
    body: SIGNED,
  });

/** Nothing is left to be sent, and workflows and database agree. */
async function expectSound(): Promise<void> {
  await untilDelivered(world.database);
  expect(await faultsOf(world.database, world.temporal)).toEqual([]);
  await expectAllHistoriesReplay(world);
}

describe('with no worker', () => {
  test('a decision is recorded by whoever delivers it, and its workflow hears of it when there is one', async () => {
    const code = await submitted();
    const decision = await intakeDecides(code);
    await world.rest();
    expect(await deliver(world, decision, { timeoutMs: 15_000, engineMs: 300 })).toMatchObject({ ok: true });
    expect(await standingOf(world, code)).toBe(STATE.appraising);
    const { deliveredAt } = await world.database.decision.findUniqueOrThrow({ where: { id: decision.id } });
    expect(deliveredAt).not.toBeNull();
    await world.work({ dispatch: true });
    await eventually(async () => (await runOf(code).query(standing)).stage === 'eligibility', {
      what: 'the workflow to hear of the acceptance',
    });
    expect(await history(world, code)).toEqual(['submit', 'accept']);
    await expectSound();
  });

  test('a submission too, whose run has not begun', async () => {
    const code = await draft(world);
    await world.rest();
    const decision = await storeDecision(world, {
      code,
      action: ACTION.submit,
      principal: { kind: 'party', id: world.parties.enterprise },
      body: { ...SIGNED, contentVersion: 1 },
    });
    expect(await deliver(world, decision, { timeoutMs: 15_000, engineMs: 300 })).toMatchObject({ ok: true });
    await world.work({ dispatch: true });
    await eventually(async () => (await runOf(code).query(standing)).ringsAt, { what: 'a run with its clock set' });
    await expectSound();
  });

  test('a refusal is the outcome as well, and wakes nobody', async () => {
    const code = await submitted();
    const first = await withdrawal(code);
    const second = await withdrawal(code);
    await world.rest();
    const wakes = await world.database.wake.count({ where: { code } });
    await deliver(world, first, { timeoutMs: 15_000, engineMs: 100 });
    expect(await deliver(world, second, { timeoutMs: 15_000, engineMs: 100 })).toMatchObject({ code: 'not-open' });
    expect(await world.database.wake.count({ where: { code } })).toBe(wakes + 1);
  });
});

describe('a database that was put back to a copy, under workflows that know more', () => {
  test('is adopted: where the dossier stands, and what is due, are the database’s to say, and the clock rings', async () => {
    const code = await submitted();
    const putBack = await keepCopy(world);
    await world.work({ dispatch: true });
    await does(world, 'intake', code, ACTION.accept);
    await does(world, 'appraiser', code, ACTION.requestSupplement, { items: [{ text: 'Báo cáo tài chính' }] });
    expect(await runOf(code).query(standing)).toMatchObject({ version: 3 });

    await putBack();
    await world.work({ dispatch: true });
    await runOf(code).signal(refresh);
    await eventually(async () => (await runOf(code).query(standing)).version === 1, {
      what: 'the workflow to stand where the database stands',
    });
    const { next, ringsAt } = await runOf(code).query(standing);
    expect(next?.dueAt).toEqual(expect.any(String));
    expect(Date.parse(ringsAt!)).toBeLessThanOrEqual(Date.parse(next!.dueAt));
    await world.advanceTo('2026-03-20T09:00:00+07:00');
    expect(await history(world, code)).toEqual(TOLD);
    await expectSound();
  });

  test('a decision that the engine remembers as answered is recorded all the same, and only then marked as delivered', async () => {
    const code = await submitted();
    const decision = await intakeDecides(code);
    const putBack = await keepCopy(world);
    await world.work();
    expect(await deliver(world, decision, { timeoutMs: 15_000 })).toMatchObject({ ok: true, version: 2 });

    await putBack();
    await world.work({ dispatch: true });
    expect(await world.database.decision.findUniqueOrThrow({ where: { id: decision.id } })).toMatchObject({
      outcome: null,
      deliveredAt: null,
    });
    expect(await deliver(world, decision, { timeoutMs: 15_000 })).toMatchObject({ ok: true, version: 2 });
    expect(await history(world, code)).toEqual(['submit', 'accept']);
    await expectSound();
  });

  test('a draft again, whose submission was lost: its run ends, and a new submission begins another', async () => {
    const code = await draft(world);
    const putBack = await keepCopy(world);
    await world.work({ dispatch: true });
    await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    await putBack();
    await world.work({ dispatch: true });
    await runOf(code).signal(refresh);
    await runOf(code).result();
    await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    expect(await runOf(code).query(standing)).toMatchObject({ version: 1, stage: 'submission' });
    await expectSound();
  });
});

test('a dossier that the database does not know is no closed one: its run waits without filling its history, and goes on when it is back', async () => {
  const code = await submitted();
  const named = (name: string, was: string) =>
    world.owner.query('UPDATE "Application" SET code = $1 WHERE code = $2', [name, was]);
  await named('TEST-2026-999999-GONE', code);
  await runOf(code).signal(refresh);
  const attempts = async () => Number((await runOf(code).describe()).raw.pendingWorkflowTask?.attempt ?? 0);
  await eventually(async () => (await attempts()) > 2, { what: 'the workflow task to fail', timeoutMs: 30_000 });
  const { historyLength, status } = await runOf(code).describe();
  expect(status.name).toBe('RUNNING');
  const before = await attempts();
  await eventually(async () => (await attempts()) > before, { what: 'another try', timeoutMs: 60_000 });
  expect((await runOf(code).describe()).historyLength).toBe(historyLength);

  await named(code, 'TEST-2026-999999-GONE');
  await eventually(async () => (await attempts()) === 0, { what: 'the run to go on', timeoutMs: 60_000 });
  await does(world, 'intake', code, ACTION.accept);
  await eventually(async () => (await runOf(code).query(standing)).stage === 'eligibility', { what: 'the next stage' });
  await expectSound();
});
