/** How often one address may call: sign-in and the public tracker tightly, everything else generously. */
import { rateLimit } from 'express-rate-limit';
import { Problem } from './problem.ts';

const MINUTE = 60_000;

const limiter = (options: { perMinute: number; failuresAlone?: boolean }) =>
  rateLimit({
    windowMs: MINUTE,
    limit: options.perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: options.failuresAlone ?? false,
    handler: (_request, _response, next) => {
      next(
        new Problem('too-many-requests', {
          headers: { 'Retry-After': '60' },
          detail: { vi: 'Hãy thử lại sau một phút.', en: 'Try again in a minute.' },
        }),
      );
    },
  });

/** The limits of one app; each app counts for itself. */
export const createLimits = () => ({
  /** Failed sign-ins and changes of password: guessing is slow. */
  signIn: limiter({ perMinute: 10, failuresAlone: true }),
  tracker: limiter({ perMinute: 30 }),
  everything: limiter({ perMinute: 3_000 }),
});
