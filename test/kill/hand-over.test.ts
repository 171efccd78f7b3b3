import { ACTION, ROLE } from '../../domain/process.ts';
import { castOf } from '../support/cast.ts';
import { assigned } from '../support/delegated.ts';
import { eventually } from '../support/eventually.ts';
import { heldTasks } from '../support/held-tasks.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';

const TASKS = 150;

let plant: Plant;
beforeAll(async () => {
  plant = await openPlant();
});
afterAll(() => plant?.close());

test('a hundred and fifty tasks of somebody who leaves are each handed over once, although the worker that brings them is killed half-way', async () => {
  const { database, people, base } = plant;
  const codes = await heldTasks(plant, 'intake', TASKS);
  await assigned(plant, 'procurement', ROLE.intake);
  const { supervisor } = castOf(plant, base);

  await plant.arm({ point: 'before-commit', of: 'decision', after: 60 });
  const sent = { from: people.intake, to: people.procurement, reason: 'Chuyển công tác' };
  const key = 'intake-leaves-with-all-tasks';
  const { handedOver } = (await supervisor.post('/supervision/hand-over', sent, { key })).read<{
    handedOver: object[];
  }>();
  expect(handedOver).toHaveLength(TASKS);
  await eventually(() => plant.died(), { what: 'the worker to be killed at its work', timeoutMs: 300_000 });
  const held = () => database.task.count({ where: { closedAt: null, personId: people.intake } });
  expect(await held()).toBeGreaterThan(30);
  await plant.whole();
  const waiting = () => database.decision.count({ where: { deliveredAt: null } });
  await eventually(async () => (await waiting()) === 0, { what: 'the rest to be handed over', timeoutMs: 420_000 });

  const tasks = await database.task.findMany({ where: { closedAt: null }, orderBy: { code: 'asc' } });
  expect(tasks.map(({ code }) => code)).toEqual(codes);
  expect(new Set(tasks.map(({ personId }) => personId))).toEqual(new Set([people.procurement]));
  const events = await database.event.findMany({ where: { action: ACTION.reassign }, orderBy: { code: 'asc' } });
  expect(events.map(({ code }) => code)).toEqual(codes);
  const wrong = events.filter(
    ({ version, data }) => version !== 2 || (data as { from: string }).from !== people.intake,
  );
  expect(wrong).toEqual([]);

  // The same act again is the same act.
  const again = await supervisor.post('/supervision/hand-over', sent, { key });
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await database.decision.count({ where: { action: ACTION.reassign } })).toBe(TASKS);
});
