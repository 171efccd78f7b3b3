/** What is kept sealed until bids are opened: the decisions by which consultants bid. */
import { ACTION } from './process-vocabulary.ts';

/** A bid lies in its own row; the decision that brought it keeps the hash of what was sent alone, by which a repeat is known. */
export const SEALED_ACTIONS: readonly string[] = [ACTION.bid, ACTION.withdrawBid];
