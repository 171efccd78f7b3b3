/** What is stuck and why, and what supervisors do about it: recorded again, or withdrawn. */
import { z } from 'zod';
import { hasWord, wordOf } from '../catalogue/words.ts';
import { ROLE, SUBJECT, type SubjectKind } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Principal } from '../records/case.ts';
import { FAULT_KIND, type FaultKind } from '../records/faults.ts';
import { fault } from '../records/handler.ts';
import { SEALED_DECISION } from '../records/sealed-bids.ts';
import { text } from '../records/shapes.ts';
import { isDecision, kindOfDecision, retry, type Stuck, withdraw } from '../records/stuck.ts';
import { inTransaction } from '../records/transaction.ts';
import { FAULTED } from '../records/unrecorded.ts';
import { audited } from './administration.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, instant, pageOf, pageQuery } from './schemas.ts';
import { CODES, policy, scope, tag } from './supervision.ts';
import { scopeOf, within } from './visibility.ts';
import type { Person } from './who.ts';

const supervisors = { for: 'staff', roles: [ROLE.supervisor] } as const;

const stuckItem = z
  .object({
    id: z.string().describe('To retry or withdraw it by.'),
    kind: z.enum(FAULT_KIND),
    subject: z.enum(SUBJECT),
    code: z.string(),
    action: z.string().nullable(),
    title: bilingual,
    why: bilingual,
    since: instant,
    attempts: z.int(),
    decision: z.object({ id: z.string(), receivedAt: instant, by: z.enum(['person', 'party', 'clock']) }).nullable(),
    technical: z
      .object({ class: z.string(), message: z.string(), place: z.string() })
      .nullable()
      .describe('For whoever operates the system. Holds nothing that anybody sent.'),
    lastError: z.string().nullable().describe('Of a decision that could not be delivered yet.'),
    mayWithdraw: z.boolean().describe('A decision can be withdrawn; everything can be tried again.'),
  })
  .meta({ id: 'Stuck' });

/** Decisions without outcome are shown so long after they were received, however lately they were sent again: younger ones are on their way. */
const UNDER_WAY_SECONDS = 60;

type Row = {
  id: string;
  fault: string | null;
  kind: FaultKind | null;
  subject: SubjectKind;
  code: string;
  reference: string;
  what: string;
  since: Date;
  attempts: number;
  receivedAt: Date | null;
  by: Principal['kind'] | null;
  class: string | null;
  message: string | null;
  place: string | null;
  lastError: string | null;
  /** It has no outcome: nobody knows yet what will come of it. */
  waits: boolean;
  /** A bid, before bids are opened: that there is one is told to who can do something about it, and nothing else of it. */
  sealed: boolean;
};

/** Everything that is stuck. A timer's fault ends with its task. */
const STUCK = Prisma.sql`(
  SELECT coalesce(f.id::text, d.id) AS id, f.id AS fault, f.kind, d.subject, d.code, d.id AS reference, d.action AS what,
    coalesce(f.at, d."receivedAt") AS since, coalesce(f.attempts, d.attempts) AS attempts, d."receivedAt", d.principal ->> 'kind' AS by,
    f.class, f.message, f.place, d."lastError", d.outcome IS NULL AS waits, ${SEALED_DECISION} AS sealed
  FROM "Decision" d LEFT JOIN "RecordFault" f ON f.reference = d.id AND f."settledAt" IS NULL
  WHERE d.outcome IS NULL AND d."receivedAt" < business_now() - ${UNDER_WAY_SECONDS} * interval '1 second' OR ${FAULTED}
  UNION ALL
  SELECT f.id::text, f.id, f.kind, f.subject, f.code, f.reference, f.what, f.at, f.attempts, NULL, NULL, f.class, f.message, f.place, NULL, false, false
  FROM "RecordFault" f WHERE f."settledAt" IS NULL AND f.kind NOT IN (${FAULT_KIND.decision}, ${FAULT_KIND.note})
    AND (f.kind <> ${FAULT_KIND.timer} OR EXISTS (SELECT FROM "Task" t WHERE t.id::text = split_part(f.reference, ' ', 1) AND t."closedAt" IS NULL)
      OR EXISTS (SELECT FROM "Application" a WHERE a.id::text = split_part(f.reference, ' ', 1) AND a."promiseNextAt" IS NOT NULL)))`;

const kindOf = (row: Pick<Row, 'kind' | 'subject' | 'what'>): FaultKind =>
  row.kind ?? kindOfDecision(row.subject, row.what);

const WHY = {
  fault: {
    vi: 'Lỗi của hệ thống: không có gì bị thay đổi, người vận hành cần xem mã lỗi.',
    en: 'A fault of the system: nothing was changed, and whoever operates it must look at the reference.',
  },
  waits: {
    vi: 'Quyết định đã lưu nhưng chưa có kết quả; hệ thống vẫn đang thử lại.',
    en: 'The decision is kept and has no outcome yet; the system goes on trying.',
  },
} as const;

const SEALED = {
  vi: 'Quyết định được niêm phong đến khi mở thầu',
  en: 'A decision that is sealed until bids are opened',
} as const;

