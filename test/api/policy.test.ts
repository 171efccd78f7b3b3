import { randomUUID } from 'node:crypto';
import type { Policy, Route } from '../../api/route.ts';
import { ROUTES } from '../../api/routes.ts';
import { ACTION, PARTY_ROLE, STAFF_ROLE, SUBJECT } from '../../domain/process.ts';
import type { Actor, Reply } from '../support/actor.ts';
import { approved, draft } from '../support/dossier.ts';
import { staffElsewhere } from '../support/elsewhere.ts';
import { does } from '../support/office.ts';
import { announced } from '../support/round.ts';
import { openSystem, type System } from '../support/system.ts';
import { directTerms, withPanel } from '../support/tender.ts';

/** Everybody who might call: each role of the agency that the objects belong to, another agency's staff, parties, and nobody. */
const STAFF = [...Object.keys(STAFF_ROLE)] as (keyof typeof STAFF_ROLE)[];
const PARTIES = [
  ...(['enterprise', 'otherEnterprise', 'consultant', 'otherConsultant', 'thirdConsultant'] as const),
  'nominator',
] as const;
const STRANGERS = ['foreigner', 'foreignAdministrator', 'passerBy'] as const;
type Caller = (typeof STAFF)[number] | (typeof PARTIES)[number] | (typeof STRANGERS)[number];
const CALLERS: readonly Caller[] = [...STAFF, ...PARTIES, ...STRANGERS];

/** Staff who read dossiers: everybody but panel and council, which read what they sit on, and administrators, who take no part. */
const READERS = STAFF.filter((name) => !['panel', 'council', 'chair', 'administrator'].includes(name));

/** Who may see what, written down by hand: what the routes are held against. */
const SEES: Record<
  'application' | 'draft' | 'package' | 'round' | 'applicationTask' | 'packageTask' | 'document',
  readonly Caller[]
> = {
  application: [...READERS, 'enterprise'],
  draft: ['enterprise'],
  package: [...READERS, 'panel', 'enterprise', 'consultant'],
  // An announced round is known to every party; of the agency's staff, to its council besides.
  round: [...READERS, 'council', 'chair', ...PARTIES],
  applicationTask: READERS,
  packageTask: [...READERS, 'panel'],
  document: [...READERS, 'enterprise'],
};

let system: System;
let callers: Record<Caller, Actor>;
let ids: Record<keyof typeof SEES, string>;

beforeAll(async () => {
  system = await openSystem();
  const waiting = await draft(system);
  await does(system, 'enterprise', waiting, ACTION.submit, { contentVersion: 1 });
  const tendered = await approved(system);
  const parts = [{ application: tendered, ceiling: 40_000_000 }];
  const pack = await withPanel(system, [tendered]);
  await does(system, 'procurement', pack, ACTION.prepare, directTerms(system, parts));
  await does(system, 'otherApprover', pack, ACTION.approve);
  await does(system, 'procurement', pack, ACTION.invite);
  const taskOf = async (code: string) =>
    (await system.database.task.findFirstOrThrow({ where: { code, closedAt: null, partyId: null } })).id;
  const attached = await system.database.attachment.findFirstOrThrow({ where: { subject: SUBJECT.application } });
  ids = {
    application: waiting,
    draft: await draft(system),
    package: pack,
    round: await announced(system),
    applicationTask: await taskOf(waiting),
    packageTask: await taskOf(pack),
    document: attached.documentId,
  };
  callers = {
    ...system.cast,
    foreigner: await staffElsewhere(
      system,
      STAFF.filter((name) => name !== 'administrator'),
    ),
    foreignAdministrator: await staffElsewhere(system, ['administrator']),
  };
});
afterAll(() => system?.close());

const titleOf = (route: Route) => `${route.method.toUpperCase()} ${route.path}`;

/** Calls a route about some object. Bodies are empty: who may pass is decided before they are read. */
function call(who: Caller, route: Route, values: Record<string, string> = {}): Promise<Reply> {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? randomUUID());
  const body = ['get', 'delete'].includes(route.method) ? undefined : route.multipart ? new FormData() : {};
  const headers: Record<string, string> = route.needsMatch ? { 'if-match': '"0"' } : {};
  if (route.root) throw new Error('routes outside of /api have tests of their own');
  return callers[who].send(route.method.toUpperCase(), path, body, { headers });
}

/** What a refusal says, without the id of its request. */
const said = ({ status, body }: Reply) => ({ status, ...(body as object), requestId: undefined });

