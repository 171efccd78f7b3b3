import { randomUUID } from 'node:crypto';
import type { ActionName, TaskName } from '../../domain/process.ts';

/** An answer of the API. */
export class Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly #request: string;

  constructor(request: string, { status, headers }: Response, body: unknown) {
    this.#request = request;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  get ok(): boolean {
    return this.status < 400;
  }

  /** The body of an answer that was meant to succeed. @throws Error with the whole problem where it did not */
  read<T>(): T {
    if (!this.ok) throw new Error(`${this.#request} answered ${this.status}: ${JSON.stringify(this.body)}`);
    return this.body as T;
  }

  /** The problem of an answer that was meant to refuse. @throws Error where it did not */
  refusal(): Problem {
    if (this.ok) throw new Error(`${this.#request} was allowed: ${JSON.stringify(this.body)}`);
    return this.body as Problem;
  }
}

/** RFC 9457, as far as tests read it. */
export type Problem = {
  status: number;
  code: string;
  faults?: { path: string; code: string; message: { vi: string; en: string } }[];
};

/** What stands at a subject after an action. */
export type Outcome = { version: number; subject: { code: string; stage: string; state: string } };

type Headered = Record<string, string>;
export type Sending = { key?: string; headers?: Headered };

/** Of the kinds of subject, by the code that it has. */
export const pluralOf = (code: string): 'applications' | 'packages' | 'rounds' =>
  /-XC-/.test(code) ? 'rounds' : /-GT-/.test(code) ? 'packages' : 'applications';

/** Somebody who acts over HTTP, with credentials of their own; nobody in particular without any. */
export class Actor {
  readonly #base: string;
  readonly #credentials: () => Promise<Headered>;
  #kept: Promise<Headered> | undefined;

  /** @param credentials asked for once, when they are first needed */
  constructor(base: string, credentials: () => Promise<Headered> = async () => ({})) {
    this.#base = base;
    this.#credentials = credentials;
  }

  async get<T>(path: string): Promise<T> {
    return (await this.send('GET', path)).read<T>();
  }

  /** @param sending.key the Idempotency-Key; a new one without it */
  post(path: string, body: object = {}, sending: Sending = {}): Promise<Reply> {
    return this.send('POST', path, body, sending);
  }

  /** Takes an action that answers no staff task. */
  act(
    plural: 'applications' | 'packages' | 'rounds',
    code: string,
    action: ActionName,
    body: object = {},
    sending?: Sending,
  ) {
    return this.post(`/${plural}/${code}/actions/${action}`, body, sending);
  }

  /** Staff: finds the open task of that name, takes it where nobody holds it, and completes it by an action. */
  async complete(
    name: TaskName,
    code: string,
    action: ActionName,
    body: object = {},
    sending?: Sending,
  ): Promise<Reply> {
    const { items } = await this.get<{ items: { id: string; mine: boolean }[] }>(`/tasks?code=${code}&name=${name}`);
    const task = items.find((item) => item.mine) ?? items[0];
    // Not among one's tasks: the action itself then says why.
    if (!task) return this.act(pluralOf(code), code, action, body, sending);
    if (!task.mine) {
      const claimed = await this.post(`/tasks/${task.id}/claim`);
      if (!claimed.ok) return claimed;
    }
    return this.post(`/tasks/${task.id}/complete`, { action, ...body }, sending);
  }

  /** Uploads a PDF. @returns the document's id */
  async upload(name: string): Promise<string> {
    const form = new FormData();
    form.set('file', new File([`%PDF-1.7\n% ${name}\n`], name, { type: 'application/pdf' }));
    return (await this.send('POST', '/documents', form)).read<{ id: string }>().id;
  }

  async send(method: string, path: string, body?: object | string, { key = randomUUID(), headers = {} }: Sending = {}) {
    this.#kept ??= this.#credentials();
    const form = body instanceof FormData;
    const response = await fetch(`${this.#base}/api${path}`, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(body && !form ? { 'content-type': 'application/json' } : {}),
        ...(await this.#kept),
        ...headers,
      },
      // Text is sent as it stands, which may be no JSON.
      body: form || !body || typeof body === 'string' ? (body as FormData | string | undefined) : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return new Reply(`${method} ${path}`, response, json ? JSON.parse(text) : text);
  }
}
