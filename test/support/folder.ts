import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder outside the checkout, which an embedded PostgreSQL that root runs as another user may pass through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'thong-suot-folder-'));
  chmodSync(folder, 0o711);
  return folder;
}
