/** Every workflow of the bundle. */
export { dispatch } from './dispatch.ts';
export { packageProcedure } from './package.ts';
export { supportApplication } from './support-application.ts';
