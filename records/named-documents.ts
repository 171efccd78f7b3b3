/**
 * Documents that a body names. Whoever names one publishes it to whoever reads the subject, so that only one's own may be named, and what
 * the subject shows already. Every action passes here (evaluate.ts), by the names of its fields: `documentId`, `documentIds`.
 */
import type { Fault } from '../domain/errors.ts';
import type { Tx } from './case.ts';
import { fault } from './handler.ts';

/** A document by the field of the body that names it. */
export type NamedDocument = { path: string; id: string };

/** Every document that a body names, at whatever depth. @param body as its shape has parsed it */
export function documentsNamed(body: unknown, path = ''): NamedDocument[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]): NamedDocument[] => {
    const at = path ? `${path}.${name}` : name;
    if (name === 'documentId') return typeof value === 'string' ? [{ path: at, id: value }] : [];
    if (name === 'documentIds' && Array.isArray(value))
      return value.map((id, index) => ({ path: `${at}.${index}`, id: String(id) }));
    return documentsNamed(value, at);
  });
}

/** Where documents are to be shown, and by whom. */
type Naming = {
  /** As kept with a document: `person:<id>`, `party:<id>`. */
  uploader: string;
  /** The subject that names them, and those that hang together with it (a package and its applications); none beside the dossiers. */
  subjectId: string | null;
  linked?: readonly string[];
  /** Whether the actor is of the staff, who read all that everybody with the subject reads. */
  staff: boolean;
};

/**
 * A document may be named by its uploader: by a party with any of its applications (its certificate of registration goes with each), unless
 * it is in a bid, which is sealed; by staff unless it is attached or signed with elsewhere, since who reads it there may be others. Staff may besides name what everybody who
 * works on the subject reads there. A bid's documents are their bidder's alone.
 * @returns a fault for each of the others; one that is not there and one of somebody else's look alike
 */
export async function documentFaults(
  tx: Pick<Tx, '$queryRaw'>,
  named: readonly NamedDocument[],
  { uploader, subjectId, linked = [], staff }: Naming,
): Promise<Fault[]> {
  if (named.length === 0) return [];
  const known = [subjectId, ...linked].filter((id): id is string => id !== null);
  const rows = await tx.$queryRaw<{ id: string; own: boolean; here: boolean; elsewhere: boolean }[]>`
    SELECT d.id::text, d.uploader = ${uploader} AS own,
      EXISTS (SELECT FROM "Attachment" t WHERE t."documentId" = d.id AND t."subjectId" = ${subjectId}::uuid
          AND (t."partyId" IS NULL OR d.uploader = ${uploader}))
        OR EXISTS (SELECT FROM "Event" e WHERE e.instrument ->> 'documentId' = d.id::text AND e."subjectId" = ${subjectId}::uuid
          AND (e.actor ->> 'kind') || ':' || (e.actor ->> 'id') = d.uploader) AS here,
      EXISTS (SELECT FROM "Attachment" t WHERE t."documentId" = d.id AND NOT t."subjectId" = ANY(${known}::uuid[])
          AND (${staff} OR t."partyId" IS NOT NULL))
        OR EXISTS (SELECT FROM "Event" e WHERE e.instrument ->> 'documentId' = d.id::text AND NOT e."subjectId" = ANY(${known}::uuid[]))
        AS elsewhere
    FROM "Document" d WHERE d.id = ANY(${named.map(({ id }) => id)}::uuid[])`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return named.flatMap(({ path, id }): Fault[] => {
    const row = found.get(id.toLowerCase());
    if (row && ((row.own && (!row.elsewhere || row.here)) || (staff && row.here))) return [];
    return row?.own
      ? [
          fault(
            path,
            'document-elsewhere',
            'Tài liệu này đã dùng ở nơi khác: hãy tải lên lại để dùng ở đây.',
            'You have used this document elsewhere: upload it again to use it here.',
          ),
        ]
      : [fault(path, 'no-such-document', 'Không có tài liệu này.', 'There is no such document of yours.')];
  });
}

/** How staff name what proves a number, an activity or a designation: their own, used with no dossier. @param by the person */
export const besideDossiers = (by: string): Naming => ({ uploader: `person:${by}`, subjectId: null, staff: true });
