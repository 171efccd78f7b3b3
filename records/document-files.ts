/** Which documents have lost their file: rows of the database against the documents folder, for supervisors and for whoever operates it. */
import { SUBJECT } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { FILE_STATE, type FileState, fileStateOf } from './documents.ts';

/** A document whose file is missing or damaged; `codes`: the dossiers, packages and rounds that it belongs to. */
export type LostFile = {
  id: string;
  name: string;
  size: number;
  sha256: string;
  codes: string[];
  state: Exclude<FileState, typeof FILE_STATE.kept>;
};

/** `after`: the id of the last document that was looked at; null where all were. */
export type Look = { lost: LostFile[]; looked: number; after: string | null };

type Row = Omit<LostFile, 'state'>;

const BATCH = 500;
const SIDE_BY_SIDE = 16;

/** Every place of a document, with where it belongs: attached, or signed with a decision. */
const PLACES = Prisma.sql`(
  SELECT t."documentId" AS document, s.code, s."agencyId", s."programmeId" FROM "Attachment" t JOIN (
    SELECT ${SUBJECT.application} AS subject, id, code, "agencyId", "programmeId" FROM "Application"
    UNION ALL SELECT ${SUBJECT.package}, id, code, "agencyId", "programmeId" FROM "Package"
    UNION ALL SELECT ${SUBJECT.round}, id, code, "agencyId", "programmeId" FROM "SelectionRound") s ON s.subject = t.subject AND s.id = t."subjectId"
  UNION SELECT (e.instrument ->> 'documentId')::uuid, s.code, s."agencyId", s."programmeId" FROM "Event" e JOIN (
    SELECT id, code, "agencyId", "programmeId" FROM "Application"
    UNION ALL SELECT id, code, "agencyId", "programmeId" FROM "Package"
    UNION ALL SELECT id, code, "agencyId", "programmeId" FROM "SelectionRound") s ON s.id = e."subjectId"
  WHERE e.instrument ->> 'documentId' IS NOT NULL)`;

/**
 * Looks at documents in the order of their ids, until so many lost ones were found or so many were looked at.
 *
 * @param folder the documents folder
 * @param options.scope a condition on the places of a document (alias `p`); those that belong nowhere are looked at without one alone
 * @param options.after the id after which to go on
 * @param options.limit the most lost files
 * @param options.most the most documents that are looked at
 * @param options.withinMs about how long it may take; no limit without it
 */
export async function lookForLostFiles(
  database: Database,
  folder: string,
  {
    scope,
    after = null,
    limit,
    most,
    withinMs = Number.POSITIVE_INFINITY,
  }: { scope?: Prisma.Sql; after?: string | null; limit: number; most: number; withinMs?: number },
): Promise<Look> {
  const end = performance.now() + withinMs;
  const lost: LostFile[] = [];
  let looked = 0;
  let last = after;
  for (;;) {
    const rows = await batchOf(database, scope, last);
    for (let from = 0; from < rows.length; from += SIDE_BY_SIDE) {
      const some = rows.slice(from, from + SIDE_BY_SIDE);
      const states = await Promise.all(some.map((row) => fileStateOf(folder, row)));
      for (const [place, row] of some.entries()) {
        const state = states[place]!;
        looked += 1;
        last = row.id;
        if (state !== FILE_STATE.kept) lost.push({ ...row, state });
        if (lost.length === limit || looked === most) return { lost, looked, after: last };
      }
    }
    if (rows.length < BATCH) return { lost, looked, after: null };
    if (performance.now() > end) return { lost, looked, after: last };
  }
}

async function batchOf(database: Database, scope: Prisma.Sql | undefined, after: string | null): Promise<Row[]> {
  const from = after === null ? Prisma.sql`true` : Prisma.sql`d.id > ${after}::uuid`;
  const join = scope ? Prisma.sql`JOIN` : Prisma.sql`LEFT JOIN`;
  return database.$queryRaw<Row[]>`
    SELECT d.id, d.name, d.size, d.sha256, array_remove(array_agg(DISTINCT p.code ORDER BY p.code), NULL) AS codes
    FROM "Document" d ${join} ${PLACES} p ON p.document = d.id
    WHERE ${from} AND ${scope ?? Prisma.sql`true`} GROUP BY d.id ORDER BY d.id LIMIT ${BATCH}`;
}

/** Whether the oldest and the newest document have their files: a folder that was lost, emptied or not mounted has neither. */
export async function filesAreThere(database: Database, folder: string): Promise<boolean> {
  const ends = await database.$queryRaw<{ sha256: string; size: number }[]>`
    (SELECT sha256, size FROM "Document" ORDER BY id LIMIT 1) UNION (SELECT sha256, size FROM "Document" ORDER BY id DESC LIMIT 1)`;
  const states = await Promise.all(ends.map((document) => fileStateOf(folder, document)));
  return states.every((state) => state === FILE_STATE.kept);
}
