/**
 * record(): the only writer of stage and state. One transaction locks the subjects, evaluates the table on what it finds,
 * closes the answered task, opens the next, and writes the row, the audit event, the letters, the money and the wakes.
 */
import { Refused } from '../domain/errors.ts';
import { SUBJECT, type SubjectKind } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import { type Decision, Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { type Current, currentFrom, currentOf } from './current.ts';
import { evaluate } from './evaluate.ts';
import { faulted } from './faulted.ts';
import { lockSubject } from './faults.ts';
import { fault } from './handler.ts';
import { isTriedAgain } from './infrastructure.ts';
import { recordHandBack } from './leaving.ts';
import { lockCase } from './lock.ts';
import { recordRecalculation } from './recalculate.ts';
import { recordTimer } from './timer.ts';
import { inTransaction } from './transaction.ts';

/** What is to be recorded: a stored decision, a due timer of one task or promise, a recalculation of the outbox, tasks of who has left, or a look. */
export type RecordInput = { subject: SubjectKind; code: string } & (
  | { decision: string }
  | { timer: { task: string; dueAt: string } }
  | { recalculation: string }
  | { handBack: true }
  | { look: true }
);

/** A business outcome: a value, stored with its decision and answered again. Carries no personal data to the workflow. */
export type Outcome = { ok: true; version: number } | { ok: false; code: string };

/** `late`: of a look alone, where what is due next has been due for a minute, and the clock has not rung. */
export type RecordAnswer = { outcome: Outcome; current: Current; late?: true };

/** A timer that is only about to ring is left to ring. */
const LATE_MS = 60_000;

/** Named points of a transaction, at which the failure tests kill the process. */
export type Checkpoint = (point: 'before-commit' | 'after-commit', input: RecordInput) => Promise<void> | void;

export type Recorder = { database: PrismaClient; checkpoint?: Checkpoint };

/**
 * Records one thing about one subject.
 *
 * @param input a decision that is about another subject, or is none, is answered as a fault, and changes nothing
 * @returns the outcome and where the subject stands now; a business refusal is an outcome, never an exception, and so is a fault of
 *   ours, which would come again however often it is tried (`fault`)
 * @throws what the infrastructure throws (out of reach, out of time, lost to another): nothing was written, the caller tries again
 */
export async function record(recorder: Recorder, input: RecordInput): Promise<RecordAnswer> {
  if ('timer' in input) return recordTimer(recorder, input, (decision) => recordDecision(recorder, decision));
  if ('recalculation' in input) return recordRecalculation(recorder, input);
  if ('handBack' in input) return recordHandBack(recorder, input);
  if ('look' in input) return look(recorder.database, input);
  return recordDecision(recorder, input);
}

type DecisionInput = { subject: SubjectKind; code: string; decision: string };

async function recordDecision(recorder: Recorder, input: DecisionInput): Promise<RecordAnswer> {
  const answer = await inTransaction(recorder.database, async (tx) => {
    const decided = await decideOn(tx, input);
    await recorder.checkpoint?.('before-commit', input);
    return decided;
  }).catch(async (error: unknown) => {
    if (isTriedAgain(error)) throw error;
    return error instanceof Refused
      ? refuse(recorder.database, input, error)
      : faulted(recorder.database, input, error);
  });
  await recorder.checkpoint?.('after-commit', input);
  return answer;
}

/** Where a subject stands, for a run that begins or is woken; writes nothing. */
async function look(
  database: PrismaClient,
  { subject, code }: { subject: SubjectKind; code: string },
): Promise<RecordAnswer> {
  const current = await database.$transaction((tx) => currentOf(tx, subject, code));
  const late = current.next && Date.parse(current.at) - Date.parse(current.next.dueAt) >= LATE_MS;
  return { outcome: { ok: true, version: 0 }, current, ...(late ? { late } : {}) };
}

async function decideOn(tx: Tx, input: DecisionInput): Promise<RecordAnswer> {
  const id = input.decision;
  const joining =
    input.subject === SUBJECT.package ? joiningOf(await tx.decision.findFirstOrThrow({ where: rowOf(input) })) : [];
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

/** The row of a decision, where it is one about this subject: whoever brings it may have been told of another's. */
const rowOf = ({ subject, code, decision: id }: DecisionInput) => ({ id, subject, code });

/** What a workflow hears of an outcome: the faults stay with the decision. */
const told = (outcome: Outcome): Outcome =>
  outcome.ok ? { ok: true, version: outcome.version } : { ok: false, code: outcome.code };

/** Applications named by a new package, which are locked with it. */
const joiningOf = (decision: Decision): string[] => (decision.body as { applications?: string[] }).applications ?? [];

/**
 * Stores a refusal as the decision's outcome, and answers with where the subject stands. Whoever records the same decision meanwhile
 * holds the subject, and has not seen the refusal: it waits for them, and what they have stored is the answer.
 */
async function refuse(database: PrismaClient, input: DecisionInput, refusal: Refused): Promise<RecordAnswer> {
  return inTransaction(database, async (tx): Promise<RecordAnswer> => {
    await lockSubject(tx, input.subject, input.code);
    const outcome = { ok: false as const, code: refusal.code };
    const { count } = await tx.decision.updateMany({
      where: { ...rowOf(input), outcome: { equals: Prisma.AnyNull } },
      data: {
        outcome: { ...outcome, faults: refusal.faults.map((entry) => ({ ...entry, message: { ...entry.message } })) },
      },
    });
    await tx.decision.updateMany({
      where: { ...rowOf(input), action: { in: [...SEALED_ACTIONS] } },
      data: { body: {} },
    });
    const current = await currentOf(tx, input.subject, input.code);
    if (count > 0) return { outcome, current };
    const { outcome: stored } = await tx.decision.findFirstOrThrow({ where: rowOf(input) });
    return { outcome: told(stored as Outcome), current };
  }).catch((error: unknown) => {
    // The reasons themselves may hold what no database keeps.
    if (isTriedAgain(error)) throw error;
    return faulted(database, input, error);
  });
}
