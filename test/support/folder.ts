import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePidFile } from '../../embedded/process-identity.ts';

/** What folders of running servers are called; servers.start.ts clears those whose owner was killed. */
export const SERVERS_FOLDER = 'thong-suot-test-';

/** A new folder outside the checkout, which an embedded PostgreSQL that root runs as another user may pass through. */
export function temporaryFolder(prefix = 'thong-suot-folder-'): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o711);
  return folder;
}

/** A data folder for servers of this process's own. */
export function serversFolder(): string {
  const folder = temporaryFolder(SERVERS_FOLDER);
  writePidFile(join(folder, 'owner.pid'), process.pid);
  return folder;
}
