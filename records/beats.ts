/** The rows by which the dispatcher says how far it is. */

/** The row by which workers agree who replaces a dispatcher that makes no progress, and when: no turn of its own. */
export const REPLACING = 'replacing';

/** The turn that watches whether the database was put back; its detail is how far the database had come. */
export const PUT_BACK = 'put back';
