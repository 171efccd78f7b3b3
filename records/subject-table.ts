/** Where each kind of subject is kept: a piece of SQL for whatever asks about any of them. */
import { SUBJECT, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';

export const SUBJECT_TABLE: Record<SubjectKind, Prisma.Sql> = {
  [SUBJECT.application]: Prisma.sql`"Application"`,
  [SUBJECT.package]: Prisma.sql`"Package"`,
  [SUBJECT.round]: Prisma.sql`"SelectionRound"`,
};
