/** The rows by which the dispatcher says how far it is. */

/** The row by which workers agree who replaces a dispatcher that makes no progress, and when: no turn of its own. */
export const REPLACING = 'replacing';
