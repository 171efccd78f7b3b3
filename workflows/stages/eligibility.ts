/**
 * Eligibility review (thẩm định, quyết định hỗ trợ): the application is appraised and decided, and the money is reserved. The one-stop clock
 * runs from the acceptance on; the date that was promised to the enterprise is watched by itself, whoever has the dossier.
 */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const eligibility = stage(SUBJECT.application, STAGE.eligibility, [
  // The appraiser recommends, or asks for a supplement.
  STATE.appraising,
  // The enterprise supplies it, or the application is stopped by itself.
  STATE.supplementInAppraisal,
  // The approver approves, refuses, or returns it.
  STATE.deciding,
  // Above a sum a second approver does, who is another person.
  STATE.confirmingApproval,
  // The one-stop clock stands still, for a reason that the programme allows, until its day: then it goes on by itself.
  STATE.paused,
]);
