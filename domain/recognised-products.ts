/** Products that a selection round recognised, as targets count them. Pure. */
import type { Day } from './dates.ts';
import type { Behind, Settled } from './target-count.ts';

/** One product recognised in one round, with the dossier that applied for it. */
export type Recognised = Pick<Settled, 'code' | 'item' | 'root' | 'on' | 'legalKind'> & {
  /** The same for the same product of the same enterprise, however it was written. */
  productKey: string;
  firstTime: boolean;
};

/**
 * The dossiers behind the number of products: each adds the products that it was recognised for. A product that two rounds of the
 * period recognised is one product, and counts with the earlier.
 *
 * @param rows recognitions of the period @param firstTimeOnly whether a repeated recognition is left out
 */
export function productsCounted(rows: readonly Recognised[], firstTimeOnly: boolean): Behind[] {
  const known = new Set<string>();
  const byDossier = new Map<string, { code: string; on: Day; adds: number }>();
  for (const { code, on, root, productKey, firstTime } of rows.toSorted((a, b) => (a.on < b.on ? -1 : 1))) {
    if (firstTimeOnly && !firstTime) continue;
    const behind = byDossier.get(code) ?? { code, on, adds: 0 };
    byDossier.set(code, behind);
    const product = `${root}/${productKey}`;
    if (known.has(product)) continue;
    known.add(product);
    behind.adds += 1;
  }
  return [...byDossier.values()];
}
