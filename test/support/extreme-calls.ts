/** Calls that are as bad as the shapes of a route allow, and a little worse, made for what is really there: one for each number. */
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { cursorOf } from '../../api/paging.ts';
import type { Route } from '../../api/route.ts';
import { ROUTES } from '../../api/routes.ts';
import {
  ACTION,
  type Action,
  type ActionName,
  actionsFrom,
  process,
  STAFF_ROLE,
  type StateKey,
  SUBJECT,
  type SubjectKind,
} from '../../domain/process.ts';
import { bodySchema, isOutside } from '../../records/handlers.ts';
import { accepted, advanced, approved, claimLine, delivered, draft, inForce } from './dossier.ts';
import { extreme, near, UNSTORABLE } from './extremes.ts';
import { does, isParty, type Office, PROGRAMME, type Who } from './office.ts';
import { announced, entered } from './round.ts';
import type { System } from './system.ts';
import { invited, ranked, withPanel } from './tender.ts';

export type Subject = { subject: SubjectKind; code: string; stage: string; state: string };

/** What calls are made about. */
export type Scene = {
  /** What is there, by what a path or field calls it. */
  there: Readonly<Record<string, readonly string[]>>;
  subjects: readonly Subject[];
  /** Bodies that were taken, by subject and action. */
  known: ReadonlyMap<string, unknown>;
};

export type Call = {
  who: Who | 'passerBy';
  method: string;
  path: string;
  body?: object | string;
  headers?: Record<string, string>;
};

/**
 * Leads dossiers, a package and a round to where people act next: each waits in another place. The business clock only goes forward.
 * @param whole more of them, in every stage
 */
export async function poisedEverywhere(office: Office, whole: boolean): Promise<void> {
  const price = 40_000_000;
  await submitted(office);
  const tendered = await approved(office);
  await invited(office, [{ application: tendered, ceiling: price }]);
  await inForce(office, { price });
  await announced(office);
  if (!whole) return;
  const returned = await submitted(office);
  await does(office, 'intake', returned, ACTION.requestSupplement, { items: [{ text: 'Bản sao' }] });
  const appraised = await submitted(office);
  await does(office, 'intake', appraised, ACTION.accept);
  await approved(office);
  const agreed = await approved(office, { item: 'P4' });
  const terms = { number: '01/2026/TTHT', value: price, result: 'Đạt', startOn: '2026-03-05', endOn: '2026-06-30' };
  await does(office, 'appraiser', agreed, ACTION.draftAgreement, terms);
  await withPanel(office, [await approved(office)]);
  const inspected = await inForce(office, { price });
  await advanced(office, inspected, 5_000_000);
  await delivered(office, inspected);
  const claimed = await inForce(office, { price });
  await accepted(office, claimed, price);
  await does(office, 'consultant', claimed, ACTION.requestPayment, { lines: [claimLine(price)] });
  const awarding = await approved(office);
  const ranking = await invited(office, [{ application: awarding, ceiling: price }]);
  await entered(office, 'enterprise', ['Van']);
  // Last, what lets days pass: bids are closed, and soon after them the round.
  await ranked(office, ranking, {
    consultant: { points: 90, prices: { [awarding]: 36_000_000 } },
    otherConsultant: { points: 80, prices: { [awarding]: 37_000_000 } },
    thirdConsultant: { points: 75, prices: { [awarding]: 38_000_000 } },
  });
}

async function submitted(office: Office): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** What stands in an office after some acts, with a party, a person and a key that calls may spoil and nobody acts with. */
export async function sceneOf(system: System): Promise<Scene> {
  const { database } = system;
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
  const subjects = await subjectsOf(system);
  const decisions = await database.decision.findMany();
  const of = (subject: SubjectKind) => subjects.filter((one) => one.subject === subject).map(({ code }) => code);
  const open = await database.task.findMany({ where: { closedAt: null } });
  return {
    subjects,
    known: new Map(decisions.map(({ subject, action, body }) => [`${subject} ${action}`, body])),
    there: {
      applications: of(SUBJECT.application),
      packages: of(SUBJECT.package),
      rounds: of(SUBJECT.round),
      tasks: open.map(({ id }) => id),
      documents: [await system.cast.enterprise.upload('a.pdf'), await system.cast.intake.upload('b.pdf')],
      people: [sparePerson.id],
      parties: [spareParty.id],
      keys: [spareKey.id],
      assignments: [sparePerson.assignments[0]!.id],
      budgets: [system.lineId],
      agencies: ['test-agency'],
      programmes: [PROGRAMME],
    },
  };
}

