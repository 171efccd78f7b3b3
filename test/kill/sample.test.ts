import { ACTION, type ActionName } from '../../domain/process.ts';
import { booksOf, harmIn, undisturbedBooks } from '../support/kill-aftermath.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import {
  killedAfter,
  killedAfterSending,
  killedAt,
  killedTogether,
  officeUnder,
  type Strike,
} from '../support/kill-strikes.ts';
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
beforeAll(async () => {
  plant = await openPlant();
}, 120_000);
afterAll(() => plant?.close());

test('a story goes on from every kill: nothing is lost or doubled, and no decision is refused because of it', async () => {
  const office = await officeUnder(plant, (action) => (action === 'clock' ? undefined : STRIKES[action]));
  const codes = await straightPath(office);
  expect(office.deaths).toBe(Object.keys(STRIKES).length);
  expect(await harmIn(plant, { mail: 'twice' })).toEqual([]);
  expect(await booksOf(plant, codes)).toEqual(await undisturbedBooks());
  await expectAllHistoriesReplay(plant);
}, 300_000);
