/**
 * The keys by which payloads are encrypted, and who still needs them. A key comes in two steps (known everywhere, then first) and goes in two
 * (no run under way uses it, then out of PAYLOAD_KEYS), so that processes that are restarted one after another always read each other.
 */
import { createHash } from 'node:crypto';
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { keyIdOf, type PayloadKey } from '../codec/payload-codec.ts';
import type { Database } from '../prisma/database.ts';
import { renew, WORKFLOW_TYPE } from '../workflows/messages.ts';
import { installationOf, taskQueueOf } from './installation.ts';
import { deadlineIn } from './reach.ts';
import { type Run, runsBy } from './runs.ts';

const WITHIN_MS = 10_000;
/** Runs that are read at once. */
const AT_ONCE = 16;
const PAGE = 1_000;
const FINGERPRINT_DIGITS = 16;
/** gRPC. */
const NOT_FOUND = 5;

/** Keys that must not be used so. The message is one line that says why, and what to do. */
export class WrongKeys extends Error {
  override readonly name = 'WrongKeys';
}

/** As it stands in the database: the name of a key and a mark by which another of that name is told from it; never the key. */
export type KnownKey = {
  id: string;
  fingerprint: string;
  addedAt: Date;
  /** Since when some process encrypts with it; null where it is known and has encrypted nothing. */
  firstAt: Date | null;
  retiredAt: Date | null;
};
/** Runs under way whose history or state holds something that a key encrypted. */
export type KeyUse = { runs: number; examples: readonly string[] };

type Keys = Pick<Database, 'payloadKey'>;
type Service = Pick<Client, 'workflowService' | 'withDeadline' | 'workflow'> & { options: { namespace: string } };

/**
 * Checks the keys of a process that starts, and notes those that are new.
 * @param keys PAYLOAD_KEYS; the first encrypts
 * @throws WrongKeys where one that has encrypted is missing, one is another of the same name, or the first is not known yet or was retired;
 *   nothing is noted then; what the database throws
 */
export async function requireKeys(database: Keys, keys: readonly PayloadKey[]): Promise<void> {
  const known = await knownKeys(database);
  const fault = faultOf(known, keys);
  if (fault) throw new WrongKeys(`PAYLOAD_KEYS: ${fault}`);
  const data = keys
    .filter(({ id }) => !known.some((one) => one.id === id))
    .map((key) => ({ id: key.id, fingerprint: fingerprintOf(key) }));
  if (data.length > 0) await database.payloadKey.createMany({ data, skipDuplicates: true });
  // In a copy of an installation nothing needs a key yet: those that it works with are in use from now on.
  if (!known.some(isLive))
    await database.payloadKey.updateMany({
      where: { id: { in: keys.map(({ id }) => id) } },
      data: { retiredAt: null },
    });
  if (keys[0])
    await database.payloadKey.updateMany({ where: { id: keys[0].id, firstAt: null }, data: { firstAt: new Date() } });
}

const isLive = ({ retiredAt }: KnownKey): boolean => retiredAt === null;

/** Every key that was ever noted, the oldest first. */
export const knownKeys = (database: Keys): Promise<KnownKey[]> =>
  database.payloadKey.findMany({ orderBy: [{ addedAt: 'asc' }, { id: 'asc' }] });

function faultOf(known: readonly KnownKey[], keys: readonly PayloadKey[]): string | undefined {
  const live = known.filter(isLive);
  const changed = keys.find((key) =>
    known.some(({ id, fingerprint }) => id === key.id && fingerprint !== fingerprintOf(key)),
  );
  if (changed)
    return `${changed.id} is another key than the one that this installation has used by that name. Give it back, or name the new one otherwise.`;
  const missing = live
    .filter(({ id, firstAt }) => firstAt !== null && !keys.some((key) => key.id === id))
    .map(({ id }) => id);
  if (missing.length > 0)
    return `${missing.join(', ')} is missing, and what it has encrypted could not be read. Put it after the first; when nothing needs it any more: npm run keys -- retire ${missing[0]}`;
  const [first] = keys;
  if (!first || live.length === 0 || live.some(({ id }) => id === first.id)) return undefined;
  if (known.some(({ id }) => id === first.id))
    return `${first.id} was retired, and processes start without it. Take a new key with another name, and put it last first.`;
  return `${first.id} is new, and processes without it could not read what this one writes. Put it last and start each process so; then put it first.`;
}

const fingerprintOf = ({ key }: PayloadKey): string =>
  createHash('sha256').update('thong-suot payload key').update(key).digest('hex').slice(0, FINGERPRINT_DIGITS);

/**
 * Which keys runs under way need: whatever their histories, their first lines, and what their activities have left hold.
 * @returns by the name of a key; one that is not there is needed by none
 * @throws what the database or the server throws: half a count is none
 */
