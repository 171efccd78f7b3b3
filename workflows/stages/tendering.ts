/**
 * Tendering (lựa chọn nhà thầu): a consultant is chosen, by the package that the application is put into. The application waits for its
 * package; the package goes through the stage itself.
 */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const tendering = stage(SUBJECT.application, STAGE.tendering, [
  // Procurement forms a package of it and of others like it.
  STATE.awaitingPackage,
  // The award sends it on; a package that fails sends it back.
  STATE.inPackage,
]);

export const packageTendering = stage(SUBJECT.package, STAGE.tendering, [
  // The documents are prepared.
  STATE.preparing,
  // And approved, by somebody else.
  STATE.approvingPackage,
  // Bidders are invited; bidding closes by itself, on its day.
  STATE.bidding,
  // Bids are opened, and the panel scores them.
  STATE.technical,
  // The prices of those that passed are opened.
  STATE.financial,
  // With the first in the ranking.
  STATE.negotiating,
  // The approver awards, or rejects.
  STATE.awarding,
]);
