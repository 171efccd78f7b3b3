/** @returns one line of an error, the first that says something: Node gathers the attempts at several addresses in one empty error */
export function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { message, code } = first as { message?: string; code?: string | number };
  return (message || String(code)).split('\n')[0] ?? '';
}
