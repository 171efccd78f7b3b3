import { legalDay } from '../../domain/dates.ts';
import { STAGE, STATE } from '../../domain/process.ts';
import { emailOf, HEAD, isParty, PARTIES, type PlayerName, prefixOf, STAFF, STARTS_AT } from '../../example/cast.ts';
import { type Entered, enter } from '../../example/entrance.ts';
import { forgetExample } from '../../example/forget.ts';
import { type Others, playOthers } from '../../example/other-programmes.ts';
import { foundExample } from '../../example/parties.ts';
import { play } from '../../example/play.ts';
import { recordFacts } from '../../example/registers.ts';
import { moment, type Scene } from '../../example/scene.ts';
import { standingsOf, table } from '../../example/standings.ts';
import { tellClock, tellLateness } from '../../example/supervision.ts';
import { balances, unsound } from '../support/books.ts';
import { setClock, standing } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';
import { rowsOf } from '../support/table-rows.ts';

let system: System;
let players: Entered['players'];
let scene: Scene;
let played: Awaited<ReturnType<typeof play>>;
let others: Others;
let empty: Record<string, number>;
const lines: string[] = [];

beforeAll(async () => {
  system = await openSystem();
  empty = await rowsOf(system.url);
  await setClock(system, moment(STARTS_AT.day, STARTS_AT.time));
  const password = 'mat-khau-cua-vi-du';
  const parties = await foundExample(system.database, password);
  ({ players } = await enter(system.base, password, parties));
  await recordFacts(players.administrator, parties);
  scene = {
    players,
    until: (day, time) => system.advanceTo(moment(day, time)),
    say: (line) => lines.push(line),
  };
  played = await play(scene);
  others = await playOthers(scene);
  await untilDelivered(system.database);
});
afterAll(() => system.close());

/** Told from now on. */
async function told(tell: () => Promise<void>): Promise<string[]> {
  const before = lines.length;
  await tell();
  return lines.splice(before);
}

const supervised = <Body>(path: string) => players.supervisor.get<Body>(path);

test('the first dossier goes from the draft to the settlement, and its contract is liquidated', async () => {
  expect(await standing(system, played.application)).toBe(STATE.settled);
  expect(await standing(system, played.package)).toBe(STATE.liquidated);
  expect(await balances(system, played.application)).toMatchObject({ spent: 56_000_000 });
  expect(await unsound(system)).toEqual([]);
});

test('five programmes are open, those whose plan is over in a successor that is only assumed, with one dossier each at a stage of its own', async () => {
  type Open = { id: string; open: number; assumed: { name: { vi: string } } | null };
  const { items } = await supervised<{ items: Open[] }>('/programmes');
  const own = items.filter(({ id }) => id.startsWith(prefixOf('')));
  expect(own.map(({ id, open, assumed }) => [id, open > 0, assumed?.name.vi.includes('giả định') ?? false])).toEqual([
    [prefixOf('000'), true, false],
    [prefixOf('001'), true, true],
    [prefixOf('002'), true, true],
    [prefixOf('003'), true, false],
    [prefixOf('004'), true, true],
  ]);
  type Listed = { code: string; programme: string; stage: string };
  const dossiers = await supervised<{ items: Listed[] }>('/applications');
  expect(new Map(dossiers.items.map(({ programme, stage }) => [programme, stage]))).toEqual(
    new Map([
      [prefixOf('000'), STAGE.tendering],
      [prefixOf('001'), STAGE.delivery],
      [prefixOf('002'), STAGE.inspection],
      [prefixOf('003'), STAGE.closed],
      [prefixOf('004'), STAGE.eligibility],
    ]),
  );
  expect(dossiers.items.length).toBe(5);
});

