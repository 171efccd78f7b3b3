import { ACTION, type ActionName, STATE } from '../../domain/process.ts';
import { booksOf, harmIn, undisturbedBooks } from '../support/kill-aftermath.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import {
  killedAfter,
  killedAfterSending,
  killedAt,
  killedTogether,
  officeUnder,
  type Strike,
  type Struck,
} from '../support/kill-strikes.ts';
import { withoutPostgres } from '../support/outage.ts';
import { expectAllHistoriesReplay } from '../support/replay.ts';
import { straightPath } from '../support/straight-path.ts';

/** Each process and each named point once; the whole matrix is in test/faults. */
const STRIKES: Partial<Record<ActionName, Strike>> = {
  [ACTION.accept]: killedAfterSending,
  [ACTION.recommend]: killedAfter('worker'),
  [ACTION.prepare]: killedAfter('api'),
  [ACTION.invite]: killedAt('before-commit'),
  [ACTION.approveTechnical]: killedAfter('postgres'),
  [ACTION.recordNegotiation]: killedAt('after-commit'),
  [ACTION.award]: killedAfter('temporal'),
  [ACTION.confirm]: killedTogether,
};

let plant: Plant;
let office: Struck;
let strikes: typeof STRIKES = {};
beforeAll(async () => {
  plant = await openPlant();
  office = await officeUnder(plant, (action) => (action === 'clock' ? undefined : strikes[action]));
});
beforeEach(() => {
  strikes = {};
});
afterAll(() => plant?.close());

test('a story goes on from every kill: nothing is lost or doubled, and no decision is refused because of it', async () => {
  strikes = STRIKES;
  const codes = await straightPath(office);
  expect(office.deaths).toBe(Object.keys(STRIKES).length);
  expect(await harmIn(plant, { mail: 'again' })).toEqual([]);
  expect(await booksOf(plant, codes)).toEqual(await undisturbedBooks());
  await expectAllHistoriesReplay(plant);
});

test('a while without PostgreSQL: callers are told to come back, no history fills, and everything goes on', async () => {
  const { replies, stored, states, events } = await withoutPostgres(office, 12);
  const said = replies.map((reply) => `${reply.status} ${reply.refusal().code} ${reply.headers.get('retry-after')}`);
  expect(new Set(said)).toEqual(new Set(['503 unavailable 5']));
  expect(stored).toBe(0);
  expect(new Set(states)).toEqual(new Set([STATE.appraising]));
  // Two more than when a run could begin with the decision itself: its first act is a look, always.
  expect(Math.max(...events)).toBeLessThanOrEqual(42);
  expect(await harmIn(plant, { mail: 'again' })).toEqual([]);
  await expectAllHistoriesReplay(plant);
});
