/** Agreement (thỏa thuận hỗ trợ): nothing is tendered, because the enterprise carries the work out itself. */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const agreement = stage(SUBJECT.application, STAGE.agreement, [
  STATE.draftingAgreement,
  // By the agency and the enterprise. Where the enterprise does not sign in time, the application is stopped by itself.
  STATE.signingAgreement,
]);
