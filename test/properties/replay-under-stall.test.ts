import { expectAllHistoriesReplay } from '../support/replay.ts';
import { sized } from '../support/size.ts';
import { type Lives, livesUnderStalls, type Machine } from '../support/stalled.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world?.close());

/** Everything takes longer than a heartbeat of its workflow task, and often longer than the task itself. */
const HOSTILE: Machine = {
  ...{ slow: 0.3, slowMs: 1_300, stall: 0.06, stallMs: 1_200, fail: 0.03 },
  workflowTaskTimeout: '1s',
};
/** As a machine is that many programs share. */
const BUSY: Machine = { slow: 0.3, slowMs: 3_000, stall: 0.06, stallMs: 2_300, fail: 0.03 };

const A_BATCH = 20;

/** Batch after batch, each with a worker of its own, so that none is replayed from memory alone. */
async function histories(count: number, lives: Omit<Lives, 'count' | 'seed'>): Promise<number> {
  for (let made = 0; made < count; made += A_BATCH)
    await livesUnderStalls(world, HOSTILE, { ...lives, count: Math.min(A_BATCH, count - made), seed: made + 1 });
  return expectAllHistoriesReplay(world);
}

test('runs whose submission was lost, whose first look is slow and whose decision comes meanwhile replay', async () => {
  const count = sized(4, 500);
  const lives = { lanes: 5, decisions: 1, begins: 'wake', withinMs: 45_000 } as const;
  expect(await histories(count, lives)).toBeGreaterThanOrEqual(count);
});

test('whole lives under slow records, stalls, failures, timers and wakes replay', async () => {
  const count = sized(3, 500);
  const lives = { lanes: 10, decisions: 6, begins: 'decision', withinMs: sized(12_000, 60_000) } as const;
  expect(await histories(count, lives)).toBeGreaterThanOrEqual(count);
});

test('with the product’s own timeouts every life comes to its end, however the machine stalls', async () => {
  const count = sized(2, 40);
  const lives = { lanes: count, decisions: 6, begins: 'decision', withinMs: 180_000, seed: 7 } as const;
  expect(await livesUnderStalls(world, BUSY, { ...lives, count })).toMatchObject({ ended: count });
  await expectAllHistoriesReplay(world);
});
