/** Decisions of the outbox: what its caller could not deliver is delivered again, with the same id. */
import type { SubjectKind } from '../domain/process.ts';
import { cut } from '../domain/text.ts';
import { type Decision, Prisma } from '../prisma/generated/client.ts';
import { type Delivery, deliver, delivered, OUTCOME_UNKNOWN } from '../protocol/deliver.ts';
import { isNote } from '../records/faults.ts';
import { decisionPause } from '../records/outbox.ts';
import { type Recorder, record } from '../records/record.ts';

const BATCH = 20;
const TIMEOUT_MS = 10_000;

/**
 * Takes decisions that were stored more than five seconds ago and are not marked as delivered, and sends them again; after each
 * failure later, up to five minutes.
 *
 * @returns how many were taken
 */
export async function redeliver(delivery: Delivery): Promise<number> {
  const decisions = await delivery.database.$queryRaw<Decision[]>(dueDecisions());
  await Promise.all(decisions.map((decision) => again(delivery, decision)));
  return decisions.length;
}

/** The statement that takes them. */
export const dueDecisions = (): Prisma.Sql => Prisma.sql`
  UPDATE "Decision" SET attempts = attempts + 1, "sentAt" = now() WHERE id IN (
    SELECT id FROM "Decision" WHERE "deliveredAt" IS NULL AND "sentAt" < now() - ${decisionPause(Prisma.sql`attempts`)} * interval '1 second'
    ORDER BY "sentAt" LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
  RETURNING *`;

async function again(delivery: Delivery, decision: Decision): Promise<void> {
  const { database } = delivery;
  const id = decision.id;
  try {
    if (isNote(decision.subject, decision.action)) {
      // The API records it alone: no workflow waits to hear of it.
      await record(delivery, { subject: decision.subject as SubjectKind, code: decision.code, decision: id });
      await delivered(database, id, 'known');
      return;
    }
    const outcome = await deliver(delivery, decision, { timeoutMs: TIMEOUT_MS });
    if (outcome === OUTCOME_UNKNOWN) await fail(delivery, id, OUTCOME_UNKNOWN);
  } catch (error) {
    await fail(delivery, id, error instanceof Error ? error.message : String(error));
  }
}

async function fail({ database }: Recorder, id: string, why: string): Promise<void> {
  await database.decision.updateMany({ where: { id, deliveredAt: null }, data: { lastError: cut(why, 500) } });
}
