import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { productKeyOf, referenceKey } from '../../domain/identity.ts';
import { invoiceIdentity } from '../../domain/invoice.ts';
import { migrate } from '../../prisma/migrate.ts';
import { emptyDatabase, type FreshDatabase } from '../support/servers.ts';
import { spellings } from '../support/spellings.ts';

const FOLDER = join(import.meta.dirname, '../../prisma/migrations');
const SELLER = '0100047516';
const WHERE = 'a0000000-0000-4000-8000-00000000000';

let database: FreshDatabase;
let client: pg.Client;
let told: string[];

/** A database of the version before, with rows as that version stored them; then everything is applied. */
beforeAll(async () => {
  database = await emptyDatabase();
  const before = mkdtempSync(join(tmpdir(), 'thong-suot-before-'));
  for (const name of readdirSync(FOLDER).filter((folder) => folder < '20261128150000'))
    cpSync(join(FOLDER, name), join(before, name), { recursive: true });
  await migrate(database.url, before);
  rmSync(before, { recursive: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    INSERT INTO "Agency" (id, "nameVi", "nameEn", email, "complaintVi", "complaintEn") VALUES ('A', 'A', 'A', 'a@example.vn', 'x', 'x');
    INSERT INTO "Programme" (id, "agencyId", definition) VALUES ('P', 'A', '003');
    INSERT INTO "Party" (id, kind, name, "taxCode", email) VALUES ('${WHERE}1', 'enterprise', 'E', '${SELLER}', 'e@example.vn');
    INSERT INTO "Application" (id, code, "agencyId", "programmeId", item, "enterpriseId", stage, state, process, "stateSince", "createdAt", content)
      VALUES ('${WHERE}2', 'P-2026-000001-ABCD', 'A', 'P', 'P2', '${WHERE}1', 'settlement', 'verifying', 1, now(), now(), '{}');
    INSERT INTO "Package" (id, code, "agencyId", "programmeId", stage, state, process, "stateSince", "createdAt", title)
      VALUES ('${WHERE}3', 'PACK', 'A', 'P', 'contracting', 'drafting', 1, now(), now(), 'x')`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const invoices = [
  ...spellings('1C26TTH').map((symbol, at) => ({ symbol, number: `${100 + at}` })),
  ...spellings('00000015').map((number, at) => ({ symbol: `1C26TA${'ABCDEFG'[at]}`, number })),
  { symbol: 'C26TXX', number: '0' },
  { symbol: '01GTKT0/001', number: '7' },
  { symbol: '1C26TYY', number: '77' },
  { symbol: 'C26TYY', number: '77' },
];

test('rows of the version before are read again as the product reads what is typed, and none is lost', async () => {
  for (const [at, { symbol, number }] of invoices.entries()) {
    const payment = `b0000000-0000-4000-8000-${String(at).padStart(12, '0')}`;
    await client.query(
      `INSERT INTO "Payment" (id, "applicationId", kind, state, no, requested, "requestedAt", treasury)
       VALUES ($1, '${WHERE}2', 'final', 'paid', $2, 1, now(), $3)`,
      [payment, at, JSON.stringify({ reference: spellings('KB-2026-01')[at % 7] })],
    );
    await client.query(
      `INSERT INTO "ClaimLine" (id, "paymentId", no, description, net, "vatRateBp", vat, gross, "sellerTaxCode", symbol, number, "invoiceDate")
       VALUES (gen_random_uuid(), $1, 1, 'x', 1000, 0, 0, 1000, '${SELLER}', $2, $3, '2026-05-04')`,
      [payment, symbol, number],
    );
    await client.query(
      `INSERT INTO "ClaimedInvoice" (id, "paymentId", "sellerTaxCode", symbol, number) VALUES ($1, $2, '${SELLER}', $3, $4)`,
      [`c0000000-0000-4000-8000-${String(at).padStart(12, '0')}`, payment, symbol, number],
    );
  }
  for (const number of spellings('Số 05/HĐ-SKHCN')) {
    await client.query(
      `INSERT INTO "Contract" (id, "packageId", "consultantId", number, total, terms, "advanceRateBp", "lapsedAt")
       VALUES (gen_random_uuid(), '${WHERE}3', '${WHERE}1', $1, 1, '{}', 0, now())`,
      [number],
    );
  }
  for (const product of spellings('Máy bơm nước')) {
    await client.query(
      `INSERT INTO "Recognition" (id, "agencyId", "programmeId", "applicationId", "partyId", "roundId", product, "productKey", "firstTime", "recognisedOn", "validUntil")
       VALUES (gen_random_uuid(), 'A', 'P', gen_random_uuid(), '${WHERE}1', gen_random_uuid(), $1, $2, true, now(), now())`,
      // As the version before spelt it.
      [product, product.normalize('NFC').toLocaleLowerCase('vi').replace(/\s+/gu, ' ').trim()],
    );
  }

  told = [];
  await migrate(database.url, FOLDER, (warning) => told.push(warning));

  const { rows } = await client.query('SELECT * FROM "ClaimedInvoice" ORDER BY id');
  expect(rows).toHaveLength(invoices.length);
  for (const [at, { symbol, number }] of invoices.entries()) {
    const identity = invoiceIdentity({ sellerTaxCode: SELLER, symbol, number });
    const { seller, form, mark, year, kind, series, serial } = rows[at];
    expect(serial === null ? null : { seller, form, mark, year, kind, series, serial }).toEqual(identity);
    expect(rows[at]).toMatchObject({ symbol, number, gross: '1000', live: true });
  }
  const { rows: contracts } = await client.query('SELECT DISTINCT "numberKey" FROM "Contract"');
  expect(contracts).toEqual([{ numberKey: referenceKey('Số 05/HĐ-SKHCN') }]);
  const { rows: payments } = await client.query('SELECT DISTINCT "treasuryKey" FROM "Payment"');
  expect(payments).toEqual([{ treasuryKey: referenceKey('KB-2026-01') }]);
  const { rows: products } = await client.query('SELECT DISTINCT "productKey" FROM "Recognition"');
  expect(products).toEqual([{ productKey: productKeyOf('Máy bơm nước') }]);
});

test('what cannot be read, and what was claimed twice, is told and stays', async () => {
  const { rows } = await client.query('SELECT symbol, number FROM "ClaimedInvoice" WHERE serial IS NULL ORDER BY id');
  const unread = invoices.filter(
    ({ symbol, number }) => invoiceIdentity({ sellerTaxCode: SELLER, symbol, number }) === null,
  );
  expect(rows).toEqual(unread);
  expect(unread.length).toBeGreaterThanOrEqual(2);
  const [twice] = (await client.query('SELECT symbol FROM "ClaimedInvoice" WHERE "doubleOf" IS NOT NULL')).rows;
  expect(twice).toEqual({ symbol: 'C26TYY' });
  expect(told).toHaveLength(unread.length + 1);
  expect(told).toContain(`P-2026-000001-ABCD: invoice C26TYY 77 of ${SELLER} is claimed twice`);
  expect(told).toContain(`P-2026-000001-ABCD: invoice 01GTKT0/001 7 of ${SELLER} cannot be read: compare it by hand`);
});
