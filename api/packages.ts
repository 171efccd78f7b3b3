/** Packages (gói thầu) and their contracts: opening one, lists, one by itself, bids, and what may be done. */
import { z } from 'zod';
import { ACTION, PARTY_ROLE, ROLE, STATE, SUBJECT } from '../domain/process.ts';
import { type Package, Prisma } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { createPackage } from '../records/drafts.ts';
import { sealedVersions } from '../records/sealed-bids.ts';
import { code, line, subjectCode, upTo } from '../records/shapes.ts';
import { actionRoute } from './action-route.ts';
import { contractOf, contractView } from './contract-view.ts';
import { decide, decisionView, rehearsalView, tryOut } from './decisions.ts';
import { history, letters } from './history.ts';
import { hasLateTask, openTasksOf } from './late-tasks.ts';
import { packageOf, packageSummary, packageSummaryOf, packageView } from './package-view.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { codeParams, flag, pageOf, pageQuery, rehearsing } from './schemas.ts';
import { knownToConsultant, READING_ROLES, scopeOf, see, serves, sitsOn, within } from './visibility.ts';
import { holderOf, rolesIn, type SignedIn } from './who.ts';

const tag = 'Packages';

const open = route({
  method: 'post',
  path: '/packages',
  tag,
  summary: 'Open a package for applications of one programme',
  policy: { for: 'staff', roles: [ROLE.procurement] },
  effect: 'once',
  body: z.strictObject({ programme: code, applications: z.array(subjectCode).min(1).max(100), title: line }),
  answer: { status: 201, body: decisionView, headers: ['Location', 'Idempotent-Replayed'] },
  handle: async ({ who, body, key, once }, services) => {
    const { programme: programmeId, ...decided } = body;
    const programme = await services.database.programme.findUnique({ where: { id: programmeId } });
    // Another agency's programme answers exactly like a missing one.
    if (!programme || !rolesIn(who, programme.agencyId, programmeId).includes(ROLE.procurement))
      throw new Problem('not-found');
    const made = await once(async (tx) => ({ body: { code: await createPackage(tx, programme, body.title) } }));
    const packageCode = (made.body as { code: string }).code;
    const seen = await unopened(services.database, packageCode, who);
    const answer = await decide(services, who, { seen, action: ACTION.openPackage, body: decided }, key());
    return { ...answer, status: 201, headers: { ...answer.headers, Location: `/api/packages/${packageCode}` } };
  },
});

/** A package before it is opened is seen by nobody; whoever opens it acts on it nevertheless. */
async function unopened(database: Parameters<typeof see>[0], packageCode: string, who: SignedIn & { kind: 'person' }) {
  const seen = await see(database, who, SUBJECT.package, packageCode);
  if (seen) return seen;
  const row = await database.package.findUniqueOrThrow({ where: { code: packageCode }, include: { programme: true } });
  return {
    ...row,
    subject: SUBJECT.package,
    key: STATE.unopened,
    programme: programmeOf(row.programme.definition),
    roles: rolesIn(who, row.agencyId, row.programmeId),
    as: 'staff' as const,
    disinterested: true,
  };
}

const read = route({
  method: 'get',
  path: '/packages/{code}',
  tag,
  summary: 'One package',
  description:
    'Bids are sealed until they are opened, prices until the technical result is approved and they are opened in turn.',
  policy: { for: 'subject', subject: SUBJECT.package },
  effect: 'read',
  params: codeParams,
  answer: { status: 200, body: packageView },
  handle: async ({ who, seen }, { database }) => ok(await packageOf(database, seen, who)),
});

