import pg from 'pg';
import { close, createDatabase, type Database } from '../../prisma/database.ts';
import { isInfrastructure } from '../../records/infrastructure.ts';
import { freshDatabase } from '../support/servers.ts';

let database: Database;
let owner: pg.Client;
let drop: () => Promise<void>;

beforeAll(async () => {
  const fresh = await freshDatabase();
  drop = fresh.drop;
  owner = new pg.Client({ connectionString: fresh.url });
  await owner.connect();
  // One connection: what it keeps is what the next statement finds.
  database = createDatabase(fresh.url, 1);
});
afterAll(async () => {
  await owner.end();
  await close(database);
  await drop();
});

const kept = async (like: string): Promise<number> => {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE ${like}`;
  return row!.count;
};

describe('a connection to the database', () => {
  it('plans a statement once, however often it is sent', async () => {
    for (const id of ['a', 'b', 'c']) await database.agency.findUnique({ where: { id } });
    expect(await kept('%FROM "public"."Agency"%')).toBe(1);
  });

  it('keeps no plan of what was sent but once', async () => {
    await database.party.findFirst({ where: { email: { in: ['a', 'b', 'c'] } } });
    expect(await kept('%FROM "public"."Party"%')).toBe(0);
  });

  it('goes on reading while a migration adds a column', async () => {
    const all = () => database.$queryRaw<object[]>`SELECT * FROM "Clock"`;
    const instant = () => database.$queryRaw<object[]>`SELECT to_jsonb(clock) AS clock FROM "Clock" clock`;
    expect([await all(), await instant(), await database.clock.findFirst()]).toHaveLength(3);
    await owner.query('ALTER TABLE "Clock" ADD COLUMN "added" int NOT NULL DEFAULT 7');
    expect(await all()).toEqual([expect.objectContaining({ added: 7 })]);
    expect(await instant()).toEqual([{ clock: expect.objectContaining({ added: 7 }) }]);
    expect(await database.clock.findFirst()).toMatchObject({ id: 1 });
  });

  it('is ended by the server where its process stands still in the midst of a transaction, and nobody waits for its locks', async () => {
    const { promise: thaw, resolve: thawed } = Promise.withResolvers<void>();
    const { promise: locked, resolve: locks } = Promise.withResolvers<void>();
    const frozen = database.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(7)`;
        locks();
        await thaw;
        await tx.clock.findFirst();
      },
      { timeout: 120_000 },
    );
    frozen.catch(() => {});
    await locked;
    await owner.query(`SET lock_timeout = '30s'`);
    await owner.query('SELECT pg_advisory_lock(7)');
    thawed();
    await expect(frozen.catch(isInfrastructure)).resolves.toBe(true);
    // The process goes on with another connection.
    expect(await database.clock.findFirst()).toMatchObject({ id: 1 });
  });

  it('says what is wrong with a statement as often as it is sent', async () => {
    const wrong = () => database.$queryRaw`SELECT nothing FROM "Clock"`;
    await expect(wrong()).rejects.toThrow(/nothing/);
    await expect(wrong()).rejects.toThrow(/nothing/);
  });
});