export async function keysInUse(database: Database, temporal: Service): Promise<ReadonlyMap<string, KeyUse>> {
  const uses = new Map<string, { runs: number; examples: string[] }>();
  for await (const { run, keys } of runsWithKeys(database, temporal))
    for (const id of keys) {
      const use = uses.get(id) ?? { runs: 0, examples: [] };
      uses.set(id, { runs: use.runs + 1, examples: [...use.examples, run.workflowId].slice(0, EXAMPLES) });
    }
  return uses;
}

const EXAMPLES = 3;
const OF_SUBJECTS: readonly string[] = Object.values(WORKFLOW_TYPE);

/**
 * Has each run under way that needs a key go on as a new one, which is written with the first key. The dispatcher's is cancelled: the workers
 * begin another within seconds.
 * @returns how many were told
 * @throws as `keysInUse`
 */
export async function renewRuns(database: Database, temporal: Service, id: string): Promise<number> {
  let told = 0;
  for await (const { run, keys } of runsWithKeys(database, temporal)) {
    if (!keys.has(id)) continue;
    const handle = temporal.workflow.getHandle(run.workflowId, run.runId);
    const tell = () => (OF_SUBJECTS.includes(run.type) ? handle.signal(renew) : handle.cancel());
    const heard = await temporal.withDeadline<unknown>(deadlineIn(WITHIN_MS), tell).then(() => true, falseWhereItEnded);
    if (heard) told += 1;
  }
  return told;
}

/**
 * Notes that a key is not needed any more: processes may start without it from now on.
 * @param given PAYLOAD_KEYS of now
 * @param lost nobody has it any more: what it encrypted stays unreadable, and runs that need it are replaced
 * @throws WrongKeys where it is not known, or still needed; as `keysInUse`
 */
export async function retireKey(
  database: Database,
  temporal: Service,
  { id, given, lost = false }: { id: string; given: readonly PayloadKey[]; lost?: boolean },
): Promise<void> {
  const known = await knownKeys(database);
  const live = known.filter(isLive).map((key) => key.id);
  if (!live.includes(id)) throw new WrongKeys(`${id} is no key in use; there are ${live.join(', ') || 'none'}.`);
  if (given[0]?.id === id)
    throw new WrongKeys(
      `${id} stands first in PAYLOAD_KEYS: put another one first, start each process so, and try again.`,
    );
  const use = lost ? undefined : (await keysInUse(database, temporal)).get(id);
  if (use)
    throw new WrongKeys(
      `${id} is needed by ${use.runs} runs under way (as ${use.examples.join(', ')}): npm run keys -- renew ${id}, then try again.`,
    );
  await database.payloadKey.update({ where: { id }, data: { retiredAt: new Date() } });
}

/** Each run under way on our task queue, with the names of the keys that it needs. */
async function* runsWithKeys(
  database: Database,
  temporal: Service,
): AsyncGenerator<{ run: Run; keys: ReadonlySet<string> }> {
  const ours = taskQueueOf(await installationOf(database));
  const batch: Run[] = [];
  const read = () => Promise.all(batch.splice(0).map(async (run) => ({ run, keys: await keysOf(temporal, run) })));
  for await (const run of runsBy(temporal as Client, "ExecutionStatus = 'Running'")) {
    if (run.taskQueue !== ours) continue;
    batch.push(run);
    if (batch.length >= AT_ONCE) yield* await read();
  }
  yield* await read();
}

/** The list of runs may be behind. */
function falseWhereItEnded(error: unknown): false {
  if (error instanceof WorkflowNotFoundError) return false;
  throw error;
}

/** @returns none where it has ended and is gone meanwhile. @throws Error that names the run, where the server does not give its history */
async function keysOf(temporal: Service, run: Run): Promise<ReadonlySet<string>> {
  return keysRead(temporal, run).catch((error: Error) => {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return new Set<string>();
    throw new Error(`${run.workflowId} (run ${run.runId}) cannot be read: ${error.message}`, { cause: error });
  });
}

async function keysRead(temporal: Service, { workflowId, runId }: Run): Promise<ReadonlySet<string>> {
  const { namespace } = temporal.options;
  const execution = { workflowId, runId };
  const keys = new Set<string>();
  const take = (answer: unknown) => {
    for (const id of keyIdsIn(answer)) keys.add(id);
  };
  take(await ask(temporal, () => temporal.workflowService.describeWorkflowExecution({ namespace, execution })));
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await ask(temporal, () =>
      temporal.workflowService.getWorkflowExecutionHistory({
        ...{ namespace, execution, maximumPageSize: PAGE },
        ...(nextPageToken ? { nextPageToken } : {}),
      }),
    );
    take(page.history);
    nextPageToken = page.nextPageToken;
  } while (nextPageToken && nextPageToken.length > 0);
  return keys;
}

const ask = <Answer>(temporal: Service, call: () => Promise<Answer>): Promise<Answer> =>
  temporal.withDeadline(deadlineIn(WITHIN_MS), call);

/** The names of the keys of all payloads within an answer of the server, wherever they stand in it. */
function* keyIdsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  const id = keyIdOf(value);
  if (id) yield id;
  else for (const part of Object.values(value)) yield* keyIdsIn(part);
}
