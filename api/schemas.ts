/** Shapes that several resources show. */
import { z } from 'zod';
import { DOCUMENT_TYPES } from '../records/documents.ts';
import { subjectCode, upTo } from '../records/shapes.ts';

export const instant = z.iso.datetime({ offset: true });
export const day = z.iso.date();
/** Whole đồng. */
export const amount = z.int();
export const bilingual = z.object({ vi: z.string(), en: z.string() }).meta({ id: 'Bilingual' });

export const codeParams = z.strictObject({ code: subjectCode });
export const idParams = z.strictObject({ id: z.uuid() });

export const fault = z
  .object({ path: z.string(), code: z.string(), message: bilingual })
  .meta({ id: 'Fault', description: 'One thing wrong, at the field that `path` names.' });

export const problem = z
  .object({
    type: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for programs.'),
    title: z.string(),
    detail: z.string().optional(),
    text: z.object({ title: bilingual, detail: bilingual.optional() }),
    faults: z.array(fault).optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. Title and detail in the language that Accept-Language asks for.' });

/** A party as others see it. */
export const partyName = z.object({ id: z.uuid(), name: z.string(), taxCode: z.string() }).meta({ id: 'PartyName' });

/** Pages of a list: what comes after the last one of the page before. */
export const pageQuery = {
  cursor: upTo(300).optional().describe('As the page before gave it.'),
  limit: z.coerce.number().int().min(1).max(100).default(25),
};
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the next page, if there is one.'),
  });

/** A yes or no in a query. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Whether an action is only tried out: nothing is written. */
export const rehearsing = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

export const documentView = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    version: z.int(),
    name: z.string(),
    type: z.enum([...new Set(Object.values(DOCUMENT_TYPES))]),
    size: z.int(),
    sha256: z.string(),
    attachedAt: instant,
  })
  .meta({ id: 'AttachedDocument' });

export const taskView = z
  .object({
    id: z.uuid().optional().describe('Where you may see the task.'),
    name: z.string(),
    title: bilingual,
    role: z.string(),
    dueAt: instant,
    openedAt: instant,
    overdue: z.boolean(),
    mine: z.boolean(),
  })
  .meta({ id: 'OpenTask' });
