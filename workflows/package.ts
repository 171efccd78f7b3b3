/** One package (gói thầu) with the contract that comes of it, from preparation to liquidation. */
import { defineWorkflowOptions } from '@temporalio/workflow';
import { STAGE, SUBJECT } from '../domain/process.ts';
import { Inbox } from './inbox.ts';
import type { SubjectInput } from './messages.ts';
import { following, walk } from './stages.ts';
import { versioned } from './versioning.ts';

const STAGES = {
  /** Preparation and its approval, bids, evaluation, negotiation, award. */
  tendering: following(STAGE.tendering),
  /** Drafting and signing, then the contract in force, with its annexes, until it is liquidated. */
  contract: following(STAGE.contract),
};

/**
 * Drives a package until it is closed. A contract that lapses unsigned goes back to the next in the ranking.
 *
 * @param input the package's code
 * @throws CancelledFailure after cancelling, with every decision that had come answered; the next one starts a new run
 */
export async function packageProcedure(input: SubjectInput): Promise<void> {
  const file = new Inbox(SUBJECT.package, input);
  while (await file.isUnderWay()) await walk(file, STAGES);
}

defineWorkflowOptions(packageProcedure, versioned('PINNED'));
