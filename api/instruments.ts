/** Files signed with a decision: readable with the line of the history that they belong to. */
import type { Database } from '../prisma/database.ts';
import { lineFor } from './audience.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

/** Whether a document is the instrument of a decision on this subject that the reader may see. */
export async function signedWith(database: Database, seen: Seen, who: SignedIn, documentId: string): Promise<boolean> {
  const events = await database.event.findMany({
    where: { subjectId: seen.id, instrument: { path: ['documentId'], equals: documentId } },
  });
  return events.some((event) => lineFor(event, seen, who) !== null);
}
