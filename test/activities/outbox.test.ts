import { Client } from '@temporalio/client';
import { pino } from 'pino';
import { replaceStandingStill, ringTheDead } from '../../activities/dead-clocks.ts';
import { OutOfReach } from '../../activities/lanes.ts';
import { wakeTheLate } from '../../activities/late-clocks.ts';
import { reconcile } from '../../activities/reconcile.ts';
import { wakeLanes } from '../../activities/wakes.ts';
import { createDataConverter } from '../../codec/data-converter.ts';
import { ACTION, type ActionName, STATE, SUBJECT, TASK } from '../../domain/process.ts';
import { GAP, HOW_FAILING } from '../../records/run-gaps.ts';
import { startDispatch } from '../../worker/create.ts';
import { DISPATCH_WORKFLOW, MISPLACED, standing, WORKFLOW_TYPE, workflowId } from '../../workflows/messages.ts';
import { draft, inForce, session } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, setClock, standing as standingOf } from '../support/office.ts';
import { REFUSED, refusing } from '../support/refusing.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import { SIGNED, storeDecision } from '../support/stored-decision.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterAll(() => world.close());

const runOf = (code: string) => world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));

/** Puts a run in the place of a dossier's whose workflow task fails for ever: nobody has the key of its input. @returns its id */
async function failsForEver(code: string): Promise<string> {
  const { connection } = world.temporal;
  const { namespace } = world;
  const dataConverter = createDataConverter([{ id: 'lost', key: Buffer.alloc(32, 'lost') }]);
  const { taskQueue } = await runOf(code).describe();
  const run = await new Client({ connection, namespace, dataConverter }).workflow.start(WORKFLOW_TYPE.application, {
    ...{ workflowId: workflowId(SUBJECT.application, code), taskQueue, args: [{ code }] },
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
  });
  return run.firstExecutionRunId;
}

async function submitted(): Promise<string> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** A decision whose caller ended before it could send it. */
const forsaken = (code: string, action: ActionName, party: string, body: object) =>
  storeDecision(world, { code, action, principal: { kind: 'party', id: party }, body }, { ageMs: 20_000 });

test('a decision that its caller could not deliver is delivered, and its workflow hears of it', async () => {
  const code = await submitted();
  const { id } = await forsaken(code, ACTION.withdraw, world.parties.enterprise, SIGNED);
  await runOf(code).result();
  expect(await standingOf(world, code)).toBe(STATE.withdrawn);
  await untilDelivered(world.database);
  expect(await world.database.decision.findUniqueOrThrow({ where: { id } })).toMatchObject({
    outcome: { ok: true },
    deliveredAt: expect.any(Date),
  });
});

test('a decision whose commit its workflow never learned of is told to it again', async () => {
  const code = await submitted();
  await does({ ...world, deliver: undefined }, 'intake', code, ACTION.accept);
  expect(await runOf(code).query(standing)).toMatchObject({ stage: 'submission' });
  await world.database.decision.updateMany({
    where: { code, deliveredAt: null },
    data: { sentAt: new Date(Date.now() - 20_000) },
  });
  await eventually(async () => (await runOf(code).query(standing)).stage === 'eligibility', {
    what: 'the workflow to hear of the acceptance',
  });
  expect(await history(world, code)).toEqual(['submit', 'accept']);
});

test('a note that was stored and not recorded is recorded, with no message to the workflow', async () => {
  const code = await inForce(world);
  await eventually(async () => (await runOf(code).query(standing)).stage === 'delivery', { what: 'delivery' });
  const note = session({ heldOn: '2026-03-02', reason: 'Học sớm theo đề nghị' });
  const { id } = await forsaken(code, ACTION.recordSession, world.parties.consultant, note);
  const { historyLength } = await runOf(code).describe();
  await eventually(async () => (await world.database.decision.findUniqueOrThrow({ where: { id } })).deliveredAt, {
    what: 'the note to be recorded',
  });
  expect((await history(world, code)).at(-1)).toBe(ACTION.recordSession);
  expect((await runOf(code).describe()).historyLength).toBe(historyLength);
});

test('a wake for a dossier whose run was lost begins another', async () => {
  const code = await submitted();
  await runOf(code).terminate('lost');
  await world.database.wake.create({ data: { subject: SUBJECT.application, code } });
  await eventually(async () => (await runOf(code).describe()).status.name === 'RUNNING', { what: 'another run' });
  expect(await runOf(code).query(standing)).toMatchObject({ stage: 'submission' });
});

test('a wake for what has ended, or never was, is done with', async () => {
  const code = await submitted();
  await does(world, 'enterprise', code, ACTION.withdraw);
  await runOf(code).result();
  const codes = [code, 'TEST-2026-999999-NONE'];
  for (const one of codes) await world.database.wake.create({ data: { subject: SUBJECT.application, code: one } });
  await untilDelivered(world.database);
  expect((await runOf(code).describe()).status.name).toBe('COMPLETED');
});

