/** Documents whose file is gone from the documents folder: what a supervisor must have restored, or sent again. */
import { relative } from 'node:path';
import { z } from 'zod';
import { Prisma } from '../prisma/generated/client.ts';
import { lookForLostFiles } from '../records/document-files.ts';
import { FILE_STATE, pathOf } from '../records/documents.ts';
import { cursorOf, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { pageQuery } from './schemas.ts';
import { policy, scope, tag } from './supervision.ts';

/** One call looks at so many documents at most; the cursor goes on from there. */
const MOST_LOOKED_AT = 20_000;
/** And for so long: a slow disk makes pages short, never an answer that does not come. */
const WITHIN_MS = 8_000;

const lostFile = z
  .object({
    id: z.uuid(),
    name: z.string(),
    size: z.int().describe('Bytes, as it was uploaded.'),
    sha256: z.string(),
    file: z.string().describe('Where it belongs, from the documents folder on.'),
    state: z.enum([FILE_STATE.missing, FILE_STATE.damaged]).describe('Damaged: it is there, with another length.'),
    codes: z.array(z.string()).describe('The dossiers, packages and rounds that it belongs to.'),
  })
  .meta({ id: 'LostFile' });

const documents = route({
  method: 'get',
  path: '/supervision/documents',
  tag,
  summary: 'Documents whose file is missing or damaged, with the dossiers that they belong to',
  description:
    'Looks at the files themselves. A page may be shorter than its limit, or empty, and still have a next one: it ends with the ' +
    'documents that were looked at.',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(lostFile),
      next: z.string().nullable(),
    }),
  },
  handle: async ({ who, query }, { config, database }) => {
    const from = readCursor(query.cursor, ['id']);
    const { lost, after } = await lookForLostFiles(database, config.documentsDir, {
      scope: scope(who, Prisma.sql`p`),
      after: from?.[0] ?? null,
      limit: query.limit,
      most: MOST_LOOKED_AT,
      withinMs: WITHIN_MS,
    });
    const items = lost.map((one) => ({
      ...one,
      file: relative(config.documentsDir, pathOf(config.documentsDir, one.sha256)),
    }));
    return ok({ items, next: after && cursorOf(after) });
  },
});

export const lostDocuments: readonly Route[] = [documents];
