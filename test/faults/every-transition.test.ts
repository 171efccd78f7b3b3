import { booksOf, harmIn, type Mail, undisturbedBooks } from '../support/kill-aftermath.ts';
import { openPlant, type Plant, PROCESSES } from '../support/kill-plant.ts';
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

type Row = { killed: string; when: string; strike: Strike; atLeast: number; mail: Mail };

/** A worker or a database that dies at any moment may die between the mail server's 250 and the mark. */
const MATRIX: Row[] = [
  ...PROCESSES.map((name) => ({
    killed: name,
    when: 'after each committed transition',
    strike: killedAfter(name),
    atLeast: 40,
    mail: name === 'worker' || name === 'postgres' ? ('again' as const) : ('once' as const),
  })),
  ...(['before-commit', 'after-commit'] as const).map((point) => ({
    killed: 'worker',
    when: `${point} of each transition`,
    strike: killedAt(point),
    atLeast: 30,
    mail: 'again' as const,
  })),
  {
    killed: 'worker',
    when: 'after the 250 for a letter of each transition',
    strike: killedAfterSending,
    atLeast: 15,
    mail: 'again',
  },
  {
    killed: 'caller, worker and Temporal',
    when: 'between each commit and the end of its workflow task',
    strike: killedTogether,
    atLeast: 30,
    mail: 'again',
  },
];

let plant: Plant;
beforeEach(async () => {
  plant = await openPlant({ logLevel: 'warn' });
});
afterEach(() => plant?.close());

test.each(MATRIX)('$killed killed $when: the story ends as if nothing had been', async ({ strike, atLeast, mail }) => {
  const office = await officeUnder(plant, () => strike);
  const codes = await straightPath(office);
  expect(office.deaths).toBeGreaterThanOrEqual(atLeast);
  expect(await harmIn(plant, { mail })).toEqual([]);
  expect(await booksOf(plant, codes)).toEqual(await undisturbedBooks());
  await expectAllHistoriesReplay(plant);
});
