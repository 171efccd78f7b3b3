/** Removes the example: everything of the agencies that are marked as examples, and nothing else. */
import pg from 'pg';

export type Forgotten = {
  /** Codes of the applications, packages and selection rounds that were removed. */
  applications: string[];
  packages: string[];
  rounds: string[];
  /** Files that no document names any more, by their SHA-256. */
  files: string[];
  /** Where letters of the example went. */
  addresses: string[];
  /** Whether no dossier is left, so that the business clock went back to the wall clock. */
  clockReset: boolean;
};

/** What is to go, gathered before anything goes. */
const GATHER = `
  CREATE TEMP TABLE agencies ON COMMIT DROP AS SELECT id FROM "Agency" WHERE example;
  CREATE TEMP TABLE programmes ON COMMIT DROP AS SELECT id FROM "Programme" WHERE "agencyId" IN (SELECT id FROM agencies);
  CREATE TEMP TABLE applications ON COMMIT DROP AS SELECT id, code FROM "Application" WHERE "programmeId" IN (SELECT id FROM programmes);
  CREATE TEMP TABLE packages ON COMMIT DROP AS SELECT id, code FROM "Package" WHERE "programmeId" IN (SELECT id FROM programmes);
  CREATE TEMP TABLE rounds ON COMMIT DROP AS SELECT id, code FROM "SelectionRound" WHERE "programmeId" IN (SELECT id FROM programmes);
  CREATE TEMP TABLE subjects ON COMMIT DROP AS
    SELECT * FROM applications UNION ALL SELECT * FROM packages UNION ALL SELECT * FROM rounds;
  CREATE TEMP TABLE lines ON COMMIT DROP AS SELECT id FROM "BudgetLine" WHERE "programmeId" IN (SELECT id FROM programmes);
  CREATE TEMP TABLE payments ON COMMIT DROP AS SELECT id FROM "Payment" WHERE "applicationId" IN (SELECT id FROM applications);
  CREATE TEMP TABLE bids ON COMMIT DROP AS SELECT id FROM "Bid" WHERE "packageId" IN (SELECT id FROM packages);
  CREATE TEMP TABLE contracts ON COMMIT DROP AS SELECT id FROM "Contract" WHERE "packageId" IN (SELECT id FROM packages);
  CREATE TEMP TABLE people ON COMMIT DROP AS SELECT p.id, p."userId" FROM "Person" p
    WHERE EXISTS (SELECT FROM "Assignment" a WHERE a."personId" = p.id AND a."agencyId" IN (SELECT id FROM agencies))
      AND NOT EXISTS (SELECT FROM "Assignment" a WHERE a."personId" = p.id AND a."agencyId" NOT IN (SELECT id FROM agencies));
  CREATE TEMP TABLE parties ON COMMIT DROP AS SELECT id, "userId" FROM "Party" WHERE example;
  CREATE TEMP TABLE users ON COMMIT DROP AS
    SELECT "userId" AS id FROM people WHERE "userId" IS NOT NULL UNION SELECT "userId" FROM parties WHERE "userId" IS NOT NULL;
  CREATE TEMP TABLE documents ON COMMIT DROP AS SELECT d.id, d.sha256 FROM "Document" d
    WHERE (EXISTS (SELECT FROM "Attachment" t WHERE t."documentId" = d.id AND t."subjectId" IN (SELECT id FROM subjects))
        OR d.uploader IN (SELECT 'person:' || id FROM people UNION ALL SELECT 'party:' || id FROM parties))
      AND NOT EXISTS (SELECT FROM "Attachment" t WHERE t."documentId" = d.id AND t."subjectId" NOT IN (SELECT id FROM subjects));`;

