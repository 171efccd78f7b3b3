/** Work that may take so long and no longer. */

/** What did not end in its time. It may still be under way: nobody waits for it any more. */
export class Hung extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} did not end within ${limitMs} ms and was left to itself`);
    this.name = 'Hung';
  }
}

/**
 * @param what for whoever reads the error
 * @returns what the work returns
 * @throws Hung where it is not done in its time; what the work throws
 */
export async function within<Result>(limitMs: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Hung(what, limitMs)), limitMs);
  });
  // Whatever comes of it later is nobody's any more.
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
