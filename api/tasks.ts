/** Tasks: the inbox of staff and parties, one task with what may come of it, and holding, completing and reassigning it. */
import { z } from 'zod';
import { wordOf } from '../catalogue/words.ts';
import { capacityFor } from '../domain/delegation.ts';
import { shownCeiling } from '../domain/eligibility.ts';
import { ACTION, ROLE, SUBJECT, type SubjectKind, TASK, type TaskName } from '../domain/process.ts';
import { Prisma, type Task } from '../prisma/generated/client.ts';
import { presentOf } from '../records/evaluated.ts';
import { PAYMENT_ENDED } from '../records/guards.ts';
import { isOutside } from '../records/handlers.ts';
import { subjectCode, text, upTo } from '../records/shapes.ts';
import { claim, HINDRANCE, hindranceOf, release } from '../records/tasks.ts';
import { outcomesOf, schemaOf } from './actions.ts';
import { decide, decisionView, rehearsalView, tryOut, type Wanted } from './decisions.ts';
import { documentsOf } from './document-view.ts';
import { evaluationShown, evaluationView } from './eligibility-view.ts';
import { guarded } from './guarded.ts';
import { holderFor, inboxOf, whyNotAnyMore } from './inbox.ts';
import { LATE_TASK, type TaskWaiting } from './late-tasks.ts';
import { nearInvoice, nearInvoicesOf } from './near-invoices.ts';
import { page, readCursor } from './paging.ts';
import { Problem } from './problem.ts';
import type { Services } from './route.ts';
import { ok, type Route, route } from './route.ts';
import { bilingual, documentView, flag, idParams, instant, pageOf, pageQuery, rehearsing } from './schemas.ts';
import { READING_ROLES, type Seen, see } from './visibility.ts';
import type { Person, SignedIn } from './who.ts';

const tag = 'Tasks';

const blocked = z.object({ code: z.string(), message: bilingual });
const listed = {
  id: z.uuid(),
  name: z.string(),
  title: bilingual,
  subject: z.enum(SUBJECT),
  code: z.string(),
  programme: z.string(),
  role: z.string(),
  openedAt: instant,
  dueAt: instant,
  overdue: z.boolean(),
  escalated: z.boolean(),
  holder: z.object({ id: z.uuid(), name: z.string() }).nullable().describe('Who holds it; null while nobody does.'),
  onBehalfOf: z
    .object({ id: z.uuid(), name: z.string() })
    .optional()
    .describe('In whose name you would complete it (thay mặt), where its role was delegated to you.'),
  mine: z.boolean(),
  blockedBecause: blocked.optional().describe('Why you may not take it.'),
};
const taskListed = z.object(listed).meta({ id: 'Task' });
const taskWhole = z
  .object({
    ...listed,
    closedAt: instant.nullable(),
    dueBasis: z.record(z.string(), z.unknown()).describe('The limit, its working days and source, and the sum.'),
    barred: z.array(z.uuid()).describe('Who may not take it: nobody decides on their own work.'),
    facts: z.object({
      stage: z.string(),
      state: z.string(),
      title: bilingual,
      eligibility: evaluationView
        .optional()
        .describe('Of an appraisal or its decision: judged at submission, with the overlap and the ceilings of now.'),
      nearInvoices: z
        .array(nearInvoice)
        .optional()
        .describe('Of the verification of a claim or its decision: invoices of other claims that look like these.'),
    }),
    documents: z.array(documentView),
    outcomes: z
      .array(z.object({ action: z.string(), title: bilingual, schema: z.record(z.string(), z.unknown()) }))
      .describe('What may come of it, each with the JSON Schema of its body.'),
  })
  .meta({ id: 'TaskWhole' });

