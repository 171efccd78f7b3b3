/** A decision on its way: checked, stored, sent, and answered from what is stored. */
import { z } from 'zod';
import type { Fault } from '../domain/fault.ts';
import {
  type Action,
  type ActionName,
  actionRow,
  actionsFrom,
  CLOCK,
  process,
  SUBJECT,
  type TaskName,
} from '../domain/process.ts';
import { type Decision, Prisma } from '../prisma/generated/client.ts';
import { deliver, delivered, OUTCOME_UNKNOWN, type StoredOutcome } from '../protocol/deliver.ts';
import { fault } from '../records/handler.ts';
import { bodySchema, faultsOf, isOutside } from '../records/handlers.ts';
import { record } from '../records/record.ts';
import { rehearse } from '../records/rehearse.ts';
import { untoldVersions } from '../records/sealed-bids.ts';
import { SUBJECT_TABLE } from '../records/subject-table.ts';
import { actionsOf, actionView, type OpenTask } from './actions.ts';
import { LATE_TASK } from './late-tasks.ts';
import { canonical, digest, keyReused, principalOf, REPLAYED } from './once.ts';
import { type OpenTaskView, openTasks, viewOfTask } from './open-tasks.ts';
import { outcomeUnknown, Problem } from './problem.ts';
import type { Answer, Services } from './route.ts';
import { instant } from './schemas.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const PATIENCE_MS = 15_000;

/** What is asked for: an action on a subject that the caller may see. */
export type Wanted = {
  seen: Seen;
  action: string;
  /** The open task that it answers, where the caller names one; `ended`: why its holder cannot complete it any more. */
  task?: { id: string; name: string; ended?: Fault | null };
  body: Record<string, unknown>;
};

export const decisionView = z
  .object({
    decision: z.string().describe('Its id.'),
    receivedAt: instant.describe('By the business clock: decides where a legal limit is in question.'),
    version: z.int().describe('Of the subject, which this decision gave it.'),
    subject: z.object({
      kind: z.enum(SUBJECT),
      code: z.string(),
      stage: z.string(),
      state: z.string(),
      version: z.int(),
      tasks: z.array(openTasks),
      actions: z.array(actionView),
    }),
  })
  .meta({ id: 'DecisionOutcome' });

export const rehearsalView = z
  .object({
    dryRun: z.literal(true),
    effects: z.array(
      z.object({ subject: z.string(), code: z.string(), action: z.string(), before: z.string(), after: z.string() }),
    ),
  })
  .meta({ id: 'Rehearsal', description: 'What the action would change. Nothing was written.' });

/** The decision's id: the same for a repeat, and for nothing else. */
export const decisionId = (who: SignedIn, { seen, action, task }: Wanted, key: string): string =>
  digest(principalOf(who), seen.subject, seen.code, action, task?.id ?? null, key);

/**
 * Takes a decision: stores it, has it recorded, and answers from what is stored.
 * It is stored whenever the database answers: the time of receipt is what counts, whatever else is away.
 * @throws Problem with the refusal, every fault by its field; `outcome-unknown` where the database went away meanwhile
 */
export async function decide(services: Services, who: SignedIn, wanted: Wanted, key: string): Promise<Answer> {
  const { database } = services;
  const id = decisionId(who, wanted, key);
  const bodyHash = digest(canonical(wanted.body));
  const { row, refusal } = rowFor(wanted);
  if (!row) {
    // A repeat of what moved the subject on finds it elsewhere: its outcome is told before anything else is said.
    const stored = await database.decision.findUnique({ where: { id } });
    if (!stored) throw refusal;
    return replay(services, who, wanted.seen, stored, bodyHash);
  }
  const [stored] = await database.$queryRaw<Decision[]>`
    INSERT INTO "Decision" (id, subject, code, action, "taskId", principal, body, "bodyHash", "receivedAt")
    VALUES (${id}, ${wanted.seen.subject}, ${wanted.seen.code}, ${wanted.action}, ${wanted.task?.id ?? null}::uuid,
      ${JSON.stringify({ kind: who.kind, id: who.id })}::jsonb, ${JSON.stringify(wanted.body)}::jsonb, ${bodyHash}, business_now())
    ON CONFLICT (id) DO NOTHING RETURNING *`;
  if (!stored)
    return replay(services, who, wanted.seen, await database.decision.findUniqueOrThrow({ where: { id } }), bodyHash);
  return settle(services, who, wanted.seen, stored, row.note ?? false);
}

async function replay(
  services: Services,
  who: SignedIn,
  seen: Seen,
  stored: Decision,
  bodyHash: string,
): Promise<Answer> {
  if (stored.bodyHash !== bodyHash) throw keyReused();
  const table = process(seen.process);
  const note = table.actions
    .filter((row) => row.subject === seen.subject && row.name === stored.action)
    .every((row) => row.note);
  const answer = stored.outcome
    ? await told(services, who, seen, stored, stored.outcome as StoredOutcome, REPLAYED)
    : await settle(services, who, seen, stored, note);
  return { ...answer, headers: { ...answer.headers, ...REPLAYED } };
}

