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
import { FAULT_KIND, keepFault, SETTLED, settleFault, toldOrKept } from './faults.ts';
import type { Effects } from './handler.ts';
import { heldOn } from './held.ts';
import { describe, isTriedAgain } from './infrastructure.ts';
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

/** Names a subject whose tasks could not be given back, for the fault that this is. */
const referenceOf = ({ subject, code }: { subject: string; code: string }): string => `${subject}/${code}`;

/**
 * Has every task given back whose holder has lost the right to it, also where the day has simply come. What cannot be recorded for a
 * reason of ours is a fault of the subject, which supervisors are told of; each sweep tries it again, after all others.
 *
 * @param of one person; without it, everybody
 * @param failed is told what the infrastructure failed: the next sweep tries it again, and the others are seen to all the same
 * @returns how many dossiers, packages and rounds were changed
 */
export async function handBackTasks(
  recorder: Recorder,
  of?: string,
  failed: (error: unknown) => void = () => {},
): Promise<number> {
  const left = await recorder.database.$queryRaw<{ subject: SubjectKind; code: string }[]>`
    SELECT t.subject, t.code FROM "Task" t
    WHERE ${LEFT_BEHIND} AND (${of ?? null}::uuid IS NULL OR t."personId" = ${of ?? null}::uuid) GROUP BY 1, 2
    ORDER BY EXISTS (SELECT FROM "RecordFault" f
      WHERE f.kind = ${FAULT_KIND.handBack} AND f.reference = t.subject || '/' || t.code AND f."settledAt" IS NULL), t.code LIMIT ${AT_MOST}`;
  let changed = 0;
  for (const { subject, code } of left) {
    try {
      const { outcome } = await recordHandBack(recorder, { subject, code, handBack: true });
      if (outcome.ok) changed += 1;
    } catch (error) {
      failed(error);
    }
  }
  await recorder.database.$executeRaw`
    UPDATE "RecordFault" f SET "settledAt" = business_now(), how = ${SETTLED.overtaken}
    WHERE f.kind = ${FAULT_KIND.handBack} AND f."settledAt" IS NULL
      AND NOT EXISTS (SELECT FROM "Task" t WHERE t.subject = f.subject AND t.code = f.code AND ${LEFT_BEHIND})`;
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
  const answer = await givenBack(recorder, input).catch((error: unknown) => {
    if (isTriedAgain(error)) throw error;
    return faulted(recorder, input, error);
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

/** The tasks stay with who has left until it is tried again. */
function faulted({ database }: Recorder, input: HandBack, error: unknown): Promise<RecordAnswer> {
  const { subject, code } = input;
  const faulty = { kind: FAULT_KIND.handBack, subject, code, reference: referenceOf(input), what: ACTION.handBack };
  return toldOrKept(database, async (tx, tell): Promise<RecordAnswer> => {
    await keepFault(tx, faulty, describe(error), tell);
    return { outcome: { ok: false, code: 'fault' }, current: await currentOf(tx, subject, code) };
  });
}

function givenBack(recorder: Recorder, input: HandBack): Promise<RecordAnswer> {
  return inTransaction(recorder.database, async (tx): Promise<RecordAnswer> => {
    const found = await lockCase(tx, input.subject, input.code);
    const plan = found && isUnderWay(found.row) ? await handedBack(tx, found) : null;
    if (!found || !plan)
      return {
        outcome: { ok: false, code: 'no-longer-applies' },
        current: await currentOf(tx, input.subject, input.code),
      };
    await plan.flush(tx, null);
    await settleFault(tx, FAULT_KIND.handBack, referenceOf(input), SETTLED.recorded);
    await recorder.checkpoint?.('before-commit', input);
    return { outcome: { ok: true, version: plan.rowOf(found.row).version }, current: currentFrom(found, plan) };
  });
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
