import { ROUTES } from '../../api/routes.ts';
import { wordOf } from '../../catalogue/words.ts';
import { ACTION, LETTER, STAFF_ROLE, TASK } from '../../domain/process.ts';
import { approved } from '../support/dossier.ts';
import { eventually } from '../support/eventually.ts';
import { does, PROGRAMME, passLimit } from '../support/office.ts';
import { poison } from '../support/poison.ts';
import { openSystem, type System } from '../support/system.ts';
import { bidOf, invited, limitedTerms } from '../support/tender.ts';

/**
 * Before bids are opened, nobody of the staff learns who has bid, nor when: whatever they read is the same before anybody has bid and
 * after. Every read of the API, as every role.
 */

const STAFF = Object.keys(STAFF_ROLE) as (keyof typeof STAFF_ROLE)[];
const signatory = { name: 'Trần Thị Ký', capacity: 'Giám đốc' };

let system: System;
let pack: string;
let open: string;
let application: string;
let sealed: string[] = [];
beforeAll(async () => {
  system = await openSystem();
  const others: string[] = [];
  for (let n = 0; n < 2; n += 1) others.push(await approved(system));
  application = others[0]!;
  pack = await invited(system, [{ application, ceiling: 40_000_000 }]);
  const anybody = [{ application: others[1]!, ceiling: 40_000_000 }];
  const { invited: _invited, ...terms } = limitedTerms(system, anybody);
  open = await invited(system, anybody, { ...terms, method: 'open', invited: undefined, biddingDays: 18 });
});
afterAll(() => system?.close());

/** What moves by itself: the hour of the answer, and the name of the call. */
const VOLATILE = /"(at|now|requestId)":"[^"]*"/g;

/** Every read that a member of the staff can make, by its path; documents by their ids besides. */
async function reads(who: keyof typeof STAFF_ROLE): Promise<Record<string, string>> {
  const tasks = await system.database.task.findMany({
    where: { closedAt: null, personId: { not: null } },
    select: { id: true },
  });
  const staffTasks = await system.database.task.findMany({
    where: { closedAt: null, partyId: null },
    select: { id: true },
  });
  const ids: Record<string, readonly string[]> = {
    '/tasks/{id}': [...new Set([...tasks, ...staffTasks].map(({ id }) => id))],
    '/documents/{id}': sealed,
    '/admin/parties/{id}/facts': [system.parties.consultant],
  };
  const codes = (path: string) =>
    path.startsWith('/packages')
      ? [pack, open]
      : path.startsWith('/applications') || path.startsWith('/track')
        ? [application]
        : [];
  const paths = ROUTES.filter(({ method }) => method === 'get').flatMap(({ path }): string[] => {
    // The tracker is open to everybody, a few times a minute, and knows applications alone.
    if (path.includes('/targets/{code}') || path.startsWith('/track')) return [];
    if (path.startsWith('/programmes/{id}')) return [path.replace('{id}', PROGRAMME)];
    if (path.includes('{id}')) return (ids[path] ?? []).map((id) => path.replace('{id}', id));
    if (path.includes('{code}')) return codes(path).map((code) => path.replace('{code}', code));
    if (path.includes('{year}')) return [path.replace('{year}', '2026')];
    return [path];
  });
  const paged = /\/(history|letters|undelivered|audit|tasks|packages|applications)$/;
  const answers = await Promise.all(
    paths.map(async (path) => {
      const reply = await system.cast[who].send('GET', paged.test(path) ? `${path}?limit=100` : path);
      return [path, `${reply.status} ${JSON.stringify(reply.body).replace(VOLATILE, '"$1":"…"')}`] as const;
    }),
  );
  return Object.fromEntries(answers);
}

