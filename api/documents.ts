/** Documents: uploaded first, then attached by naming their id; read by whoever may read what they are attached to. */
import { z } from 'zod';
import { SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Document } from '../prisma/generated/client.ts';
import { uploaderOf } from '../records/attach.ts';
import { cleanName, createDocument, DOCUMENT_TYPES, keepFile, pathOf, typeOf } from '../records/documents.ts';
import { fault } from '../records/handler.ts';
import { documentsOf } from './document-view.ts';
import { mayReadEvidence } from './evidence.ts';
import { guarded } from './guarded.ts';
import { signedWith } from './instruments.ts';
import { Problem } from './problem.ts';
import { type Route, route } from './route.ts';
import { idParams, instant } from './schemas.ts';
import { see } from './visibility.ts';
import type { SignedIn } from './who.ts';

const tag = 'Documents';
const types = [...new Set(Object.values(DOCUMENT_TYPES))];

const uploaded = z
  .object({
    id: z.uuid(),
    name: z.string(),
    type: z.enum(types),
    size: z.int(),
    sha256: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'UploadedDocument' });

const upload = route({
  method: 'post',
  path: '/documents',
  tag,
  summary: 'Upload a document',
  description:
    'PDF, DOCX, XLSX, PNG or JPEG of at most 20 MB; the content must be of the type that is declared. Until it is attached, only ' +
    'its uploader may read it.',
  policy: { for: 'signed-in' },
  effect: 'once',
  multipart: true,
  body: z.strictObject({}),
  answer: { status: 201, body: uploaded, headers: ['Location'] },
  handle: async ({ who, upload: file, once }, { config }) => {
    if (!file)
      throw new Problem('invalid', {
        faults: [
          fault('file', 'missing', 'Hãy gửi một tệp trong trường "file".', 'Send one file in the field "file".'),
        ],
      });
    const name = cleanName(file.name);
    const type = await guarded(() => typeOf({ ...file, name }));
    const sha256 = await keepFile(config.documentsDir, file.bytes);
    return once(async (tx) => {
      const uploader = uploaderOf({ kind: who.kind, id: who.id });
      const row = await createDocument(tx, { sha256, name, type, size: file.bytes.length, uploader });
      const { id, size, createdAt } = row;
      const body = { id, name, type, size, sha256, createdAt: createdAt.toISOString() };
      return { status: 201, body, headers: { Location: `/api/documents/${id}` } };
    });
  },
});

const download = route({
  method: 'get',
  path: '/documents/{id}',
  tag,
  summary: 'Download a document',
  policy: { for: 'signed-in' },
  effect: 'read',
  params: idParams,
  answer: { status: 200, type: 'application/octet-stream' },
  handle: async ({ who, params }, { config, database }) => {
    const document = await database.document.findUnique({ where: { id: params.id } });
    if (!document || !(await mayRead(database, who, document))) throw new Problem('not-found');
    const { name, type, size, sha256 } = document;
    return { file: { path: pathOf(config.documentsDir, sha256), name, type, size } };
  },
});

/** Its uploader, whoever sees it with a subject (attached, or signed with one of the decisions on it), or with a number that it proves. */
async function mayRead(database: Database, who: SignedIn, document: Document): Promise<boolean> {
  if (document.uploader === uploaderOf({ kind: who.kind, id: who.id })) return true;
  for (const { subject, code } of await placesOf(database, document.id)) {
    const seen = await see(database, who, subject, code);
    if (!seen) continue;
    const attached = await documentsOf(database, seen, who);
    if (attached.some(({ id }) => id === document.id) || (await signedWith(database, seen, who, document))) return true;
  }
  return mayReadEvidence(database, who, document.id);
}

/** The subjects that a document is attached to or signed with. */
const placesOf = (database: Database, id: string) => database.$queryRaw<{ subject: SubjectKind; code: string }[]>`
  SELECT ${SUBJECT.application} AS subject, a.code FROM "Attachment" t JOIN "Application" a ON a.id = t."subjectId" WHERE t."documentId" = ${id}::uuid
  UNION SELECT ${SUBJECT.package}, p.code FROM "Attachment" t JOIN "Package" p ON p.id = t."subjectId" WHERE t."documentId" = ${id}::uuid
  UNION SELECT ${SUBJECT.round}, r.code FROM "Attachment" t JOIN "SelectionRound" r ON r.id = t."subjectId" WHERE t."documentId" = ${id}::uuid
  UNION SELECT e.subject, e.code FROM "Event" e WHERE e.instrument ->> 'documentId' = ${id}`;

export const documents: readonly Route[] = [upload, download];
