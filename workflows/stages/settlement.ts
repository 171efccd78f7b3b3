/** Financial settlement (quyết toán): the claim, its verification, approval and payment; and the recovery of what must come back. */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const settlement = stage(SUBJECT.application, STAGE.settlement, [
  // The payee claims. Where it does not in time, an approver decides what becomes of the dossier.
  STATE.claiming,
  STATE.verifying,
  // By somebody else than who verified it.
  STATE.approvingPayment,
  STATE.paying,
  // Where more was paid than the work is worth.
  STATE.recovering,
]);
