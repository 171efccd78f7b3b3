/** Tasks of who has left, or whose assignment or delegation has ended, go back to everybody who may take them, and the supervisors are told. */
import { capacityFor } from '../domain/delegation.ts';
import {
  ACTION,
  actionRow,
  isUnderWay,
  LETTER,
  process,
  RECIPIENT,
  ROLE,
  type StaffRole,
  type SubjectKind,
} from '../domain/process.ts';
import { Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import { CLOCK_ACTOR } from './actor.ts';
import { type Case, keyOf, type Task, type Tx } from './case.ts';
import { currentFrom, currentOf } from './current.ts';
import type { Effects } from './handler.ts';
import { heldOn } from './held.ts';
import { lockCase, supervisorsOf } from './lock.ts';
import { withoutAnybody } from './opening.ts';
import { Plan } from './plan.ts';
import type { RecordAnswer, Recorder, RecordInput } from './record.ts';
import { inTransaction } from './transaction.ts';

type HandBack = RecordInput & { handBack: true };

/** How many subjects one sweep sees to. */
const AT_MOST = 200;

/** Open tasks `t` whose holder has no right to them any more, today; one person's own, of which the supervisors have heard, is left out. */
const LEFT_BEHIND = Prisma.sql`t."closedAt" IS NULL AND t."personId" IS NOT NULL AND t."leaverToldAt" IS NULL AND NOT EXISTS (
  SELECT FROM (SELECT (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) today,
    LATERAL ${heldOn(Prisma.sql`today.day`)} held JOIN "Person" person ON person.id = held."personId"
  WHERE held."personId" = t."personId" AND held."agencyId" = t."agencyId" AND held.role = t.role
    AND (held.programmes = '{}' OR t."programmeId" = ANY(held.programmes))
    AND (person."leftOn" IS NULL OR person."leftOn" > today.day))`;

/**
 * Has every task given back whose holder has lost the right to it, also where the day has simply come.
 *
 * @param of one person; without it, everybody
 * @param failed is told what could not be recorded: the next sweep tries it again, and the others are seen to all the same
 * @returns how many dossiers, packages and rounds were changed
 */
export async function handBackTasks(
  recorder: Recorder,
  of?: string,
  failed: (error: unknown) => void = () => {},
): Promise<number> {
  const left = await recorder.database.$queryRaw<{ subject: SubjectKind; code: string }[]>`
    SELECT DISTINCT t.subject, t.code FROM "Task" t
    WHERE ${LEFT_BEHIND} AND (${of ?? null}::uuid IS NULL OR t."personId" = ${of ?? null}::uuid) ORDER BY t.code LIMIT ${AT_MOST}`;
  let changed = 0;
  for (const { subject, code } of left) {
    try {
      const { outcome } = await recordHandBack(recorder, { subject, code, handBack: true });
      if (outcome.ok) changed += 1;
    } catch (error) {
      failed(error);
    }
  }
  return changed;
}

/** The tasks of one person that are about to be given back. @returns their ids */
export async function leftBehindBy(tx: Pick<PrismaClient, '$queryRaw'> | Tx, personId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM "Task" t WHERE ${LEFT_BEHIND} AND NOT t.reserved AND t."personId" = ${personId}::uuid ORDER BY t.id`;
  return rows.map(({ id }) => id);
}

/** Gives back what one subject's leavers hold, in one transaction, with an entry of the audit. */
export async function recordHandBack(recorder: Recorder, input: HandBack): Promise<RecordAnswer> {
  const answer = await inTransaction(recorder.database, async (tx): Promise<RecordAnswer> => {
    const found = await lockCase(tx, input.subject, input.code);
    const plan = found && isUnderWay(found.row) ? await handedBack(tx, found) : null;
    if (!found || !plan)
      return {
        outcome: { ok: false, code: 'no-longer-applies' },
        current: await currentOf(tx, input.subject, input.code),
      };
    await plan.flush(tx, null);
    await recorder.checkpoint?.('before-commit', input);
    return { outcome: { ok: true, version: plan.rowOf(found.row).version }, current: currentFrom(found, plan) };
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

/** Whether somebody still has the role of the task that they hold. */
const holds = (found: Case, { personId, role }: Task): boolean =>
  found.staff.some((member) => member.id === personId && member.roles.includes(role as StaffRole));

async function handedBack(tx: Tx, found: Case): Promise<Plan | null> {
  const left = found.tasks.filter(
    (task) => task.subjectId === found.row.id && task.personId !== null && !task.leaverToldAt && !holds(found, task),
  );
  if (left.length === 0) return null;
  const row = actionRow(process(found.row.process), found.subject, keyOf(found.row), ACTION.handBack, [ROLE.clock]);
  if (!row) throw new RangeError(`The table does not let tasks of ${found.row.code} be given back.`);
  const leavers = [...new Set(left.map((task) => task.personId!))];
  const tasks = left.map(({ id, name, role, dueAt, reserved }) => ({
    ...{ taskId: id, task: name, role, dueAt: dueAt.toISOString() },
    // What is one member's alone goes to nobody else: the panel or the council is appointed again.
    reserved,
  }));
  for (const task of left) await free(tx, task, found.now);
  const freed = left.filter((task) => !task.reserved);
  const letters: Effects['letters'] = [
    ...freed.flatMap((task) =>
      found.staff
        .filter((member) => capacityFor(member, task.role, task.barred))
        .map(({ id }) => ({ letter: LETTER.taskOpened, to: { personId: id }, facts: told(task) })),
    ),
    ...withoutAnybody(found, freed).flatMap(({ task, barred }) =>
      supervisorsOf(found).map(({ id }) => ({
        letter: LETTER.nobodyEligible,
        to: { personId: id },
        facts: { ...told(task), barred },
      })),
    ),
    { letter: LETTER.handedBack, to: RECIPIENT.supervisor, facts: { tasks, leavers } },
  ];
  const plan = new Plan(found, null);
  plan.consultantId = found.contract?.consultantId ?? null;
  await plan.take(tx, {
    subject: found.subject,
    row: found.row,
    action: row,
    to: keyOf(found.row),
    effects: { data: { tasks, from: leavers }, letters },
    actor: CLOCK_ACTOR,
  });
  return plan;
}

const told = ({ name, role, dueAt }: Task) => ({ task: name, role, dueAt: dueAt.toISOString() });

/** In the database and in the case, which the writer answers from. */
async function free(tx: Tx, task: Task, now: Date): Promise<void> {
  const data = task.reserved ? { leaverToldAt: now } : { personId: null };
  await tx.task.updateMany({ where: { id: task.id }, data });
  Object.assign(task, data);
}
