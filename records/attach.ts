/** Attaches uploaded documents to a subject, in the transaction of the action that brings them. */
import type { SubjectKind } from '../domain/process.ts';
import type { Tx } from './case.ts';
import type { Act } from './handler.ts';

export type Brought = readonly { kind: string; documentId: string }[];

/** How an uploader is kept with a document. */
export const uploaderOf = (principal: { kind: string; id?: string }): string =>
  `${principal.kind}:${principal.id ?? ''}`;

/**
 * Attaches documents that whoever names them may name (`documentFaults`).
 * @param to.partyId set where the document is that party's alone (a bid's), null where everybody with the subject may read it
 */
export async function attach(
  tx: Tx,
  to: { subject: SubjectKind; subjectId: string; partyId?: string | null },
  brought: Brought | undefined,
  now: Date,
): Promise<void> {
  if (!brought || brought.length === 0) return;
  const attached = await tx.attachment.groupBy({
    by: ['kind'],
    where: { subject: to.subject, subjectId: to.subjectId },
    _max: { version: true },
  });
  const versions = new Map(attached.map((row) => [row.kind, row._max.version ?? 0]));
  const data = brought.map((entry) => {
    const version = (versions.get(entry.kind) ?? 0) + 1;
    versions.set(entry.kind, version);
    return {
      documentId: entry.documentId,
      subject: to.subject,
      subjectId: to.subjectId,
      partyId: to.partyId ?? null,
      kind: entry.kind,
      version,
      attachedAt: now,
    };
  });
  await tx.attachment.createMany({ data, skipDuplicates: true });
}

/** Attaches what an action brings with it, for everybody who may read the dossier or package. */
export const bring = ({ tx, case: found, now }: Act<unknown>, brought: Brought | undefined): Promise<void> =>
  attach(tx, { subject: found.subject, subjectId: found.row.id }, brought, now);