function viewOf(row: Row): z.infer<typeof stuckItem> {
  const kind = kindOf(row);
  const { id, subject, code, what, attempts, receivedAt, by, lastError } = row;
  return {
    ...{ id, kind, subject, code, attempts, lastError: row.sealed ? null : lastError },
    action: row.sealed ? null : what || null,
    title: row.sealed
      ? SEALED
      : hasWord('action', what)
        ? wordOf('action', what)
        : { vi: what || kind, en: what || kind },
    why: row.waits ? WHY.waits : WHY.fault,
    since: row.since.toISOString(),
    decision: receivedAt && by ? { id: row.reference, receivedAt: receivedAt.toISOString(), by } : null,
    technical:
      row.class === null || row.sealed
        ? null
        : { class: row.class, message: row.message ?? '', place: row.place ?? '' },
    mayWithdraw: isDecision({ kind }),
  };
}

const list = route({
  method: 'get',
  path: '/supervision/stuck',
  tag,
  summary: 'What is stuck and why: faults that are open, and decisions without outcome for longer than a minute',
  policy,
  effect: 'read',
  query: z.strictObject(pageQuery),
  answer: { status: 200, body: pageOf(stuckItem) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'text']);
    const rows = await database.$queryRaw<Row[]>`
      SELECT o.* FROM ${STUCK} o JOIN ${CODES} s USING (code) WHERE ${scope(who, Prisma.sql`s`)}
        AND (NOT o.sealed OR ${within(scopeOf(who, [ROLE.supervisor]), Prisma.sql`s`)})
        AND ${after ? Prisma.sql`(o.since, o.id) > (${after[0]}::timestamptz, ${after[1]})` : Prisma.sql`true`}
      ORDER BY o.since, o.id LIMIT ${query.limit + 1}`;
    return ok(page(rows, query.limit, viewOf, (row) => [row.since.toISOString(), row.id]));
  },
});

const stuckParams = z.strictObject({
  id: z.string().regex(/^([0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
});

/** @throws Problem `not-found` for what is not stuck, or is another agency's */
async function stuckIn(database: Pick<Database, '$queryRaw'>, who: Person, id: string): Promise<Stuck> {
  const own = within(scopeOf(who, [ROLE.supervisor]), Prisma.sql`s`);
  const [row] = await database.$queryRaw<Row[]>`
    SELECT o.* FROM ${STUCK} o JOIN ${CODES} s USING (code) WHERE o.id = ${id} AND ${own}`;
  if (!row) throw new Problem('not-found');
  const { fault: kept, subject, code, reference, what } = row;
  return { fault: kept, kind: kindOf(row), subject, code, reference, what };
}

const again = route({
  method: 'post',
  path: '/supervision/stuck/{id}/retry',
  tag,
  summary: 'Have it recorded again, a decision by its first time of receipt (supervisor)',
  description:
    'A second fault is kept and told like the first. `recorded` is null where there was nothing to record any more.',
  policy: supervisors,
  effect: 'repeatable',
  params: stuckParams,
  body: z.strictObject({}),
  answer: {
    status: 200,
    body: z.object({ recorded: z.boolean().nullable(), code: z.string().nullable().describe('Why it was not.') }),
  },
  handle: async ({ who, params }, { database }) => {
    const stuck = await stuckIn(database, who, params.id);
    const outcome = await retry(database, stuck, who.id);
    return ok({ recorded: outcome?.ok ?? null, code: outcome && !outcome.ok ? outcome.code : null });
  },
});

const takeBack = route({
  method: 'post',
  path: '/supervision/stuck/{id}/withdraw',
  tag,
  summary: 'Withdraw a decision that cannot be recorded; whoever decided is told (supervisor)',
  policy: supervisors,
  effect: 'repeatable',
  params: stuckParams,
  body: z.strictObject({ reason: text.max(500) }),
  answer: { status: 200, body: z.object({ decision: z.string(), withdrawn: z.literal(true) }) },
  handle: async ({ who, params, body }, { database }) => {
    const stuck = await stuckIn(database, who, params.id);
    if (!isDecision(stuck)) throw new Problem('not-open', { faults: [onlyDecisions] });
    await inTransaction(database, async (tx) => {
      if (!(await withdraw(tx, stuck, who.id, body.reason))) throw new Problem('no-longer-applies');
      const { subject, code, reference: decision, what: action } = stuck;
      // Every administrator reads this, before bids are opened too: of a bid the decision's id is enough.
      const named = SEALED_ACTIONS.includes(action) ? {} : { action };
      await audited(tx, who, 'withdraw-decision', { subject, code, decision, ...named });
    });
    return ok({ decision: stuck.reference, withdrawn: true });
  },
});

const onlyDecisions = fault(
  '',
  'no-decision',
  'Chỉ có thể hủy một quyết định; việc của hệ thống chỉ có thể cho làm lại.',
  'Only a decision can be withdrawn; what the system does can only be tried again.',
);

export const stuck: readonly Route[] = [list, again, takeBack];
