import { ACTION, STATE, SUBJECT } from '../../domain/process.ts';
import { workflowId } from '../../workflows/messages.ts';
import { draft } from '../support/dossier.ts';
import { does } from '../support/office.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { sideBySide } from '../support/side-by-side.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import { openWorld, type World } from '../support/world.ts';

const DOSSIERS = 100;
/** A worker whose cache is smaller than what is in flight is a fault of its settings: this many decisions are under way at a time. */
const LANES = 4;

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true, maxCachedWorkflows: 20 });
});
afterAll(() => world?.close());

test('a hundred idle dossiers are decided by a worker that keeps twenty in memory', async () => {
  const drafts: string[] = [];
  while (drafts.length < DOSSIERS) drafts.push(await draft(world));
  await sideBySide(drafts, LANES, (code) => does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 }));
  const decided = await sideBySide(drafts, LANES, (code) => does(world, 'intake', code, ACTION.accept));
  expect(new Set(decided)).toEqual(new Set([STATE.appraising]));
  await untilDelivered(world.database);
  expect(await faultsOf(world.database, world.temporal)).toEqual([]);
  expect((await sideBySide(drafts, LANES, failedTasks)).flat()).toEqual([]);
  expect(await expectAllHistoriesReplay(world)).toBeGreaterThanOrEqual(DOSSIERS);
});

/** Workflow tasks that failed. One that only ran out of time on a busy machine was handed on. */
async function failedTasks(code: string): Promise<string[]> {
  const id = workflowId(SUBJECT.application, code);
  const { events } = await world.temporal.workflow.getHandle(id).fetchHistory();
  return (events ?? [])
    .filter((event) => event.workflowTaskFailedEventAttributes)
    .map(({ eventId }) => `${code}: event ${eventId}`);
}
