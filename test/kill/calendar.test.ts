import { ACTION, SUBJECT } from '../../domain/process.ts';
import { standing, workflowId } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { corrects, datesOf, hundredDossiers, moving, WITH_18_MARCH } from '../support/hundred-dossiers.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await openPlant();
});
afterAll(() => plant?.close());

test('a calendar corrected while a hundred dossiers run moves exactly the dates that depend on it, although its sender is killed half-way', async () => {
  const { database, temporal } = plant;
  const expected = await hundredDossiers(plant);
  expect(await datesOf(plant)).toEqual(expected.before);

  const waiting = () => database.recalculation.count({ where: { doneAt: null } });
  await plant.arm({ point: 'before-commit', of: 'recalculation', after: 30 });
  const recalculations = await corrects(plant, 2026, WITH_18_MARCH);
  await eventually(() => plant.died(), { what: 'the worker to be killed at its work', timeoutMs: 300_000 });
  expect(recalculations - 30).toBeGreaterThan(10);
  await plant.whole();
  await eventually(async () => (await waiting()) === 0, { what: 'the rest of the job', timeoutMs: 300_000 });

  expect(await datesOf(plant)).toEqual(expected.after);
  const events = await database.event.findMany({ where: { action: ACTION.recalculate } });
  expect(events.map(({ code }) => code).sort()).toEqual(moving(expected));

  // What the runs wait for has moved with it.
  const [code] = moving(expected).slice(-1);
  const { nextAt } = await database.task.findFirstOrThrow({ where: { code, closedAt: null } });
  const run = temporal.workflow.getHandle(workflowId(SUBJECT.application, code!));
  await eventually(async () => (await run.query(standing)).next?.dueAt === nextAt!.toISOString(), {
    what: 'the run to hear of it',
  });
});
