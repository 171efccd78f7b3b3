/** Decisions that are kept and not recorded: on their way, or with a fault of ours as their outcome, which may be recorded still. */

import type { ActionName } from '../domain/process.ts';
import { actionRow, actionsFrom, process, ROLE, STATE, targetsOf } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { type Case, keyOf, type Task, type Tx } from './case.ts';
import { isNote } from './faults.ts';

/** A condition on rows `d` of decisions: a fault of ours is their outcome, and nobody has withdrawn them. */
export const FAULTED = Prisma.sql`d.outcome ->> 'code' = 'fault'`;

/**
 * A condition on rows `d` of submissions of dossiers `a`. One that faulted is waited for as long as its dossier was not submitted
 * otherwise: after that it could not be recorded.
 */
export const SUBMISSION_UNRECORDED = Prisma.sql`(d.outcome IS NULL OR ${FAULTED} AND a.stage || '/' || a.state = ${STATE.draft})`;

/**
 * Whether a lapse would take from somebody what they did in time: a decision on the subject, received by the limit, is not recorded yet,
 * and might not be recordable after the lapse. Asked under the subject's lock, so that a supervisor's retry comes before or after.
 *
 * One that names a task which is closed already loses nothing by the lapse.
 */
export async function waitsInTime(tx: Tx, found: Case, task: Task): Promise<boolean> {
  const waiting = await tx.$queryRaw<{ action: ActionName }[]>`
    SELECT DISTINCT d.action FROM "Decision" d WHERE d.code = ${found.row.code} AND d.subject = ${found.subject}
      AND (d.outcome IS NULL OR ${FAULTED}) AND d."receivedAt" <= ${task.dueAt}
      AND (d."taskId" IS NULL OR EXISTS (SELECT FROM "Task" named WHERE named.id = d."taskId" AND named."closedAt" IS NULL))`;
  return waiting.some(({ action }) => !isNote(found.subject, action) || losesItsPlace(found, task, action));
}

/** Whether a note may be written no more where the lapse may lead. */
function losesItsPlace(found: Case, task: Task, note: ActionName): boolean {
  const table = process(found.row.process);
  const key = keyOf(found.row);
  const lapse = actionRow(table, found.subject, key, task.nextAction as ActionName, [ROLE.clock]);
  const targets = lapse ? targetsOf(lapse, key) : [];
  return targets.some((target) => !actionsFrom(table, found.subject, target).some(({ name }) => name === note));
}
