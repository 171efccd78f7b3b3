/** A step that a pause of the one-stop clock has interrupted goes on with the working days that it had left. */
import type { Bilingual } from '../domain/fault.ts';
import { process, type StateKey, stateOf } from '../domain/process.ts';
import type { Case, Tx } from './case.ts';
import { type Basis, basisOf } from './due.ts';

/** The task that opens again when the pause ends, and what its due date is reckoned from. */
export type Resumption = { task: string; basis: Basis };

/**
 * @param back the state that the dossier goes back to, which opens the step's task again
 * @param pause.to when the pause ends; it began when that task was closed
 * @returns what the task's due date is reckoned from: the limit as it ran, with the pause in its ledger; undefined where the
 *   state opens no task that was open before, or one whose date the subject gives
 */
export async function resumption(
  tx: Tx,
  found: Case,
  back: StateKey,
  pause: { to: Date; why: Bilingual; who: string },
): Promise<Resumption | undefined> {
  const [task] = stateOf(process(found.row.process), found.subject, back).opens;
  const interrupted = await tx.task.findFirst({
    where: { subjectId: found.row.id, name: task, closedAt: { not: null } },
    orderBy: { closedAt: 'desc' },
    select: { closedAt: true, dueBasis: true },
  });
  const basis = interrupted && basisOf(interrupted);
  if (!task || !basis) return undefined;
  const stood = {
    from: interrupted.closedAt!.toISOString(),
    to: pause.to.toISOString(),
    why: pause.why,
    who: pause.who,
  };
  return { task, basis: { ...basis, pauses: [...basis.pauses, stood] } };
}
