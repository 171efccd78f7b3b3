import type { Connection } from '@temporalio/client';
import { pino } from 'pino';
import { keepDispatching } from '../../worker/dispatcher.ts';
import { DISPATCH_WORKFLOW, SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
const stop = new AbortController();
let keeping: Promise<void>[];
beforeAll(async () => {
  world = await openWorld();
  await world.work();
  const { database, temporal } = world;
  const log = pino({ level: 'silent' });
  // As two workers do.
  keeping = [1, 2].map(() => keepDispatching({ database, temporal, log, signal: stop.signal, everyMs: 200 }));
});
afterAll(async () => {
  stop.abort();
  await Promise.all(keeping ?? []);
  await world?.close();
});

const dispatcher = () => world.temporal.workflow.getHandle(DISPATCH_WORKFLOW.id);
const running = () =>
  dispatcher()
    .describe()
    .then(
      ({ status, runId }) => (status.name === 'RUNNING' ? runId : undefined),
      () => undefined,
    );

test.each(['terminated', 'cancelled', 'deleted'] as const)(
  'the dispatcher that was %s runs again, once',
  async (how) => {
    await eventually(running, { what: 'the dispatcher to run' });
    const before = (await running())!;
    const run = world.temporal.workflow.getHandle(DISPATCH_WORKFLOW.id, before);
    await {
      terminated: () => run.terminate('by hand'),
      cancelled: () => run.cancel(),
      deleted: () =>
        world.temporal.workflowService.deleteWorkflowExecution({
          namespace: world.namespace,
          workflowExecution: { workflowId: DISPATCH_WORKFLOW.id, runId: before },
        }),
    }[how]();
    await eventually(
      async () => {
        const now = await running();
        return now !== undefined && now !== before;
      },
      { what: 'another run', timeoutMs: 60_000 },
    );
    const after = await running();
    await eventually(async () => (await world.database.beat.count({ where: { at: { not: null } } })) > 0, {
      what: 'its turns to go',
      timeoutMs: 60_000,
    });
    expect(await running()).toBe(after);
  },
);

test('search attributes that somebody removed are put back, so that no run fails for want of them', async () => {
  const { namespace, temporal } = world;
  const { operatorService } = temporal.connection as Connection;
  await operatorService.removeSearchAttributes({ namespace, searchAttributes: ['Stage', 'Overdue'] });
  const there = async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return Object.keys(SEARCH_ATTRIBUTES).every((name) => name in customAttributes);
  };
  await eventually(there, { what: 'the search attributes', timeoutMs: 60_000 });
});