/** In an order that foreign keys allow. What is only kept for repeats is found by the ids and codes in its answer. */
const REMOVE = `
  DELETE FROM "ClaimedInvoice" WHERE "paymentId" IN (SELECT id FROM payments);
  DELETE FROM "ClaimLine" WHERE "paymentId" IN (SELECT id FROM payments);
  DELETE FROM "Entry" WHERE "lineId" IN (SELECT id FROM lines);
  DELETE FROM "Payment" WHERE id IN (SELECT id FROM payments);
  DELETE FROM "TrainingSession" WHERE "applicationId" IN (SELECT id FROM applications);
  DELETE FROM "Eligibility" WHERE "applicationId" IN (SELECT id FROM applications);
  DELETE FROM "Pause" WHERE "applicationId" IN (SELECT id FROM applications);
  DELETE FROM "OutcomeReport" WHERE "applicationId" IN (SELECT id FROM applications);
  DELETE FROM "CounterEntry" WHERE "entryId" IN (SELECT id FROM "AgencyActivity" WHERE "programmeId" IN (SELECT id FROM programmes)
    UNION ALL SELECT id FROM "ModelEnterprise" WHERE "programmeId" IN (SELECT id FROM programmes));
  DELETE FROM "AgencyActivity" WHERE "programmeId" IN (SELECT id FROM programmes);
  DELETE FROM "ModelEnterprise" WHERE "programmeId" IN (SELECT id FROM programmes);
  DELETE FROM "TargetEntry" WHERE "programmeId" IN (SELECT id FROM programmes);
  DELETE FROM "Score" WHERE "bidId" IN (SELECT id FROM bids);
  DELETE FROM "Bid" WHERE id IN (SELECT id FROM bids);
  DELETE FROM "Invitation" WHERE "packageId" IN (SELECT id FROM packages);
  DELETE FROM "PanelMember" WHERE "packageId" IN (SELECT id FROM packages);
  DELETE FROM "Annex" WHERE "contractId" IN (SELECT id FROM contracts);
  DELETE FROM "Contract" WHERE id IN (SELECT id FROM contracts);
  DELETE FROM "Agreement" WHERE "applicationId" IN (SELECT id FROM applications);
  DELETE FROM "Part" WHERE "packageId" IN (SELECT id FROM packages);
  DELETE FROM "ProductScore" WHERE "productId" IN (SELECT id FROM "RoundProduct" WHERE "roundId" IN (SELECT id FROM rounds));
  DELETE FROM "RoundProduct" WHERE "roundId" IN (SELECT id FROM rounds);
  DELETE FROM "Recognition" WHERE "roundId" IN (SELECT id FROM rounds);
  DELETE FROM "Nomination" WHERE "roundId" IN (SELECT id FROM rounds);
  DELETE FROM "CouncilMember" WHERE "roundId" IN (SELECT id FROM rounds);
  DELETE FROM "Task" WHERE "subjectId" IN (SELECT id FROM subjects);
  DELETE FROM "Event" WHERE "subjectId" IN (SELECT id FROM subjects);
  DELETE FROM "Letter" WHERE "subjectId" IN (SELECT id FROM subjects)
    OR (subject = 'calendar' AND facts ->> 'agency' IN (SELECT id FROM agencies));
  DELETE FROM "Wake" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "Recalculation" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "RecordFault" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "RunGap" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "LateClock" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "RunNote" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "Decision" WHERE code IN (SELECT code FROM subjects);
  DELETE FROM "Once" o WHERE EXISTS (SELECT FROM (SELECT id::text AS name FROM documents UNION ALL SELECT code FROM subjects
    UNION ALL SELECT id::text FROM people UNION ALL SELECT id::text FROM parties UNION ALL SELECT id::text FROM lines) n
    WHERE strpos(o.answer::text, n.name) > 0);
  DELETE FROM "Attachment" WHERE "subjectId" IN (SELECT id FROM subjects);
  DELETE FROM "Document" WHERE id IN (SELECT id FROM documents);
  DELETE FROM "Application" WHERE id IN (SELECT id FROM applications);
  DELETE FROM "Package" WHERE id IN (SELECT id FROM packages);
  DELETE FROM "SelectionRound" WHERE id IN (SELECT id FROM rounds);
  DELETE FROM "BudgetLine" WHERE id IN (SELECT id FROM lines);
  DELETE FROM "Series" s WHERE EXISTS (SELECT FROM programmes p WHERE s.id LIKE p.id || '-%');
  DELETE FROM "ApiKey" WHERE "partyId" IN (SELECT id FROM parties);
  DELETE FROM "PartyFacts" WHERE "partyId" IN (SELECT id FROM parties);
  DELETE FROM "Party" WHERE id IN (SELECT id FROM parties);
  DELETE FROM "AdminEvent" WHERE actor ->> 'id' IN (SELECT id::text FROM people) OR data ->> 'agency' IN (SELECT id FROM agencies);
  DELETE FROM "Delegation" WHERE "agencyId" IN (SELECT id FROM agencies);
  DELETE FROM "Assignment" WHERE "agencyId" IN (SELECT id FROM agencies);
  DELETE FROM "Person" WHERE id IN (SELECT id FROM people);
  DELETE FROM "user" WHERE id IN (SELECT id FROM users);
  DELETE FROM "Programme" WHERE id IN (SELECT id FROM programmes);
  DELETE FROM "AgencyCalendar" WHERE "agencyId" IN (SELECT id FROM agencies);
  DELETE FROM "Superior" WHERE "agencyId" IN (SELECT id FROM agencies);
  DELETE FROM "Agency" WHERE id IN (SELECT id FROM agencies);`;

