/** Wakes of the outbox: the workflow of a subject that another's action changed is told to look. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { isUnderWay, SUBJECT, type SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Wake } from '../prisma/generated/client.ts';
import { startOptions, workflowType } from '../protocol/start.ts';
import { refresh, workflowId } from '../workflows/messages.ts';

export type Waking = { database: Database; temporal: Client };

const BATCH = 50;

/**
 * Takes the wakes that are due now, and signals each subject once.
 * @returns how many were taken
 */
export async function sendWakes(waking: Waking): Promise<number> {
  const wakes = await waking.database.$queryRaw<Wake[]>`
    UPDATE "Wake" SET attempts = attempts + 1, "nextTryAt" = now() + interval '30 seconds' WHERE id IN (
      SELECT id FROM "Wake" WHERE "sentAt" IS NULL AND "nextTryAt" <= now() ORDER BY "nextTryAt", id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING *`;
  const bySubject = Map.groupBy(wakes, (wake) => workflowId(wake.subject as SubjectKind, wake.code));
  await Promise.all([...bySubject.values()].map((same) => send(waking, same)));
  return wakes.length;
}

async function send({ database, temporal }: Waking, wakes: readonly Wake[]): Promise<void> {
  const { subject, code, attempts } = wakes[0]!;
  const ids = wakes.map((wake) => wake.id);
  try {
    await wake({ database, temporal }, subject as SubjectKind, code);
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    const seconds = Math.min(2 ** attempts, 300);
    await database.$executeRaw`UPDATE "Wake" SET "lastError" = ${message}, "nextTryAt" = now() + ${seconds} * interval '1 second'
      WHERE id = ANY(${ids}::uuid[])`;
    return;
  }
  await database.$executeRaw`UPDATE "Wake" SET "sentAt" = now(), "lastError" = NULL WHERE id = ANY(${ids}::uuid[])`;
}

/** A subject that is under way has a run, or gets one. One that has ended is told too, because its run may not know; where none runs, nobody needs to. */
async function wake({ database, temporal }: Waking, subject: SubjectKind, code: string): Promise<void> {
  const where = { where: { code }, select: { stage: true, state: true } };
  const row = await {
    [SUBJECT.application]: () => database.application.findUnique(where),
    [SUBJECT.package]: () => database.package.findUnique(where),
    [SUBJECT.round]: () => database.selectionRound.findUnique(where),
  }[subject]();
  if (row && isUnderWay(row)) {
    await temporal.workflow.signalWithStart(workflowType(subject), { ...startOptions(subject, code), signal: refresh });
    return;
  }
  try {
    await temporal.workflow.getHandle(workflowId(subject, code)).signal(refresh);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/**
 * Wakes subjects whose clock should have done something five minutes ago and did not: their run was lost, or never began. At most once
 * an hour each, so that one that cannot be helped does not fill its history. Forgets wakes that were sent, and recalculations that were done, a week ago.
 *
 * @returns how many wakes were written
 */
export async function wakeTheLate(database: Database): Promise<number> {
  await database.$executeRaw`DELETE FROM "Wake" WHERE "sentAt" < now() - interval '7 days'`;
  await database.$executeRaw`DELETE FROM "Recalculation" WHERE "doneAt" < now() - interval '7 days'`;
  return database.$executeRaw`
    INSERT INTO "Wake" (id, subject, code)
    SELECT gen_random_uuid(), late.subject, late.code FROM (
      SELECT DISTINCT subject, code FROM "Ring" WHERE "nextAt" < business_now() - interval '5 minutes') late
    WHERE NOT EXISTS (SELECT 1 FROM "Wake" w WHERE w.code = late.code AND w."createdAt" > now() - interval '1 hour')`;
}
