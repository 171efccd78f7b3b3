import { legalDay } from '../../domain/dates.ts';
import { ACTION, SUBJECT } from '../../domain/process.ts';
import { advanceTo, setBusinessClock } from '../../protocol/clock.ts';
import { workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { does, history, STARTS_AT } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { openWorld, type World } from '../support/world.ts';

/** What the history says of a dossier on which nobody acts, until a week after the agency's head was told. */
const TOLD = ['submit', 'remind', 'mark-overdue', 'escalate', 'escalate-to-head', 'tell-again'];

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work();
});
afterAll(() => world.close());

const now = async () => {
  const [row] = await world.database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
  return row.now;
};

test('runs on from the instant that it was set to', async () => {
  await setBusinessClock(world.url, new Date(STARTS_AT));
  const first = await now();
  const running = first.getTime() - new Date(STARTS_AT).getTime();
  expect(Math.floor(running / 3_600_000)).toBe(0);
  expect((await now()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test('does not go back', async () => {
  await expect(world.advanceTo('2026-03-01T09:00:00+07:00')).rejects.toThrow(/does not go back/);
});

test('is not moved where the database is neither embedded nor a test’s', async () => {
  await world.owner.query('UPDATE "Clock" SET embedded = false, "aheadMs" = 0');
  const tomorrow = new Date(Date.now() + 86_400_000);
  await expect(advanceTo({ ownerUrl: world.url, temporal: world.temporal }, tomorrow)).rejects.toThrow(/embedded/);
  await setBusinessClock(world.url, new Date(STARTS_AT));
});

test('takes every open dossier along, each to its own due dates, in their order', async () => {
  const codes: string[] = [];
  while (codes.length < 3) {
    const code = await draft(world);
    await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
    codes.push(code);
    await world.advanceTo(new Date((await now()).getTime() + 3_600_000));
  }
  await world.advanceTo('2026-03-25T09:00:00+07:00');
  for (const code of codes) expect(await history(world, code)).toEqual(TOLD);
  const events = await world.database.event.findMany({ orderBy: [{ at: 'asc' }, { code: 'asc' }] });
  for (const [index, event] of events.entries()) {
    const task = await world.database.task.findFirstOrThrow({ where: { code: event.code } });
    if (event.action === ACTION.markOverdue) expect(legalDay(event.at)).toBe(legalDay(task.dueAt));
    if (index > 0) expect(event.at.getTime()).toBeGreaterThanOrEqual(events[index - 1]!.at.getTime());
  }
  expect(await expectAllHistoriesReplay(world)).toBe(3);
});

test('stops where a timer rings for what was answered before, so that its run waits as long as is left', async () => {
  await setBusinessClock(world.url, new Date(STARTS_AT));
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await does(world, 'intake', code, ACTION.requestSupplement, { items: [{ text: 'Thiếu chữ ký' }] });
  // One minute before the supplement lapses.
  await world.advanceTo('2026-03-16T16:59:00+07:00');
  await world.advanceTo('2026-03-16T17:00:01+07:00');
  expect(await history(world, code)).toEqual(['submit', 'request-supplement', 'remind', 'lapse-supplement']);
  const { events } = await world.temporal.workflow.getHandle(workflowId(SUBJECT.application, code)).fetchHistory();
  // For intake's reminder, which nobody needs any more, for the enterprise's, and for the lapse.
  expect(events?.filter((event) => event.timerStartedEventAttributes)).toHaveLength(3);
});

test('says what nobody recorded, where no worker runs', async () => {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await world.rest();
  const clock = { ownerUrl: world.url, temporal: world.temporal, patienceMs: 500 };
  await expect(advanceTo(clock, new Date('2026-04-20T09:00:00+07:00'))).rejects.toThrow(
    new RegExp(`Nobody recorded what is due: .*${code}`),
  );
});
