/** One application (hồ sơ), from its submission to the settlement of the support. */
import { defineWorkflowOptions } from '@temporalio/workflow';
import { type STAGE, type Stage, SUBJECT } from '../domain/process.ts';
import { Inbox } from './inbox.ts';
import type { SubjectInput } from './messages.ts';
import { type StageProcedure, walk } from './stage.ts';
import { agreement } from './stages/agreement.ts';
import { contract } from './stages/contract.ts';
import { delivery } from './stages/delivery.ts';
import { eligibility } from './stages/eligibility.ts';
import { inspection } from './stages/inspection.ts';
import { selection } from './stages/selection.ts';
import { settlement } from './stages/settlement.ts';
import { submission } from './stages/submission.ts';
import { tendering } from './stages/tendering.ts';
import { versioned } from './versioning.ts';

/** On the way of a dossier in this order; which of them it passes its programme's route says. */
const STAGES: Record<Exclude<Stage, typeof STAGE.closed>, StageProcedure> = {
  submission,
  eligibility,
  // Products are entered for a selection round, by which the dossier is then decided;
  selection,
  // or a consultant is tendered for and contracted;
  tendering,
  contract,
  // or nothing is tendered, and the enterprise carries the work out itself.
  agreement,
  delivery,
  inspection,
  settlement,
};

/**
 * Drives an application through the stages of its route until it is closed. A return, a reopening or a failed package moves it back:
 * then the route is walked again, to the stage where it stands.
 *
 * @param input the application's code: nothing personal
 * @throws CancelledFailure after cancelling, with every decision that had come answered; the next one starts a new run
 */
export async function supportApplication(input: SubjectInput): Promise<void> {
  const dossier = new Inbox(SUBJECT.application, input);
  while (await dossier.isUnderWay()) await walk(dossier, STAGES);
}

defineWorkflowOptions(supportApplication, versioned('PINNED'));
