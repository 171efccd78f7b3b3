/** Attaches uploaded documents to a subject, in the transaction of the action that brings them. */
import { type Fault, Refused } from '../domain/errors.ts';
import type { SubjectKind } from '../domain/process.ts';
import type { Tx } from './case.ts';
import { type Act, fault } from './handler.ts';

export type Brought = readonly { kind: string; documentId: string }[];

/** How an uploader is kept with a document. */
export const uploaderOf = (principal: { kind: string; id?: string }): string =>
  `${principal.kind}:${principal.id ?? ''}`;

/**
 * @param uploader only documents that the same principal uploaded may be attached: another's are as good as missing
 * @param partyId set where the document is that party's alone (a bid's), null where everybody with the subject may read it
 * @throws Refused `invalid`, naming every document that is not there
 */
export async function attach(
  tx: Tx,
  to: { subject: SubjectKind; subjectId: string; partyId?: string | null },
  brought: Brought | undefined,
  uploader: string,
  now: Date,
): Promise<void> {
  if (!brought || brought.length === 0) return;
  const found = await tx.document.findMany({
    where: { id: { in: brought.map((entry) => entry.documentId) }, uploader },
    select: { id: true },
  });
  const known = new Set(found.map((document) => document.id));
  const faults = brought.flatMap((entry, index): Fault[] =>
    known.has(entry.documentId)
      ? []
      : [
          fault(
            `documents.${index}.documentId`,
            'no-such-document',
            'Không có tài liệu này.',
            'There is no such document of yours.',
          ),
        ],
  );
  if (faults.length > 0) throw new Refused('invalid', faults);
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
export const bring = ({ tx, case: found, actor, now }: Act<unknown>, brought: Brought | undefined): Promise<void> =>
  attach(tx, { subject: found.subject, subjectId: found.row.id }, brought, uploaderOf(actor.principal), now);
