/** What has happened to an application, package or selection round, in one line of time, cut to what its reader may see; and its letters as sent. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { ROLE, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { SEALED_LETTER } from '../records/sealed-bids.ts';
import { engineOf } from './engine.ts';
import { type Line, linesOf, type Place } from './history-lines.ts';
import { page, readCursor } from './paging.ts';
import { ok, PLURAL, type Route, route } from './route.ts';
import { bilingual, codeParams, instant, pageOf, pageQuery } from './schemas.ts';
import { standingOf, standingView } from './standing.ts';

const lineView = z
  .looseObject({
    at: instant,
    kind: z.enum(['decision', 'letter', 'clock', 'task', 'fault', 'engine']),
    text: bilingual,
    by: z
      .object({
        role: z.string(),
        name: z.string().optional(),
        onBehalfOf: z.string().optional().describe('In whose name (thay mặt), where the role was delegated.'),
      })
      .optional(),
    action: z.string().optional(),
    version: z.int().optional(),
    before: z.string().optional(),
    after: z.string().optional(),
    reason: z.string().nullish(),
    legalBasis: z.string().nullish(),
    data: z.unknown().optional().describe('What was recorded.'),
    instrument: z.unknown().optional(),
  })
  .meta({ id: 'HistoryLine' });

const engineView = z
  .object({
    available: z.boolean(),
    why: bilingual.nullable().describe('Why it is not available: the server does not answer, or no longer has it.'),
    goneSince: instant.nullable().describe('Since when the Temporal server no longer has this layer.'),
    pending: z.array(bilingual).describe('What waits now, how often it was tried, and why it fails.'),
  })
  .meta({ id: 'EngineLayer' });

const withoutPlace = ({ place: _, ...line }: Line) => line;

export const history = (subject: SubjectKind, tag: string): Route =>
  route({
    method: 'get',
    path: `/${PLURAL[subject]}/{code}/history`,
    tag,
    summary: 'Everything that has happened, oldest first',
    description:
      'Decisions with their reasons, letters, the clock, tasks. Supervisors also read the workflow engine’s own events in plain ' +
      'sentences while its server keeps them, and since when it does not.',
    policy: { for: 'subject', subject },
    effect: 'read',
    params: codeParams,
    query: z.strictObject(pageQuery),
    answer: {
      status: 200,
      body: pageOf(lineView).extend({
        standing: standingView.optional().describe('For staff.'),
        engine: engineView.optional().describe('For supervisors.'),
      }),
    },
    handle: async ({ who, seen, query }, { database, temporal }) => {
      const after = readCursor(query.cursor, ['instant', 'text', 'text']) as Place | null;
      const stored = await linesOf(database, seen, who, after, query.limit + 1);
      if (!seen.roles.includes(ROLE.supervisor)) {
        const standing = seen.as === 'staff' ? { standing: await standingOf(database, seen, []) } : {};
        return ok({ ...page(stored, query.limit, withoutPlace, ({ place }) => place), ...standing });
      }
      const [clock] = await database.$queryRaw<{ aheadMs: bigint; closedAt: Date | null }[]>`
        SELECT "aheadMs", (SELECT "closedAt" FROM "Application" WHERE id = ${seen.id}::uuid
          UNION ALL SELECT "closedAt" FROM "Package" WHERE id = ${seen.id}::uuid
          UNION ALL SELECT "closedAt" FROM "SelectionRound" WHERE id = ${seen.id}::uuid) AS "closedAt" FROM "Clock"`;
      const { engine, lines } = await engineOf(temporal, subject, seen.code, {
        closedAt: clock?.closedAt ?? null,
        aheadMs: Number(clock?.aheadMs ?? 0),
      });
      const later = lines.filter(({ place }) => !after || compare(place, after) > 0);
      const merged = [...stored, ...later].sort((a, b) => compare(a.place, b.place));
      const standing = await standingOf(database, seen, engine.pending);
      return ok({ ...page(merged, query.limit, withoutPlace, ({ place }) => place), standing, engine });
    },
  });

const compare = (a: Place, b: Place): number => {
  for (const part of [0, 1, 2] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  return 0;
};

const letterView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    title: bilingual,
    to: z.string().nullable(),
    createdAt: instant,
    sentAt: instant.nullable(),
    subjectLine: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    messageId: z.string().nullable(),
    attempts: z.int().optional().describe('For staff: how often it was tried.'),
    lastError: z.string().nullish().describe('For staff: why it could not be delivered.'),
  })
  .meta({ id: 'Letter' });

type LetterRow = {
  id: string;
  name: string;
  to: string | null;
  createdAt: Date;
  sentAt: Date | null;
  title: string | null;
  text: string | null;
  html: string | null;
  messageId: string | null;
  attempts: number;
  lastError: string | null;
};

export const letters = (subject: SubjectKind, tag: string): Route =>
  route({
    method: 'get',
    path: `/${PLURAL[subject]}/{code}/letters`,
    tag,
    summary: 'Letters, as they were sent; parties read their own',
    policy: { for: 'subject', subject },
    effect: 'read',
    params: codeParams,
    query: z.strictObject(pageQuery),
    answer: { status: 200, body: pageOf(letterView) },
    handle: async ({ who, seen, query }, { database }) => {
      const after = readCursor(query.cursor, ['instant', 'id']);
      const rows = await database.$queryRaw<LetterRow[]>`
        SELECT l.id, l.name, coalesce(party.name, person.name, superior.name) AS to, l."createdAt", l."sentAt", l.title, l.text, l.html, l."messageId",
          l.attempts, l."lastError"
        FROM "Letter" l LEFT JOIN "Party" party ON party.id = l."partyId" LEFT JOIN "Person" person ON person.id = l."personId"
          LEFT JOIN "Superior" superior ON superior.id = l."superiorId"
        WHERE l."subjectId" = ${seen.id}::uuid AND ((${seen.as === 'staff'} AND NOT ${SEALED_LETTER}) OR l."partyId" = ${who.id}::uuid)
          AND ${after ? Prisma.sql`(l."createdAt", l.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
        ORDER BY l."createdAt", l.id LIMIT ${query.limit + 1}`;
      const view = ({ title, attempts, lastError, ...row }: LetterRow) => ({
        ...row,
        title: wordOf('letter', row.name),
        subjectLine: title,
        createdAt: row.createdAt.toISOString(),
        sentAt: row.sentAt?.toISOString() ?? null,
        ...(seen.as === 'staff' ? { attempts, lastError } : {}),
      });
      return ok(page(rows, query.limit, view, (row) => [row.createdAt.toISOString(), row.id]));
    },
  });
