import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { playExample, showExample } from '../../commands/example.ts';
import { examplePassword, playingMark } from '../../commands/example-places.ts';
import { legalDay } from '../../domain/dates.ts';
import { STAGE, STATE } from '../../domain/process.ts';
import { Caller } from '../../example/caller.ts';
import { emailOf, HEAD, isParty, PARTIES, type PlayerName, prefixOf, STAFF } from '../../example/cast.ts';
import { forgetExample } from '../../example/forget.ts';
import { moment } from '../../example/scene.ts';
import { standingsOf, table } from '../../example/standings.ts';
import { balances, unsound } from '../support/books.ts';
import { temporaryFolder } from '../support/folder.ts';
import { standing } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';
import { rowsOf } from '../support/table-rows.ts';

let system: System;
let stage: Parameters<typeof playExample>[0];
let supervisor: Caller;
let empty: Record<string, number>;
const lines: string[] = [];
const dossiers = new Map<string, string>();

/** The application of a source. */
const of = (definition: string): string => dossiers.get(prefixOf(definition)) ?? '';

beforeAll(async () => {
  system = await openSystem();
  empty = await rowsOf(system.url);
  const { address, base, keys, namespace, url } = system;
  const config = {
    api: { host: '127.0.0.1', port: 0, publicUrl: base, trustedProxies: 0 },
    database: { url, embedded: true, poolSize: 2 },
    dataDir: temporaryFolder(),
    secrets: { authSecret: '', payloadKeys: keys },
    temporal: { connection: { address }, namespace, embedded: true },
  };
  stage = { api: base, config, say: (line) => lines.push(line) };
  await playExample(stage);
  await untilDelivered(system.database);
  const password = readFileSync(examplePassword(config.dataDir), 'utf8').trim();
  supervisor = await new Caller(base).signedIn(emailOf('supervisor'), password);
  const { items } = await supervisor.get<{ items: { code: string; programme: string }[] }>('/applications');
  for (const { code, programme } of items) dossiers.set(programme, code);
});
afterAll(async () => {
  if (stage) rmSync(stage.config.dataDir, { recursive: true, force: true });
  await system?.close();
});

/** The lines told after one that has this text, up to the next empty one. */
const toldAfter = (text: string): string[] => {
  const from = lines.findIndex((line) => line.includes(text)) + 1;
  return lines.slice(from, lines.indexOf('', from));
};
const packageOf = async (code: string): Promise<string> =>
  (await supervisor.get<{ package: { code: string } }>(`/applications/${code}`)).package.code;

test('the first dossier goes from the draft to the settlement, and its contract is liquidated', async () => {
  expect(await standing(system, of('003'))).toBe(STATE.settled);
  expect(await standing(system, await packageOf(of('003')))).toBe(STATE.liquidated);
  expect(await balances(system, of('003'))).toMatchObject({ spent: 56_000_000 });
  expect(await unsound(system)).toEqual([]);
});

test('five programmes are open, those whose plan is over in a successor that is only assumed, with one dossier each at a stage of its own', async () => {
  type Open = { id: string; open: number; assumed: { name: { vi: string } } | null };
  const { items } = await supervisor.get<{ items: Open[] }>('/programmes');
  const own = items.filter(({ id }) => id.startsWith(prefixOf('')));
  expect(own.map(({ id, open, assumed }) => [id, open > 0, assumed?.name.vi.includes('giả định') ?? false])).toEqual([
    [prefixOf('000'), true, false],
    [prefixOf('001'), true, true],
    [prefixOf('002'), true, true],
    [prefixOf('003'), true, false],
    [prefixOf('004'), true, true],
  ]);
  type Listed = { code: string; programme: string; stage: string };
  const listed = await supervisor.get<{ items: Listed[] }>('/applications');
  expect(new Map(listed.items.map(({ programme, stage }) => [programme, stage]))).toEqual(
    new Map([
      [prefixOf('000'), STAGE.tendering],
      [prefixOf('001'), STAGE.delivery],
      [prefixOf('002'), STAGE.inspection],
      [prefixOf('003'), STAGE.closed],
      [prefixOf('004'), STAGE.eligibility],
    ]),
  );
  expect(listed.items.length).toBe(5);
});

test('exactly one is late: who held it was reminded, then the supervisor was told, then the head', async () => {
  type Late = { code: string; holder: { name: string }; dueAt: string; escalatedAt: string; headToldAt: string };
  const { items } = await supervisor.get<{ items: Late[] }>('/supervision/overdue');
  expect(items).toEqual([
    expect.objectContaining({
      code: of('002'),
      holder: { kind: 'person', name: STAFF.inspectorOne.name },
      dueAt: moment('2026-07-03', '17:00').toISOString(),
      escalatedAt: expect.stringMatching('^2026-07-07T10:00'),
      headToldAt: expect.stringMatching('^2026-07-10T10:00'),
    }),
  ]);
  const holder = STAFF.inspectorOne.name;
  // The enterprise hears of the delay too, once a week.
  const enterprise = PARTIES.enterpriseFour.name;
  expect(toldAfter('the clock spoke up')).toEqual([
    `01/07/2026 17:00  Nhắc việc · Reminder → ${holder}`,
    `03/07/2026 17:00  Ghi nhận quá hạn · Marked overdue → ${holder}, ${enterprise}`,
    `07/07/2026 17:00  Báo cáo người giám sát · Escalated → ${STAFF.supervisor.name}`,
    `10/07/2026 17:00  Báo cáo thủ trưởng cơ quan · Escalated to the head of the agency → ${STAFF[HEAD].name}, ${enterprise}`,
  ]);
});