/** Every dossier, package and round, drafts too, and where it stands. */
export const subjectsOf = ({ database }: Pick<System, 'database'>): Promise<Subject[]> =>
  database.$queryRaw<Subject[]>`
    SELECT 'application' AS subject, code, stage, state FROM "Application" UNION ALL SELECT 'package', code, stage, state FROM "Package"
    UNION ALL SELECT 'round', code, stage, state FROM "SelectionRound"`;

const pick = <Item>(items: readonly Item[], turn: number): Item | undefined => items[turn % Math.max(1, items.length)];
const sampled = <Value>(arbitrary: fc.Arbitrary<Value>, turn: number): Value =>
  fc.sample(arbitrary, { numRuns: 1, seed: turn })[0]!;

/** The call of a number: always the same for the same scene. Every route has its turn before one has its second. */
export function callOf(scene: Scene, turn: number): Call & { route: Route } {
  const route = pick(ROUTES, turn * 7 + Math.floor(turn / ROUTES.length))!;
  const about = subjectFor(scene, route, turn);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(valueFor(scene, route, name, about, turn)),
  );
  const asked = queryFor(route, turn);
  const search = asked.map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`).join('&');
  const who = callerFor(route, about, turn);
  const headers: Record<string, string> = route.needsMatch
    ? { 'if-match': pick(['"1"', '"0"', '"999999999"', 'x', 'W/"1"'], turn)! }
    : {};
  const method = route.method.toUpperCase();
  return {
    route,
    who,
    method,
    path: `${path}${search ? `?${search}` : ''}`,
    body: bodyFor(scene, route, about, who, turn),
    headers,
  };
}

function queryFor(route: Route, turn: number): [string, unknown][] {
  const query = route.query ? (sampled(extreme(route.query, true), turn) as Record<string, unknown>) : {};
  if ('cursor' in (route.query?.shape ?? {}) && turn % 3 === 0)
    Object.assign(query, { cursor: pick(CURSORS, turn), limit: undefined });
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && typeof value !== 'object');
  if (route.effect === 'decision') asked.push(['dryRun', turn % 8 === 0 ? 'false' : 'true']);
  return asked;
}

const CURSORS = [
  ...[cursorOf('0000-01-01T00:00:00Z', randomUUID()), cursorOf('9999-12-31T23:59:59Z', randomUUID()), cursorOf('x')],
  ...[cursorOf('0000-01-01', randomUUID()), cursorOf('0000-01-01T00:00:00Z', '1', 'x'), cursorOf(randomUUID())],
  ...[cursorOf('2026-03-02T00:00:00Z', randomUUID()), cursorOf('2026-03-02', 'x')],
  ...['AAAA', '', Buffer.from('[[[').toString('base64url')],
];

/** JSON of every kind that is none, or is not what a route takes. */
const RAW = [
  ...['{', '', 'null', '"x"', '[]', '{"a":1e999}', '\ufeff{}'],
  ...['{"a":'.repeat(4_900), '['.repeat(4_900) + ']'.repeat(4_900), `{"reason":${'['.repeat(40)}${']'.repeat(40)}}`],
  ...[`{"reason":"${'\\u0000'}"}`, `{"reason":"${'\\ud800'}"}`, `{"__proto__":{"a":1}}`],
];

function bodyFor(scene: Scene, route: Route, about: Subject | undefined, who: Call['who'], turn: number): Call['body'] {
  if (route.multipart) return fileOf(turn);
  if (['get', 'delete'].includes(route.method)) return undefined;
  if (turn % 11 === 0) return pick(RAW, turn);
  const bad = turn % 5 === 0;
  const row = actionFor(about, turn);
  if (/\/(actions|complete)/.test(route.path) && about && row) {
    const schema = bodySchema(row, who !== 'passerBy' && isParty(who));
    const taken = scene.known.get(`${about.subject} ${row.name}`);
    const body = sampled(taken === undefined ? extreme(schema, bad) : near(schema, taken, bad), turn) as object;
    return route.path.endsWith('/complete') ? { action: row.name, ...body } : body;
  }
  return route.body ? (grounded(scene, sampled(extreme(route.body, bad), turn), turn) as object) : {};
}

/** Most named fields of a body hold what is there, so that a request gets further than "there is no such". */
function grounded({ there }: Scene, body: unknown, turn: number): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const values: Record<string, unknown> = {
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
  };
  const fields = Object.entries(body).map(([name, value]) => {
    return [name, name in values && (turn + name.length) % 4 ? values[name] : value] as const;
  });
  return Object.fromEntries(fields);
}

const NAMES = [
  ...['a.pdf', '.pdf', '\u202e.pdf', '%00.pdf', '"\r\nX: y.pdf', `${'ệ'.repeat(195)}😀.pdf`],
  ...[`${'😀'.repeat(150)}.pdf`, `${'a'.repeat(195)}😀.pdf`, `${'a'.repeat(199)}😀😀.pdf`],
];

function fileOf(turn: number): FormData {
  const form = new FormData();
  form.set('file', new File([`%PDF-1.7\n% ${turn}\n`], pick(NAMES, turn)!, { type: 'application/pdf' }));
  if (turn % 4 === 0) form.set(pick(['kind', '__proto__', ''], turn)!, pick(UNSTORABLE, turn)!);
  return form;
}

function subjectFor({ subjects }: Scene, route: Route, turn: number): Subject | undefined {
  const kind = route.policy.for === 'subject' ? route.policy.subject : SUBJECT.application;
  const own = subjects.filter(({ subject }) => subject === kind);
  return pick(own, Math.floor(turn / 5));
}

const rowsAt = ({ subject, stage, state }: Subject): Action[] =>
  actionsFrom(process(), subject, `${stage}/${state}` as StateKey);

/** An action that is open where the subject stands. */
function actionFor(about: Subject | undefined, turn: number): Action | undefined {
  if (!about) return undefined;
  const name: ActionName | undefined = pick(
    rowsAt(about).filter((row) => !row.kin),
    Math.floor(turn / 3),
  )?.name;
  return rowsAt(about).find((row) => row.name === name);
}

const STRANGE = [
  ...['0', 'x'.repeat(61), '%00', '\u0000', '../..', 'TEST-2026-000001-TEST', randomUUID()],
  ...['2026', '9999', '0000'],
];

function valueFor({ there }: Scene, route: Route, name: string, about: Subject | undefined, turn: number): string {
  if (turn % 13 === 0) return pick(STRANGE, turn)!;
  if (name === 'action') return actionFor(about, turn)?.name ?? 'approve';
  if (name === 'year') return pick(['1990', '2026', '2027', '2100', '1989', '2101'], turn)!;
  if (name === 'code' && route.policy.for === 'subject') return about?.code ?? 'x';
  const [, list = ''] = /^\/(?:admin\/|supervision\/)?([a-z-]+)\/\{/.exec(route.path) ?? [];
  const real = pick(there[list] ?? [], turn);
  return real ?? (name === 'code' ? (pick(there.applications!, turn) ?? 'x') : randomUUID());
}

const STAFF = Object.keys(STAFF_ROLE) as (keyof typeof STAFF_ROLE)[];
const PARTIES = ['enterprise', 'consultant', 'nominator', 'otherConsultant'] as const;

/** Somebody whom the policy lets pass, as a rule. */
function callerFor({ policy }: Route, about: Subject | undefined, turn: number): Call['who'] {
  if (turn % 17 === 0) return pick(['passerBy', ...STAFF, ...PARTIES] as const, turn)!;
  if (policy.for === 'everybody') return 'passerBy';
  if (policy.for === 'party') return pick(PARTIES, turn)!;
  const roles = policy.for === 'staff' ? policy.roles : (actionFor(about, turn)?.by ?? []);
  if (roles.some((role) => isOutside([role]))) return pick(PARTIES, turn)!;
  const held = STAFF.filter((name) => roles.some((role) => role === STAFF_ROLE[name]));
  return pick(held, turn) ?? pick([...STAFF, ...PARTIES], turn)!;
}
