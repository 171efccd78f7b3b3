/** How each turn of the dispatcher fares: what its heartbeat, its log and the table `Beat` are told. */
import type { Logger } from 'pino';
import { cut } from '../domain/text.ts';
import type { Database } from '../prisma/database.ts';
import { REPLACING } from '../records/beats.ts';
import { Hung } from './bounded.ts';

type Told = {
  everyMs: number;
  silentMs: number;
  signAt: number;
  wellAt: number | null;
  faultAt: number | null;
  fault: string | null;
  detail: object | null;
};

/** One turn's own. */
export type Pulse = {
  /** A round, or one row of it, went well. */
  well: (detail?: object) => void;
  /** Something failed, and is tried again. */
  fault: (error: unknown) => void;
};

/** The same fault of the same turn is logged this often. */
const LOG_AGAIN_MS = 60_000;

/** A round may follow a pause after a fault, and be late on a busy machine. */
const SLACK_MS = 60_000;

/** A turn that was left to itself this many times in a row: its process is of no use, and another is to try. */
const HOPELESS = 5;

export class Pulses {
  readonly #turns = new Map<string, Told>();
  readonly #hung = new Map<string, number>();
  readonly #log: Logger;
  readonly #hopeless: (error: Hung) => void;
  #written = false;

  /** @param hopeless called where a turn hangs again and again */
  constructor(log: Logger, hopeless: (error: Hung) => void = () => {}) {
    this.#log = log;
    this.#hopeless = hopeless;
  }

  /**
   * @param everyMs how often the turn comes when there is nothing to do
   * @param limitMs how long a round of it, or a row, may take
   */
  of(what: string, everyMs: number, limitMs: number): Pulse {
    const silentMs = everyMs + limitMs + SLACK_MS;
    const told: Told = {
      everyMs,
      silentMs,
      signAt: performance.now(),
      wellAt: null,
      faultAt: null,
      fault: null,
      detail: null,
    };
    this.#turns.set(what, told);
    let logged = { fault: '', at: 0 };
    return {
      well: (detail) => {
        told.wellAt = told.signAt = performance.now();
        if (detail) told.detail = detail;
        this.#hung.delete(what);
      },
      fault: (error) => {
        told.faultAt = told.signAt = performance.now();
        told.fault = cut(error instanceof Error ? error.message : String(error), 500);
        if (logged.fault !== told.fault || performance.now() - logged.at > LOG_AGAIN_MS) {
          logged = { fault: told.fault, at: performance.now() };
          const level = error instanceof Hung ? 'error' : 'warn';
          this.#log[level]({ what, err: error }, 'the outbox could not be swept');
        }
        if (!(error instanceof Hung)) return;
        const hung = (this.#hung.get(what) ?? 0) + 1;
        this.#hung.set(what, hung);
        if (hung >= HOPELESS) this.#hopeless(error);
      },
    };
  }

  /** The turns of which nothing was heard for longer than they may take: none where all is well. */
  silent(): string[] {
    const now = performance.now();
    return [...this.#turns].flatMap(([what, { signAt, silentMs }]) => (now - signAt > silentMs ? [what] : []));
  }

  /** Writes how far each turn is. Rows of turns that there are no more go. */
  async write(database: Database): Promise<void> {
    const now = performance.now();
    const ago = (at: number | null) => (at === null ? null : now - at);
    const turns = [...this.#turns].map(([turn, { everyMs, wellAt, faultAt, fault, detail }]) => ({
      ...{ turn, everyMs, wellAgo: ago(wellAt), faultAgo: ago(faultAt), fault, detail },
    }));
    // Durations are told, not instants: the database's clock is the one that they are read by.
    await database.$executeRaw`
      INSERT INTO "Beat" (turn, "everyMs", at, "failedAt", error, detail)
      SELECT t.turn, t."everyMs", now() - t."wellAgo" * interval '1 millisecond', now() - t."faultAgo" * interval '1 millisecond', t.fault, t.detail
      FROM jsonb_to_recordset(${JSON.stringify(turns)}::jsonb)
        AS t(turn text, "everyMs" int, "wellAgo" float8, "faultAgo" float8, fault text, detail jsonb)
      ON CONFLICT (turn) DO UPDATE SET "everyMs" = EXCLUDED."everyMs", at = greatest("Beat".at, EXCLUDED.at),
        "failedAt" = greatest("Beat"."failedAt", EXCLUDED."failedAt"), error = coalesce(EXCLUDED.error, "Beat".error),
        detail = coalesce(EXCLUDED.detail, "Beat".detail)`;
    if (this.#written) return;
    await database.$executeRaw`DELETE FROM "Beat" WHERE turn <> ALL(${[...this.#turns.keys(), REPLACING]})`;
    this.#written = true;
  }
}
