import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What the server's processes are made of. */
export const SOURCES =
  'activities api catalogue codec domain letters programmes protocol records worker workflows'.split(' ');

/** What workflow code may import (docs/architecture.md, the folders), and the failure converter that is bundled with it. */
const WORKFLOW_SOURCES = ['codec', 'domain', 'workflows'];

/** @returns 12 hex digits that change with any source file or locked package: the build id of this image. */
export function buildId(): string {
  return digest(SOURCES);
}

/**
 * Bundles the workflows once for a state of their sources, so that a worker that is started again is at work at once.
 * @returns the path of the bundle in the data folder.
 */
export async function bundleWorkflows(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'bundles');
  const path = join(folder, `${digest(WORKFLOW_SOURCES)}.js`);
  if (existsSync(path)) return path;
  const { workflowCode } = await import('../worker/bundle.ts');
  const code = await workflowCode();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.draft`, code);
  renameSync(`${path}.draft`, path);
  return path;
}

function digest(folders: string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort();
    for (const file of files.filter((name) => /\.(ts|cjs)$/.test(name))) {
      hash.update(`${folder}/${file}\0`).update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
