/** Many questions to the Temporal server, a few at a time and within a time. */

/** Items that are looked at together; and how many of them side by side. */
const CHUNK = 200;
const SIDE_BY_SIDE = 8;

/** The items in chunks of two hundred. */
export function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += CHUNK) yield items.slice(at, at + CHUNK);
}

/**
 * A few at a time; none is begun after the end.
 * @param end by `performance.now()`
 * @returns the results of those that were, in no order
 * @throws what the work throws
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  end: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) {
      results.push(await work(item));
      if (performance.now() >= end) return;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  return results;
}