/** Has a stored decision recorded: a note by ourselves, everything else by the subject's workflow while it answers. */
async function settle(services: Services, who: SignedIn, seen: Seen, stored: Decision, note: boolean): Promise<Answer> {
  const outcome = await recorded(services, seen, stored, note).catch((error: unknown): typeof OUTCOME_UNKNOWN => {
    // It is stored: whatever broke meanwhile, the dispatcher delivers it.
    services.log.warn({ err: error, decision: stored.id }, 'a decision was stored, its outcome did not come');
    return OUTCOME_UNKNOWN;
  });
  if (outcome === OUTCOME_UNKNOWN) throw outcomeUnknown();
  return told(services, who, seen, stored, outcome);
}

async function recorded(
  { database, temporal, log, patienceMs = PATIENCE_MS }: Services,
  seen: Seen,
  stored: Decision,
  note: boolean,
) {
  if (note) {
    await record({ database }, { subject: seen.subject, code: stored.code, decision: stored.id });
    return (await delivered(database, stored.id, 'known')) ?? OUTCOME_UNKNOWN;
  }
  return deliver({ temporal, database, log }, stored, { timeoutMs: patienceMs });
}

/** The outcome with where the subject stands now. @throws Problem where it was refused */
async function told(
  { database }: Services,
  who: SignedIn,
  seen: Seen,
  stored: Pick<Decision, 'id' | 'receivedAt'>,
  outcome: StoredOutcome,
  headers: Record<string, string> = {},
): Promise<Answer> {
  if (!outcome.ok) throw new Problem(outcome.code, { faults: outcome.faults, headers });
  const [row] = await database.$queryRaw<
    { stage: string; state: string; version: number; process: number; tasks: OpenTask[] | null }[]
  >(standingNow(SUBJECT_TABLE[seen.subject], seen.code));
  const { tasks, ...standing } = row!;
  const sealing = seen.as === 'staff' && seen.subject === SUBJECT.package;
  const untold = sealing ? await untoldVersions(database, seen.id) : 0;
  const now: Seen = { ...seen, ...standing, key: `${standing.stage}/${standing.state}` as Seen['key'] };
  return {
    body: {
      decision: stored.id,
      receivedAt: stored.receivedAt.toISOString(),
      version: outcome.version - untold,
      subject: {
        kind: seen.subject,
        code: seen.code,
        stage: now.stage,
        state: now.state,
        version: now.version - untold,
        tasks: (tasks ?? []).map((task): OpenTaskView => viewOfTask(task, who, now.as)),
        actions: actionsOf(now, who.id, tasks ?? [], { schemas: false }),
      },
    },
  };
}

/** The statement that reads where a subject stands, with its open tasks. */
const standingNow = (table: Prisma.Sql, code: string): Prisma.Sql => Prisma.sql`
  SELECT s.stage, s.state, s.version, s.process, (SELECT jsonb_agg(to_jsonb(t) || jsonb_build_object('late', ${LATE_TASK}) ORDER BY t."dueAt", t.id)
    FROM "Task" t WHERE t."subjectId" = s.id AND t."closedAt" IS NULL) AS tasks FROM ${table} s WHERE s.code = ${code}`;

/**
 * What the action would do, or every fault; nothing is written.
 * @throws Problem with the refusal
 */
export async function tryOut(services: Services, who: SignedIn, wanted: Wanted): Promise<Answer> {
  const { seen, action, task, body } = wanted;
  const { refusal } = rowFor(wanted);
  if (refusal) throw refusal;
  const [clock] = await services.database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
  const answer = await rehearse(services.database, seen.subject, seen.code, {
    id: null,
    action,
    taskId: task?.id ?? null,
    principal: { kind: who.kind, id: who.id },
    body: body as Prisma.JsonObject,
    receivedAt: clock!.now,
  });
  if (!answer.ok) throw new Problem(answer.refusal.code, { faults: answer.refusal.faults });
  return { body: { dryRun: true, effects: answer.effects } };
}

/**
 * The table's row for what is wanted, with the body's shape checked.
 * What is refused here is refused by how the subject stood when it was looked at; whatever passes, the writer decides under its lock.
 */
function rowFor({
  seen,
  action,
  task,
  body,
}: Wanted): { row: Action; refusal?: never } | { row?: never; refusal: Problem } {
  const table = process(seen.process);
  const row = actionRow(
    table,
    seen.subject,
    seen.key,
    action as ActionName,
    seen.roles,
    task?.name as TaskName | undefined,
  );
  if (!row) {
    const open = actionsFrom(table, seen.subject, seen.key).filter(
      (candidate) => !candidate.by.every((role) => role === CLOCK),
    );
    const legal = open.some((candidate) => candidate.name === action);
    const faults = legal && task?.ended ? [task.ended] : open.map(whatIsOpen);
    return { refusal: new Problem(legal ? 'not-yours' : 'not-open', { faults }) };
  }
  const parsed = bodySchema(row, isOutside(seen.roles)).safeParse(body);
  return parsed.success ? { row } : { refusal: new Problem('invalid', { faults: faultsOf(parsed.error) }) };
}

function whatIsOpen(row: Action): Fault {
  const by = row.by.filter((role) => role !== CLOCK).join(', ');
  return fault('action', 'open', `Có thể: ${row.name} (${by})`, `Open: ${row.name} (${by})`);
}