const list = route({
  method: 'get',
  path: '/tasks',
  tag,
  summary: 'Open tasks, the one due first at the top',
  description: 'Staff see what they hold or may take; supervisors everything in their agency. Parties see their own.',
  policy: { for: 'signed-in' },
  effect: 'read',
  query: z.strictObject({
    ...pageQuery,
    mine: flag.optional().describe('Held by you.'),
    free: flag.optional().describe('Held by nobody.'),
    role: upTo(40).optional(),
    overdue: flag.optional(),
    code: subjectCode.optional(),
    name: upTo(60).optional(),
    programme: upTo(24).optional(),
  }),
  answer: { status: 200, body: pageOf(taskListed) },
  handle: async ({ who, query }, { database }) => {
    const after = readCursor(query.cursor, ['instant', 'id']);
    const given = (column: Prisma.Sql, value: string | undefined) =>
      value === undefined ? Prisma.sql`true` : Prisma.sql`${column} = ${value}`;
    const rows = await database.$queryRaw<(TaskWaiting & { holderName: string | null })[]>`
      SELECT t.*, ${LATE_TASK} AS late, p.name AS "holderName" FROM "Task" t LEFT JOIN "Person" p ON p.id = t."personId"
      WHERE t."closedAt" IS NULL AND ${inboxOf(who)}
        AND ${query.mine === undefined ? Prisma.sql`true` : Prisma.sql`(coalesce(t."personId", t."partyId") IS NOT DISTINCT FROM ${who.id}::uuid) = ${query.mine}`}
        AND ${query.free === undefined ? Prisma.sql`true` : Prisma.sql`(t."personId" IS NULL AND t."partyId" IS NULL) = ${query.free}`}
        AND ${query.overdue === undefined ? Prisma.sql`true` : Prisma.sql`${LATE_TASK} = ${query.overdue}`}
        AND ${given(Prisma.sql`t.role`, query.role)} AND ${given(Prisma.sql`t.code`, query.code)}
        AND ${given(Prisma.sql`t.name`, query.name)} AND ${given(Prisma.sql`t."programmeId"`, query.programme)}
        AND ${after ? Prisma.sql`(t."dueAt", t.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : Prisma.sql`true`}
      ORDER BY t."dueAt", t.id LIMIT ${query.limit + 1}`;
    return ok(
      page(
        rows,
        query.limit,
        (row) => viewOf(row, who),
        (row) => [row.dueAt.toISOString(), row.id],
      ),
    );
  },
});

function viewOf(task: TaskWaiting & { holderName: string | null }, who: SignedIn) {
  const mine = task.personId === who.id || task.partyId === who.id;
  const holder = holderFor(who, task);
  const hindrance = mine
    ? whyNotAnyMore(task, holder)
    : (hindranceOf(task, holder) ?? (task.personId ? HINDRANCE.held : null));
  const capacity = hindrance || task.closedAt ? null : capacityFor(holder, task.role, task.barred);
  return {
    id: task.id,
    name: task.name,
    title: wordOf('task', task.name),
    subject: task.subject as SubjectKind,
    code: task.code,
    programme: task.programmeId,
    role: task.role,
    openedAt: task.openedAt.toISOString(),
    dueAt: task.dueAt.toISOString(),
    overdue: task.closedAt === null ? task.late : task.overdueAt !== null,
    escalated: task.escalatedAt !== null,
    holder: task.personId && who.kind === 'person' ? { id: task.personId, name: task.holderName ?? '' } : null,
    mine,
    ...(capacity?.onBehalfOf ? { onBehalfOf: capacity.onBehalfOf } : {}),
    ...(hindrance ? { blockedBecause: { code: hindrance.code, message: hindrance.message } } : {}),
  };
}

/** A task that the caller may see: staff who see its subject, or the party whose it is. To all others it is missing. */
async function find({ database }: Services, who: SignedIn, id: string): Promise<{ task: TaskWaiting; seen: Seen }> {
  const [task] = await database.$queryRaw<
    TaskWaiting[]
  >`SELECT t.*, ${LATE_TASK} AS late FROM "Task" t WHERE t.id = ${id}::uuid`;
  const own = task && (who.kind === 'person' || task.partyId === who.id);
  const seen = own ? await see(database, who, task.subject as SubjectKind, task.code) : null;
  if (!task || !seen) throw new Problem('not-found');
  return { task, seen };
}

const JUDGING: readonly string[] = [TASK.appraise, TASK.decide, TASK.confirmApproval];

/** What an appraisal starts from, and its decision is held to. */
async function eligibilityOf(database: Services['database'], seen: Seen, task: Task) {
  if (seen.subject !== SUBJECT.application || !JUDGING.includes(task.name)) return null;
  const [application, [clock]] = await Promise.all([
    database.application.findUniqueOrThrow({ where: { id: seen.id } }),
    database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`,
  ]);
  const { kept, conditions, uses } = await presentOf(database, seen.programme, application, clock!.now);
  return evaluationShown(kept, { conditions, ceilings: uses.map(shownCeiling) });
}

const VERIFYING: readonly string[] = [TASK.verifyClaim, TASK.decidePayment];

/** What whoever verifies a claim, or approves its payment, has to compare it with. */
async function nearInvoicesFor(database: Services['database'], seen: Seen, task: Task) {
  if (seen.subject !== SUBJECT.application || seen.as !== 'staff' || !VERIFYING.includes(task.name)) return null;
  const where = { applicationId: seen.id, state: { notIn: [...PAYMENT_ENDED] } };
  const payments = await database.payment.findMany({ where, select: { id: true } });
  const near = await nearInvoicesOf(
    database,
    payments.map(({ id }) => id),
  );
  return [...near.values()].flat();
}