test('a dossier whose clock is late is woken the second time that it is seen, and again after growing pauses; one that is in time never', async () => {
  await world.rest();
  const { database } = world;
  const late = await draft(world);
  await does({ ...world, deliver: undefined }, 'enterprise', late, ACTION.submit, { contentVersion: 1 });
  const { nextAt } = await database.task.findFirstOrThrow({ where: { code: late, name: TASK.checkCompleteness } });
  const wakes = () => database.wake.count({ where: { code: late } });
  const look = () => wakeTheLate(database, { againMs: 0 });
  /** As if so long had passed since it was woken. */
  const later = (minutes: number) =>
    database.$executeRaw`UPDATE "LateClock" SET "nextAt" = "nextAt" - ${minutes} * interval '1 minute' WHERE code = ${late}`;

  await setClock(world, new Date(nextAt!.getTime() + 30_000));
  for (let round = 0; round < 3; round += 1) await look();
  expect(await wakes()).toBe(0);

  await setClock(world, new Date(nextAt!.getTime() + 61_000));
  await look();
  expect(await wakes()).toBe(0);
  await look();
  await look();
  expect(await wakes()).toBe(1);
  const pauses = [2, 4, 8, 16, 32, 60, 60];
  for (const [index, minutes] of pauses.entries()) {
    await later(minutes - 1);
    await look();
    expect(await wakes()).toBe(index + 1);
    await later(1);
    await look();
    expect(await wakes()).toBe(index + 2);
  }

  await world.work({ dispatch: true });
  await eventually(async () => (await history(world, late)).includes(ACTION.remind), {
    what: 'the reminder of a dossier that had no run',
  });
  await wakeTheLate(database);
  expect(await database.lateClock.count({ where: { code: late } })).toBe(0);
});

