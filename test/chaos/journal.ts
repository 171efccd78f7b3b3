/** What the callers of a run have sent and heard, kept by themselves: what the system says later is held against it. */
import type { Persistence, Try } from '../support/persistent.ts';

/** A decision that was answered with success. */
export type Acknowledged = { decision: string; code: string; version: number; path: string };

/** A while in which a process did not run. */
export type Outage = { names: readonly string[]; from: number; until: number };

/** Callers at work at the same time. */
const LANES = 16;

/** What breaks at the end of an outage may be told of a moment later. */
const NOTICED_WITHIN_MS = 5_000;

export class Journal {
  readonly acknowledged = new Map<string, Acknowledged>();
  readonly outages: Outage[] = [];
  tries = 0;
  broken = 0;
  toldToComeBack = 0;
  longestMs = 0;
  readonly #serverFaults: Try[] = [];
  #underWay = 0;
  readonly #queue: (() => void)[] = [];

  /** How the callers of this run call: a few at a time, and each answer is noted. */
  get persistence(): Persistence {
    return {
      through: async (call) => {
        if (this.#underWay >= LANES) await new Promise<void>((next) => this.#queue.push(next));
        else this.#underWay += 1;
        try {
          return await call();
        } finally {
          const next = this.#queue.shift();
          if (next) next();
          else this.#underWay -= 1;
        }
      },
      told: (one) => this.#note(one),
    };
  }

  #note(one: Try): void {
    const { method, path, reply } = one;
    this.tries += 1;
    this.longestMs = Math.max(this.longestMs, one.endedAt - one.sentAt);
    if (!reply) this.broken += 1;
    if (reply && reply.status >= 500) this.#serverFaults.push(one);
    if (reply?.status === 503) this.toldToComeBack += 1;
    const { decision, version, subject } = (reply?.ok && reply.body ? reply.body : {}) as {
      decision?: string;
      version?: number;
      subject?: { code: string };
    };
    if (method === 'POST' && decision && version && subject)
      this.acknowledged.set(decision, { decision, version, code: subject.code, path });
  }

  /**
   * Answers that say that the system broke. While PostgreSQL is away a caller is told to come back; nothing else excuses one.
   * @returns what is wrong, one line each
   */
  get unexcused(): string[] {
    const away = this.outages.filter(({ names }) => names.includes('postgres'));
    const excused = ({ sentAt, endedAt, reply }: Try) =>
      reply?.status === 503 && away.some(({ from, until }) => sentAt <= until + NOTICED_WITHIN_MS && endedAt >= from);
    return this.#serverFaults
      .filter((one) => !excused(one))
      .map(({ method, path, sentAt, endedAt, reply }) => {
        const { code } = reply!.body as { code?: string };
        const at = new Date(sentAt).toISOString();
        return `${at} ${method} ${path} answered ${reply!.status} ${code ?? ''} after ${endedAt - sentAt} ms; away: ${this.#awayDuring(sentAt, endedAt)}`;
      });
  }

  #awayDuring(from: number, until: number): string {
    const names = this.outages.filter((one) => one.from <= until && one.until >= from).flatMap(({ names }) => names);
    return [...new Set(names)].join(', ') || 'nothing';
  }
}