test('exactly one is paused: its clock stands, and says so as a sum', async () => {
  const { standings } = await standingsOf(supervisor);
  expect(standings.map(({ code, mark }) => [code, mark.en])).toEqual([
    [of('000'), 'on time'],
    [of('001'), 'on time'],
    [of('002'), 'late, escalated'],
    [of('003'), '–'],
    [of('004'), 'paused'],
  ]);
  const clock = toldAfter(`${of('004')}: đồng hồ một cửa`);
  expect(clock.at(-1)).toContain('= paused, with 13 working days left after the day on which it goes on');
  expect(clock.at(-2)).toContain('Paused since 24/06/2026: A natural disaster');
});

test('the table says who holds each and until when, and where anybody who has the code follows it', async () => {
  const { at, standings } = await standingsOf(supervisor);
  expect(legalDay(at)).toBe('2026-07-13');
  const rows = table(standings, system.base);
  expect(toldAfter('dossiers at 13/07/2026 09:00 by the business clock')).toEqual(rows);
  const row = (code: string) => rows.slice(rows.findIndex((line) => line.includes(code)))[0];
  expect(row(of('000'))).toMatch(/Bộ phận đấu thầu +\d\d\/\d\d\/2026 +16\/07\/2026 +✓ trong hạn$/);
  expect(row(of('002'))).toContain(STAFF.inspectorOne.name);
  expect(row(of('001'))).toContain(PARTIES.consultantTwo.name);
  const addresses = rows.flatMap((line) => /^ +(http\S+)$/.exec(line)?.[1] ?? []);
  expect(addresses.length).toBe(5);
  for (const address of addresses) {
    const response = await fetch(address);
    expect([address, response.status]).toEqual([address, 200]);
    expect(await response.json()).toMatchObject({ example: true, overdue: address.endsWith(of('002')) });
  }
});

test('who was at the fair is recorded, bids lie sealed, and what is certified rests on an agreement instead of a tender', async () => {
  type Sessions = { sessions: { heldOn: string; attendances: number }[] };
  expect((await supervisor.get<Sessions>(`/applications/${of('001')}`)).sessions).toEqual([
    expect.objectContaining({ heldOn: '2026-07-11', attendances: 6 }),
  ]);
  const tendered = await packageOf(of('000'));
  expect(await system.database.bid.count({ where: { package: { code: tendered } } })).toBe(2);
  expect(JSON.stringify(await supervisor.get(`/packages/${tendered}`))).not.toContain('76000000');
  expect(await supervisor.get(`/applications/${of('002')}`)).toMatchObject({
    package: null,
    agreement: { value: 120_000_000, agencySigned: true, enterpriseSigned: true },
  });
});

test('every step is told in one line: when, who, what, where it stands and what is due, in both languages', () => {
  const steps = lines.filter((line) => line.includes('[VIDU-'));
  expect(steps.length).toBeGreaterThan(80);
  for (const step of steps)
    expect(step).toMatch(/^\d\d\/\d\d\/2026 \d\d:\d\d {2}.+ · .+: .+ · .+ → .+ · .+ \[VIDU-.+\]$/);
  expect(steps[0]).toContain('Doanh nghiệp · Enterprise: Nộp hồ sơ · Submit');
  expect(steps[0]).toContain('Bộ phận Một cửa, hạn 05/03/2026 · One-stop desk, due 05/03/2026');
});

test('everybody of the cast takes part, but for those who only look on', async () => {
  const events = await system.database.event.findMany({ where: { code: { startsWith: 'VIDU-' } } });
  const acted = new Set(events.map((event) => (event.actor as { name?: string }).name));
  const onlookers: PlayerName[] = ['supervisor', 'administrator'];
  const names = Object.entries({ ...STAFF, ...PARTIES }).filter(([name]) => !onlookers.includes(name as PlayerName));
  expect(names.map(([, { name }]) => name).filter((name) => !acted.has(name))).toEqual([]);
});

test('every letter of it says that it is an example, and reached the mailbox', async () => {
  const letters = await system.database.letter.findMany({ where: { example: true } });
  expect(letters.length).toBeGreaterThan(60);
  for (const letter of letters) expect(letter.title).toMatch(/^\[VÍ DỤ\]/);
  const parties = (Object.keys(PARTIES) as PlayerName[]).filter(isParty).map(emailOf);
  for (const address of parties) {
    const received = await system.mailbox.messages(address);
    expect(received.length).toBeGreaterThan(0);
    for (const message of received) expect(message.text).toContain('VÍ DỤ');
  }
});

test('a later start says again how they stand and who may sign in, and where it was killed on its way, how to have it played anew', async () => {
  const mark = playingMark(stage.config.dataDir);
  expect(existsSync(mark)).toBe(false);
  const started = async () => {
    const said: string[] = [];
    await showExample({ ...stage, say: (line) => said.push(line) });
    return said.join('\n');
  };
  const whole = await started();
  for (const code of dossiers.values()) expect(whole).toContain(`/api/track/${code}`);
  expect(whole).toContain(emailOf('enterpriseFive'));
  expect(whole).not.toContain('--play-again');
  writeFileSync(mark, '');
  expect(await started()).toContain('npm run forget-example -- --play-again');
});

test('it is forgotten without a trace', async () => {
  const contracted = await packageOf(of('003'));
  const forgotten = await forgetExample(system.url);
  expect(forgotten?.applications).toEqual([...dossiers.values()].sort());
  expect(forgotten?.packages).toHaveLength(3);
  expect(forgotten?.packages).toContain(contracted);
  expect(await rowsOf(system.url)).toEqual(empty);
});
