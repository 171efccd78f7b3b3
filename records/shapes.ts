/** Field shapes that several actions share; each refuses what it does not know. */
import { z } from 'zod';

/** Whole đồng, as a JSON integer. */
export const dong = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const text = z.string().trim().min(1).max(4000);
export const line = z.string().trim().min(1).max(300);
export const code = z.string().regex(/^[A-Z0-9-]{1,24}$/);
export const subjectCode = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/)
  .max(60);
/** A legal day in Asia/Ho_Chi_Minh. */
export const day = z.iso.date();
export const instant = z.iso.datetime({ offset: true });
export const documentId = z.uuid();
export const documents = z
  .array(z.strictObject({ kind: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/), documentId }))
  .max(50);

/** Reasons condition by condition, as a refusal's letter gives them. */
export const instrument = z.strictObject({
  signatory: line,
  capacity: line,
  number: line.optional(),
  date: day.optional(),
  documentId: documentId.optional(),
});
export const signatory = z.strictObject({ name: line, capacity: line });

/** A legal day as the database's date. */
export const dateOf = (value: string): Date => new Date(`${value}T00:00:00Z`);
