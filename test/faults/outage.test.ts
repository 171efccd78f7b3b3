import { STATE } from '../../domain/process.ts';
import { harmIn } from '../support/kill-aftermath.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import { officeUnder } from '../support/kill-strikes.ts';
import { withoutPostgres } from '../support/outage.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await openPlant();
});
afterAll(() => plant?.close());

test('a minute without PostgreSQL: callers are told to come back, no history fills, and everything goes on', async () => {
  const office = await officeUnder(plant, () => undefined);
  const { replies, stored, states, events } = await withoutPostgres(office, 60);
  expect(replies.length).toBeGreaterThanOrEqual(100);
  const said = replies.map((reply) => `${reply.status} ${reply.refusal().code} ${reply.headers.get('retry-after')}`);
  expect(new Set(said)).toEqual(new Set(['503 unavailable 5']));
  expect(stored).toBe(0);
  expect(new Set(states)).toEqual(new Set([STATE.appraising]));
  expect(Math.max(...events)).toBeLessThanOrEqual(60);
  expect(await harmIn(plant, { mail: 'again' })).toEqual([]);
  await expectAllHistoriesReplay(plant);
});
