/** Runs on the Temporal server that no open subject of the database is known of. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { described, UNREADABLE } from '../protocol/runs.ts';
import { closeGaps, GAP, HOW_UNREADABLE, keepGaps } from '../records/run-gaps.ts';
import { chunksOf, sideBySide } from './chunks.ts';
import { idOf, standingOf, subjectOf } from './open-subjects.ts';

/** The longest that they are looked at in a round. */
const WITHIN_MS = 15_000;
/** How many of them are counted, and told. */
const COUNTED = 1_000;

/**
 * Runs for which no open subject was found. One that is just ending, or just beginning, is gone or open by the next comparison: only
 * what two in a row have found is counted. Those of a subject that has closed are told to look, which ends them.
 *
 * @param ids of runs that are in the server's list, and of no open subject
 * @param begun when the comparison began, by the database
 * @returns how many were found by now, and how many were not looked at in this round
 * @throws what the Temporal server or the database throws
 */
export async function runsWithoutSubject(
  { database, temporal, log }: { database: Database; temporal: Client; log: Logger },
  ids: readonly string[],
  begun: Date,
): Promise<{ found: number; left: number }> {
  const end = performance.now() + WITHIN_MS;
  let looked = 0;
  const unseen = new Set(ids);
  for (const chunk of chunksOf(ids)) {
    if (performance.now() >= end) break;
    const seen = await sideBySide(chunk, end, async (id) => ({ id, how: await howItStands(temporal, id) }));
    looked += seen.length;
    const stands = await standingOf(database, chunk.map(subjectOf));
    const found = seen.flatMap(({ id, how }) =>
      how && !stands.get(id)?.open
        ? [{ ...subjectOf(id), how, lostAt: null, wake: how !== HOW_UNREADABLE && stands.has(id) }]
        : [],
    );
    await keepGaps(database, GAP.noSubject, found);
    const again = new Set(found.map(idOf));
    for (const { id } of seen) if (!again.has(id)) unseen.delete(id);
  }
  await closeGaps(database, [GAP.noSubject], [...unseen], begun);
  const gaps = await database.runGap.findMany({
    where: { kind: GAP.noSubject, resolvedAt: null, seen: { gt: 1 } },
    select: { subject: true, code: true },
    take: COUNTED,
  });
  if (gaps.length > 0) log.warn({ runs: gaps.slice(0, 20), count: gaps.length }, 'runs without an open subject');
  return { found: gaps.length, left: ids.length - looked };
}

/** `running`, or that it cannot be read; undefined where it runs no more. */
async function howItStands(temporal: Client, id: string): Promise<string | undefined> {
  const run = await described(temporal, id);
  if (run === UNREADABLE) return HOW_UNREADABLE;
  return run?.status === 'running' ? run.status : undefined;
}