test('a clock whose run is there and stands still is rung directly, and the run is replaced; one that cannot be rung holds up no other', async () => {
  const { database, temporal } = world;
  const codes = [await submitted(), await submitted()];
  await untilDelivered(database);
  const before = new Map<string, string>();
  for (const code of codes) {
    before.set(code, await failsForEver(code));
  }
  const failing = async (code: string) =>
    ((await runOf(code).describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3 || undefined;
  for (const code of codes) await eventually(() => failing(code), { what: 'its task to fail', timeoutMs: 60_000 });

  const tasks = await database.task.findMany({ where: { code: { in: codes }, name: TASK.checkCompleteness } });
  await setClock(world, new Date(Math.max(...tasks.map(({ nextAt }) => nextAt!.getTime())) + 61_000));
  const late = codes.map((code) => ({ subject: SUBJECT.application, code, times: 1, nextAt: new Date() }));
  await database.lateClock.createMany({ data: late, skipDuplicates: true });
  const log = pino({ level: 'silent' });
  expect(await ringTheDead({ database, temporal, log })).toBe(0);
  await database.lateClock.updateMany({ where: { code: { in: codes } }, data: { times: 2 } });
  const checkpoint = (_point: string, { code }: { code: string }) => {
    if (code === codes[0]) throw Object.assign(new Error('lost'), { code: 'P1001' });
  };
  await expect(ringTheDead({ database, temporal, log, checkpoint })).rejects.toThrow('lost');
  expect(await history(world, codes[1]!)).toContain(ACTION.remind);
  await ringTheDead({ database, temporal, log });

  for (const code of codes) {
    expect((await history(world, code)).filter((action) => action === ACTION.remind)).toHaveLength(1);
    await eventually(
      async () => {
        const { runId, status } = await runOf(code).describe();
        return (runId !== before.get(code) && status.name === 'RUNNING') || undefined;
      },
      { what: 'another run', timeoutMs: 60_000 },
    );
    expect(await database.runGap.findFirst({ where: { code, how: 'failing' } })).not.toBeNull();
    await eventually(async () => (await runOf(code).query(standing)).stage === 'submission', {
      what: 'its first look',
    });
  }
});

test('a run that was told to look and fails ever since is replaced before any clock of it is late; one that works is left alone', async () => {
  const { database, temporal } = world;
  const [works, fails] = [await submitted(), await submitted()];
  await untilDelivered(database);
  const before = { works: (await runOf(works).describe()).runId, fails: await failsForEver(fails) };
  await eventually(async () => ((await runOf(fails).describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 5, {
    what: 'its task to fail',
  });
  const told = { sentAt: new Date(Date.now() - 120_000), createdAt: new Date(Date.now() - 120_000) };
  await database.wake.createMany({
    data: [works, fails].map((code) => ({ subject: SUBJECT.application, code, ...told })),
  });
  expect(await replaceStandingStill({ database, temporal, log: pino({ level: 'silent' }) })).toBeGreaterThanOrEqual(2);
  await eventually(async () => (await runOf(fails).describe()).runId !== before.fails, { what: 'another run' });
  expect((await runOf(works).describe()).runId).toBe(before.works);
  expect(await database.runGap.findFirst({ where: { code: fails, how: 'failing' } })).not.toBeNull();
  await eventually(async () => (await runOf(fails).query(standing)).stage === 'submission', { what: 'its first look' });
});

test('a run that fails is replaced by the comparison that asks for it; one that failed three times within the day is left, and a person must act', async () => {
  const { database, temporal } = world;
  const [once, often] = [await submitted(), await submitted()];
  await untilDelivered(database);
  const [wokenAt, resolvedAt] = [new Date(), new Date()];
  const gap = { kind: GAP.noRun, subject: SUBJECT.application, code: often, how: HOW_FAILING, wokenAt, resolvedAt };
  await database.runGap.createMany({ data: [gap, gap, gap] });
  const before = { once: await failsForEver(once), often: await failsForEver(often) };
  for (const code of [once, often])
    await eventually(async () => ((await runOf(code).describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 5, {
      what: 'its task to fail',
    });
  await reconcile({ database, temporal, log: pino({ level: 'silent' }) });
  await eventually(async () => (await runOf(once).describe()).runId !== before.once, { what: 'another run' });
  expect((await runOf(often).describe()).runId).toBe(before.often);
  const left = { where: { code: often, resolvedAt: null } };
  expect(await database.runGap.findMany(left)).toMatchObject([{ how: HOW_FAILING, wakes: 0 }]);
  await runOf(often).terminate('by hand');
  await database.wake.create({ data: { subject: SUBJECT.application, code: often } });
  await eventually(async () => (await runOf(often).query(standing)).stage === 'submission', { what: 'its first look' });
});

test('a run that was started by hand with the code of another dossier ends at once: a decision is recorded on its own dossier alone', async () => {
  const [own, unheard, other] = [await submitted(), await submitted(), await submitted()];
  await untilDelivered(world.database);
  const { taskQueue } = await runOf(own).describe();
  const byHand = (code: string, args: object[]) =>
    world.temporal.workflow.start(WORKFLOW_TYPE.application, {
      ...{ workflowId: workflowId(SUBJECT.application, code), taskQueue, args },
      workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    });
  const ended = { cause: { type: MISPLACED } };
  for (const args of [[{ code: other }], [{}], []])
    await expect((await byHand(own, args)).result()).rejects.toMatchObject(ended);
  await byHand(own, [{ code: other }]);
  await does(world, 'enterprise', own, ACTION.withdraw, { reason: 'Không còn nhu cầu' });

  await world.rest();
  const waiting = await byHand(unheard, [{ code: other }]);
  await does(world, 'enterprise', unheard, ACTION.withdraw, { reason: 'Không còn nhu cầu' });
  await world.work({ dispatch: true });
  await expect(waiting.result()).rejects.toMatchObject(ended);

  for (const code of [own, unheard]) expect(await standingOf(world, code)).toBe(STATE.withdrawn);
  expect(await standingOf(world, other)).toBe(STATE.received);
  expect(await history(world, other)).toEqual([ACTION.submit]);
});

test('a wake that the server does not answer, although it answers others, is a fault of that row alone; where it is away the others wait too', async () => {
  const { database, temporal } = world;
  const row = { subject: SUBJECT.application, code: await submitted(), attempts: 1, ids: [] };
  const wakes = ['SignalWithStartWorkflowExecution'];
  for (const [unanswered, away] of [
    [wakes, false],
    [[...wakes, 'DescribeNamespace'], true],
  ] as const) {
    const ailing = await refusing(temporal, unanswered, REFUSED.outOfTime);
    const error = await wakeLanes({ database, temporal: ailing })
      .work(row)
      .catch((thrown: unknown) => thrown);
    await ailing.connection.close();
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof OutOfReach).toBe(away);
  }
});

test('the dispatcher that is cancelled stops, and is started again by whoever starts next', async () => {
  const dispatcher = world.temporal.workflow.getHandle(DISPATCH_WORKFLOW.id);
  await dispatcher.cancel();
  await expect(dispatcher.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  await startDispatch(world);
  await startDispatch(world);
  expect((await dispatcher.describe()).status.name).toBe('RUNNING');
});

test('every dossier is sound, and every history replays', async () => {
  await untilDelivered(world.database);
  expect(await faultsOf(world.database, world.temporal)).toEqual([]);
  await expectAllHistoriesReplay(world);
});
