/** Delivery (triển khai): consulting or training is given by whoever performs it, and the enterprise confirms its completion. */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const delivery = stage(SUBJECT.application, STAGE.delivery, [
  // Sessions and progress are noted. Past its last day, staff decide whether it goes on.
  STATE.delivering,
  // The enterprise confirms or objects. Silence confirms nothing: then the inspection decides.
  STATE.confirming,
]);
