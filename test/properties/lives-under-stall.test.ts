import { expectAllHistoriesReplay } from '../support/replay.ts';
import { sized } from '../support/size.ts';
import { BUSY, type Engine, livesUnderStalls, openEngine, replayedLives } from '../support/stalled.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await openEngine();
});
afterEach(() => engine?.close());

test('whole lives under slow records, stalls, failures, timers and wakes replay', async () => {
  const count = sized(3, 500);
  const lives = { lanes: 20, decisions: sized(2, 6), begins: 'decision', withinMs: sized(10_000, 60_000) } as const;
  expect(await replayedLives(engine, count, lives)).toBeGreaterThanOrEqual(count);
});

test('with the product’s own timeouts every life comes to its end, however the machine stalls', async () => {
  const count = sized(2, 40);
  const lives = { lanes: count, decisions: sized(1, 6), begins: 'decision', withinMs: 180_000, seed: 7 } as const;
  expect(await livesUnderStalls(engine, BUSY, { ...lives, count })).toMatchObject({ ended: count });
  await expectAllHistoriesReplay(engine);
});