/** An example party that applied to a programme of a real agency, or bid there, belongs to that agency's history. */
const ELSEWHERE = `
  SELECT code FROM "Application" WHERE "enterpriseId" IN (SELECT id FROM parties) AND id NOT IN (SELECT id FROM applications)
  UNION SELECT p.code FROM "Bid" b JOIN "Package" p ON p.id = b."packageId"
    WHERE b."consultantId" IN (SELECT id FROM parties) AND p.id NOT IN (SELECT id FROM packages)
  UNION SELECT p.code FROM "Contract" c JOIN "Package" p ON p.id = c."packageId"
    WHERE c."consultantId" IN (SELECT id FROM parties) AND p.id NOT IN (SELECT id FROM packages) ORDER BY 1`;

const ADDRESSES = `
  SELECT email FROM "Person" WHERE id IN (SELECT id FROM people) UNION SELECT email FROM "Party" WHERE id IN (SELECT id FROM parties)
  ORDER BY 1`;

/**
 * Removes it in one transaction.
 *
 * @param ownerUrl the database's owner: the role that the system works as may delete nothing of the audit
 * @returns what was removed, for whoever ends its workflows and deletes its files; null where there is no example
 * @throws RangeError naming the dossiers where an example party acted for a real agency; nothing was removed
 */
export async function forgetExample(ownerUrl: string): Promise<Forgotten | null> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('BEGIN');
    await owner.query(GATHER);
    const { rowCount } = await owner.query('SELECT FROM agencies');
    if (!rowCount) return null;
    const elsewhere = await column(owner, ELSEWHERE);
    if (elsewhere.length > 0)
      throw new RangeError(
        `The example's parties took part in ${elsewhere.join(', ')}, which are no examples; nothing was removed.`,
      );
    const applications = await column(owner, 'SELECT code FROM applications ORDER BY code');
    const packages = await column(owner, 'SELECT code FROM packages ORDER BY code');
    const rounds = await column(owner, 'SELECT code FROM rounds ORDER BY code');
    const named = await column(owner, 'SELECT DISTINCT sha256 FROM documents');
    const addresses = await column(owner, ADDRESSES);
    await owner.query(REMOVE);
    const kept = new Set(await column(owner, 'SELECT sha256 FROM "Document" WHERE sha256 = ANY($1)', [named]));
    const reset = await owner.query(
      `UPDATE "Clock" SET "aheadMs" = 0 WHERE NOT EXISTS (SELECT FROM "Application") AND NOT EXISTS (SELECT FROM "Package")
        AND NOT EXISTS (SELECT FROM "SelectionRound")`,
    );
    await owner.query('COMMIT');
    const files = named.filter((sha256) => !kept.has(sha256));
    return { applications, packages, rounds, files, addresses, clockReset: reset.rowCount === 1 };
  } finally {
    // Whatever was not committed is undone with the connection.
    await owner.end();
  }
}

async function column(owner: pg.Client, query: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await owner.query<[string]>({ text: query, values, rowMode: 'array' });
  return rows.map(([value]) => value);
}
