const TRIES = 10;

/** What is not known to have been recorded is sent again with its key, as the API asks. */
export async function again(call: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      if (tried >= TRIES || !/outcome-unknown/.test(String(error))) throw error;
    }
  }
}
