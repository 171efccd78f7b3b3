/** The subjects that must have a run: those that the database knows as open. */
import { isUnderWay, STAGE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { SUBJECT_TABLE } from '../records/subject-table.ts';
import { workflowId } from '../workflows/messages.ts';

export type OfSubject = { subject: SubjectKind; code: string };

/** Rows that are read at once. */
const PAGE = 1_000;

export const idOf = ({ subject, code }: OfSubject): string => workflowId(subject, code);

/** The other way round than `workflowId`. */
export function subjectOf(id: string): OfSubject {
  const [subject = '', ...code] = id.split('/');
  return { subject: subject as SubjectKind, code: code.join('/') };
}

/** All open subjects, in pages by code. @throws what the database throws */
export async function* openSubjects(database: Database): AsyncGenerator<OfSubject> {
  for (const subject of Object.values(SUBJECT)) {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: { code: string; stage: string; state: string }[] = await database.$queryRaw(openPage(subject, after));
      for (const row of rows) if (isUnderWay(row)) yield { subject, code: row.code };
      after = rows.length === PAGE ? rows.at(-1)!.code : undefined;
    }
  }
}

/** The statement that reads a page of subjects that are not closed. The stage stands in it as the index on them has it. */
export const openPage = (subject: SubjectKind, after: string): Prisma.Sql => Prisma.sql`
  SELECT code, stage, state FROM ${SUBJECT_TABLE[subject]} WHERE stage <> '${Prisma.raw(STAGE.closed)}' AND code > ${after} ORDER BY code LIMIT ${PAGE}`;

/** Where these subjects stand; what the database does not know is left out. `woken`: somebody is about to wake it. */
export async function standingOf(
  database: Database,
  subjects: readonly OfSubject[],
): Promise<Map<string, { open: boolean; woken: boolean }>> {
  const rows = await database.$queryRaw<{ id: string; stage: string; state: string; woken: boolean }[]>`
    SELECT asked.id, coalesce(a.stage, p.stage, r.stage) AS stage, coalesce(a.state, p.state, r.state) AS state, EXISTS (
      SELECT FROM "Wake" w WHERE w."sentAt" IS NULL AND w.code = asked.code AND w."createdAt" > now() - interval '2 minutes') AS woken
    FROM (SELECT id, split_part(id, '/', 1) AS subject, split_part(id, '/', 2) AS code FROM unnest(${subjects.map(idOf)}::text[]) AS id) asked
      LEFT JOIN "Application" a ON asked.subject = ${SUBJECT.application} AND a.code = asked.code
      LEFT JOIN "Package" p ON asked.subject = ${SUBJECT.package} AND p.code = asked.code
      LEFT JOIN "SelectionRound" r ON asked.subject = ${SUBJECT.round} AND r.code = asked.code
    WHERE coalesce(a.stage, p.stage, r.stage) IS NOT NULL`;
  return new Map(rows.map(({ id, woken, ...row }) => [id, { open: isUnderWay(row), woken }]));
}
