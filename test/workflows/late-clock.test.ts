import { ACTION, SUBJECT, TASK } from '../../domain/process.ts';
import { refresh, standing, workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, history, setClock } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { faultsOf } from '../support/soundness.ts';
import { openWorld, type World } from '../support/world.ts';

const SECOND_MS = 1_000;

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work();
});
afterAll(() => world?.close());

const runOf = (code: string) => world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code));

/** A dossier whose run has set its timer for its first due date. @returns its code and that date */
async function submitted(): Promise<{ code: string; nextAt: Date }> {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  const task = await world.database.task.findFirstOrThrow({ where: { code, name: TASK.checkCompleteness } });
  expect((await runOf(code).query(standing)).ringsAt).toBe(task.nextAt!.toISOString());
  return { code, nextAt: task.nextAt! };
}

/** The database's clock alone moves: to the run's timer its due date is as far away as before. */
const skewed = (due: Date, lateMs: number) => setClock(world, new Date(due.getTime() + lateMs));

/** How many looks and clock acts the run has behind it. */
const acts = async (code: string) => {
  const { events } = await runOf(code).fetchHistory();
  return (events ?? []).filter((event) => event.markerRecordedEventAttributes).length;
};

test('a run that is woken records what has been due for a minute by the database, although its own timer has not rung', async () => {
  const { code, nextAt } = await submitted();
  await skewed(nextAt, 120 * SECOND_MS);
  await runOf(code).signal(refresh);
  await eventually(async () => (await history(world, code)).includes(ACTION.remind), { what: 'the reminder' });

  // And its timer is set by the database's clock again.
  const { nextAt: then } = await world.database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  await eventually(async () => (await runOf(code).query(standing)).ringsAt === then!.toISOString(), {
    what: 'the timer to be set for what is due next',
  });
  await world.advanceTo(then!);
  expect(await history(world, code)).toEqual([ACTION.submit, ACTION.remind, ACTION.markOverdue]);
});

test('what is due since less than a minute is left to the timer, which may be about to ring', async () => {
  const { code, nextAt } = await submitted();
  await skewed(nextAt, 0);
  const before = await acts(code);
  await runOf(code).signal(refresh);
  await eventually(async () => (await acts(code)) > before, { what: 'the run to look' });
  expect(await history(world, code)).toEqual([ACTION.submit]);

  await skewed(nextAt, 61 * SECOND_MS);
  await runOf(code).signal(refresh);
  await eventually(async () => (await history(world, code)).includes(ACTION.remind), { what: 'the reminder' });
});

test('clocks that did not ring are noticed, and their runs woken, without anybody acting; each rings once', async () => {
  const one = await submitted();
  const other = await submitted();
  await skewed(other.nextAt > one.nextAt ? other.nextAt : one.nextAt, 300 * SECOND_MS);
  await world.work({ dispatch: true, pace: { 'late clocks': 500 } });
  for (const { code } of [one, other]) {
    await eventually(async () => (await history(world, code)).includes(ACTION.remind), {
      what: 'the reminder',
      timeoutMs: 120_000,
    });
    expect((await history(world, code)).filter((action) => action === ACTION.remind)).toHaveLength(1);
  }
  expect(await faultsOf(world.database, world.temporal)).toEqual([]);
  await expectAllHistoriesReplay(world);
});
