/** Open subjects that one comparison looks at: each is asked for by its id, and what is wrong is kept. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { type Found, GAP, HOW_UNKNOWN, HOW_UNREADABLE, keepGaps } from '../records/run-gaps.ts';
import { chunksOf, sideBySide } from './chunks.ts';
import { idOf, type OfSubject, standingOf } from './open-subjects.ts';
import { type Verdict, verdicts } from './verdict.ts';

/** `ours`: our task queue; `end`: when no more are asked for, by `performance.now()`. */
type Round = { database: Database; temporal: Client; log: Logger; ours: string; end: number };

/** While so many wakes wait, no more are written: the dossiers that people work on are woken by the same lanes. */
const WAKES_WAITING = 1_000;
/** Where a wake was sent in vain so often, the run that the list has may be none; and it holds up no other. */
const WAKES_IN_VAIN = 3;
/** Subjects of one kind that a line of the log names. */
const NAMED = 20;

const SAID = {
  lost: 'open subjects without a run are woken',
  notEnded: 'runs of open subjects stand still and could not be ended',
  elsewhere: 'runs of open subjects are on a task queue of others',
  unreadable: 'the server cannot read the runs of open subjects: their decisions and clocks are recorded directly',
} as const;

export class Looking {
  /** How many were found in which way. */
  readonly counts: Record<keyof typeof SAID, number> = { lost: 0, notEnded: 0, elsewhere: 0, unreadable: 0 };
  /** Subjects that the server knows no run of. */
  readonly unknown = new Set<string>();
  /** Whether something was woken, or found that was not known before: worth looking again soon. */
  news = false;
  readonly #round: Round;
  readonly #verdictOn: (subject: OfSubject) => Promise<Verdict>;
  readonly #seen = new Map<string, Verdict['kind']>();
  readonly #asked = new Set<string>();

  constructor(round: Round) {
    this.#round = round;
    this.#verdictOn = verdicts(round, round.ours);
  }

  /**
   * Looks at as many of these as there is time for.
   * @returns how many were left
   * @throws what the Temporal server or the database throws
   */
  async at(subjects: readonly OfSubject[]): Promise<number> {
    const { database, end } = this.#round;
    for (const subject of subjects) this.#asked.add(idOf(subject));
    let left = subjects.length;
    for (const chunk of chunksOf(subjects)) {
      if (performance.now() >= end || (await wakesWaiting(database)) >= WAKES_WAITING) break;
      const seen = await sideBySide(chunk, end, this.#verdictOn);
      left -= seen.length;
      await this.#keep(seen);
    }
    return left;
  }

  /** The subjects of which it cannot be said that this gap is no more: those found so, and those that were to be looked at and were not. */
  unsure(kind: typeof GAP.noRun | typeof GAP.elsewhere): string[] {
    return [...this.#asked].filter((id) => (this.#seen.get(id) ?? kind) === kind);
  }

  async #keep(verdicts: readonly Verdict[]): Promise<void> {
    const { database, log } = this.#round;
    const stands = await standingOf(
      database,
      verdicts.map(({ found }) => found),
    );
    const wrong: Record<keyof typeof SAID, Found[]> = { lost: [], notEnded: [], elsewhere: [], unreadable: [] };
    for (const { kind, found } of verdicts) {
      const id = idOf(found);
      const now = stands.get(id);
      this.#seen.set(id, kind);
      // Where somebody is about to wake it, a lost one may have its run before this is kept.
      if (kind === 'runs' || !now?.open || (found.wake && now.woken)) continue;
      if (found.how === HOW_UNKNOWN) this.unknown.add(id);
      wrong[wayOf(kind, found)].push(found);
    }
    const { elsewhere, ...without } = wrong;
    for (const [kind, found] of [
      [GAP.noRun, Object.values(without).flat()],
      [GAP.elsewhere, elsewhere],
    ] as const) {
      const { fresh, woken } = await keepGaps(database, kind, found);
      this.news ||= fresh + woken > 0;
    }
    for (const way of Object.keys(SAID) as (keyof typeof SAID)[]) {
      const count = wrong[way].length;
      this.counts[way] += count;
      const level = way === 'unreadable' || way === 'notEnded' ? 'error' : 'warn';
      if (count > 0) log[level]({ subjects: wrong[way].slice(0, NAMED), count }, SAID[way]);
    }
  }
}

function wayOf(kind: Verdict['kind'], { how, wake }: Found): keyof typeof SAID {
  if (kind === GAP.elsewhere) return 'elsewhere';
  if (how === HOW_UNREADABLE) return 'unreadable';
  return wake ? 'lost' : 'notEnded';
}

/**
 * The ids of those that are asked for whatever the list says: `vain`: what was told to look and could not be told, again and again; `open`: of
 * whom something is wrong as far as is known. @throws what the database throws
 */
export async function doubted(database: Database): Promise<{ vain: Set<string>; open: Set<string> }> {
  const [vain, open] = await Promise.all([
    database.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT subject || '/' || code AS id FROM "Wake" WHERE "sentAt" IS NULL AND attempts >= ${WAKES_IN_VAIN}`,
    database.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT subject || '/' || code AS id FROM "RunGap" WHERE "resolvedAt" IS NULL AND kind IN (${GAP.noRun}, ${GAP.elsewhere})`,
  ]);
  return { vain: new Set(vain.map(({ id }) => id)), open: new Set(open.map(({ id }) => id)) };
}

async function wakesWaiting(database: Database): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM "Wake" WHERE "sentAt" IS NULL AND attempts < ${WAKES_IN_VAIN} LIMIT ${WAKES_WAITING}) waiting`;
  return row!.count;
}
