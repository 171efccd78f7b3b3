/** Submission (nộp hồ sơ, tiếp nhận): the one-stop desk checks whether the application is complete. */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const submission = stage(SUBJECT.application, STAGE.submission, [
  // The desk accepts it, declines it, or asks for what is missing.
  STATE.received,
  // The enterprise supplies it. Where it does not, the application is stopped by itself.
  STATE.supplementBeforeAcceptance,
]);
