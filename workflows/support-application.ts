/** One application (hồ sơ), from its submission to the settlement of the support. */
import { defineWorkflowOptions } from '@temporalio/workflow';
import { STAGE, type Stage, SUBJECT } from '../domain/process.ts';
import { Inbox } from './inbox.ts';
import type { SubjectInput } from './messages.ts';
import { following, type StageProcedure, walk } from './stages.ts';
import { versioned } from './versioning.ts';

const STAGES: Record<Exclude<Stage, typeof STAGE.closed>, StageProcedure> = {
  /** Intake checks what was submitted; a supplement may be asked for before acceptance. */
  submission: following(STAGE.submission),
  /** Appraisal and decision, within the one-stop clock; the money is reserved. */
  eligibility: following(STAGE.eligibility),
  /** Or products are entered for a selection round, by which the application is then decided. */
  selection: following(STAGE.selection),
  /** A consultant is chosen, by the package that the application is in. */
  tendering: following(STAGE.tendering),
  /** The award is acknowledged, and the contract signed. */
  contract: following(STAGE.contract),
  /** Or nothing is tendered: an agreement with the enterprise, which carries the work out itself. */
  agreement: following(STAGE.agreement),
  /** Consulting or training is given, and its completion confirmed. */
  delivery: following(STAGE.delivery),
  /** Two inspectors, then acceptance. */
  inspection: following(STAGE.inspection),
  /** Claim, verification, approval, payment, and recovery of what must come back. */
  settlement: following(STAGE.settlement),
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
