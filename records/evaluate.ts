/** Evaluates an action on a locked case against the table, and gathers what it changes. */
import { personsBehind } from '../domain/delegation.ts';
import { type Fault, Refused } from '../domain/errors.ts';
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
  splitKey,
  type TaskName,
  targetsOf,
} from '../domain/process.ts';
import type { Decision, Prisma } from '../prisma/generated/client.ts';
import { actorOf, inWhoseName } from './actor.ts';
import { uploaderOf } from './attach.ts';
import { type Actor, type Case, keyOf, type Principal, type Task, type Tx } from './case.ts';
import { tooLate } from './day-bounds.ts';
import { checkGuards } from './guards.ts';
import { type Effects, fault, refuseIf } from './handler.ts';
import { bodySchema, handlerOf, isOutside, parseBody } from './handlers.ts';
import { followOn } from './kin.ts';
import { documentFaults, documentsNamed } from './named-documents.ts';
import { Plan } from './plan.ts';
import { releaseOf } from './reservation.ts';
import { HINDRANCE } from './tasks.ts';

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
  const who = await actorOf(tx, found, asked.principal as Principal);
  const name = asked.action as ActionName;
  const named = asked.taskId ? found.tasks.find((task) => task.id === asked.taskId) : undefined;
  if (asked.taskId && !named)
    throw new Refused('not-open', [
      fault('task', 'task-closed', 'Công việc này đã kết thúc.', 'This task is closed.'),
      ...openActions(found),
    ]);
  const row = actionRow(table, found.subject, key, name, who.roles, named?.name as TaskName | undefined);
  if (!row) {
    const legal = actionsFrom(table, found.subject, key).some((candidate) => candidate.name === name);
    // Held, but not with a right to it any more: the delegation or the assignment has ended since.
    if (legal && named && named.personId === idOf(who) && !who.roles.some((role) => role === named.role))
      throw new Refused('not-yours', [HINDRANCE.ended]);
    throw new Refused(legal ? 'not-yours' : 'not-open', openActions(found));
  }
  const task = row.task ? taskFor(found, row.task, named, who) : null;
  const acted = row.notBy
    ? await tx.event.findMany({
        where: { subjectId: found.row.id, action: { in: [...row.notBy] } },
        select: { actor: true },
      })
    : [];
  const behind = acted.flatMap((event) => personsBehind(event.actor));
  const actor = inWhoseName(who, row, task, behind);

  const { body, common } = parseBody(row, actor, asked.body);
  const documents = documentsNamed({ ...body, instrument: common.instrument });
  refuseIf(await documentFaults(tx, documents, namingBy(found, actor)));
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
  const late = principalIsClock(actor) ? [] : tooLate(found, bodySchema(row, isOutside(actor.roles)), asked.body);
  const effects = await withFaults(late, async () => (await handlerOf(found.subject, row)?.run?.(act)) ?? {});
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
  await followOn(tx, plan, found, { row, from: key, to, actor, effects, common });
  return plan;
}

const principalIsClock = ({ principal }: Actor): boolean => principal.kind === 'clock';

/** Refuses with what is known already, and with what the action's own file finds besides: all faults at once. */
async function withFaults(known: readonly Fault[], run: () => Promise<Effects>): Promise<Effects> {
  if (known.length === 0) return run();
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'invalid') throw error;
    const others = known.filter(({ path }) => !error.faults.some((found) => found.path === path));
    throw new Refused('invalid', [...error.faults, ...others]);
  }
  throw new Refused('invalid', known);
}
/** As whom, and where, an action names documents. */
const namingBy = ({ row, applications, package: pack, round }: Case, { principal }: Actor) => ({
  uploader: uploaderOf(principal),
  subjectId: row.id,
  linked: [...applications, pack, round].flatMap((linked) => (linked ? [linked.id] : [])),
  staff: principal.kind === 'person',
});

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