/** What staff could try out on the packages without doing it. */
async function dryRuns(who: keyof typeof STAFF_ROLE): Promise<Record<string, string>> {
  const answers = await Promise.all(
    [pack, open].flatMap((code) =>
      [ACTION.cancel, ACTION.extend, ACTION.clarify, ACTION.open, ACTION.bid].map(async (action) => {
        const path = `/packages/${code}/actions/${action}?dryRun=true`;
        const body = {
          reason: 'Thử',
          text: 'Thử',
          closingOn: '2026-04-29',
          instrument: { signatory: 'A', capacity: 'B' },
        };
        const { reason, text, closingOn, instrument } = body;
        const own =
          { cancel: { reason, instrument }, extend: { reason, closingOn }, clarify: { text } }[action as string] ?? {};
        const reply = await system.cast[who].post(path, own);
        return [path, `${reply.status} ${JSON.stringify(reply.body).replace(VOLATILE, '"$1":"…"')}`] as const;
      }),
    ),
  );
  return Object.fromEntries(answers);
}

const everything = async () => {
  const all: Record<string, Record<string, string>> = {};
  for (const who of STAFF) all[who] = { ...(await reads(who)), ...(await dryRuns(who)) };
  return all;
};

type Everything = Awaited<ReturnType<typeof everything>>;

/** Where two looks differ, with what stands there. */
function differences(before: Everything, after: Everything): string[] {
  return STAFF.flatMap((who) =>
    Object.entries(after[who]!).flatMap(([path, answer]) => {
      const was = before[who]![path] ?? '';
      if (answer === was) return [];
      const at = [...answer].findIndex((sign, index) => sign !== was[index]);
      return [
        `${who} ${path}: … ${was.slice(Math.max(0, at - 60), at + 60)} … is now … ${answer.slice(Math.max(0, at - 60), at + 120)}`,
      ];
    }),
  );
}

/** No letter is on its way: what is sent a moment later would be the only difference. */
const allSent = () =>
  eventually(async () => (await system.database.letter.count({ where: { sentAt: null } })) === 0, {
    what: 'letters are sent',
  });

test('whatever staff read is the same before anybody has bid and after bids were made, replaced and withdrawn', async () => {
  await does(system, 'procurement', pack, ACTION.clarify, { text: 'Số học viên: 30' });
  // Keys of the bidders are there before the first look.
  for (const who of ['consultant', 'otherConsultant', 'thirdConsultant'] as const) await system.cast[who].get('/me');
  await allSent();
  const before = await everything();
  expect(Object.values(before.procurement!).filter((answer) => answer.startsWith('200')).length).toBeGreaterThan(15);

  const document = await system.cast.consultant.upload('gia.pdf');
  const price = { [application]: 38_000_000 };
  const bid = { ...bidOf(price), signatory, documents: [{ kind: 'financial-proposal', documentId: document }] };
  (await system.cast.consultant.post(`/packages/${pack}/bids`, bid)).read();
  (await system.cast.consultant.post(`/packages/${pack}/bids`, { ...bidOf(price), signatory })).read();
  (await system.cast.otherConsultant.post(`/packages/${pack}/bids`, { ...bidOf(price), signatory })).read();
  (await system.cast.otherConsultant.send('DELETE', `/packages/${pack}/bids/mine`, { signatory })).read();
  const other = (await system.database.application.findFirstOrThrow({ where: { package: { code: open } } })).code;
  (
    await system.cast.thirdConsultant.post(`/packages/${open}/bids`, { ...bidOf({ [other]: 37_000_000 }), signatory })
  ).read();
  await allSent();
  // The bidders themselves hear of it.
  const { items } = await system.cast.consultant.get<{ items: { name: string }[] }>(`/packages/${pack}/letters`);
  expect(items.map(({ name }) => name)).toContain(LETTER.bidReceived);

  const after = await everything();
  expect(differences(before, after)).toEqual([]);
  sealed = [document];
  for (const who of STAFF) expect((await reads(who))[`/documents/${document}`]).toMatch(/^404/);
});

test('letters that could not be sent to a bidder are told to nobody of the staff, nor are they sent again by them', async () => {
  const before = await everything();
  const letter = await system.database.letter.findFirstOrThrow({ where: { name: LETTER.bidReceived, code: pack } });
  await system.owner.query(
    `UPDATE "Letter" SET "sentAt" = NULL, attempts = 5, "nextTryAt" = now() + interval '1 hour', "lastError" = 'consultant@example.test' WHERE id = $1`,
    [letter.id],
  );
  const after = await everything();
  expect(differences(before, after)).toEqual([]);
  expect((await system.cast.supervisor.post(`/supervision/undelivered/${letter.id}/retry`)).status).toBe(404);
  await system.owner.query('UPDATE "Letter" SET "sentAt" = now(), "lastError" = NULL WHERE id = $1', [letter.id]);
});

