/** Files signed with a decision: readable with the line of the history that they belong to. */
import type { Database } from '../prisma/database.ts';
import type { Document } from '../prisma/generated/client.ts';
import { lineFor } from './audience.ts';
import type { Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

/**
 * Whether a document is the instrument of a decision on this subject of which the reader may see what was recorded, and was put there by whoever decided: an
 * earlier version let a decision name the document of somebody else.
 */
export async function signedWith(
  database: Database,
  seen: Seen,
  who: SignedIn,
  { id, uploader }: Pick<Document, 'id' | 'uploader'>,
): Promise<boolean> {
  const events = await database.event.findMany({
    where: { subjectId: seen.id, instrument: { path: ['documentId'], equals: id } },
  });
  return events.some((event) => {
    const { kind, id: actor } = event.actor as { kind: string; id?: string };
    return `${kind}:${actor}` === uploader && lineFor(event, seen, who) === 'data';
  });
}
