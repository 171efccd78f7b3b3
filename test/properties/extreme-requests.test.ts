import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { cursorOf } from '../../api/paging.ts';
import type { Route } from '../../api/route.ts';
import { ROUTES } from '../../api/routes.ts';
import { type ActionName, actionsFrom, process, STAFF_ROLE, SUBJECT, type SubjectKind } from '../../domain/process.ts';
import { bodySchema, isOutside } from '../../records/handlers.ts';
import { actOut, acts } from '../letters/acts.ts';
import { pluralOf, type Reply } from '../support/actor.ts';
import { extreme, near, UNSTORABLE } from '../support/extremes.ts';
import { allot, isParty, PROGRAMME, type Who } from '../support/office.ts';
import { behind } from '../support/poised.ts';
import { sized } from '../support/size.ts';
import { openSystem, type System } from '../support/system.ts';

/** Whatever is sent over HTTP, by whomever, with valid credentials: nothing is a failure of the server, and what was taken can be read. */

const REQUESTS = sized(600, 20_000);
const ACTS = sized(2, 6);
const LANES = 6;

let system: System;
/** What really is there, by what a path or field calls it. */
let there: Record<string, readonly string[]>;
let subjects: { subject: SubjectKind; code: string; stage: string; state: string }[];
/** Bodies that were taken, by subject and action. */
let known: Map<string, unknown>;

beforeAll(async () => {
  system = await openSystem();
  const { database, owner } = system;
  await allot({ database, programme: system.programme }, 2027, 10_000_000_000n);
  await owner.query(`UPDATE "Entry" SET amount = amount * 100`);
  await actOut(behind(system), Object.values(acts()).slice(0, ACTS));
  const party = { kind: 'enterprise', name: 'Dự phòng', taxCode: '9900090010', email: 'spare@example.test' };
  const spareParty = await database.party.create({ data: party });
  const fromDay = new Date('2020-01-01');
  const assignments = { create: [{ agencyId: 'test-agency', role: STAFF_ROLE.intake, programmes: [], fromDay }] };
  const sparePerson = await database.person.create({
    data: { name: 'Dự phòng', email: 'spare.person@example.test', assignments },
    include: { assignments: true },
  });
  const key = { partyId: spareParty.id, hash: randomBytes(32).toString('hex'), hint: 'abcd', label: 'spare' };
  const spareKey = await database.apiKey.create({ data: key });
  subjects = await database.$queryRaw<typeof subjects>`
    SELECT 'application' AS subject, code, stage, state FROM "Application" UNION ALL SELECT 'package', code, stage, state FROM "Package"
    UNION ALL SELECT 'round', code, stage, state FROM "SelectionRound"`;
  const decisions = await database.decision.findMany();
  known = new Map(decisions.map(({ subject, action, body }) => [`${subject} ${action}`, body]));
  const of = (subject: SubjectKind) => subjects.filter((one) => one.subject === subject).map(({ code }) => code);
  const ids = async (rows: Promise<{ id: string }[]>) => (await rows).map(({ id }) => id);
  there = {
    applications: of(SUBJECT.application),
    packages: of(SUBJECT.package),
    rounds: of(SUBJECT.round),
    tasks: await ids(database.task.findMany({ where: { closedAt: null } })),
    documents: [await system.cast.enterprise.upload('a.pdf'), await system.cast.intake.upload('b.pdf')],
    people: [sparePerson.id],
    parties: [spareParty.id],
    keys: [spareKey.id],
    assignments: [sparePerson.assignments[0]!.id],
    budgets: [system.lineId],
    agencies: ['test-agency'],
    programmes: [PROGRAMME],
  };
});
afterAll(() => system?.close());

const pick = <Item>(items: readonly Item[], turn: number): Item | undefined => items[turn % Math.max(1, items.length)];

/** Fields whose content must name something, so that a request gets further than "there is no such". */
const named = (turn: number): Record<string, unknown> => ({
  programme: PROGRAMME,
  agency: 'test-agency',
  item: pick(['P1', 'P2', 'P6'], turn),
  application: pick(there.applications!, turn),
  applications: [pick(there.applications!, turn), pick(there.applications!, turn + 1)],
  person: there.people![0],
  to: there.people![0],
  party: there.parties![0],
  role: pick(Object.values(STAFF_ROLE), turn),
  taxCode: pick(['9900090010', '9900000016'], turn),
  documentId: pick(there.documents!, turn),
});

/** Most named fields of a body hold what is there. */
function grounded(body: unknown, turn: number): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const values = named(turn);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      name in values && (turn + name.length) % 4 ? values[name] : value,
    ]),
  );
}