async function holderOfTask(database: Services['database'], who: SignedIn, { personId }: Task) {
  if (!personId || personId === who.id) return personId ? who : null;
  return database.person.findUnique({ where: { id: personId }, select: { name: true } });
}

const whole = async (services: Services, who: SignedIn, { task, seen }: { task: TaskWaiting; seen: Seen }) => {
  const { database } = services;
  const [holder, documents, eligibility, nearInvoices] = await Promise.all([
    holderOfTask(database, who, task),
    documentsOf(database, seen, who),
    eligibilityOf(database, seen, task),
    nearInvoicesFor(database, seen, task),
  ]);
  return {
    ...viewOf({ ...task, holderName: holder?.name ?? null }, who),
    closedAt: task.closedAt?.toISOString() ?? null,
    dueBasis: task.dueBasis,
    barred: who.kind === 'person' ? task.barred : [],
    facts: {
      ...{ stage: seen.stage, state: seen.state, title: wordOf('state', seen.key) },
      ...(eligibility ? { eligibility } : {}),
      ...(nearInvoices ? { nearInvoices } : {}),
    },
    documents,
    outcomes: task.closedAt
      ? []
      : outcomesOf(seen, task.name as TaskName).map((row) => ({
          action: row.name,
          title: wordOf('action', row.name),
          schema: schemaOf(
            row,
            row.by.some((role) => isOutside([role])),
          ),
        })),
  };
};

const read = route({
  method: 'get',
  path: '/tasks/{id}',
  tag,
  summary: 'One task: facts, documents, and what may come of it',
  policy: { for: 'signed-in' },
  effect: 'read',
  params: idParams,
  answer: { status: 200, body: taskWhole },
  handle: async ({ who, params }, services) => ok(await whole(services, who, await find(services, who, params.id))),
});

const STAFF_ROLES = [...READING_ROLES, ROLE.panel, ROLE.council, ROLE.chair];

/** @param holds who holds the task when the change was made */
const hold = (
  verb: 'claim' | 'release',
  summary: string,
  change: typeof claim,
  holds: (who: Person) => string | null,
): Route =>
  route({
    method: 'post',
    path: `/tasks/{id}/${verb}`,
    tag,
    summary,
    policy: { for: 'staff', roles: STAFF_ROLES },
    effect: 'repeatable',
    params: idParams,
    body: z.strictObject({}),
    answer: { status: 200, body: taskWhole },
    handle: async ({ who, params }, services) => {
      const { task, seen } = await find(services, who, params.id);
      await guarded(() => change(services.database, task.id, holderFor(who, task)));
      return ok(await whole(services, who, { task: { ...task, personId: holds(who) }, seen }));
    },
  });

const complete = route({
  method: 'post',
  path: '/tasks/{id}/complete',
  tag,
  summary: 'Complete a task that you hold, by one of its outcomes',
  policy: { for: 'signed-in' },
  effect: 'decision',
  params: idParams,
  query: rehearsing,
  body: z.looseObject({ action: upTo(40).describe('One of the outcomes; its own fields stand beside it.') }),
  answer: { status: 200, body: z.union([decisionView, rehearsalView]), headers: ['Idempotent-Replayed'] },
  handle: async ({ who, params, query, body, key }, services) => {
    const { task, seen } = await find(services, who, params.id);
    const { action, ...rest } = body;
    const ended = task.personId === who.id ? whyNotAnyMore(task, holderFor(who, task)) : null;
    const wanted: Wanted = { seen, action, task: { id: task.id, name: task.name, ended }, body: rest };
    return query.dryRun ? tryOut(services, who, wanted) : decide(services, who, wanted, key());
  },
});

const reassign = route({
  method: 'post',
  path: '/tasks/{id}/reassign',
  tag,
  summary: 'Give a task to somebody else who may take it, or back to everybody who may (supervisor)',
  policy: { for: 'staff', roles: [ROLE.supervisor] },
  effect: 'decision',
  params: idParams,
  query: rehearsing,
  body: z.strictObject({
    to: z.uuid().nullable().describe('Null: nobody in particular; whoever may take it, claims it.'),
    reason: text,
  }),
  answer: { status: 200, body: z.union([decisionView, rehearsalView]), headers: ['Idempotent-Replayed'] },
  handle: async ({ who, params, query, body, key }, services) => {
    const { task, seen } = await find(services, who, params.id);
    const wanted: Wanted = { seen, action: ACTION.reassign, body: { task: task.id, ...body } };
    return query.dryRun ? tryOut(services, who, wanted) : decide(services, who, wanted, key());
  },
});

export const tasks: readonly Route[] = [
  list,
  read,
  hold('claim', 'Take a task that nobody holds', claim, (who) => who.id),
  hold(
    'release',
    'Give a task back',
    (database, id, holder) => release(database, id, holder.id),
    () => null,
  ),
  complete,
  reassign,
];
