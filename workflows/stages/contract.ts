/**
 * Contract (hợp đồng): the enterprise acknowledges the award, agency and consultant sign. The application waits for the contract of its
 * package; the package has it in force until it is liquidated.
 */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const contract = stage(SUBJECT.application, STAGE.contract, [
  // Both must be there before delivery begins: the acknowledgement, and the contract in force.
  STATE.acknowledging,
]);

export const packageContract = stage(SUBJECT.package, STAGE.contract, [
  // It is drafted and signed. Where the consultant does not sign in time, the next in the ranking is asked.
  STATE.contracting,
  // With its annexes, until its last day; then it is liquidated.
  STATE.inForce,
]);
