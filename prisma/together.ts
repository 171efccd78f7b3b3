/** Reads or writes that are wanted at the same time, in one statement: while one is under way the next ones gather. */

/**
 * Where a statement for several fails, each is tried by itself, so that one harms no other.
 *
 * @param all does it for all that have gathered, and returns what came of each, in their order; none where nothing comes of it
 * @param most told at most so many at once
 * @returns to be called for each; it ends when its own was done, and throws what that threw
 */
export function together<Item, Result = void>(
  all: (items: Item[]) => Promise<readonly Result[]>,
  most = 200,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; done: (result: Result) => void; failed: (error: unknown) => void };
  let gathered: Waiting[] = [];
  let working = false;
  const attempt = async (now: readonly Waiting[]): Promise<void> => {
    try {
      const results = await all(now.map(({ item }) => item));
      for (const [at, { done }] of now.entries()) done(results[at] as Result);
    } catch (error) {
      if (now.length === 1) now[0]!.failed(error);
      else await Promise.all(now.map((one) => attempt([one])));
    }
  };
  const workOff = async () => {
    while (gathered.length > 0) {
      const now = gathered.slice(0, most);
      gathered = gathered.slice(most);
      await attempt(now);
    }
    working = false;
  };
  return (item) =>
    new Promise<Result>((done, failed) => {
      gathered.push({ item, done, failed });
      if (working) return;
      working = true;
      // What else is wanted in this turn of the event loop goes with it.
      setImmediate(() => void workOff());
    });
}
