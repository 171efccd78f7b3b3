/** Sign-in of staff and of web users: better-auth with e-mail and password, and a bearer token for programs without cookies. */
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { bearer } from 'better-auth/plugins';
import { MAXIMUM_PASSWORD, MINIMUM_PASSWORD } from '../records/accounts.ts';
import type { Services } from './route.ts';

/** The paths that are open; everything else of better-auth answers as missing: only administrators make accounts. */
export const AUTH_PATHS = [
  'POST /sign-in/email',
  'POST /sign-out',
  'GET /get-session',
  'POST /change-password',
  'GET /list-sessions',
  'POST /revoke-sessions',
  'POST /revoke-other-sessions',
] as const;

const HOURS = 3600;

export type Auth = ReturnType<typeof createAuth>;

export function createAuth({ config, database, log }: Pick<Services, 'config' | 'database' | 'log'>) {
  return betterAuth({
    appName: 'Thông suốt',
    baseURL: config.api.publicUrl,
    basePath: '/api/auth',
    secret: config.secrets.authSecret,
    database: prismaAdapter(database, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MINIMUM_PASSWORD,
      maxPasswordLength: MAXIMUM_PASSWORD,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: 12 * HOURS, updateAge: HOURS },
    // Tokens in the database are of no use without our secret.
    plugins: [bearer({ requireSignature: true })],
    // The app's own limiter counts by the address that the trusted proxies tell.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Whatever breaks is answered by the app's own last handler, as a problem.
    onAPIError: { throw: true },
    advanced: {
      cookiePrefix: 'thong-suot',
      useSecureCookies: config.api.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    logger: {
      level: 'warn',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ from: 'better-auth' }, message),
    },
  });
}
