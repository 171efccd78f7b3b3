import { join } from 'node:path';

/** Where it is kept that the example was removed on purpose, so that the next start does not bring it back. */
export const forgottenMark = (dataDir: string): string => join(dataDir, 'example-forgotten');
