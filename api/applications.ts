/** Applications (hồ sơ): drafts, lists, one by itself, and what may be done with it. */
import { z } from 'zod';
import { PARTY_ROLE, SUBJECT } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { uploaderOf } from '../records/attach.ts';
import { contentChange, createDraft, editDraft } from '../records/drafts.ts';
import { code, documents, upTo } from '../records/shapes.ts';
import { actionRoute } from './action-route.ts';
import { applicationSummary, applicationView, type Listed, summaryOf, viewOf } from './application-view.ts';
import { dossier } from './dossier.ts';
import { guarded } from './guarded.ts';
import { history, letters } from './history.ts';
import { openTasksOf } from './late-tasks.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { codeParams, flag, pageOf, pageQuery } from './schemas.ts';
import { READING_ROLES, scopeOf, servedBy, within } from './visibility.ts';
import { LATE, tasksWaitedFor } from './waiting.ts';
import { holderOf, type SignedIn } from './who.ts';

const tag = 'Applications';
const etagOf = (edition: number): string => `"${edition}"`;

const create = route({
  method: 'post',
  path: '/applications',
  tag,
  summary: 'Begin a draft',
  description:
    'Reserves its code. Only this enterprise sees a draft; it is edited with PATCH and sent in with the action submit.',
  policy: { for: 'party', kind: PARTY_ROLE.enterprise },
  effect: 'once',
  body: z.strictObject({
    programme: code,
    item: code,
    content: contentChange.default({}),
    documents: documents.default([]).describe('Uploaded before, with POST /documents.'),
  }),
  answer: { status: 201, body: z.object({ code: z.string(), edition: z.int() }), headers: ['ETag', 'Location'] },
  handle: ({ who, body, once }) =>
    once(async (tx) => {
      const { programme, ...rest } = body;
      const draft = {
        ...rest,
        enterpriseId: who.id,
        programmeId: programme,
        uploader: uploaderOf({ kind: 'party', id: who.id }),
      };
      const kept = await guarded(() => createDraft(tx, draft));
      const headers = { ETag: etagOf(kept.edition), Location: `/api/applications/${kept.code}` };
      return { status: 201, body: kept, headers };
    }),
});

const edit = route({
  method: 'patch',
  path: '/applications/{code}',
  tag,
  summary: 'Change a draft',
  description: 'Fields given replace, null empties a field, all others stay. Documents are added under their kinds.',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'repeatable',
  needsMatch: true,
  params: codeParams,
  body: z.strictObject({
    content: contentChange.default({}),
    documents: documents.default([]),
    removeDocuments: z.array(z.uuid()).max(50).default([]),
  }),
  answer: { status: 200, body: applicationView, headers: ['ETag'] },
  handle: async ({ who, seen, body, ifMatch }, { database }) => {
    if (!seen.roles.includes(PARTY_ROLE.enterprise)) throw new Problem('not-allowed');
    const edition = editionIn(ifMatch!);
    const uploader = uploaderOf({ kind: who.kind, id: who.id });
    const kept = await guarded(() =>
      database.$transaction((tx) => editDraft(tx, seen.code, { ...body, edition, uploader })),
    );
    return ok(await viewOf(database, seen, who), { ETag: etagOf(kept.edition) });
  },
});

/** What If-Match names; anything that is no edition of ours matches none. */
const editionIn = (ifMatch: string): number => Number(/^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch.trim())?.[1] ?? 0);

const read = route({
  method: 'get',
  path: '/applications/{code}',
  tag,
  summary: 'One application',
  policy: { for: 'subject', subject: SUBJECT.application },
  effect: 'read',
  params: codeParams,
  answer: { status: 200, body: applicationView, headers: ['ETag'] },
  handle: async ({ who, seen }, { database }) => {
    const view = await viewOf(database, seen, who);
    return ok(view, { ETag: etagOf(view.edition) });
  },
});

const list = route({
  method: 'get',
  path: '/applications',
  tag,
  summary: 'Applications that you may see, the newest first',
  policy: { for: 'signed-in' },
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    stage: upTo(40).optional(),
    state: upTo(40).optional(),
    programme: code.optional(),
    overdue: flag.optional(),
    closed: flag.optional(),
  }),
  answer: { status: 200, body: pageOf(applicationSummary) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'id']);
    const ids = await database.$queryRaw<{ id: string; contractor: boolean }[]>`
      SELECT a.id, ${contractor(who)} AS contractor FROM "Application" a WHERE ${visibleTo(who)}
        AND (${query.stage ?? null}::text IS NULL OR a.stage = ${query.stage ?? null})
        AND (${query.state ?? null}::text IS NULL OR a.state = ${query.state ?? null})
        AND (${query.programme ?? null}::text IS NULL OR a."programmeId" = ${query.programme ?? null})
        AND (${query.overdue ?? null}::boolean IS NULL OR (a."closedAt" IS NULL AND ${LATE}) = ${query.overdue ?? null})
        AND (${query.closed ?? null}::boolean IS NULL OR (a."closedAt" IS NOT NULL) = ${query.closed ?? null})
        AND ${after ? Prisma.sql`(a."createdAt", a.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY a."createdAt" DESC, a.id DESC LIMIT ${query.limit + 1}`;
    const listedIds = ids.map(({ id }) => id);
    const [rows, tasks] = await Promise.all([
      database.application.findMany({
        where: { id: { in: listedIds } },
        include: { enterprise: true, programme: { select: { definition: true } } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      }),
      openTasksOf(database, listedIds),
    ]);
    const waited = await tasksWaitedFor(database, rows, tasks);
    const [clock] = await database.$queryRaw<[{ now: Date }]>`SELECT business_now() AS now`;
    const contracted = new Set(ids.filter((entry) => entry.contractor).map(({ id }) => id));
    const view = (row: Listed) => {
      const own = tasks.filter((task) => task.subjectId === row.id);
      const waits = { tasks: own, waited: waited.get(row.id) ?? [], now: clock.now };
      return summaryOf(row, placeOf(who, row, contracted.has(row.id)), who, waits, false);
    };
    return ok(page(rows, query.limit, view, (row) => [row.createdAt.toISOString(), row.id]));
  },
});

function visibleTo(who: SignedIn): Prisma.Sql {
  if (who.kind === 'person')
    return Prisma.sql`${within(scopeOf(who, READING_ROLES), Prisma.sql`a`)} AND a."submittedAt" IS NOT NULL`;
  return Prisma.sql`(a."enterpriseId" = ${who.id}::uuid OR EXISTS (${servedBy(who.id)}))`;
}

const contractor = (who: SignedIn): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM "Contract" k WHERE k."packageId" = a."packageId" AND k."lapsedAt" IS NULL AND k."consultantId" = ${who.id}::uuid)`;

function placeOf(who: SignedIn, row: Listed, isContractor: boolean) {
  if (who.kind === 'person') {
    const { roles, delegated } = holderOf(who, row.agencyId, row.programmeId);
    return { roles, delegated, as: 'staff' as const };
  }
  const own = row.enterpriseId === who.id;
  const roles = [...(own ? [PARTY_ROLE.enterprise] : []), ...(isContractor ? [PARTY_ROLE.consultant] : [])];
  return { roles, as: own ? PARTY_ROLE.enterprise : PARTY_ROLE.consultant };
}

export const applications: readonly Route[] = [
  create,
  list,
  read,
  edit,
  actionRoute(SUBJECT.application, tag),
  history(SUBJECT.application, tag),
  letters(SUBJECT.application, tag),
  ...dossier,
];