const list = route({
  method: 'get',
  path: '/packages',
  tag,
  summary: 'Packages that you may see, the newest first',
  policy: { for: 'signed-in' },
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    stage: upTo(40).optional(),
    state: upTo(40).optional(),
    programme: code.optional(),
    overdue: flag.optional(),
  }),
  answer: { status: 200, body: pageOf(packageSummary) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'id']);
    const rows = await database.$queryRaw<(Package & { contractor: boolean; untold: number })[]>`
      SELECT p.*, CASE WHEN ${who.kind === 'person'} THEN ${sealedVersions(Prisma.sql`p.id`)} ELSE 0 END AS untold, NOT EXISTS (SELECT FROM "Contract" c WHERE c."packageId" = p.id AND c."lapsedAt" IS NULL
        AND c."consultantId" <> ${who.id}::uuid) AS contractor
      FROM "Package" p WHERE p.stage || '/' || p.state <> ${STATE.unopened} AND ${visibleTo(who)}
        AND (${query.stage ?? null}::text IS NULL OR p.stage = ${query.stage ?? null})
        AND (${query.state ?? null}::text IS NULL OR p.state = ${query.state ?? null})
        AND (${query.programme ?? null}::text IS NULL OR p."programmeId" = ${query.programme ?? null})
        AND (${query.overdue ?? null}::boolean IS NULL OR (p.overdue OR ${hasLateTask(Prisma.sql`p.id`)}) = ${query.overdue ?? null})
        AND ${after ? Prisma.sql`(p."createdAt", p.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY p."createdAt" DESC, p.id DESC LIMIT ${query.limit + 1}`;
    const tasks = await openTasksOf(
      database,
      rows.map(({ id }) => id),
    );
    const view = ({ untold, ...row }: (typeof rows)[number]) => {
      const own = tasks.filter((task) => task.subjectId === row.id);
      return packageSummaryOf({ ...row, version: row.version - untold }, placeOf(who, row), who, own, false);
    };
    return ok(page(rows, query.limit, view, (row) => [row.createdAt.toISOString(), row.id]));
  },
});

function visibleTo(who: SignedIn): Prisma.Sql {
  if (who.kind === 'person') {
    const panel = Prisma.sql`(${within(scopeOf(who, [ROLE.panel]), Prisma.sql`p`)} AND ${sitsOn(who.id)})`;
    return Prisma.sql`(${within(scopeOf(who, READING_ROLES), Prisma.sql`p`)} OR ${panel})`;
  }
  if (who.as === PARTY_ROLE.enterprise) return serves(who.id);
  return Prisma.sql`(${knownToConsultant(who.id)} OR EXISTS (
    SELECT FROM "Contract" c WHERE c."packageId" = p.id AND c."consultantId" = ${who.id}::uuid))`;
}

function placeOf(who: SignedIn, row: Package & { contractor: boolean }) {
  if (who.kind === 'person') {
    const { roles, delegated } = holderOf(who, row.agencyId, row.programmeId);
    return { roles, delegated, as: 'staff' as const };
  }
  if (who.as === PARTY_ROLE.enterprise) return { roles: [PARTY_ROLE.enterprise], as: PARTY_ROLE.enterprise };
  return { roles: row.contractor ? [PARTY_ROLE.consultant] : [], as: PARTY_ROLE.consultant };
}

const bidding = (action: typeof ACTION.bid | typeof ACTION.withdrawBid) => ({
  tag,
  policy: { for: 'subject', subject: SUBJECT.package } as const,
  effect: 'decision' as const,
  params: codeParams,
  query: rehearsing,
  body: z.looseObject({}),
  answer: { status: 200, body: z.union([decisionView, rehearsalView]), headers: ['Idempotent-Replayed'] },
  action,
});

const acting = (
  declared: ReturnType<typeof bidding> & Pick<Route, 'method' | 'path' | 'summary' | 'description'>,
): Route => {
  const { action, ...rest } = declared;
  return route({
    ...rest,
    handle: ({ who, seen, query, body, key }, services) => {
      const wanted = { seen, action, body };
      return query.dryRun ? tryOut(services, who, wanted) : decide(services, who, wanted, key());
    },
  });
};

const bid = acting({
  ...bidding(ACTION.bid),
  method: 'post',
  path: '/packages/{code}/bids',
  summary: 'Bid, or replace your bid (the action bid)',
  description:
    'Sealed until closing. Documents whose kind begins with "technical" are read with the technical proposal; all others stay closed ' +
    'until prices are opened.',
});

const withdraw = acting({
  ...bidding(ACTION.withdrawBid),
  method: 'delete',
  path: '/packages/{code}/bids/mine',
  summary: 'Withdraw your bid (the action withdraw-bid)',
  description: 'Until closing. Names the natural person who acts, as every action with legal effect.',
});

const contracts = route({
  method: 'get',
  path: '/contracts',
  tag,
  summary: 'Contracts that you may see, the newest first',
  policy: { for: 'signed-in' },
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    mine: flag.optional().describe('Of a party: its own. Parties see no others anyway.'),
  }),
  answer: { status: 200, body: pageOf(contractView) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['id']);
    const ids = await database.$queryRaw<{ id: string }[]>`
      SELECT c.id FROM "Contract" c JOIN "Package" p ON p.id = c."packageId"
      WHERE ${contractsOf(who)} AND ${query.mine && who.kind === 'person' ? Prisma.sql`false` : Prisma.sql`true`}
        AND ${after ? Prisma.sql`c.id < ${after[0]}::uuid` : Prisma.sql`true`} ORDER BY c.id DESC LIMIT ${query.limit + 1}`;
    const rows = await database.contract.findMany({
      where: { id: { in: ids.map(({ id }) => id) } },
      include: { consultant: true, annexes: { orderBy: { no: 'asc' } }, package: { select: { code: true } } },
      orderBy: { id: 'desc' },
    });
    const as = who.kind === 'person' ? 'staff' : who.as;
    return ok(
      page(
        rows,
        query.limit,
        (row) => contractOf(row, row.package.code, { as }),
        (row) => [row.id],
      ),
    );
  },
});

function contractsOf(who: SignedIn): Prisma.Sql {
  if (who.kind === 'person') return within(scopeOf(who, READING_ROLES), Prisma.sql`p`);
  if (who.as === PARTY_ROLE.consultant) return Prisma.sql`c."consultantId" = ${who.id}::uuid`;
  return Prisma.sql`c."lapsedAt" IS NULL AND ${serves(who.id)}`;
}

export const packages: readonly Route[] = [
  open,
  list,
  read,
  bid,
  withdraw,
  actionRoute(SUBJECT.package, tag),
  history(SUBJECT.package, tag),
  letters(SUBJECT.package, tag),
  contracts,
];
