/** Calls the API as people and programs do: with a session or with a key. */
import { randomUUID } from 'node:crypto';
import type { Seed, Staff } from './seed.ts';

export type Caller = Staff | 'consultant' | { enterprise: number };

type Credentials = Readonly<Record<string, string>>;

export interface Callers {
  /**
   * @param key repeats an earlier call where it is the same
   * @returns what was answered
   * @throws Error with the problem where it was refused
   */
  call<Answer>(who: Caller, method: string, path: string, body?: object, key?: string): Promise<Answer>;
}

/** Lets everybody sign in at an API. */
export async function signIn(api: string, { staff, enterprises, consultant }: Seed): Promise<Callers> {
  const people = {} as Record<Staff, Credentials>;
  for (const [name, account] of Object.entries(staff) as [Staff, Seed['staff'][Staff]][]) {
    const { token } = await send<{ token: string }>(`${api}/api/auth/sign-in/email`, 'POST', {}, account);
    people[name] = { authorization: `Bearer ${token}` };
  }
  const keyed = ({ key }: { key: string }): Credentials => ({ 'x-api-key': key });
  const credentials = (who: Caller): Credentials =>
    typeof who === 'object'
      ? keyed(enterprises[who.enterprise]!)
      : who === 'consultant'
        ? keyed(consultant)
        : people[who];
  return {
    call: (who, method, path, body, key = randomUUID()) =>
      send(`${api}/api${path}`, method, { ...credentials(who), 'idempotency-key': key }, body),
  };
}

async function send<Answer>(url: string, method: string, headers: Credentials, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}: ${text}`);
  return (text ? JSON.parse(text) : undefined) as Answer;
}
