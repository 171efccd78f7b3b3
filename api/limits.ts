/** How often one address may call: sign-in and the public tracker tightly; whoever shows valid credentials as often as needed. */
import { rateLimit } from 'express-rate-limit';
import { Problem } from './problem.ts';

const MINUTE = 60_000;

type Limit = { perMinute: number; failuresAlone?: boolean; failed?: (status: number) => boolean };

const limiter = (options: Limit) =>
  rateLimit({
    windowMs: MINUTE,
    limit: options.perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: options.failuresAlone ?? false,
    requestWasSuccessful: (_request, { statusCode }) => !(options.failed ?? ((status) => status >= 400))(statusCode),
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
  signIn: limiter({ perMinute: 10, failuresAlone: true, failed: (status) => [400, 401, 403, 422].includes(status) }),
  tracker: limiter({ perMinute: 30 }),
  /** Credentials that are none: a request counts until it is answered, so this also bounds how many are under way at once. */
  strangers: limiter({ perMinute: 600, failuresAlone: true, failed: (status) => status === 401 }),
});
