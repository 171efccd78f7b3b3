/**
 * record(): the only writer of stage and state. One transaction locks the subjects, evaluates the table on what it finds,
 * closes the answered task, opens the next, and writes the row, the audit event, the letters, the money and the wakes.
 */
import { Refused } from '../domain/errors.ts';
import {
  type ActionName,
  actionRow,
  actionsFrom,
  isClosed,
  process,
  ROLE,
  STATE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
  splitKey,
  type TaskName,
  targetsOf,
} from '../domain/process.ts';
import { type Decision, Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import { actorOf } from './actor.ts';
import { type Actor, type Case, keyOf, type Principal, type SubjectRow, type Task, type Tx } from './case.ts';
import { checkGuards } from './guards.ts';
import { type CommonBody, fault } from './handler.ts';
import { handlerOf, parseBody } from './handlers.ts';
import { followOn } from './kin.ts';
import { lockCase, MovedMeanwhile } from './lock.ts';
import { Plan } from './plan.ts';
import { releaseOf } from './reservation.ts';
import { recordTimer } from './timer.ts';

/** What is to be recorded: a stored decision, a due timer of one task, a look, or a recalculation of due dates. */
export type RecordInput = { subject: SubjectKind; code: string } & (
  | { decision: string }
  | { timer: { task: string; dueAt: string } }
  | { look: true }
);

/** A business outcome: a value, stored with its decision and answered again. Carries no personal data to the workflow. */
export type Outcome = { ok: true; version: number } | { ok: false; code: string };

/** What the workflow adopts whenever its version is higher than its own. Instants are ISO text. */
export type Current = {
  version: number;
  stage: string;
  state: string;
  overdue: boolean;
  programme: string;
  route: readonly string[];
  /** The next thing that the clock does to an open task, if any. */
  next: { task: string; dueAt: string } | null;
  /** The business clock of the answering transaction: workflows wait for `next.dueAt − at`. */
  at: string;
};

export type RecordAnswer = { outcome: Outcome; current: Current };

/** Named points of a transaction, at which the failure tests kill the process. */
export type Checkpoint = (point: 'before-commit' | 'after-commit', input: RecordInput) => Promise<void> | void;

export type Recorder = { database: PrismaClient; checkpoint?: Checkpoint };

const TRIES = 8;

/**
 * Records one thing about one subject.
 *
 * @returns the outcome and where the subject stands now; a business refusal is an outcome, never an exception
 * @throws whatever the database throws (out of reach, out of time): nothing was written, the caller tries again
 */
export async function record(recorder: Recorder, input: RecordInput): Promise<RecordAnswer> {
  if ('timer' in input) return recordTimer(recorder, input);
  if ('look' in input) return look(recorder.database, input);
  const answer = await inTransaction(recorder.database, async (tx) => {
    const decided = await decideOn(tx, input);
    await recorder.checkpoint?.('before-commit', input);
    return decided;
  }).catch(async (error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    return refuse(recorder.database, input, error);
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

/** Where a subject stands, for a run that begins or is woken; writes nothing. */
export async function look(
  database: PrismaClient,
  { subject, code }: { subject: SubjectKind; code: string },
): Promise<RecordAnswer> {
  return database.$transaction(async (tx) => ({
    outcome: { ok: true, version: 0 },
    current: await currentOf(tx, subject, code),
  }));
}

/** Tries a transaction again where it lost to another (serialization, deadlock, a package changed between look and lock), with jitter. */
export async function inTransaction<Answer>(
  database: PrismaClient,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await database.$transaction(work, { maxWait: 4_000, timeout: 10_000 });
    } catch (error) {
      if (tried >= TRIES || !(error instanceof MovedMeanwhile || lost(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** tried));
    }
  }
}

const lost = (error: unknown): boolean =>
  error instanceof Error &&
  (/TransactionWriteConflict|deadlock detected|could not serialize/i.test(error.message) ||
    ('code' in error && error.code === 'P2034'));

async function decideOn(
  tx: Tx,
  input: { subject: SubjectKind; code: string; decision: string },
): Promise<RecordAnswer> {
  const id = input.decision;
  const joining =
    input.subject === SUBJECT.package ? joiningOf(await tx.decision.findUniqueOrThrow({ where: { id } })) : [];
  const found = await lockCase(tx, input.subject, input.code, { joining, decision: id });
  if (!found)
    throw new Refused('not-found', [fault('', 'not-found', 'Không tìm thấy hồ sơ.', 'There is no such dossier.')]);
  const { decision } = found;
  if (!decision) throw new RangeError(`There is no decision ${id} about ${input.code}.`);
  if (decision.outcome) {
    const outcome = decision.outcome as Outcome;
    return { outcome: told(outcome), current: await currentOf(tx, input.subject, input.code) };
  }
  const plan = await evaluate(tx, found, decision);
  const outcome = { ok: true as const, version: plan.rowOf(found.row).version };
  await plan.flush(tx, found.row.code, { id, outcome });
  return { outcome, current: currentFrom(found, plan) };
}

/** What a workflow hears of an outcome: the faults stay with the decision. */
const told = (outcome: Outcome): Outcome =>
  outcome.ok ? { ok: true, version: outcome.version } : { ok: false, code: outcome.code };

/** Applications named by a new package, which are locked with it. */
const joiningOf = (decision: Decision): string[] => (decision.body as { applications?: string[] }).applications ?? [];

/** An action as it was sent. */
export type Asked = {
  id: string | null;
  action: string;
  taskId: string | null;
  principal: Prisma.JsonValue;
  body: Prisma.JsonValue;
  receivedAt: Date;
};

/**
 * Evaluates an action on a locked case: the table, the task, rule 1, the guards, then its own file; gathers what changes.
 * @throws Refused with every fault, having changed nothing
 */
export async function evaluate(tx: Tx, found: Case, asked: Asked | Decision): Promise<Plan> {
  const table = process(found.row.process);
  const key = keyOf(found.row);
  const actor = await actorOf(tx, found, asked.principal as Principal);
  const name = asked.action as ActionName;
  const named = asked.taskId ? found.tasks.find((task) => task.id === asked.taskId) : undefined;
  if (asked.taskId && !named)
    throw new Refused('not-open', [
      fault('task', 'task-closed', 'Công việc này đã kết thúc.', 'This task is closed.'),
      ...openActions(found),
    ]);
  const row = actionRow(table, found.subject, key, name, actor.roles, named?.name as TaskName | undefined);
  if (!row) {
    const legal = actionsFrom(table, found.subject, key).some((candidate) => candidate.name === name);
    throw new Refused(legal ? 'not-yours' : 'not-open', openActions(found));
  }
  const task = row.task ? taskFor(found, row.task, named, actor) : null;
  const acted = row.notBy
    ? await tx.event.findMany({
        where: { subjectId: found.row.id, action: { in: [...row.notBy] } },
        select: { actor: true },
      })
    : [];
  if (acted.some((event) => (event.actor as { id?: string }).id === idOf(actor))) throw barred();

  const { body, common } = parseBody(row, actor, asked.body);
  await checkGuards(tx, found, row, actor, asked.receivedAt);
  const act = {
    tx,
    case: found,
    row,
    actor,
    body: { ...body, ...common },
    task,
    receivedAt: asked.receivedAt,
    now: found.now,
  };
  const effects = (await handlerOf(found.subject, row)?.run?.(act)) ?? {};
  const to = targetOf(row, key, effects.to);

  if (found.subject === SUBJECT.application && (isClosed(splitKey(to).stage) || to === STATE.recovering)) {
    // Every exit frees what is still reserved; so does recovery, after which nothing more is paid.
    effects.money = [...(effects.money ?? []), ...(await releaseOf(tx, found.row.id, effects.money ?? []))];
  }
  const plan = new Plan(found, asked.id);
  plan.consultantId = effects.consultantId ?? found.contract?.consultantId ?? null;
  await plan.take(tx, {
    subject: found.subject,
    row: found.row,
    action: row,
    to,
    effects,
    actor,
    common,
    task,
    anew: effects.anew ?? false,
  });
  await followOn(tx, plan, found, { row, from: key, to, actor, effects });
  return plan;
}

const idOf = (actor: Actor): string | null => (actor.principal.kind === 'clock' ? null : actor.principal.id);

const barred = (): Refused =>
  new Refused('barred', [
    fault('', 'own-work', 'Không ai được quyết định về việc do chính mình làm.', 'Nobody decides on their own work.'),
  ]);

/** The open task that a row answers, held by the actor. */
function taskFor(found: Case, name: TaskName, named: Task | undefined, actor: Actor): Task {
  const id = idOf(actor);
  const open = found.tasks.filter((task) => task.subjectId === found.row.id && task.name === name);
  const task = named ?? open.find((candidate) => candidate.personId === id || candidate.partyId === id) ?? open[0];
  if (!task || task.name !== name) throw new Refused('not-open', openActions(found));
  if (actor.principal.kind === 'clock') return task;
  if (id && task.barred.includes(id)) throw barred();
  if (task.partyId !== null && task.partyId !== id) throw new Refused('not-yours', openActions(found));
  if (task.partyId === null && task.personId !== id) {
    const vi = task.personId ? 'Công việc đang do người khác giữ.' : 'Hãy nhận việc trước khi hoàn thành.';
    const en = task.personId ? 'The task is held by somebody else.' : 'Claim the task before completing it.';
    throw new Refused('not-yours', [fault('task', task.personId ? 'held-by-another' : 'not-claimed', vi, en)]);
  }
  return task;
}

function targetOf(
  row: { to: StateKey | 'same' | readonly StateKey[] } & Parameters<typeof targetsOf>[0],
  from: StateKey,
  chosen: StateKey | undefined,
): StateKey {
  const targets = targetsOf(row, from);
  if (chosen !== undefined && !targets.includes(chosen))
    throw new RangeError(`${row.name} from ${from} may not lead to ${chosen}.`);
  const target = chosen ?? (targets.length === 1 ? targets[0] : undefined);
  if (!target)
    throw new RangeError(`${row.name} from ${from} leads to ${targets.join(' or ')}, and its file chose none.`);
  return target;
}

/** What is open, and to whom: told to whoever asked for something else. */
function openActions(found: Case) {
  const rows = actionsFrom(process(found.row.process), found.subject, keyOf(found.row)).filter(
    (row) => !row.by.every((role) => role === ROLE.clock),
  );
  return rows.map((row) => {
    const by = row.by.filter((role) => role !== ROLE.clock).join(', ');
    return fault('action', 'open', `Có thể: ${row.name} (${by})`, `Open: ${row.name} (${by})`);
  });
}

/** Stores a refusal as the decision's outcome, and answers with where the subject stands. */
async function refuse(
  database: PrismaClient,
  input: { subject: SubjectKind; code: string; decision: string },
  refusal: Refused,
): Promise<RecordAnswer> {
  return inTransaction(database, async (tx) => {
    const outcome = { ok: false as const, code: refusal.code };
    await tx.decision.updateMany({
      where: { id: input.decision, outcome: { equals: Prisma.AnyNull } },
      data: {
        outcome: { ...outcome, faults: refusal.faults.map((entry) => ({ ...entry, message: { ...entry.message } })) },
      },
    });
    return { outcome, current: await currentOf(tx, input.subject, input.code) };
  });
}

/** Where a subject stands, read afresh. A code that nobody has stands as closed. */
export async function currentOf(tx: Tx, subject: SubjectKind, code: string): Promise<Current> {
  const [row] =
    subject === SUBJECT.application
      ? await tx.$queryRaw<
          StandingRow[]
        >`SELECT s.id, s.version, s.stage, s.state, s.overdue, s."programmeId", s.route, business_now() AS at,
          t.id AS "taskId", t."nextAt" FROM "Application" s LEFT JOIN LATERAL (SELECT id, "nextAt" FROM "Task" WHERE "subjectId" = s.id AND "closedAt" IS NULL
          AND "nextAt" IS NOT NULL ORDER BY "nextAt", id LIMIT 1) t ON true WHERE s.code = ${code}`
      : await tx.$queryRaw<
          StandingRow[]
        >`SELECT s.id, s.version, s.stage, s.state, s.overdue, s."programmeId", '{}'::text[] AS route, business_now() AS at,
          t.id AS "taskId", t."nextAt" FROM "Package" s LEFT JOIN LATERAL (SELECT id, "nextAt" FROM "Task" WHERE "subjectId" = s.id AND "closedAt" IS NULL
          AND "nextAt" IS NOT NULL ORDER BY "nextAt", id LIMIT 1) t ON true WHERE s.code = ${code}`;
  if (!row)
    return {
      version: -1,
      ...splitKey(STATE.withdrawn),
      overdue: false,
      programme: '',
      route: [],
      next: null,
      at: new Date(0).toISOString(),
    };
  return {
    version: row.version,
    stage: row.stage,
    state: row.state,
    overdue: row.overdue,
    programme: row.programmeId,
    route: row.route,
    next: row.taskId && row.nextAt ? { task: row.taskId, dueAt: row.nextAt.toISOString() } : null,
    at: row.at.toISOString(),
  };
}

type StandingRow = {
  id: string;
  version: number;
  stage: string;
  state: string;
  overdue: boolean;
  programmeId: string;
  route: string[];
  at: Date;
  taskId: string | null;
  nextAt: Date | null;
};

/** Where the subject stands once the plan is written. */
export function currentFrom(found: Case, plan: Plan): Current {
  const row: SubjectRow = plan.rowOf(found.row);
  const tasks = isClosed(row.stage) ? [] : plan.tasksOf(found.row).filter((task) => task.nextAt !== null);
  const [first] = tasks.sort((a, b) => a.nextAt!.getTime() - b.nextAt!.getTime());
  return {
    version: row.version,
    stage: row.stage,
    state: row.state,
    overdue: plan.tasksOf(found.row).some((task) => task.overdueAt !== null),
    programme: row.programmeId,
    route: plan.route,
    next: first ? { task: first.id, dueAt: first.nextAt!.toISOString() } : null,
    at: found.now.toISOString(),
  };
}

/**
 * What an action would do, without doing it: evaluated in a transaction that is rolled back.
 * @returns the effects by subject, or the refusal with every fault
 */
export async function rehearse(
  database: PrismaClient,
  subject: SubjectKind,
  code: string,
  asked: Asked,
): Promise<{ ok: true; effects: Plan['effects'] } | { ok: false; refusal: Refused }> {
  class Rehearsed extends Error {
    readonly effects: Plan['effects'];
    constructor(effects: Plan['effects']) {
      super('rehearsed');
      this.effects = effects;
    }
  }
  try {
    await inTransaction(database, async (tx) => {
      const joining = (asked.body as { applications?: string[] } | null)?.applications;
      const found = await lockCase(tx, subject, code, { joining });
      if (!found) throw new Refused('not-found');
      throw new Rehearsed((await evaluate(tx, found, asked)).effects);
    });
    throw new RangeError('A rehearsal ended without an answer.');
  } catch (error) {
    if (error instanceof Rehearsed) return { ok: true, effects: error.effects };
    if (error instanceof Refused) return { ok: false, refusal: error };
    throw error;
  }
}

export type { CommonBody };
