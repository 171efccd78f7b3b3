import { sized } from '../support/size.ts';
import { type Engine, openEngine, replayedLives } from '../support/stalled.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine?.close());

test('runs whose submission was lost, whose first look is slow and whose decision comes meanwhile replay', async () => {
  const count = sized(2, 500);
  const lives = { lanes: 1, decisions: 1, begins: 'wake', withinMs: 90_000 } as const;
  expect(await replayedLives(engine, count, lives)).toBeGreaterThanOrEqual(count);
});
