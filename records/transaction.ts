/** A transaction that is tried again where it lost to another. */
import type { PrismaClient } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { MovedMeanwhile } from './lock.ts';

const TRIES = 8;

/** Tries a transaction again where it lost to another (serialization, deadlock, a package changed between look and lock), with jitter. */
export async function inTransaction<Answer>(
  database: PrismaClient,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await database.$transaction(work);
    } catch (error) {
      if (tried >= TRIES || !(error instanceof MovedMeanwhile || lost(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** tried));
    }
  }
}

const lost = (error: unknown): boolean =>
  error instanceof Error &&
  (/TransactionWriteConflict|deadlock detected|could not serialize/i.test(error.message) ||
    ('code' in error && error.code === 'P2034'));
