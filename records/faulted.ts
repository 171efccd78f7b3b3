/** A decision that cannot be recorded: its fault becomes its outcome, so that the actor, the clock and the batch go on. */
import type { SubjectKind } from '../domain/process.ts';
import { Prisma, type PrismaClient } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { currentOf } from './current.ts';
import { FAULT_KIND, type Faulty, faultsTold, isNote, keepFault, lockSubject } from './faults.ts';
import { type Described, describe, isTriedAgain } from './infrastructure.ts';
import type { RecordAnswer } from './record.ts';
import { inTransaction } from './transaction.ts';

const FAULT = { ok: false as const, code: 'fault' };

type Stored = { subject: SubjectKind; code: string; decision: string };

/** Where not even the description can be kept. */
const UNKNOWN: Described = { class: 'unknown', message: '', place: '' };

/**
 * Stores a fault as the decision's outcome. Where the full one is refused too, a bare one is stored; where the row itself cannot be
 * written, the answer is given without it, and supervisors see the decision as one without outcome.
 *
 * @param error what was thrown, and is not the infrastructure's
 * @throws what is the infrastructure's
 */
export async function faulted(database: PrismaClient, input: Stored, error: unknown): Promise<RecordAnswer> {
  const { subject, code } = input;
  const ways = [
    (tx: Tx) => inFull(tx, input, describe(error)),
    (tx: Tx) => inFull(tx, input, UNKNOWN),
    (tx: Tx) => outcomeAlone(tx, input),
  ];
  for (const way of ways) {
    try {
      return await inTransaction(database, async (tx) => {
        await lockSubject(tx, subject, code);
        const stored = await way(tx);
        return { outcome: stored, current: await currentOf(tx, subject, code) };
      });
    } catch (refused) {
      if (isTriedAgain(refused)) throw refused;
    }
  }
  return { outcome: FAULT, current: await database.$transaction((tx) => currentOf(tx, subject, code)) };
}

async function inFull(tx: Tx, input: Stored, described: Described): Promise<RecordAnswer['outcome']> {
  const [decision] = await tx.$queryRaw<{ action: string; outcome: RecordAnswer['outcome'] | null }[]>`
    SELECT action, outcome FROM "Decision" WHERE id = ${input.decision} AND subject = ${input.subject} AND code = ${input.code} FOR UPDATE`;
  // One about another subject, or none: there is nothing to keep, since nobody could settle it.
  if (!decision) return FAULT;
  // Somebody else has recorded it, or withdrawn it, since.
  if (decision.outcome) return bare(decision.outcome);
  const faulty: Faulty = {
    kind: isNote(input.subject, decision.action) ? FAULT_KIND.note : FAULT_KIND.decision,
    subject: input.subject,
    code: input.code,
    reference: input.decision,
    what: decision.action,
  };
  const kept = await keepFault(tx, faulty, described);
  await store(tx, input, kept);
  return FAULT;
}

async function outcomeAlone(tx: Tx, input: Stored): Promise<RecordAnswer['outcome']> {
  await store(tx, input, null);
  return FAULT;
}

async function store(tx: Tx, { subject, code, decision: id }: Stored, kept: string | null): Promise<void> {
  const faults = faultsTold(kept).map((one) => ({ ...one, message: { ...one.message } }));
  await tx.decision.updateMany({
    where: { id, subject, code, outcome: { equals: Prisma.AnyNull } },
    data: { outcome: { ...FAULT, ...(kept ? { fault: kept } : {}), faults } },
  });
}

const bare = (outcome: RecordAnswer['outcome']): RecordAnswer['outcome'] =>
  outcome.ok ? { ok: true, version: outcome.version } : { ok: false, code: outcome.code };
