import pg from 'pg';
import { close, createDatabase, type Database } from '../../prisma/database.ts';
import { freshDatabase } from '../support/servers.ts';

let database: Database;
let owner: pg.Client;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  owner = new pg.Client({ connectionString: fresh.url });
  await owner.connect();
  database = createDatabase(fresh.url, 1);
  const words = { nameVi: 'Sở', nameEn: 'Department', complaintVi: 'Khiếu nại', complaintEn: 'Complain' };
  await database.agency.create({ data: { id: 'agency', email: 'agency@example.test', ...words } });
});
afterAll(async () => {
  await owner.end();
  await close(database);
  await drop();
});

const run = (id: string, assumed?: boolean) =>
  database.programme.create({ data: { id, agencyId: 'agency', definition: '002', assumed } });

describe('an assumed period', () => {
  it('is not worked with unless somebody says so', async () => {
    expect(await run('NSCL')).toMatchObject({ assumed: false });
  });

  it('is refused by a database that is neither embedded nor a test, however it is switched on', async () => {
    await expect(run('SAU', true)).rejects.toThrow(/may not work with an assumed period/);
    await expect(database.programme.update({ where: { id: 'NSCL' }, data: { assumed: true } })).rejects.toThrow(
      /may not work with an assumed period/,
    );
    expect(await database.programme.findMany()).toMatchObject([{ id: 'NSCL', assumed: false }]);
  });

  it('may be switched on in an embedded database', async () => {
    await owner.query('UPDATE "Clock" SET embedded = true');
    expect(await run('SAU', true)).toMatchObject({ assumed: true });
  });
});
