/** What the example keeps in the data folder beside the database. */
import { join } from 'node:path';

/** That it was removed on purpose, so that the next start does not bring it back. */
export const forgottenMark = (dataDir: string): string => join(dataDir, 'example-forgotten');

/** That it is being played: there after it stopped on its way. */
export const playingMark = (dataDir: string): string => join(dataDir, 'example-playing');

/** The password of its accounts. */
export const examplePassword = (dataDir: string): string => join(dataDir, 'secrets', 'example-password');
