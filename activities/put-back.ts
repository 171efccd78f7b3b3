/** Watches whether the database is put back. What was seen before is remembered outside of it; where that is lost too, it is asked itself. */
import type { Logger } from 'pino';
import type { Database } from '../prisma/database.ts';
import { afterPutBack, type DatabaseMark, keepMark, keptMark, readMark, wasPutBack } from '../records/put-back.ts';

export class PutBackWatch {
  readonly #deps: { database: Database; log: Logger };
  #seen: DatabaseMark | null;

  /** @param seen the last mark that was seen before, by another process too; without one the first look goes by what the database keeps */
  constructor(deps: { database: Database; log: Logger }, seen: DatabaseMark | null) {
    this.#deps = deps;
    this.#seen = seen;
  }

  /** The last mark. */
  get seen(): DatabaseMark | null {
    return this.#seen;
  }

  /** Where the database was put back, every open subject is to look again, and supervisors are told. @returns nothing more is to be done */
  async look(): Promise<0> {
    const { database, log } = this.#deps;
    const now = await readMark(database);
    if (!now) return 0;
    this.#seen ??= await keptMark(database);
    if (this.#seen && wasPutBack(this.#seen, now)) {
      const subjects = await afterPutBack(database);
      log.error({ seen: this.#seen, now, subjects }, 'the database was put back: every open subject is to look again');
    }
    this.#seen = await keepMark(database, now);
    return 0;
  }
}
