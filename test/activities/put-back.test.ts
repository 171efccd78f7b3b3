import { pino } from 'pino';
import { PutBackWatch } from '../../activities/put-back.ts';
import { ACTION, LETTER } from '../../domain/process.ts';
import { PUT_BACK } from '../../records/beats.ts';
import { draft } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { addressees, does } from '../support/office.ts';
import { keepCopy } from '../support/put-back.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.work({ dispatch: true });
});
afterAll(() => world?.close());

const markKept = async () => (await world.database.beat.findUnique({ where: { turn: PUT_BACK } }))?.detail;

test('a database that was put back is noticed where the Temporal server has lost its memory too', async () => {
  const code = await draft(world);
  await does(world, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  await eventually(markKept, { what: 'the database to keep how far it has come' });
  const putBack = await keepCopy(world);
  const looks = () => new PutBackWatch({ database: world.database, log: pino({ enabled: false }) }, null).look();
  await looks();
  expect(await addressees(world, code, LETTER.databasePutBack)).toEqual([]);

  await putBack();
  await looks();
  expect(await addressees(world, code, LETTER.databasePutBack)).toEqual(['supervisor']);
  expect((await world.database.wake.findMany({ where: { sentAt: null } })).map((wake) => wake.code)).toEqual([code]);
});
