/** Many questions to the Temporal server, a few at a time and within a time. */

/** Items that are looked at together; and how many of them side by side. */
const CHUNK = 200;
const SIDE_BY_SIDE = 8;

/**
 * The items in chunks of two hundred, in another order each time: where a round ends before all were looked at, those that take long do
 * not keep the others from their turn for ever.
 */
export function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  const drawn = items.map((item) => ({ item, place: Math.random() })).sort((one, other) => one.place - other.place);
  for (let at = 0; at < drawn.length; at += CHUNK) yield drawn.slice(at, at + CHUNK).map(({ item }) => item);
}

/**
 * A few at a time; none is begun after the end, or once one has failed.
 * @param end by `performance.now()`
 * @returns the results of those that were begun, in no order
 * @throws what the work throws, when no other is under way
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  end: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.values();
  let failed: { error: unknown } | undefined;
  const lane = async () => {
    for (const item of waiting) {
      try {
        results.push(await work(item));
      } catch (error) {
        failed ??= { error };
      }
      if (failed || performance.now() >= end) return;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  if (failed) throw failed.error;
  return results;
}
