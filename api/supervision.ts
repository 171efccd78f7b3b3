/** What supervisors live on: what is where, what is late and since when, what money is left. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { ROLE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { hasLateTask, LATE_TASK } from './late-tasks.ts';
import { page, readCursor } from './paging.ts';
import { ok, type Route, route } from './route.ts';
import { amount, bilingual, instant, pageOf, pageQuery } from './schemas.ts';
import { scopeOf, within } from './visibility.ts';
import { LATE } from './waiting.ts';
import type { Person } from './who.ts';

export const tag = 'Supervision';
/** Supervisors see all; approvers and the head of payments see how their agency stands. */
export const OVERSEERS = [ROLE.supervisor, ROLE.approver, ROLE.paymentApprover] as const;
export const policy = { for: 'staff', roles: OVERSEERS } as const;
const subject = z.enum(SUBJECT);

/** What somebody oversees, as a condition on rows with agency and programme. */
export const scope = (who: Person, alias: Prisma.Sql): Prisma.Sql => within(scopeOf(who, OVERSEERS), alias);

/** Every subject by its code, with where it belongs. */
export const CODES = Prisma.sql`(SELECT code, "agencyId", "programmeId" FROM "Application"
  UNION ALL SELECT code, "agencyId", "programmeId" FROM "Package" UNION ALL SELECT code, "agencyId", "programmeId" FROM "SelectionRound")`;

const overview = route({
  method: 'get',
  path: '/supervision/overview',
  tag,
  summary: 'How many dossiers and packages stand where, how many of them late, and since when the oldest',
  policy,
  effect: 'read',
  answer: {
    status: 200,
    body: z.object({
      at: instant,
      items: z.array(
        z.object({
          subject,
          programme: z.string(),
          stage: z.string(),
          state: z.string(),
          title: bilingual,
          count: z.int(),
          overdue: z.int(),
          oldestSince: instant,
        }),
      ),
    }),
  },
  handle: async ({ who }, { database }) => {
    type Row = {
      subject: SubjectKind;
      programme: string;
      stage: string;
      state: string;
      count: number;
      overdue: number;
      oldest: Date;
    };
    const s = Prisma.sql`s`;
    const rows = await database.$queryRaw<Row[]>`
      SELECT s.subject, s."programmeId" AS programme, s.stage, s.state, count(*)::int AS count,
        count(*) FILTER (WHERE s.overdue)::int AS overdue, min(s."stateSince") AS oldest
      FROM (SELECT ${SUBJECT.application} AS subject, "agencyId", "programmeId", stage, state, ("closedAt" IS NULL AND ${LATE}) AS overdue, "stateSince", version FROM "Application" a
        UNION ALL SELECT ${SUBJECT.package}, "agencyId", "programmeId", stage, state, (overdue OR ${hasLateTask(Prisma.sql`p.id`)}), "stateSince", version FROM "Package" p
        UNION ALL SELECT ${SUBJECT.round}, "agencyId", "programmeId", stage, state, (overdue OR ${hasLateTask(Prisma.sql`r.id`)}), "stateSince", version FROM "SelectionRound" r) s
      WHERE s.version > 0 AND ${scope(who, s)} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`;
    const [clock] = await database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
    const items = rows.map(({ oldest, ...row }) => ({
      ...row,
      title: wordOf('state', `${row.stage}/${row.state}`),
      oldestSince: oldest.toISOString(),
    }));
    return ok({ at: clock!.now.toISOString(), items });
  },
});

const late = z
  .object({
    task: z.uuid(),
    name: z.string(),
    title: bilingual,
    subject,
    code: z.string(),
    programme: z.string(),
    role: z.string(),
    holder: z.object({ kind: z.enum(['person', 'party', 'nobody']), name: z.string().nullable() }),
    openedAt: instant,
    dueAt: instant,
    overdueSince: instant.describe('When the clock has marked it; its date where nothing has driven the clock since.'),
    escalatedAt: instant.nullable().describe('When the supervisors were told.'),
    headToldAt: instant.nullable().describe('When the agency’s head was told.'),
    told: z.int().describe('How often somebody above was told.'),
    lastToldAt: instant.nullable(),
  })
  .meta({ id: 'OverdueTask' });