test('exactly one is late: who held it was reminded, then the supervisor was told, then the head', async () => {
  type Late = { code: string; holder: { name: string }; dueAt: string; escalatedAt: string; headToldAt: string };
  const { items } = await supervised<{ items: Late[] }>('/supervision/overdue');
  expect(items).toEqual([
    expect.objectContaining({
      code: others['002'],
      holder: { kind: 'person', name: STAFF.inspectorOne.name },
      dueAt: moment('2026-07-03', '17:00').toISOString(),
      escalatedAt: expect.stringMatching('^2026-07-07T10:00'),
      headToldAt: expect.stringMatching('^2026-07-10T10:00'),
    }),
  ]);
  const holder = STAFF.inspectorOne.name;
  expect(await told(() => tellLateness(scene, others['002']))).toEqual([
    '',
    expect.stringContaining(others['002']),
    `01/07/2026 17:00  Nhắc việc · Reminder → ${holder}`,
    `03/07/2026 17:00  Ghi nhận quá hạn · Marked overdue → ${holder}`,
    `07/07/2026 17:00  Báo cáo người giám sát · Escalated → ${STAFF.supervisor.name}`,
    `10/07/2026 17:00  Báo cáo thủ trưởng cơ quan · Escalated to the head of the agency → ${STAFF[HEAD].name}`,
  ]);
});

test('exactly one is paused: its clock stands, and says so as a sum', async () => {
  const { standings } = await standingsOf(players.supervisor);
  expect(standings.map(({ code, mark }) => [code, mark.en])).toEqual([
    [others['000'], 'on time'],
    [others['001'], 'on time'],
    [others['002'], 'late, escalated'],
    [played.application, '–'],
    [others['004'], 'paused'],
  ]);
  const clock = await told(() => tellClock(scene, others['004']));
  expect(clock.at(-1)).toContain('= paused with 13 working days left');
  expect(clock.at(-2)).toContain('Paused since 24/06/2026: A natural disaster');
});

test('the table says who holds each and until when, and where anybody who has the code follows it', async () => {
  const { at, standings } = await standingsOf(players.supervisor);
  expect(legalDay(at)).toBe('2026-07-13');
  const rows = table(standings, system.base);
  const row = (code: string) => rows.slice(rows.findIndex((line) => line.includes(code)))[0];
  expect(row(others['000'])).toMatch(/Bộ phận đấu thầu +\d\d\/\d\d\/2026 +16\/07\/2026 +✓ trong hạn$/);
  expect(row(others['002'])).toContain(STAFF.inspectorOne.name);
  expect(row(others['001'])).toContain(PARTIES.consultantTwo.name);
  const addresses = rows.flatMap((line) => /^ +(http\S+)$/.exec(line)?.[1] ?? []);
  expect(addresses.length).toBe(5);
  for (const address of addresses) {
    const response = await fetch(address);
    expect([address, response.status]).toEqual([address, 200]);
    expect(await response.json()).toMatchObject({ example: true, overdue: address.endsWith(others['002']) });
  }
});

test('who was at the fair is recorded, bids lie sealed, and what is certified rests on an agreement instead of a tender', async () => {
  type Sessions = { sessions: { heldOn: string; attendances: number }[] };
  expect((await supervised<Sessions>(`/applications/${others['001']}`)).sessions).toEqual([
    expect.objectContaining({ heldOn: '2026-07-11', attendances: 6 }),
  ]);
  const tendered = await supervised<{ package: { code: string } }>(`/applications/${others['000']}`);
  const pack = await supervised<{ bids: unknown }>(`/packages/${tendered.package.code}`);
  expect(JSON.stringify(pack.bids)).not.toContain('76000000');
  expect(await supervised(`/applications/${others['002']}`)).toMatchObject({
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

test('it is forgotten without a trace', async () => {
  const forgotten = await forgetExample(system.url);
  expect(forgotten?.applications).toEqual([...Object.values(others), played.application].sort());
  expect(forgotten?.packages).toHaveLength(3);
  expect(forgotten?.packages).toContain(played.package);
  expect(await rowsOf(system.url)).toEqual(empty);
});
