/** Inspection (kiểm tra, nghiệm thu): two inspectors conclude, and a third person accepts. */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const inspection = stage(SUBJECT.application, STAGE.inspection, [
  // One concludes, the other countersigns.
  STATE.inspecting,
  // The performer puts right what they found. Where it does not in time, the work is judged as it is.
  STATE.correcting,
  // The work is accepted, in whole or in part, or rejected.
  STATE.accepting,
]);
