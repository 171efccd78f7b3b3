/** Decides who may call a route, before anything that was sent is read. What no policy allows is refused. */
import type { Request } from 'express';
import { subjectCode } from '../records/shapes.ts';
import { type Auth, createAuth } from './auth.ts';
import { Problem } from './problem.ts';
import type { Policy, Route, Services } from './route.ts';
import { type Seen, see } from './visibility.ts';
import { type SignedIn, type Who, whoCalls } from './who.ts';

export type Admitted = { who: Who; seen: Seen | undefined };

export type Gate = {
  auth: Auth;
  /** @throws Problem `sign-in-needed`, `not-allowed`, or `not-found` for another's object */
  admit(route: Pick<Route, 'policy'>, request: Request): Promise<Admitted>;
};

export function createGate(services: Services): Gate {
  const auth = createAuth(services);
  return {
    auth,
    async admit({ policy }, request) {
      const who =
        policy.for === 'everybody' ? ({ kind: 'nobody' } as const) : await whoCalls(request, auth, services.database);
      if (policy.for === 'everybody') return { who, seen: undefined };
      if (who.kind === 'nobody') throw signInFirst();
      if (!allows(policy, who)) throw new Problem('not-allowed', { detail: needed(policy) });
      if (policy.for !== 'subject') return { who, seen: undefined };
      const code = subjectCode.safeParse(request.params.code);
      const seen = code.success ? await see(services.database, who, policy.subject, code.data) : null;
      if (!seen) throw new Problem('not-found');
      return { who, seen };
    },
  };
}

/** Whether somebody passes a policy, as far as the caller alone decides it. */
export function allows(policy: Policy, who: SignedIn): boolean {
  switch (policy.for) {
    case 'everybody':
    case 'signed-in':
    case 'subject':
      return true;
    case 'staff':
      return who.kind === 'person' && who.held.some((held) => policy.roles.includes(held.role));
    case 'party':
      return who.kind === 'party' && (policy.kind === undefined || policy.kind === who.as);
  }
}

const signInFirst = (): Problem => new Problem('sign-in-needed', { headers: { 'WWW-Authenticate': 'Bearer' } });

function needed(policy: Policy) {
  const who = policy.for === 'staff' ? policy.roles.join(', ') : policy.for === 'party' ? (policy.kind ?? 'party') : '';
  return { vi: `Dành cho: ${who}.`, en: `This is for: ${who}.` };
}
