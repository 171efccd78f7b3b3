/** Selection rounds (đợt xét chọn): announcing one, lists, one by itself, nominations, and what may be done. */
import { z } from 'zod';
import { ACTION, ROLE, STATE, SUBJECT } from '../domain/process.ts';
import { isSelected } from '../domain/route.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { createRound } from '../records/drafts.ts';
import { fault } from '../records/handler.ts';
import { announcement } from '../records/selection.ts';
import { code, instrument, upTo } from '../records/shapes.ts';
import { actionRoute } from './action-route.ts';
import { decide, decisionView, rehearsalView, tryOut } from './decisions.ts';
import { history, letters } from './history.ts';
import { openTasksOf } from './late-tasks.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import {
  type ListedRound,
  roundOf,
  roundParts,
  roundSummary,
  roundSummaryOf,
  roundView,
  taxCodeOf,
} from './round-view.ts';
import { ok, type Route, route } from './route.ts';
import { codeParams, flag, pageOf, pageQuery, rehearsing } from './schemas.ts';
import { READING_ROLES, type Seen, scopeOf, see, sitsOnCouncil, within } from './visibility.ts';
import { holderOf, type Person, rolesIn, type SignedIn } from './who.ts';

const tag = 'Selection rounds';

const open = route({
  method: 'post',
  path: '/rounds',
  tag,
  summary: 'Announce a selection round of a support item',
  description: 'Criteria, weights, pass mark and validity that are not named are the programme’s own.',
  policy: { for: 'staff', roles: [ROLE.appraiser] },
  effect: 'once',
  body: z.strictObject({ programme: code, item: code, ...announcement, instrument }),
  answer: { status: 201, body: decisionView, headers: ['Location', 'Idempotent-Replayed'] },
  handle: async ({ who, body, key, once }, services) => {
    const { programme: programmeId, item: itemCode, ...decided } = body;
    const programme = await services.database.programme.findUnique({ where: { id: programmeId } });
    // Another agency's programme answers exactly like a missing one.
    if (!programme || !rolesIn(who, programme.agencyId, programmeId).includes(ROLE.appraiser))
      throw new Problem('not-found');
    const item = programmeOf(programme.definition).items.find((candidate) => candidate.code === itemCode);
    if (!item || !isSelected(item)) {
      const vi = 'Nội dung này không có đợt xét chọn.';
      const faults = [fault('item', 'no-selection', vi, 'There are no selection rounds of this item.')];
      throw new Problem('invalid', { faults });
    }
    const of = { item: itemCode, title: body.title };
    const made = await once(async (tx) => ({ body: { code: await createRound(tx, programme, of) } }));
    const roundCode = (made.body as { code: string }).code;
    const seen = await unannounced(services.database, roundCode, who);
    const answer = await decide(services, who, { seen, action: ACTION.openRound, body: decided }, key());
    return { ...answer, status: 201, headers: { ...answer.headers, Location: `/api/rounds/${roundCode}` } };
  },
});

/** A round before it is announced is seen by nobody; whoever announces it acts on it nevertheless. */
async function unannounced(database: Database, roundCode: string, who: Person): Promise<Seen> {
  const seen = await see(database, who, SUBJECT.round, roundCode);
  if (seen) return seen;
  const row = await database.selectionRound.findUniqueOrThrow({
    where: { code: roundCode },
    include: { programme: true },
  });
  return {
    ...row,
    subject: SUBJECT.round,
    key: STATE.unannounced,
    programme: programmeOf(row.programme.definition),
    roles: rolesIn(who, row.agencyId, row.programmeId),
    as: 'staff',
    disinterested: true,
  };
}

const read = route({
  method: 'get',
  path: '/rounds/{code}',
  tag,
  summary: 'One selection round',
  description:
    'Announced rounds are seen by everybody who signs in. An enterprise sees its own products, and its scores after the decision; the ' +
    'council sees products once the round has closed.',
  policy: { for: 'subject', subject: SUBJECT.round },
  effect: 'read',
  params: codeParams,
  answer: { status: 200, body: roundView },
  handle: async ({ who, seen }, { database }) => ok(await roundOf(database, seen, who)),
});

const list = route({
  method: 'get',
  path: '/rounds',
  tag,
  summary: 'Selection rounds that you may see, the newest first; with who nominated you',
  policy: { for: 'signed-in' },
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    programme: code.optional(),
    state: upTo(40).optional(),
    open: flag.optional().describe('Takes applications now.'),
  }),
  answer: { status: 200, body: pageOf(roundSummary) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'id']);
    const ids = await database.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM "SelectionRound" r WHERE r.stage || '/' || r.state <> ${STATE.unannounced} AND ${visibleTo(who)}
        AND (${query.programme ?? null}::text IS NULL OR r."programmeId" = ${query.programme ?? null})
        AND (${query.state ?? null}::text IS NULL OR r.state = ${query.state ?? null})
        AND (${query.open ?? null}::boolean IS NULL OR (r.stage || '/' || r.state = ${STATE.collecting}) = ${query.open ?? null})
        AND ${after ? Prisma.sql`(r."createdAt", r.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY r."createdAt" DESC, r.id DESC LIMIT ${query.limit + 1}`;
    const listedIds = ids.map(({ id }) => id);
    const [rows, tasks, taxCode] = await Promise.all([
      database.selectionRound.findMany({
        where: { id: { in: listedIds } },
        include: roundParts,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      }),
      openTasksOf(database, listedIds),
      taxCodeOf(database, who),
    ]);
    const view = (row: ListedRound) => {
      const own = tasks.filter((task) => task.subjectId === row.id);
      return roundSummaryOf(row, placeOf(who, row), who, own, false);
    };
    const listed = rows.map((row) => ({ ...row, taxCode }));
    return ok(page(listed, query.limit, view, (row) => [row.createdAt.toISOString(), row.id]));
  },
});

function visibleTo(who: SignedIn): Prisma.Sql {
  if (who.kind === 'party') return Prisma.sql`true`;
  const council = Prisma.sql`(${within(scopeOf(who, [ROLE.council, ROLE.chair]), Prisma.sql`r`)} AND ${sitsOnCouncil(who.id)})`;
  return Prisma.sql`(${within(scopeOf(who, READING_ROLES), Prisma.sql`r`)} OR ${council})`;
}

function placeOf(who: SignedIn, row: ListedRound) {
  if (who.kind === 'party') return { roles: [who.as], as: who.as };
  const { roles, delegated } = holderOf(who, row.agencyId, row.programmeId);
  return { roles, delegated, as: 'staff' as const };
}

const nominate = route({
  method: 'post',
  path: '/rounds/{code}/nominations',
  tag,
  summary: 'Nominate an enterprise for an open round (the action nominate)',
  description:
    'By a department or association itself, or by staff who record what they received. It invites the enterprise to apply; it submits ' +
    'and decides nothing.',
  policy: { for: 'subject', subject: SUBJECT.round },
  effect: 'decision',
  params: codeParams,
  query: rehearsing,
  body: z.looseObject({}),
  answer: { status: 200, body: z.union([decisionView, rehearsalView]), headers: ['Idempotent-Replayed'] },
  handle: ({ who, seen, query, body, key }, services) => {
    const wanted = { seen, action: ACTION.nominate, body };
    return query.dryRun ? tryOut(services, who, wanted) : decide(services, who, wanted, key());
  },
});

export const rounds: readonly Route[] = [
  open,
  list,
  read,
  nominate,
  actionRoute(SUBJECT.round, tag),
  history(SUBJECT.round, tag),
  letters(SUBJECT.round, tag),
];
