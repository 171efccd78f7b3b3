/** Whose promised date has passed, or will soon: where each stands, who holds it, and who was told of it, each time. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { LETTER, STAGE } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { page, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, instant, pageOf, pageQuery, partyName } from './schemas.ts';
import { iso } from './shown.ts';
import { policy, scope, tag } from './supervision.ts';

/** Letters by which a promised date is told of. */
const TOLD_BY = [
  LETTER.promiseReminder,
  LETTER.promisePassed,
  LETTER.promiseAgain,
  LETTER.apologyForLateness,
  LETTER.apology,
];

const promised = z
  .object({
    code: z.string(),
    programme: z.string(),
    enterprise: partyName,
    stage: z.string(),
    state: z.string(),
    title: bilingual,
    promisedAt: instant.nullable().describe('The appointed date as it was first told.'),
    appointedAt: instant.describe('The appointed date as it is now.'),
    passedSince: instant.nullable().describe('Since when it has passed; null while it lies ahead.'),
    extension: z.int().nullable().describe('Working days by which the limit was extended.'),
    task: z.string().nullable(),
    taskTitle: bilingual.nullable(),
    role: z.string().nullable(),
    taskDueAt: instant.nullable(),
    holder: z.string().nullable().describe('Who holds the open step; null while nobody does.'),
    told: z.int().describe('How often somebody above was told that it has passed.'),
    tellings: z
      .array(
        z.object({
          at: instant,
          letter: z.string(),
          title: bilingual,
          to: z.string().nullable(),
          sentAt: instant.nullable(),
        }),
      )
      .describe('Each letter about the date, the oldest first.'),
  })
  .meta({ id: 'PromisedDate' });

type Row = {
  id: string;
  code: string;
  programmeId: string;
  enterpriseId: string;
  enterprise: string;
  taxCode: string;
  stage: string;
  state: string;
  promisedAt: Date | null;
  appointedAt: Date;
  passed: boolean;
  extension: number | null;
  told: number;
  task: string | null;
  role: string | null;
  dueAt: Date | null;
  holder: string | null;
  tellings: { at: string; letter: string; to: string | null; sentAt: string | null }[] | null;
};

const list = route({
  method: 'get',
  path: '/supervision/promised',
  tag,
  summary:
    'Whose promised date has passed or will within some days, who holds it and who was told; the longest passed first',
  policy,
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    within: z.coerce.number().int().min(0).max(365).default(7).describe('Days ahead; 0: only what has passed.'),
  }),
  answer: { status: 200, body: pageOf(promised) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'id']);
    const rows = await database.$queryRaw<Row[]>`
      SELECT a.id, a.code, a."programmeId", party.id AS "enterpriseId", party.name AS enterprise, party."taxCode", a.stage, a.state, a."promisedAt",
        a."appointedAt", a."appointedAt" <= business_now() AS passed, a.extension, a."promiseTold" AS told, task.name AS task, task.role, task."dueAt",
        task.holder, (SELECT jsonb_agg(jsonb_build_object('at', l."createdAt", 'letter', l.name, 'sentAt', l."sentAt",
            'to', coalesce(to_party.name, person.name, superior.name)) ORDER BY l."createdAt", l.id)
          FROM "Letter" l LEFT JOIN "Party" to_party ON to_party.id = l."partyId" LEFT JOIN "Person" person ON person.id = l."personId"
            LEFT JOIN "Superior" superior ON superior.id = l."superiorId"
          WHERE l."subjectId" = a.id AND l.name = ANY(${[...TOLD_BY]}) AND l."createdAt" >= a."acceptedAt") AS tellings
      FROM "Application" a JOIN "Party" party ON party.id = a."enterpriseId"
        LEFT JOIN LATERAL (SELECT t.name, t.role, t."dueAt", coalesce(person.name, owing.name) AS holder FROM "Task" t
          LEFT JOIN "Person" person ON person.id = t."personId" LEFT JOIN "Party" owing ON owing.id = t."partyId"
          WHERE t."subjectId" = a.id AND t."closedAt" IS NULL ORDER BY t."dueAt", t.id LIMIT 1) task ON true
      WHERE a.stage = ${STAGE.eligibility} AND a."acceptedAt" IS NOT NULL AND a."clockStoppedAt" IS NULL
        AND a."appointedAt" <= business_now() + ${query.within} * interval '1 day' AND ${scope(who, Prisma.sql`a`)}
        AND ${after ? Prisma.sql`(a."appointedAt", a.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY a."appointedAt", a.id LIMIT ${query.limit + 1}`;
    return ok(page(rows, query.limit, viewOf, (row) => [row.appointedAt.toISOString(), row.id]));
  },
});

const viewOf = (row: Row) => ({
  code: row.code,
  programme: row.programmeId,
  enterprise: { id: row.enterpriseId, name: row.enterprise, taxCode: row.taxCode },
  stage: row.stage,
  state: row.state,
  title: wordOf('state', `${row.stage}/${row.state}`),
  promisedAt: iso(row.promisedAt),
  appointedAt: row.appointedAt.toISOString(),
  passedSince: row.passed ? row.appointedAt.toISOString() : null,
  extension: row.extension,
  task: row.task,
  taskTitle: row.task && wordOf('task', row.task),
  role: row.role,
  taskDueAt: iso(row.dueAt),
  holder: row.holder,
  told: row.told,
  tellings: (row.tellings ?? []).map((told) => ({
    ...told,
    at: new Date(told.at).toISOString(),
    sentAt: told.sentAt && new Date(told.sentAt).toISOString(),
    title: wordOf('letter', told.letter),
  })),
});

export const promisedDates: readonly Route[] = [list];
