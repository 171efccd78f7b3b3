import type { Fault } from './fault.ts';

export type { Fault };

/** Stable codes; the API maps each to a status (api/problem.ts), exhaustively by type. */
export type RefusalCode =
  | 'not-found'
  | 'not-open' // the table does not allow the action from this state: the answer lists what is open, and to whom
  | 'no-longer-applies' // a timer or lapse that came too late: an answer to the clock, never to a person
  | 'not-yours' // the role, the task's holder or the party is another
  | 'barred' // process.md, rule 1: nobody decides on their own work
  | 'invalid' // what was sent does not fit; see the faults
  | 'guarded' // the facts do not allow it now; see the faults
  | 'budget-short'
  | 'duplicate'
  | 'stale' // the draft was changed since it was read
  | 'fault' // an error of ours: nothing was written, supervisors are told, and may have it recorded again
  | 'withdrawn-by-supervisor'; // it could not be recorded, and a supervisor took it back

/**
 * A business refusal. Thrown inside record() to roll its transaction back, stored as the decision's outcome, and answered
 * as a value: it never crosses a workflow as an exception.
 */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly faults: readonly Fault[];
  constructor(code: RefusalCode, faults: readonly Fault[] = []) {
    super(`${code}: ${faults.map((fault) => fault.message.en).join('; ')}`);
    this.name = 'Refused';
    this.code = code;
    this.faults = faults;
  }
}

/**
 * Nobody has this code in the database: not now (it was put back to an older copy, or is another one). Thrown by record() and answered
 * by nobody, since such a subject has not ended. Its name is the failure's type in a workflow.
 */
export const UNKNOWN_SUBJECT = 'UnknownSubject';
export class UnknownSubject extends Error {
  constructor(subject: string, code: string) {
    super(`There is no ${subject} ${code} in this database.`);
    this.name = UNKNOWN_SUBJECT;
  }
}