test('a bid that cannot be recorded is told to supervisors alone, as something that is sealed; withdrawn, it is kept nowhere', async () => {
  await allSent();
  const before = await everything();
  const antidote = await poison(system, 'Bid', { packageId: await idOf(pack) });
  const bid = { ...bidOf({ [application]: 39_123_000 }), signatory };
  expect((await system.cast.thirdConsultant.post(`/packages/${pack}/bids`, bid)).refusal().code).toBe('fault');
  await allSent();
  const stuck = '/supervision/stuck';
  const others = (lines: string[]) => lines.filter((line) => !line.startsWith(`supervisor ${stuck}`));
  const after = await everything();
  expect(others(differences(before, after))).toEqual([]);

  type Item = { id: string; action: string | null; title: { vi: string }; technical: object | null; code: string };
  const { items } = await system.cast.supervisor.get<{ items: Item[] }>(stuck);
  const [item] = items.filter(({ code }) => code === pack);
  expect(item).toMatchObject({ action: null, title: { vi: expect.stringContaining('niêm phong') }, technical: null });
  const told = (await system.mailbox.messages('supervisor@example.test'))[0]!;
  expect(told.text).toContain('niêm phong');
  expect(told.text).not.toContain(wordOf('action', ACTION.bid).vi);

  const reason = 'Mời nộp lại';
  (await system.cast.supervisor.post(`${stuck}/${item!.id}/withdraw`, { reason })).read();
  await allSent();
  // What is left is in the audit, and in what the supervisor who withdrew it reads of the run.
  const left = ['administrator /admin/audit', `supervisor /packages/${pack}/history`];
  const end = await everything();
  expect(differences(before, end).filter((line) => !left.some((path) => line.startsWith(path)))).toEqual([]);
  expect(JSON.stringify(end)).not.toContain('39123000');
  expect(end.administrator!['/admin/audit']).toContain('withdraw-decision');
  expect(end.administrator!['/admin/audit']).not.toContain('"bid"');
  const decision = await system.database.decision.findFirstOrThrow({
    where: { code: pack, outcome: { path: ['code'], equals: 'withdrawn-by-supervisor' } },
  });
  expect(decision.body).toEqual({});
  await antidote();
});

const idOf = async (code: string): Promise<string> =>
  (await system.database.package.findUniqueOrThrow({ where: { code } })).id;

test('what staff decide meanwhile tells them no version between which a bid was made', async () => {
  const shown = async () => (await system.cast.procurement.get<{ version: number }>(`/packages/${pack}`)).version;
  const before = await shown();
  const reply = await system.cast.procurement.act('packages', pack, ACTION.clarify, { text: 'Số buổi: 6' });
  const decided = reply.read<{ version: number; subject: { version: number } }>();
  expect([decided.version, decided.subject.version, await shown()]).toEqual([before + 1, before + 1, before + 1]);
});

type Line = { kind: string; action?: string; version?: number };

test('once bids are opened, the history tells who has bid and when', async () => {
  await passLimit(system, pack, TASK.receiveBids);
  await does(system, 'approver', pack, ACTION.openAnyway, { reason: 'Chỉ một hồ sơ' });
  await does(system, 'procurement', pack, ACTION.open);
  const { items } = await system.cast.procurement.get<{ items: Line[] }>(`/packages/${pack}/history?limit=100`);
  const actions = items.flatMap(({ kind, action }) => (kind === 'decision' ? [action] : []));
  expect(actions.filter((action) => action === ACTION.bid)).toHaveLength(3);
  const versions = items.flatMap(({ version }) => (version === undefined ? [] : [version]));
  expect(versions).toEqual(versions.map((_, at) => at + 1));
  const { version } = await system.cast.procurement.get<{ version: number }>(`/packages/${pack}`);
  expect(version).toBe(versions.length);
});