const CURSORS = [
  ...[cursorOf('0000-01-01T00:00:00Z', randomUUID()), cursorOf('9999-12-31T23:59:59Z', randomUUID()), cursorOf('x')],
  ...[cursorOf('0000-01-01', randomUUID()), cursorOf('0000-01-01T00:00:00Z', '1', 'x'), cursorOf(randomUUID())],
  ...[
    cursorOf('2026-03-02T00:00:00Z', randomUUID()),
    cursorOf('2026-03-02', 'x'),
    'AAAA',
    '',
    Buffer.from('[[[').toString('base64url'),
  ],
];

type Call = {
  who: Who | 'passerBy';
  method: string;
  path: string;
  body?: object | string;
  headers?: Record<string, string>;
};

function callOf(turn: number): Call {
  const route = pick(ROUTES, turn * 7 + Math.floor(turn / ROUTES.length))!;
  const one = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.sample(arbitrary, { numRuns: 1, seed: turn })[0]!;
  const about = subjectFor(route, turn);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(valueFor(route, name, about, turn)),
  );
  const query = route.query ? (one(extreme(route.query, true)) as Record<string, unknown>) : {};
  if ('cursor' in (route.query?.shape ?? {}) && turn % 3 === 0)
    Object.assign(query, { cursor: pick(CURSORS, turn), limit: undefined });
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && typeof value !== 'object');
  if (route.effect === 'decision') asked.push(['dryRun', turn % 8 === 0 ? 'false' : 'true']);
  const search = asked.map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`).join('&');
  const who = callerFor(route, about, turn);
  const method = route.method.toUpperCase();
  const headers: Record<string, string> = route.needsMatch
    ? { 'if-match': pick(['"1"', '"0"', '"999999999"', 'x', 'W/"1"'], turn)! }
    : {};
  return { who, method, path: `${path}${search ? `?${search}` : ''}`, body: bodyFor(route, about, who, turn), headers };
}

/** JSON of every kind that is none, or is not what a route takes. */
const RAW = [
  ...[
    '{',
    '',
    'null',
    '"x"',
    '[]',
    '{"a":'.repeat(4_900),
    '['.repeat(4_900) + ']'.repeat(4_900),
    '{"a":1e999}',
    '\ufeff{}',
  ],
  ...[
    `{"reason":"${'\\u0000'}"}`,
    `{"reason":"${'\\ud800'}"}`,
    `{"__proto__":{"a":1}}`,
    `{"reason":${'['.repeat(40)}${']'.repeat(40)}}`,
  ],
];

function bodyFor(
  route: Route,
  about: (typeof subjects)[number] | undefined,
  who: Call['who'],
  turn: number,
): Call['body'] {
  if (route.multipart) return fileOf(turn);
  if (['get', 'delete'].includes(route.method)) return undefined;
  if (turn % 11 === 0) return pick(RAW, turn);
  const one = (arbitrary: fc.Arbitrary<unknown>) => fc.sample(arbitrary, { numRuns: 1, seed: turn })[0] as object;
  const bad = turn % 5 === 0;
  const action = actionFor(about, turn);
  if (/\/(actions|complete)/.test(route.path) && about && action) {
    const row = actionsFrom(process(), about.subject, `${about.stage}/${about.state}` as never).find(
      ({ name }) => name === action,
    )!;
    const schema = bodySchema(row, who !== 'passerBy' && isParty(who));
    const taken = known.get(`${about.subject} ${action}`);
    const body = one(taken === undefined ? extreme(schema, bad) : near(schema, taken, bad));
    return route.path.endsWith('/complete') ? { action, ...body } : body;
  }
  return route.body ? (grounded(one(extreme(route.body, bad)), turn) as object) : {};
}

/** An action that is open where the subject stands. */
function actionFor(about: (typeof subjects)[number] | undefined, turn: number): ActionName | undefined {
  if (!about) return undefined;
  const rows = actionsFrom(process(), about.subject, `${about.stage}/${about.state}` as never).filter(
    (row) => !row.kin,
  );
  return pick(rows, Math.floor(turn / 3))?.name;
}

const NAMES = [
  'a.pdf',
  `${'ệ'.repeat(195)}😀.pdf`,
  `${'😀'.repeat(150)}.pdf`,
  `${'a'.repeat(195)}😀.pdf`,
  '.pdf',
  `${'a'.repeat(199)}😀😀.pdf`,
  '\u202e.pdf',
  '%00.pdf',
  '"\r\nX: y.pdf',
];

function fileOf(turn: number): FormData {
  const form = new FormData();
  form.set('file', new File([`%PDF-1.7\n% ${turn}\n`], pick(NAMES, turn)!, { type: 'application/pdf' }));
  if (turn % 4 === 0) form.set(pick(['kind', '__proto__', ''], turn)!, pick(UNSTORABLE, turn)!);
  return form;
}

function subjectFor(route: Route, turn: number): (typeof subjects)[number] | undefined {
  const kind = route.policy.for === 'subject' ? route.policy.subject : SUBJECT.application;
  return pick(
    subjects.filter(({ subject }) => subject === kind),
    Math.floor(turn / 5),
  );
}

const STRANGE = [
  '0',
  'x'.repeat(61),
  '%00',
  '\u0000',
  '../..',
  'TEST-2026-000001-TEST',
  randomUUID(),
  '2026',
  '9999',
  '0000',
];

function valueFor(route: Route, name: string, about: (typeof subjects)[number] | undefined, turn: number): string {
  if (turn % 13 === 0) return pick(STRANGE, turn)!;
  if (name === 'action') return actionFor(about, turn) ?? 'approve';
  if (name === 'year') return pick(['1990', '2026', '2027', '2100', '1989', '2101'], turn)!;
  if (name === 'code' && route.policy.for === 'subject') return about?.code ?? 'x';
  const [, list] = /^\/(?:admin\/|supervision\/)?([a-z-]+)\/\{/.exec(route.path) ?? [];
  return (
    pick(there[list ?? ''] ?? [], turn) ?? (name === 'code' ? (pick(there.applications!, turn) ?? 'x') : randomUUID())
  );
}

/** Somebody whom the policy lets pass, as a rule. */
function callerFor({ policy }: Route, about: (typeof subjects)[number] | undefined, turn: number): Call['who'] {
  const staff = Object.keys(STAFF_ROLE) as (keyof typeof STAFF_ROLE)[];
  const parties = ['enterprise', 'consultant', 'nominator', 'otherConsultant'] as const;
  if (turn % 17 === 0) return pick(['passerBy', ...staff, ...parties] as const, turn)!;
  if (policy.for === 'everybody') return 'passerBy';
  if (policy.for === 'staff')
    return pick(
      staff.filter((name) => policy.roles.includes(STAFF_ROLE[name])),
      turn,
    )!;
  if (policy.for === 'party') return pick(parties, turn)!;
  const action = actionFor(about, turn);
  const row =
    about &&
    actionsFrom(process(), about.subject, `${about.stage}/${about.state}` as never).find(({ name }) => name === action);
  const roles = row?.by ?? [];
  if (roles.some((role) => isOutside([role]))) return pick(parties, turn)!;
  return (
    pick(
      staff.filter((name) => roles.includes(STAFF_ROLE[name])),
      turn,
    ) ?? pick([...staff, ...parties], turn)!
  );
}

const sent = ({ who, method, path, body, headers }: Call): Promise<Reply> =>
  system.cast[who].send(method, path, body, { headers });

test(`${REQUESTS} extreme requests on all routes: none is a failure of the server`, async () => {
  const failed: string[] = [];
  const statuses: Record<number, number> = {};
  const turns = Array.from({ length: REQUESTS }, (_, turn) => turn + 1).values();
  const lane = async () => {
    for (const turn of turns) {
      const call = callOf(turn);
      const { status, body } = await sent(call).catch((error: Error) => ({
        status: 599,
        body: { code: String(error.cause) },
      }));
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 500 || (body as { code?: string } | null)?.code === 'fault')
        failed.push(
          `${status} ${(body as { code?: string } | null)?.code} ${call.who} ${call.method} ${call.path.slice(0, 200)} ${JSON.stringify(call.body)?.slice(0, 400)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(failed.slice(0, 30)).toEqual([]);
  // Enough of them were let in, looked at, and taken.
  expect((statuses[200] ?? 0) + (statuses[201] ?? 0)).toBeGreaterThan(REQUESTS / 10);
  expect(statuses[422] ?? 0).toBeGreaterThan(REQUESTS / 10);
}, 3_600_000);

test('whatever was taken can be read', async () => {
  const failed: string[] = [];
  const reads = [
    ...subjects.flatMap(({ code, subject }) => {
      const path = `/${pluralOf(code)}/${code}`;
      return [
        path,
        ...['history', 'letters', ...(subject === SUBJECT.application ? ['clock', 'money'] : [])].map(
          (part) => `${path}/${part}`,
        ),
      ];
    }),
    ...[
      '/applications',
      '/packages',
      '/rounds',
      '/tasks',
      '/supervision/overview',
      '/supervision/budget',
      '/supervision/overdue',
      '/supervision/stuck',
    ],
  ];
  for (const path of reads) {
    const { status } = await system.cast.supervisor.send('GET', path);
    if (status >= 500) failed.push(`${status} ${path}`);
  }
  for (const path of [
    '/admin/people',
    '/admin/parties',
    '/admin/keys',
    '/admin/budgets',
    '/admin/calendars/2026',
    '/admin/calendars',
    '/admin/audit',
    '/admin/agencies',
  ]) {
    const { status } = await system.cast.administrator.send('GET', path);
    if (status >= 500) failed.push(`${status} ${path}`);
  }
  expect(failed).toEqual([]);
}, 600_000);