const overdue = route({
  method: 'get',
  path: '/supervision/overdue',
  tag,
  summary: 'What is late, who holds it and since when; the longest late first',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(late) },
  handle: async ({ who, query }, { database }) => {
    type Row = {
      id: string;
      name: string;
      subject: SubjectKind;
      code: string;
      programmeId: string;
      role: string;
      person: string | null;
      party: string | null;
      openedAt: Date;
      dueAt: Date;
      overdueSince: Date;
      escalatedAt: Date | null;
      headToldAt: Date | null;
      told: number;
      toldAt: Date | null;
    };
    const after = readCursor(query.cursor, ['instant', 'id']);
    const rows = await database.$queryRaw<Row[]>`
      SELECT t.id, t.name, t.subject, t.code, t."programmeId", t.role, person.name AS person, party.name AS party,
        t."openedAt", t."dueAt", coalesce(t."overdueAt", t."dueAt") AS "overdueSince", t."escalatedAt", t."headToldAt", t.told, t."toldAt"
      FROM "Task" t LEFT JOIN "Person" person ON person.id = t."personId" LEFT JOIN "Party" party ON party.id = t."partyId"
      WHERE ${LATE_TASK} AND ${scope(who, Prisma.sql`t`)}
        AND ${after ? Prisma.sql`(t."dueAt", t.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY t."dueAt", t.id LIMIT ${query.limit + 1}`;
    const view = (row: Row) => ({
      task: row.id,
      name: row.name,
      title: wordOf('task', row.name),
      subject: row.subject,
      code: row.code,
      programme: row.programmeId,
      role: row.role,
      holder: row.person
        ? { kind: 'person' as const, name: row.person }
        : row.party
          ? { kind: 'party' as const, name: row.party }
          : { kind: 'nobody' as const, name: null },
      openedAt: row.openedAt.toISOString(),
      dueAt: row.dueAt.toISOString(),
      overdueSince: row.overdueSince.toISOString(),
      escalatedAt: row.escalatedAt?.toISOString() ?? null,
      headToldAt: row.headToldAt?.toISOString() ?? null,
      told: row.told,
      lastToldAt: row.toldAt?.toISOString() ?? null,
    });
    return ok(page(rows, query.limit, view, (row) => [row.dueAt.toISOString(), row.id]));
  },
});

const BUDGET_ACCOUNTS = ['available', 'reserved', 'advanced', 'spent', 'receivable', 'recovered'] as const;
const budgetLine = z
  .object({
    line: z.uuid(),
    programme: z.string(),
    year: z.int(),
    name: z.string(),
    allotted: amount,
    ...(Object.fromEntries(BUDGET_ACCOUNTS.map((account) => [account, amount])) as Record<
      (typeof BUDGET_ACCOUNTS)[number],
      typeof amount
    >),
  })
  .meta({ id: 'BudgetLine', description: 'Whole đồng. Allotted is the sum of all the others.' });

const budget = route({
  method: 'get',
  path: '/supervision/budget',
  tag,
  summary: 'What each budget line was allotted, has promised, has paid, must get back, and has left',
  policy,
  effect: 'read',
  answer: { status: 200, body: z.object({ items: z.array(budgetLine) }) },
  handle: async ({ who }, { database }) => {
    type Row = { line: string; programme: string; year: number; name: string; balances: Record<string, number> | null };
    const rows = await database.$queryRaw<Row[]>`
      SELECT l.id AS line, l."programmeId" AS programme, l.year, l.name, (SELECT jsonb_object_agg(e.account, e.sum) FROM (
        SELECT account, sum(amount) AS sum FROM "Entry" WHERE "lineId" = l.id GROUP BY account) e) AS balances
      FROM "BudgetLine" l JOIN (SELECT id AS "programmeId", "agencyId" FROM "Programme") p USING ("programmeId")
      WHERE ${scope(who, Prisma.sql`p`)} ORDER BY l.year DESC, l."programmeId", l.name`;
    const items = rows.map(({ balances, ...row }) => {
      const held = (account: string): number => balances?.[account] ?? 0;
      const accounts = Object.fromEntries(BUDGET_ACCOUNTS.map((account) => [account, held(account)]));
      return { ...row, allotted: -held('allotment') || 0, ...accounts };
    });
    return ok({ items });
  },
});

export const supervision: readonly Route[] = [overview, overdue, budget];
