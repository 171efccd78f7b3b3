/** One player's way to the API: credentials of their own, an Idempotency-Key with every call, and patience where the answer is late. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** The headers that a player's credentials are sent in. */
export type Credentials = Readonly<Record<string, string>>;

const TRIES = 24;
const LONGEST_WAIT_S = 5;

/** An answer that refused, with everything that it said. */
export class Refusal extends Error {
  readonly status: number;
  constructor(request: string, status: number, said: string) {
    super(`${request} → ${status} ${said}`);
    this.name = 'Refusal';
    this.status = status;
  }
}

export class Caller {
  readonly #api: string;
  readonly #credentials: Credentials;

  /** @param api where it is reached, without `/api` */
  constructor(api: string, credentials: Credentials = {}) {
    this.#api = api;
    this.#credentials = credentials;
  }

  /** Signs a member of staff in. @returns the same way to the API, as that person */
  async signedIn(email: string, password: string): Promise<Caller> {
    const { token } = await this.post<{ token: string }>('/auth/sign-in/email', { email, password });
    return new Caller(this.#api, { authorization: `Bearer ${token}` });
  }

  get<Body>(path: string): Promise<Body> {
    return this.#send('GET', path);
  }

  post<Body>(path: string, body: object = {}): Promise<Body> {
    return this.#send('POST', path, JSON.stringify(body), { 'content-type': 'application/json' });
  }

  /** @returns the document's id */
  async upload(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData();
    form.set('file', new File([bytes], name, { type: 'application/pdf' }));
    return (await this.#send<{ id: string }>('POST', '/documents', form)).id;
  }

  /**
   * Sends one request. Where the outcome is not known yet it is asked for again with the same key, as the API says.
   * @throws Refusal with what the API said
   */
  async #send<Body>(method: string, path: string, body?: string | FormData, more: Credentials = {}): Promise<Body> {
    const key: Credentials = method === 'GET' ? {} : { 'idempotency-key': randomUUID() };
    for (let tried = 1; ; tried += 1) {
      const response = await fetch(`${this.#api}/api${path}`, {
        method,
        headers: { ...key, ...more, ...this.#credentials },
        body,
      });
      if (response.ok) return (await response.json()) as Body;
      const said = await response.text();
      if (response.status !== 503 || tried >= TRIES) throw new Refusal(`${method} ${path}`, response.status, said);
      await wait(1000 * Math.min(Number(response.headers.get('retry-after') ?? 1), LONGEST_WAIT_S));
    }
  }
}
