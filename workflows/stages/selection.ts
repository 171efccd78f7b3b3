/**
 * Selection (xét chọn): products are entered for a selection round, whose council scores them and whose chair decides. The application waits
 * for its round; the round goes through the stage itself.
 */
import { STAGE, STATE, SUBJECT } from '../../domain/process.ts';
import { stage } from '../stage.ts';

export const selection = stage(SUBJECT.application, STAGE.selection, [
  // The round's decision ends the application.
  STATE.inRound,
]);

export const roundSelection = stage(SUBJECT.round, STAGE.selection, [
  // Applications come in until the round closes by itself, on its day.
  STATE.collecting,
  // The list of products is drawn up.
  STATE.compiling,
  // Each member of the council scores, and the products are ranked.
  STATE.scoringProducts,
  // The chair decides for all of them at once.
  STATE.decidingRound,
]);
