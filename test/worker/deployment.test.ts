import { ACTION, STATE, SUBJECT } from '../../domain/process.ts';
import { buildBefore, deploymentOf, NoSuchMove, promote, ramp, wakeAll } from '../../protocol/deployment.ts';
import { installationOf, taskQueueOf } from '../../protocol/installation.ts';
import { workflowCode } from '../../worker/bundle.ts';
import { startDispatch } from '../../worker/create.ts';
import { workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, standing } from '../support/office.ts';
import { openWorld, type World } from '../support/world.ts';

const [FIRST, SECOND] = ['first-build', 'second-build'];

/** A build whose workflows do something else: a run that went on with it in the middle of a history would not replay. */
let second: string;
let world: World;
let taskQueue: string;
/** Begun by a worker of before builds were told apart. */
let early: string;
beforeAll(async () => {
  const code = await workflowCode();
  const labels = 'if (changed.length > 0)';
  expect(code.split(labels)).toHaveLength(2);
  second = code.replace(labels, 'if (false)');
  world = await openWorld();
  taskQueue = taskQueueOf(await installationOf(world.database));
  await world.work();
  early = await submitted();
  await world.work({ build: FIRST, pace: { build: 500 } });
});
afterAll(() => world.close());

const buildOf = async (code: string): Promise<string | undefined> => {
  const { raw } = await world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code)).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
};
const becomes = (build: string) =>
  eventually(
    () =>
      promote(world.temporal, taskQueue, build).then(
        () => true,
        () => false,
      ),
    { what: `${build} to be promoted` },
  );

const runsOf = async (build: string) =>
  (await deploymentOf(world.temporal)).builds.find(({ id }) => id === build)?.runs;

async function submitted(): Promise<string> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

test('a build for which nobody works is neither promoted nor ramped, and where none was current before there is no way back', async () => {
  await expect(promote(world.temporal, taskQueue, 'no-such-build')).rejects.toThrow(NoSuchMove);
  await expect(ramp(world.temporal, taskQueue, 'no-such-build', 10)).rejects.toThrow(NoSuchMove);
  expect(() => buildBefore({ current: null, ramping: null, builds: [] })).toThrow(NoSuchMove);
});

test('what was begun before builds were told apart goes on with the first one that is promoted', async () => {
  await becomes(FIRST);
  await does(world, 'intake', early, ACTION.accept);
  expect(await buildOf(early)).toBe(FIRST);
  const { events } = await world.temporal.workflow.getHandle(workflowId(SUBJECT.application, early)).fetchHistory();
  expect(events?.at(-1)?.workflowExecutionUpdateCompletedEventAttributes).toBeTruthy();
});

test('runs stay with their build, and go on with the promoted one once they are woken; and back', async () => {
  await startDispatch(world);
  const codes = [await submitted(), await submitted(), await submitted()];
  for (const code of codes) expect(await buildOf(code)).toBe(FIRST);

  await world.work({ build: SECOND, bundle: { code: second }, beside: true, pace: { build: 500 } });
  await does(world, 'intake', codes[0]!, ACTION.accept);
  expect(await buildOf(codes[0]!)).toBe(FIRST);

  await becomes(SECOND);
  expect(await wakeAll(world.database)).toBe(4);
  for (const code of codes)
    await eventually(async () => (await buildOf(code)) === SECOND, { what: `${code} to go on with the second build` });
  expect(await deploymentOf(world.temporal)).toMatchObject({ current: SECOND });
  // The dispatcher too, whose activity works for an hour.
  await eventually(async () => (await runsOf(FIRST)) === 0, { what: 'no run to stay with the first build' });
  await does(world, 'intake', codes[1]!, ACTION.accept);
  expect(await buildOf(await submitted())).toBe(SECOND);

  expect(buildBefore(await deploymentOf(world.temporal))).toBe(FIRST);
  await becomes(FIRST);
  await wakeAll(world.database);
  for (const code of codes)
    await eventually(async () => (await buildOf(code)) === FIRST, { what: `${code} to be back with the first build` });
  await does(world, 'intake', codes[2]!, ACTION.accept);
  for (const code of codes) expect(await standing(world, code)).toBe(STATE.appraising);
});

test('a share of what begins goes to a build that is ramped, and none once it is taken back', async () => {
  await ramp(world.temporal, taskQueue, SECOND, 100);
  expect(await deploymentOf(world.temporal)).toMatchObject({ ramping: { build: SECOND, percent: 100 } });
  await eventually(async () => (await buildOf(await submitted())) === SECOND, {
    what: 'a new run on the ramped build',
  });
  await ramp(world.temporal, taskQueue, SECOND, 0);
  expect(await deploymentOf(world.temporal)).toMatchObject({ current: FIRST, ramping: null });
});

test('no workflow task of any of them failed', async () => {
  for await (const { workflowId: id, runId } of world.temporal.workflow.list()) {
    const { events } = await world.temporal.workflow.getHandle(id, runId).fetchHistory();
    expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
  }
});
