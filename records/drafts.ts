/** What is not begun yet: drafts of applications, which live in the database alone, and packages and rounds before they are opened. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { CURRENT_PROCESS, STATE, SUBJECT, splitKey } from '../domain/process.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { programmeOf, whyNoApplications } from '../programmes/index.ts';
import { attach, type Brought } from './attach.ts';
import type { Tx } from './case.ts';
import { applicationCode, packageCode, roundCode } from './codes.ts';
import { fault, refuseIf } from './handler.ts';
import { documentFaults, documentsNamed } from './named-documents.ts';
import { closedFault } from './periods.ts';
import { draftContent } from './submission.ts';

/** A change of a draft's content: fields given replace, fields given as null are emptied, all others stay. */
export const contentChange = z.strictObject(
  Object.fromEntries(Object.entries(draftContent.shape).map(([name, shape]) => [name, shape.nullable()])) as {
    [Name in keyof typeof draftContent.shape]: z.ZodNullable<(typeof draftContent.shape)[Name]>;
  },
);
export type ContentChange = z.infer<typeof contentChange>;

type Kept = { code: string; edition: number };

/**
 * Makes a draft and reserves its code.
 * @param draft.uploader as kept with its documents (`party:<id>`)
 * @throws Refused `invalid` where there is no such programme or item, or it takes no applications, today or at all; where a document is not there
 */
export async function createDraft(
  tx: Tx,
  draft: {
    enterpriseId: string;
    programmeId: string;
    item: string;
    content: ContentChange;
    documents: Brought;
    uploader: string;
  },
): Promise<Kept> {
  const found = await tx.programme.findUnique({ where: { id: draft.programmeId } });
  const programme = found && programmeOf(found.definition);
  const item = programme?.items.find((candidate) => candidate.code === draft.item);
  const now = await businessNow(tx);
  const unapplied = item && whyNoApplications(item);
  refuseIf([
    !found && fault('programme', 'no-such-programme', 'Không có chương trình này.', 'There is no such programme.'),
    programme &&
      !item &&
      fault('item', 'no-such-item', 'Chương trình không có nội dung này.', 'The programme has no such item.'),
    unapplied && fault('item', 'takes-no-applications', unapplied.vi, unapplied.en),
    programme && closedFault(programme, item, legalDay(now), found.assumed, { programme: 'programme', item: 'item' }),
  ]);
  const code = await applicationCode(tx, draft.programmeId, now);
  const { id } = await tx.application.create({
    data: {
      code,
      agencyId: found!.agencyId,
      programmeId: draft.programmeId,
      item: draft.item,
      enterpriseId: draft.enterpriseId,
      ...splitKey(STATE.draft),
      process: CURRENT_PROCESS,
      route: [],
      stateSince: now,
      createdAt: now,
      content: changed({}, draft.content),
    },
    select: { id: true },
  });
  await attachOwn(tx, id, draft, now);
  return { code, edition: 1 };
}

/**
 * Changes a draft of this enterprise.
 * @param change.edition the edition that was read; documents are added, and those listed are taken off again
 * @returns the new edition
 * @throws Refused `not-open` once it was submitted; `stale` where it was changed since; `invalid` with its faults
 */
export async function editDraft(
  tx: Tx,
  code: string,
  change: {
    edition: number;
    content: ContentChange;
    documents: Brought;
    removeDocuments: readonly string[];
    uploader: string;
  },
): Promise<Kept> {
  const [row] = await tx.$queryRaw<
    { id: string; stage: string; state: string; content: Prisma.JsonObject; contentVersion: number; now: Date }[]
  >`SELECT id, stage, state, content, "contentVersion", business_now() AS now FROM "Application" WHERE code = ${code} FOR UPDATE`;
  if (!row) throw new Refused('not-found');
  if (`${row.stage}/${row.state}` !== STATE.draft)
    throw new Refused('not-open', [
      fault('', 'submitted', 'Hồ sơ đã nộp, không sửa được nữa.', 'It was submitted and can no longer be edited.'),
    ]);
  if (row.contentVersion !== change.edition)
    throw new Refused('stale', [
      fault('', 'stale', 'Bản nháp đã thay đổi, hãy đọc lại.', 'The draft was changed since you read it.'),
    ]);
  const to = { subject: SUBJECT.application, subjectId: row.id };
  if (change.removeDocuments.length > 0)
    await tx.attachment.deleteMany({ where: { ...to, documentId: { in: [...change.removeDocuments] } } });
  await attachOwn(tx, row.id, change, row.now);
  const edition = row.contentVersion + 1;
  await tx.application.updateMany({
    where: { id: row.id },
    data: { content: changed(row.content, change.content), contentVersion: edition },
  });
  return { code, edition };
}

/** @throws Refused `invalid`, naming every document that is not the enterprise's own or is used elsewhere */
async function attachOwn(
  tx: Tx,
  subjectId: string,
  { documents, uploader }: { documents: Brought; uploader: string },
  now: Date,
): Promise<void> {
  refuseIf(await documentFaults(tx, documentsNamed({ documents }), { uploader, subjectId, staff: false }));
  await attach(tx, { subject: SUBJECT.application, subjectId }, documents, now);
}

/** Makes a package that nothing is in yet; the action open-package takes its applications in. @returns its code */
export async function createPackage(
  tx: Tx,
  programme: { id: string; agencyId: string },
  title: string,
): Promise<string> {
  const now = await businessNow(tx);
  const code = await packageCode(tx, programme.id, now);
  await tx.package.create({
    data: {
      code,
      agencyId: programme.agencyId,
      programmeId: programme.id,
      ...splitKey(STATE.unopened),
      process: CURRENT_PROCESS,
      stateSince: now,
      createdAt: now,
      title,
    },
  });
  return code;
}

/** Makes a selection round that is not announced; the action open-round does that. @returns its code */
export async function createRound(
  tx: Tx,
  programme: { id: string; agencyId: string },
  { item, title }: { item: string; title: string },
): Promise<string> {
  const now = await businessNow(tx);
  const code = await roundCode(tx, programme.id, now);
  await tx.selectionRound.create({
    data: {
      ...{ code, agencyId: programme.agencyId, programmeId: programme.id, item, title },
      ...splitKey(STATE.unannounced),
      ...{ process: CURRENT_PROCESS, stateSince: now, createdAt: now },
    },
  });
  return code;
}

function changed(content: Prisma.JsonObject, change: ContentChange): Prisma.InputJsonObject {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const merged: Record<string, unknown> = { ...content, ...Object.fromEntries(given) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Prisma.InputJsonObject;
}

/** The business clock of this transaction. */
export async function businessNow(tx: Tx): Promise<Date> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  return clock!.now;
}
