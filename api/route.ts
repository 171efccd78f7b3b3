/** A route is data: where, for whom, what comes in and goes out. The router, the document of the API and the policy tests read it. */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import type { PartyKind, StaffRole, SubjectKind } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Tx } from '../records/case.ts';
import type { Seen } from './visibility.ts';
import type { Party, Person, SignedIn, Who } from './who.ts';

/** What a subject's routes begin with. */
export const PLURAL = {
  application: 'applications',
  package: 'packages',
  round: 'rounds',
} as const satisfies Record<SubjectKind, string>;

/** What the API stands on; made by main.ts, or by a test. */
export type Services = {
  config: Pick<Config, 'api' | 'documentsDir' | 'secrets' | 'metrics'>;
  database: Database;
  temporal: Client;
  log: Logger;
  /** Whether every answer is held against its schema (tests): an answer that its document does not describe is a fault of ours. */
  checkAnswers?: boolean;
  /** The longest that a caller waits for a decision's outcome; 15 s unless told. */
  patienceMs?: number;
};

/**
 * Who may call a route, decided before its handler runs.
 * `staff`: holds one of the roles today, in whichever agency; what it may look at there is the handler's scope.
 * `subject`: may see the application, package or selection round that the path names; to all others it is missing.
 */
export type Policy =
  | { for: 'everybody' }
  | { for: 'signed-in' }
  | { for: 'staff'; roles: readonly StaffRole[] }
  | { for: 'party'; kind?: PartyKind }
  | { for: 'subject'; subject: SubjectKind };

type CallerOf<P extends Policy> = P extends { for: 'everybody' }
  ? Who
  : P extends { for: 'staff' }
    ? Person
    : P extends { for: 'party' }
      ? Party
      : SignedIn;

/** What a handler answers: a body of the route's schema, a file, or nothing. */
export type Answer = {
  status?: number;
  body?: unknown;
  file?: { path: string; name: string; type: string; size: number };
  headers?: Record<string, string>;
};

/** One call, checked: its caller, its parts by the route's schemas. */
export type Ask<P extends Policy = Policy, Params = unknown, Query = unknown, Body = unknown> = {
  who: CallerOf<P>;
  seen: P extends { for: 'subject' } ? Seen : undefined;
  params: Params;
  query: Query;
  body: Body;
  /** The file of a multipart body, held in memory. */
  upload?: Upload;
  ifMatch?: string;
  /** @throws Problem `idempotency-key-required` */
  key(): string;
  /**
   * Does something once for this caller, path and Idempotency-Key: the work and its answer are written in one transaction, and a
   * repeat gets the same answer. `kept` is what a repeat is told where the answer holds a secret.
   */
  once(work: (tx: Tx) => Promise<Answer & { kept?: unknown }>): Promise<Answer>;
};

export type Upload = { bytes: Buffer; name: string; declared: string };

/**
 * What calling it twice does. `read`: nothing. `repeatable`: the same as once, by itself. `once`: an Idempotency-Key makes a
 * repeat answer what the first answered. `decision`: so too, and a dry run needs none.
 */
export type Effect = 'read' | 'repeatable' | 'once' | 'decision';

type Schema = z.ZodType;
type Read<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

export type Route = {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** As in OpenAPI, below /api unless `root`: `/applications/{code}`. */
  path: string;
  root?: true;
  tag: string;
  summary: string;
  description?: string;
  policy: Policy;
  effect: Effect;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** A multipart body with one file, in the field `file`, beside the fields of `body`. */
  multipart?: true;
  /** The edition that is changed must be named in If-Match. */
  needsMatch?: true;
  answer: { status: number; body?: Schema; type?: string; headers?: readonly string[] };
  /** Ways of calling it that the document lists one by one, each with its own body. */
  variants?: () => readonly { path: string; summary: string; body: Schema; params: readonly string[] }[];
  handle: (ask: Ask, services: Services) => Promise<Answer>;
};

/** Declares a route, with its handler's argument typed by its policy and schemas. */
export function route<
  const P extends Policy,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodObject | undefined = undefined,
>(
  declared: Omit<Route, 'policy' | 'params' | 'query' | 'body' | 'handle'> & {
    policy: P;
    params?: Params;
    query?: Query;
    body?: Body;
    handle: (ask: Ask<P, Read<Params>, Read<Query>, Read<Body>>, services: Services) => Promise<Answer>;
  },
): Route {
  return declared as unknown as Route;
}

export const ok = (body: unknown, headers?: Record<string, string>): Answer => ({ body, headers });
