/** What `npm run admin -- documents` shows: every document whose file must be restored, of whatever agency. */
import type { Database } from '../prisma/database.ts';
import { lookForLostFiles } from '../records/document-files.ts';
import { pathOf } from '../records/documents.ts';

const AT_ONCE = 1_000;

/** Writes a line for each to the output; a code of 1 says that there are some. No name of a file is shown: it may name a person. */
export async function showLostFiles(database: Database, folder: string): Promise<void> {
  let [looked, lost] = [0, 0];
  let after: string | null = null;
  do {
    const look = await lookForLostFiles(database, folder, { after, limit: AT_ONCE, most: AT_ONCE });
    looked += look.looked;
    lost += look.lost.length;
    after = look.after;
    for (const { id, sha256, state, codes } of look.lost)
      console.log(`${state} ${pathOf(folder, sha256)} ${id} ${codes.join(' ') || '–'}`);
  } while (after);
  console.log(`${lost} / ${looked} tài liệu mất tệp. · ${lost} of ${looked} documents have lost their file.`);
  if (lost > 0) process.exitCode = 1;
}
