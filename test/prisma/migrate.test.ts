import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../prisma/migrate.ts';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '../support/servers.ts';

let database: FreshDatabase;
let folder: string;

beforeEach(async () => {
  database = await emptyDatabase();
  folder = mkdtempSync(join(tmpdir(), 'thong-suot-migrations-'));
  add('1_people', "CREATE TABLE people (name text PRIMARY KEY); INSERT INTO people VALUES ('Lan');");
  add('2_age', 'ALTER TABLE people ADD age int;');
});

afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('migrations are applied in the order of their names', async () => {
  expect(await migrate(database.url, folder)).toEqual(['1_people', '2_age']);
  expect(await rows('SELECT name, age FROM people')).toEqual([{ name: 'Lan', age: null }]);
});

test('what was applied is not applied again', async () => {
  await migrate(database.url, folder);
  expect(await migrate(database.url, folder)).toEqual([]);
  expect(await rows('SELECT name FROM people')).toHaveLength(1);
});

test('five processes that migrate at once apply each migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, folder)));
  expect(applied.flat()).toEqual(['1_people', '2_age']);
  expect(await rows('SELECT migration_name FROM _prisma_migrations ORDER BY 1')).toHaveLength(2);
});

test('a migration that was edited after it was applied is refused by name, and nothing more is applied', async () => {
  await migrate(database.url, folder);
  add('1_people', 'CREATE TABLE people (name varchar PRIMARY KEY);');
  add('3_more', 'CREATE TABLE more (id int);');
  await expect(migrate(database.url, folder)).rejects.toThrow('migration 1_people was edited after it was applied');
  expect(await rows("SELECT to_regclass('more') AS found")).toEqual([{ found: null }]);
});

test('a migration that fails leaves nothing behind, and can be applied once it is right', async () => {
  add('3_broken', 'CREATE TABLE half (id int); SELECT nothing FROM nowhere;');
  await expect(migrate(database.url, folder)).rejects.toThrow('migration 3_broken failed: relation "nowhere"');
  expect(await rows("SELECT to_regclass('half') AS found")).toEqual([{ found: null }]);
  add('3_broken', 'CREATE TABLE half (id int);');
  expect(await migrate(database.url, folder)).toEqual(['3_broken']);
});

test('a migration of a newer version is left alone by an older one', async () => {
  await migrate(database.url, folder);
  const older = mkdtempSync(join(tmpdir(), 'thong-suot-migrations-'));
  cpSync(join(folder, '1_people'), join(older, '1_people'), { recursive: true });
  expect(await migrate(database.url, older)).toEqual([]);
  rmSync(older, { recursive: true });
});

test("the project's own migrations are all applied in a fresh database", async () => {
  const fresh = await freshDatabase();
  expect(await migrate(fresh.url)).toEqual([]);
  await fresh.drop();
});

function add(name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'migration.sql'), sql);
}

async function rows(query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}
