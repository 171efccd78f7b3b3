/** Whether the Temporal server can be reached: what is known of it, so that nobody waits for a server that is known to be away. */
import type { Client } from '@temporalio/client';

/** An answer counts for this long. */
const FRESH_MS = 2_000;
/** The longest that a server has to answer. */
const WITHIN_MS = 2_000;

type Known = { at: number; answers: boolean; asking?: Promise<boolean> };
const known = new WeakMap<Client, Known>();

/** Whether the Temporal server answers: asked at most every two seconds, and once at a time. */
export const temporalAnswers = (temporal: Client): Promise<boolean> => answersSince(temporal, 0);

/** Whether it still answers, although something went wrong just now: what was heard before does not count. */
export const stillAnswers = (temporal: Client): Promise<boolean> => answersSince(temporal, Date.now());

async function answersSince(temporal: Client, since: number): Promise<boolean> {
  const last = known.get(temporal);
  if (last?.asking) return last.asking;
  if (last && last.at >= since && Date.now() - last.at < FRESH_MS) return last.answers;
  const asking = within(WITHIN_MS, () =>
    temporal.withDeadline(Date.now() + WITHIN_MS, () =>
      temporal.workflowService.describeNamespace({ namespace: temporal.options.namespace }),
    ),
  ).then(
    () => true,
    () => false,
  );
  known.set(temporal, { at: last?.at ?? 0, answers: last?.answers ?? true, asking });
  const answers = await asking;
  known.set(temporal, { at: Date.now(), answers });
  return answers;
}

/**
 * Whether the server is known to be away, without waiting: by the last that was heard of it. Where that is not fresh it is asked
 * again meanwhile, for whoever comes next.
 */
export function isAway(temporal: Client): boolean {
  const last = known.get(temporal);
  if (!last || last.answers) return false;
  void temporalAnswers(temporal);
  return true;
}

/** The instant of the wall clock by which a server has to answer: deadlines are absolute to its client. */
export const deadlineIn = (ms: number): number => Date.now() + ms;

/** The result, or an Error once the time is over, whatever becomes of the work: not every wait of a client heeds its deadline. */
export async function within<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new OutOfTime(`No answer within ${ms} ms.`)), ms);
  const result = work();
  result.catch(() => {});
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class OutOfTime extends Error {}
