/** A build drives only dossiers whose version of the process it carries. */
import { processVersions, STAGE } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';

/**
 * @throws RangeError where an open application, package or round was entered with a version that this build lacks, with what to do
 */
export async function requireProcessVersions(database: Database): Promise<void> {
  const open = await database.$queryRaw<{ process: number; count: number }[]>`
    SELECT process, count(*)::int AS count FROM (
      SELECT process FROM "Application" WHERE stage <> ${STAGE.closed} UNION ALL SELECT process FROM "Package" WHERE stage <> ${STAGE.closed}
      UNION ALL SELECT process FROM "SelectionRound" WHERE stage <> ${STAGE.closed}) open
    GROUP BY process ORDER BY process`;
  const carried = new Set(processVersions());
  const missing = open.filter(({ process }) => !carried.has(process));
  if (missing.length === 0) return;
  const list = missing.map(({ process, count }) => `version ${process} (${count} open)`).join(', ');
  throw new RangeError(`This build lacks ${list} of the process: run the build that has it until those have closed.`);
}
