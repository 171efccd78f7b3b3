/** Writes that come at the same time, in one statement: while one is under way the next ones gather. */

/**
 * @param write what is done to all that have gathered; told at most `most` at once
 * @returns to be called for each; it ends when its own was written, and throws what its write threw
 */
export function together<Item>(write: (items: Item[]) => Promise<void>, most = 200): (item: Item) => Promise<void> {
  let gathered: { item: Item; done: () => void; failed: (error: unknown) => void }[] = [];
  let writing = false;
  const writeAll = async () => {
    writing = true;
    while (gathered.length > 0) {
      const now = gathered.slice(0, most);
      gathered = gathered.slice(most);
      try {
        await write(now.map(({ item }) => item));
        for (const { done } of now) done();
      } catch (error) {
        for (const { failed } of now) failed(error);
      }
    }
    writing = false;
  };
  return (item) =>
    new Promise<void>((done, failed) => {
      gathered.push({ item, done, failed });
      if (!writing) void writeAll();
    });
}
