/** Ends what servers.start.ts started. */
export default async function stop(): Promise<void> {
  await globalThis.stopShared();
}
