import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';

/**
 * A file that the first suite that needs it makes for all others. Suites are threads of one process: what each writes has a name of its
 * own, and whichever is ready last puts the same content in the place of the first.
 * @param content gives what is in it
 */
export async function madeOnce(path: string, content: () => Promise<string>): Promise<void> {
  if (existsSync(path)) return;
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, await content());
  renameSync(draft, path);
}
