/** One selection round (đợt xét chọn), from its announcement to the decision. */
import { defineWorkflowOptions } from '@temporalio/workflow';
import { STAGE, SUBJECT } from '../domain/process.ts';
import { Inbox } from './inbox.ts';
import type { SubjectInput } from './messages.ts';
import { following, walk } from './stages.ts';
import { versioned } from './versioning.ts';

const STAGES = {
  /** Applications are collected until the round closes, their products scored by the council, ranked, and decided by the chair. */
  selection: following(STAGE.selection),
};

/**
 * Drives a selection round until it is closed.
 *
 * @param input the round's code
 * @throws CancelledFailure after cancelling, with every decision that had come answered; the next one starts a new run
 */
export async function selectionRound(input: SubjectInput): Promise<void> {
  const file = new Inbox(SUBJECT.round, input);
  while (await file.isUnderWay()) await walk(file, STAGES);
}

defineWorkflowOptions(selectionRound, versioned('PINNED'));