/** Whether a policy lets a caller pass, by the words of the policy. */
function passes(policy: Policy, who: Caller): boolean {
  if (policy.for === 'everybody') return true;
  if (who === 'passerBy') return false;
  if (policy.for === 'staff') {
    if (who === 'foreigner') return policy.roles.some((role) => role !== STAFF_ROLE.administrator);
    if (who === 'foreignAdministrator') return policy.roles.includes(STAFF_ROLE.administrator);
    return (
      (STAFF as readonly Caller[]).includes(who) && policy.roles.includes(STAFF_ROLE[who as keyof typeof STAFF_ROLE])
    );
  }
  if (policy.for === 'party') {
    const kinds = [PARTY_ROLE.consultant, PARTY_ROLE.nominator] as const;
    const kind = kinds.find((name) => who.toLowerCase().includes(name)) ?? PARTY_ROLE.enterprise;
    return (PARTIES as readonly Caller[]).includes(who) && (policy.kind ?? kind) === kind;
  }
  return true;
}

const valuesFor = (route: Route): Record<string, string> => ({
  code: route.policy.for === 'subject' ? ids[route.policy.subject] : ids.application,
  action: 'withdraw',
  id: /^\/tasks/.test(route.path) ? ids.applicationTask : randomUUID(),
});

describe('who may call a route', () => {
  it.each(ROUTES.map((route) => [titleOf(route), route] as const))('%s', async (_title, route) => {
    const wrong: string[] = [];
    for (const who of CALLERS) {
      const reply = await call(who, route, valuesFor(route));
      const { code } = (reply.body ?? {}) as { code?: string };
      const refused = reply.status === 401 || (reply.status === 403 && code === 'not-allowed');
      const may = passes(route.policy, who);
      if (may && refused && !ownRefusal(route)) wrong.push(`${who} was refused: ${reply.status} ${code}`);
      if (!may && !refused) wrong.push(`${who} got ${reply.status} ${code}`);
      if (who === 'passerBy' && !may && reply.status !== 401) wrong.push(`without credentials: ${reply.status}`);
      if (reply.status >= 500) wrong.push(`${who}: ${reply.status}`);
    }
    expect(wrong).toEqual([]);
  });

  /** Drafts are edited by their enterprise alone: staff who see a submitted one are refused by the handler. */
  const ownRefusal = (route: Route) => route.method === 'patch' && route.path === '/applications/{code}';
});

describe('what somebody may not see answers exactly like what is missing', () => {
  const about = (subject: 'application' | 'package' | 'round') =>
    ROUTES.filter(({ policy }) => policy.for === 'subject' && policy.subject === subject);

  it.each([
    ...about('application').map((route) => [titleOf(route), 'application', route] as const),
    ...about('application').map((route) => [`${titleOf(route)}, of a draft`, 'draft', route] as const),
    ...about('package').map((route) => [titleOf(route), 'package', route] as const),
    ...about('round').map((route) => [titleOf(route), 'round', route] as const),
  ])('%s', async (_title, object, route) => {
    const wrong: string[] = [];
    for (const who of CALLERS.filter((name) => name !== 'passerBy')) {
      const reply = await call(who, route, { code: ids[object], action: 'correct-record' });
      const missing = await call(who, route, { code: 'TEST-2026-999999-ZZZZ', action: 'correct-record' });
      if (missing.status !== 404) wrong.push(`${who}: a missing one answers ${missing.status}`);
      if (SEES[object].includes(who)) {
        if (reply.status === 404) wrong.push(`${who} does not see it`);
      } else if (JSON.stringify(said(reply)) !== JSON.stringify(said(missing)))
        wrong.push(`${who} can tell: ${reply.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['/tasks/{id}', 'applicationTask'],
    ['/tasks/{id}', 'packageTask'],
    ['/documents/{id}', 'document'],
  ] as const)('GET %s (%s)', async (path, object) => {
    const route = ROUTES.find((candidate) => candidate.method === 'get' && candidate.path === path)!;
    const wrong: string[] = [];
    for (const who of CALLERS.filter((name) => name !== 'passerBy')) {
      const reply = await call(who, route, { id: ids[object] });
      if (SEES[object].includes(who)) {
        if (reply.status !== 200) wrong.push(`${who} does not see it: ${reply.status}`);
      } else if (JSON.stringify(said(reply)) !== JSON.stringify(said(await call(who, route))))
        wrong.push(`${who} can tell: ${reply.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('lists show nobody more than each object by itself', async () => {
    const lists = { applications: ['application', 'draft'], packages: ['package'], rounds: ['round'] } as const;
    for (const who of CALLERS.filter((name) => name !== 'passerBy')) {
      for (const [list, objects] of Object.entries(lists)) {
        const { items } = await callers[who].get<{ items: { code: string }[] }>(`/${list}?limit=100`);
        for (const object of objects)
          expect([who, object, items.some(({ code }) => code === ids[object])]).toEqual([
            who,
            object,
            SEES[object].includes(who),
          ]);
      }
      const { items } = await callers[who].get<{ items: { id: string }[] }>('/tasks?limit=100');
      const shown = items.some(({ id }) => id === ids.applicationTask);
      if (shown) expect(SEES.applicationTask).toContain(who);
    }
  });
});
