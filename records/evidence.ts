/** Documents that prove what staff enter beside the dossiers: numbers of targets, activities, designations. */
import type { Fault } from '../domain/errors.ts';
import type { Tx } from './case.ts';
import { fault } from './handler.ts';

/**
 * @param ids by the field of the body that names each
 * @param uploader only documents that the same principal uploaded may be named: another's are as good as missing
 * @returns a fault for each document that is not there
 */
export async function evidenceFaults(
  tx: Tx,
  ids: readonly { path: string; id: string }[],
  uploader: string,
): Promise<Fault[]> {
  if (ids.length === 0) return [];
  const found = await tx.document.findMany({
    where: { id: { in: ids.map(({ id }) => id) }, uploader },
    select: { id: true },
  });
  const known = new Set(found.map(({ id }) => id));
  return ids
    .filter(({ id }) => !known.has(id))
    .map(({ path }) =>
      fault(path, 'no-such-document', 'Không có tài liệu này.', 'There is no such document of yours.'),
    );
}
