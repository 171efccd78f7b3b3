/** What supervisors do about what could not be recorded: have it recorded again, or withdraw a decision. */
import { v7 as uuid } from 'uuid';
import type { Fault } from '../domain/fault.ts';
import { LETTER, type SubjectKind } from '../domain/process.ts';
import { SEALED_ACTIONS } from '../domain/sealed.ts';
import { Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import { recalculationOf } from './calendar.ts';
import type { Principal, Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { FAULT_KIND, type FaultKind, isNote, lockSubject, SETTLED, type Settled } from './faults.ts';
import { fault } from './handler.ts';
import { type Outcome, record } from './record.ts';
import { SUBJECT_TABLE } from './subject-table.ts';
import { inTransaction } from './transaction.ts';

/** One thing that is stuck: a fault that is open, or a decision without outcome, which has none. */
export type Stuck = {
  fault: string | null;
  kind: FaultKind;
  subject: SubjectKind;
  code: string;
  /** The decision, the task with what the clock does to it, the row of the outbox, or the subject. */
  reference: string;
  what: string;
};

export const isDecision = ({ kind }: Pick<Stuck, 'kind'>): boolean =>
  kind === FAULT_KIND.decision || kind === FAULT_KIND.note;

/**
 * Has something recorded again, a decision by its first time of receipt. A second fault is kept as the first one was.
 *
 * @returns what came of it; null where there is nothing to record any more: it was answered, or the clock has gone on
 * @throws what the infrastructure throws: it is open again, and is delivered as if it had just been stored
 */
export async function retry(database: PrismaClient, stuck: Stuck, by: string): Promise<Outcome | null> {
  const { kind } = stuck;
  if (isDecision(stuck)) return retryDecision(database, stuck, by);
  if (kind === FAULT_KIND.timer) return retryTimer(database, stuck, by);
  if (kind === FAULT_KIND.handBack) return retryHandBack(database, stuck, by);
  return kind === FAULT_KIND.recalculation ? retryRecalculation(database, stuck, by) : null;
}

async function retryDecision(database: PrismaClient, stuck: Stuck, by: string): Promise<Outcome | null> {
  const { subject, code, reference: id } = stuck;
  const open = await inTransaction(database, async (tx) => {
    await lockSubject(tx, subject, code);
    const reopened = await tx.$executeRaw`
      UPDATE "Decision" SET outcome = NULL, "deliveredAt" = NULL, "sentAt" = now(), attempts = 0, "lastError" = NULL
      WHERE id = ${id} AND (outcome IS NULL OR outcome ->> 'code' = 'fault')`;
    await settle(tx, stuck, by, reopened > 0 ? SETTLED.retried : SETTLED.overtaken);
    return reopened > 0;
  });
  if (!open) return null;
  // Its workflow may remember the answer that it gave before: it is recorded here, and the workflow told to look.
  const { outcome } = await record({ database }, { subject, code, decision: id });
  await inTransaction(database, async (tx) => {
    await tx.decision.updateMany({
      where: { id, outcome: { not: Prisma.AnyNull } },
      data: { deliveredAt: new Date() },
    });
    await tx.wake.create({ data: { subject, code } });
  });
  return outcome;
}

/** Rings at once where the clock still waits to do the same; a step that it went past is not taken back. */
async function retryTimer(database: PrismaClient, stuck: Stuck, by: string): Promise<Outcome | null> {
  const { subject, code, reference, what } = stuck;
  const [task = ''] = reference.split(' ');
  const dueAt = await inTransaction(database, async (tx) => {
    await lockSubject(tx, subject, code);
    const [rung] = await tx.$queryRaw<{ nextAt: Date }[]>`
      WITH task AS (
        UPDATE "Task" SET "nextAt" = business_now() WHERE id = ${task}::uuid AND "closedAt" IS NULL AND "nextAction" = ${what} RETURNING "nextAt"),
      promise AS (
        UPDATE "Application" SET "promiseNextAt" = business_now() WHERE id = ${task}::uuid AND "promiseNextAction" = ${what} RETURNING "promiseNextAt")
      SELECT "nextAt" FROM task UNION ALL SELECT "promiseNextAt" FROM promise`;
    await settle(tx, stuck, by, rung ? SETTLED.retried : SETTLED.overtaken);
    return rung?.nextAt ?? null;
  });
  if (!dueAt) return null;
  const { outcome } = await record({ database }, { subject, code, timer: { task, dueAt: dueAt.toISOString() } });
  await database.wake.create({ data: { subject, code } });
  return outcome;
}

/** Reckons the dates again, by a row of its own where the one that faulted is gone. */
async function retryRecalculation(database: PrismaClient, stuck: Stuck, by: string): Promise<Outcome | null> {
  const { subject, code, reference: id } = stuck;
  const recalculation = await inTransaction(database, async (tx) => {
    const open = await settle(tx, stuck, by, SETTLED.retried);
    const data = { doneAt: null, nextTryAt: new Date() };
    const { count } = await tx.recalculation.updateMany({ where: { id }, data });
    if (count > 0) return id;
    return open ? recalculationOf(tx, subject, code) : null;
  });
  if (recalculation === null) return null;
  return (await record({ database }, { subject, code, recalculation })).outcome;
}

/** Gives the tasks back, where somebody who has left still holds any. */
async function retryHandBack(database: PrismaClient, stuck: Stuck, by: string): Promise<Outcome | null> {
  const { subject, code } = stuck;
  await inTransaction(database, (tx) => settle(tx, stuck, by, SETTLED.retried));
  const { outcome } = await record({ database }, { subject, code, handBack: true });
  return !outcome.ok && outcome.code === 'no-longer-applies' ? null : outcome;
}

/**
 * Gives a decision that has no outcome, or a fault as its outcome, the outcome `withdrawn-by-supervisor`, and tells whoever decided.
 * @returns false where it was recorded since
 */
export async function withdraw(tx: Tx, stuck: Stuck, by: string, reason: string): Promise<boolean> {
  const { subject, code, reference: id } = stuck;
  await lockSubject(tx, subject, code);
  const faults = withdrawnFaults(reason).map((one) => ({ ...one, message: { ...one.message } }));
  const outcome = JSON.stringify({ ok: false, code: 'withdrawn-by-supervisor', faults });
  const [decision] = await tx.$queryRaw<{ principal: Principal; action: string; receivedAt: Date }[]>`
    UPDATE "Decision" SET outcome = ${outcome}::jsonb, "deliveredAt" = now(), "lastError" = NULL,
      body = CASE WHEN action = ANY(${[...SEALED_ACTIONS]}) THEN '{}' ELSE body END
    WHERE id = ${id} AND (outcome IS NULL OR outcome ->> 'code' = 'fault') RETURNING principal, action, "receivedAt"`;
  if (!decision) return false;
  await settle(tx, stuck, by, SETTLED.withdrawn, reason);
  const { principal, action, receivedAt } = decision;
  if (principal.kind !== 'clock') {
    const to = principal.kind === 'party' ? { partyId: principal.id } : { personId: principal.id };
    await tell(tx, stuck, to, { action, receivedAt: receivedAt.toISOString(), reason });
  }
  // A run that waited for it goes on with where the subject stands.
  await tx.wake.create({ data: { subject, code } });
  return true;
}

const withdrawnFaults = (reason: string): Fault[] => {
  const vi = `Quyết định không ghi nhận được và đã được người giám sát hủy: ${reason}`;
  const en = `The decision could not be recorded, and a supervisor has withdrawn it: ${reason}`;
  return [fault('', 'withdrawn-by-supervisor', vi, en)];
};

/**
 * The fault's end, with who brought it about; where there is none yet, one that was settled at once: the history shows it.
 * @returns whether one was open
 */
async function settle(tx: Tx, stuck: Stuck, by: string, how: Settled, reason: string | null = null): Promise<boolean> {
  const { kind, subject, code, reference, what } = stuck;
  const settledAt = await businessNow(tx);
  const settled = { settledAt, settledBy: by, how, reason };
  const { count } = await tx.recordFault.updateMany({ where: { kind, reference, settledAt: null }, data: settled });
  if (count > 0) return true;
  const none = { class: '', message: '', place: '', attempts: 0, at: settledAt, lastAt: settledAt };
  await tx.recordFault.create({ data: { kind, subject, code, reference, what, ...none, ...settled } });
  return false;
}

async function tell(
  tx: Tx,
  { subject, code }: Stuck,
  to: { partyId: string } | { personId: string },
  facts: Prisma.InputJsonObject,
): Promise<void> {
  const [about] = await tx.$queryRaw<{ id: string; example: boolean }[]>`
    SELECT s.id, agency.example FROM ${SUBJECT_TABLE[subject]} s JOIN "Agency" agency ON agency.id = s."agencyId" WHERE s.code = ${code}`;
  if (!about) return;
  const createdAt = await businessNow(tx);
  const letter = { id: uuid(), subject, subjectId: about.id, code, name: LETTER.decisionWithdrawn, version: 0 };
  await tx.letter.create({ data: { ...letter, ...to, facts, example: about.example, createdAt } });
}

/** Of a decision that nobody has recorded. */
export const kindOfDecision = (subject: string, action: string): FaultKind =>
  isNote(subject, action) ? FAULT_KIND.note : FAULT_KIND.decision;
