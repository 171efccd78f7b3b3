/** Refusals of what the API does by itself, as problems. */
import { Refused } from '../domain/errors.ts';
import { Problem } from './problem.ts';

/** @throws Problem where the work is refused; inside a transaction that rolls it back */
export async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) throw new Problem(error.code, { faults: error.faults });
    throw error;
  }
}
