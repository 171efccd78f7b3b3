import { ROLE } from '../../domain/process.ts';
import { persistent } from '../support/persistent.ts';
import { ALLOWED, randomLoad } from '../support/random-load.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
beforeAll(async () => {
  system = await openSystem();
  persistent(system.cast);
});
// What the load has left is held against itself, and every history is replayed, as the system closes.
afterAll(() => system?.close());

/** What a move comes to: done, too late, or nobody's to make any more. */
const COMES_TO = [ALLOWED, 'woken', 'no run', 'hurried', 'nothing due'];
const REFUSALS = ['not-found', 'not-open', 'not-yours', 'guarded', 'barred', 'invalid'];

test('decisions, wakes and deadlines at random moments leave every dossier sound', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const came = await randomLoad(system, { dossiers: 16, moves: 400, lanes: 24, seed });
  const unexpected = [...came.keys()].filter((answer) => ![...COMES_TO, ...REFUSALS].includes(answer));
  expect({ seed, unexpected }).toEqual({ seed, unexpected: [] });
  expect(came.get(ALLOWED)).toBeGreaterThanOrEqual(80);
  expect(came.get('not-open')).toBeGreaterThanOrEqual(5);
  const events = await system.database.event.findMany({ select: { actor: true } });
  const byClock = events.filter(({ actor }) => (actor as { kind: string }).kind === ROLE.clock);
  // How many depends on chance and on the machine: that deadlines took part at all is what matters.
  expect(byClock.length).toBeGreaterThan(0);
});
