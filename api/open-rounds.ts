/** The selection rounds of a programme that take applications now, for whoever asks what may be applied for. */
import { STATE, splitKey } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { OpenRound } from './programme-view.ts';

/** @returns the announced rounds of a programme that have not closed, by item at most one */
export async function openRounds(database: Database, programmeId: string): Promise<OpenRound[]> {
  const rows = await database.selectionRound.findMany({
    where: { programmeId, ...splitKey(STATE.collecting) },
    select: { code: true, item: true, title: true, closingAt: true },
    orderBy: { code: 'asc' },
  });
  return rows.flatMap(({ closingAt, ...row }) => (closingAt ? [{ ...row, closingAt }] : []));
}
