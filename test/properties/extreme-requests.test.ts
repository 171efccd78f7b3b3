import { ROUTES } from '../../api/routes.ts';
import { STATE } from '../../domain/process.ts';
import { allReads } from '../support/all-reads.ts';
import { type Call, callOf, poisedEverywhere, type Scene, sceneOf, subjectsOf } from '../support/extreme-calls.ts';
import { allot } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { sized } from '../support/size.ts';
import { faultsOf, untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';

/**
 * Whatever is sent over HTTP, by whomever, with valid credentials: nothing is a failure of the server, what was taken can be read
 * by whoever may, and leaves every dossier sound.
 */

const REQUESTS = sized(300, 20_000);
/** Whether calls meet dossiers in every stage. */
const WHOLE = sized(0, 1) === 1;
const LANES = 6;
const READERS = ['supervisor', 'administrator', 'enterprise'] as const;

let system: System;
let scene: Scene;

beforeAll(async () => {
  system = await openSystem({ trustedProxies: 1 });
  const { database, owner } = system;
  await allot({ database, programme: system.programme }, 2027, 10_000_000_000n);
  await owner.query(`UPDATE "Entry" SET amount = amount * 100`);
  await poisedEverywhere(behind(system), WHOLE);
  scene = await sceneOf(system);
});
afterAll(() => system?.close());

/** Takes what comes next until nothing is left, several side by side. */
async function inLanes<Item>(items: Iterator<Item>, take: (item: Item) => Promise<void>): Promise<void> {
  const lane = async () => {
    for (let next = items.next(); !next.done; next = items.next()) await take(next.value);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

let called = 0;
/** Each call comes from an address of its own: the limits on strangers would answer most of them unread. */
const fromElsewhere = (): { 'x-forwarded-for': string } => {
  called += 1;
  return { 'x-forwarded-for': `10.${(called >> 16) % 256}.${(called >> 8) % 256}.${called % 256}` };
};

/** @returns how it was answered; 599 where the connection broke */
async function answered({ who, method, path, body, headers }: Call): Promise<{ status: number; body: unknown }> {
  const sent = { headers: { ...headers, ...fromElsewhere() } };
  return system.cast[who].send(method, path, body, sent).catch((error: Error) => ({
    status: 599,
    body: { code: String(error.cause) },
  }));
}

const codeOf = (body: unknown): string | undefined => (body as { code?: string } | null)?.code;
const inShort = ({ who, method, path, body }: Call): string =>
  `${who} ${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 400) ?? ''}`;

test(`${REQUESTS} extreme requests on all routes: none is a failure of the server`, async () => {
  const failed: string[] = [];
  const statuses: Record<number, number> = {};
  const touched = new Set<string>();
  const turns = Array.from({ length: REQUESTS }, (_, turn) => turn + 1).values();
  await inLanes(turns, async (turn) => {
    const { route, ...call } = callOf(scene, turn);
    touched.add(`${route.method} ${route.path}`);
    const { status, body } = await answered(call);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 500 || codeOf(body) === 'fault') failed.push(`${status} ${codeOf(body)} ${inShort(call)}`);
  });
  expect(failed.slice(0, 30)).toEqual([]);
  expect(touched.size).toBe(ROUTES.length);
  expect(statuses[429] ?? 0).toBe(0);
  // Enough of them were let in, looked at, and taken.
  expect((statuses[200] ?? 0) + (statuses[201] ?? 0)).toBeGreaterThan(REQUESTS / 10);
  expect(statuses[422] ?? 0).toBeGreaterThan(REQUESTS / 10);
}, 7_200_000);

test('whatever was taken can be read, by staff, by the enterprise, and by passers-by where they may', async () => {
  const failed: string[] = [];
  const read = new Set<string>();
  const reads = await allReads(system);
  const calls = reads.flatMap(({ path, open }) =>
    (open ? (['passerBy'] as const) : READERS).map((who): Call => ({ who, method: 'GET', path })),
  );
  await inLanes(calls.values(), async (call) => {
    const { status, body } = await answered(call);
    if (status === 200) read.add(call.path);
    if (status >= 500) failed.push(`${status} ${codeOf(body)} ${inShort(call)}`);
  });
  expect(failed.slice(0, 30)).toEqual([]);
  // Each was read by one of them at least, but for documents of other people, and what was never submitted or opened.
  const before: readonly string[] = [STATE.draft, STATE.unopened];
  const drafts = (await subjectsOf(system)).flatMap(({ stage, state, code }) =>
    before.includes(`${stage}/${state}`) ? [code] : [],
  );
  const unread = reads.map(({ path }) => path).filter((path) => !read.has(path));
  const isPrivate = (path: string) => path.startsWith('/documents/') || drafts.some((code) => path.includes(code));
  expect(unread.filter((path) => !isPrivate(path))).toEqual([]);
}, 3_600_000);

test('every dossier, package and round is sound afterwards, and the books balance', async () => {
  await untilDelivered(system.database);
  expect(await faultsOf(system.database, system.temporal)).toEqual([]);
}, 1_200_000);
