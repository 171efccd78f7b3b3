/** Every workflow of the bundle. */
export { dispatch } from './dispatch.ts';
export { packageProcedure } from './package.ts';
export { selectionRound } from './round.ts';
export { supportApplication } from './support-application.ts';
