/** A dry run: what an action would do. */
import { Refused } from '../domain/errors.ts';
import type { SubjectKind } from '../domain/process.ts';
import type { PrismaClient } from '../prisma/generated/client.ts';
import { type Asked, evaluate } from './evaluate.ts';
import { fault } from './handler.ts';
import { isInfrastructure } from './infrastructure.ts';
import { lockCase } from './lock.ts';
import type { Plan } from './plan.ts';
import { inTransaction } from './transaction.ts';

/**
 * What an action would do, without doing it: evaluated in a transaction that is rolled back.
 * @returns the effects by subject, or the refusal with every fault
 */
export async function rehearse(
  database: PrismaClient,
  subject: SubjectKind,
  code: string,
  asked: Asked,
): Promise<{ ok: true; effects: Plan['effects'] } | { ok: false; refusal: Refused }> {
  class Rehearsed extends Error {
    readonly effects: Plan['effects'];
    constructor(effects: Plan['effects']) {
      super('rehearsed');
      this.effects = effects;
    }
  }
  try {
    await inTransaction(database, async (tx) => {
      const joining = (asked.body as { applications?: string[] } | null)?.applications;
      const found = await lockCase(tx, subject, code, { joining });
      if (!found) throw new Refused('not-found');
      throw new Rehearsed((await evaluate(tx, found, asked)).effects);
    });
    throw new RangeError('A rehearsal ended without an answer.');
  } catch (error) {
    if (error instanceof Rehearsed) return { ok: true, effects: error.effects };
    if (error instanceof Refused) return { ok: false, refusal: error };
    if (isInfrastructure(error)) throw error;
    // Nothing is stored of what was only tried out: whoever sends it in earnest has the fault kept, and the supervisors told.
    const vi = 'Không thử được do lỗi của hệ thống.';
    const en = 'It could not be tried out: a fault of the system.';
    return { ok: false, refusal: new Refused('fault', [fault('', 'fault', vi, en)]) };
  }
}
