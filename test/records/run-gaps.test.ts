import { toldToLook } from '../../activities/dead-clocks.ts';
import { ACTION, LETTER, SUBJECT } from '../../domain/process.ts';
import {
  closeGaps,
  type Found,
  GAP,
  HOW_FAILING,
  HOW_UNKNOWN,
  HOW_UNREADABLE,
  keepGaps,
  tellOfGaps,
} from '../../records/run-gaps.ts';
import { draft } from '../support/dossier.ts';
import { does, type Office, openOffice } from '../support/office.ts';

/** What a comparison found, what is said of it, and how often supervisors hear of it. */

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function lost(how = 'terminated', wake = true): Promise<Found> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return { subject: SUBJECT.application, code, how, lostAt: null, wake };
}
const find = (...found: Found[]) => keepGaps(office.database, GAP.noRun, found);
const closeAll = () => closeGaps(office.database, [GAP.noRun], [], new Date(Date.now() + 60_000));

type Facts = { count: number; missing: number; act: number; codes: string[] };
/** Of each letter that was written by now, the oldest first. */
async function told(): Promise<Facts[]> {
  await tellOfGaps(office.database);
  const letters = await office.database.letter.findMany({
    where: { name: LETTER.runLost },
    orderBy: { createdAt: 'asc' },
  });
  return letters.map(({ facts }) => facts as Facts);
}
const later = (minutes: number) =>
  office.database.$executeRaw`UPDATE "RunGap" SET "foundAt" = "foundAt" - ${minutes}::int * interval '1 minute',
    "toldAt" = "toldAt" - ${minutes}::int * interval '1 minute', "wokenAt" = "wokenAt" - ${minutes}::int * interval '1 minute'`;

test.each([
  [HOW_FAILING, 'has lasted for a minute', () => later(2)],
  [HOW_UNREADABLE, 'was found so twice in a row', (found: Found) => find(found)],
])(
  'a %s run is told once it %s, or comes for the third time within the day; one that healed by itself is not',
  async (how, _, lasts) => {
    const run = await lost(how, false);
    for (let times = 0; times < 2; times += 1) {
      await find(run);
      expect(await told()).toHaveLength(0);
      await later(2);
      await closeAll();
      expect(await told()).toHaveLength(0);
    }
    await later(24 * 60);
    await find(run);
    expect(await told()).toHaveLength(0);
    await lasts(run);
    expect(await told()).toHaveLength(1);
    await later(61);
    for (const letters of [1, 2]) {
      await closeAll();
      await find(run);
      expect(await told()).toHaveLength(letters);
    }
  },
);

test('the loss of many runs is told at once, although the loss of one was told in the same hour; that of one more is not', async () => {
  await find(await lost());
  expect(await told()).toHaveLength(1);
  await find(await lost());
  expect(await told()).toHaveLength(1);
  await find(await lost(), await lost());
  expect((await told()).map(({ count }) => count)).toEqual([1, 4]);
  expect(await told()).toHaveLength(2);
});

test('a dossier whose run is lost again and again is one dossier in the letters, and told once in an hour', async () => {
  const run = await lost();
  for (let times = 0; times < 6; times += 1) {
    await find(run);
    expect(await told()).toEqual([{ count: 1, missing: 1, act: 0, codes: [run.code] }]);
    await closeAll();
  }
  await later(61);
  await find(run);
  expect((await told()).slice(1)).toEqual([{ count: 1, missing: 1, act: 0, codes: [run.code] }]);
});

test('what no wake can mend is told at once as that, before what mends itself, once in an hour', async () => {
  const [mended, held] = [await lost(), await lost('paused', false)];
  await find(mended);
  expect(await told()).toEqual([{ count: 1, missing: 1, act: 0, codes: [mended.code] }]);
  await find(mended, held);
  expect((await told()).slice(1)).toEqual([{ count: 2, missing: 2, act: 1, codes: [held.code, mended.code] }]);
  // The comparison may find it well and the next one not.
  await closeAll();
  await find(held);
  expect(await told()).toHaveLength(2);
  await later(61);
  expect(await told()).toHaveLength(3);
});

test('a dossier that nobody is there to be told of makes no letter about the others come again', async () => {
  const { database } = office;
  await find(await lost());
  expect(await told()).toHaveLength(1);
  await database.assignment.updateMany({ data: { programmes: ['ANOTHER'] } });
  await find(await lost('paused', false));
  for (let times = 0; times < 3; times += 1) expect(await told()).toHaveLength(1);
  await later(61);
  expect(await told()).toHaveLength(1);
});

test('of a run it is said that it cannot be read as soon as that is so, and no longer', async () => {
  const run = await lost(HOW_UNKNOWN);
  const said = async () => {
    const [gap, ...others] = await office.database.runGap.findMany({ where: { code: run.code, resolvedAt: null } });
    expect(others).toEqual([]);
    return gap!.how;
  };
  await find(run);
  await find({ ...run, how: HOW_UNREADABLE, wake: false });
  expect(await said()).toBe(HOW_UNREADABLE);
  await find({ ...run, how: 'terminated' });
  expect(await said()).toBe('terminated');
  await find({ ...run, how: HOW_UNKNOWN });
  expect(await said()).toBe('terminated');
});

test('a comparison closes nothing that was found after it had begun', async () => {
  const { database } = office;
  const [before, since] = [await lost(), await lost()];
  await find(before);
  await database.$executeRaw`UPDATE "RunGap" SET "seenAt" = "seenAt" - interval '1 minute'`;
  const [{ now }] = await database.$queryRaw<[{ now: Date }]>`SELECT now() AS now`;
  await find(since);
  await closeGaps(database, [GAP.noRun], [], now);
  const open = await database.runGap.findMany({ where: { resolvedAt: null }, select: { code: true } });
  expect(open).toEqual([{ code: since.code }]);
});

test('a run that was replaced since it fails, three times within a day, is not replaced once more because it was told to look', async () => {
  const { database } = office;
  const run = await lost(HOW_FAILING);
  await database.wake.deleteMany();
  const sentAt = new Date(Date.now() - 120_000);
  await database.wake.create({ data: { subject: run.subject, code: run.code, sentAt } });
  for (let times = 0; times < 3; times += 1) {
    expect(await database.$queryRaw(toldToLook())).toEqual([{ subject: run.subject, code: run.code }]);
    await find(run);
    await closeAll();
  }
  expect(await database.$queryRaw(toldToLook())).toEqual([]);
});

test('a run that we have ended ourselves is woken each time, however often that was', async () => {
  const [ended, gone] = [await lost(HOW_FAILING), await lost()];
  expect(await find(ended, gone)).toEqual({ fresh: 2, woken: 2 });
  expect(await find(ended, gone)).toEqual({ fresh: 0, woken: 1 });
});

test('what no wake can mend any more is said, although it was woken before; what has its run again and is lost once more is woken', async () => {
  const run = await lost();
  await find(run);
  await find({ ...run, how: 'paused', wake: false });
  const [gap] = await office.database.runGap.findMany();
  expect(gap).toMatchObject({ how: 'paused', wakes: 0 });
  await later(24 * 60);
  expect((await told()).at(-1)).toMatchObject({ count: 1, act: 1 });
  expect(await find({ ...run, how: 'terminated' })).toEqual({ fresh: 0, woken: 1 });
});
