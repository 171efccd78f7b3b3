import { STATE } from '../../domain/process.ts';
import { emailOf, isParty, PARTIES, type PlayerName, STAFF, STARTS_AT } from '../../example/cast.ts';
import { enter } from '../../example/entrance.ts';
import { forgetExample } from '../../example/forget.ts';
import { foundExample } from '../../example/parties.ts';
import { play } from '../../example/play.ts';
import { moment } from '../../example/scene.ts';
import { balances, unsound } from '../support/books.ts';
import { setClock, standing } from '../support/office.ts';
import { untilDelivered } from '../support/soundness.ts';
import { openSystem, type System } from '../support/system.ts';

let system: System;
let played: Awaited<ReturnType<typeof play>>;
const lines: string[] = [];

beforeAll(async () => {
  system = await openSystem();
  await setClock(system, moment(STARTS_AT.day, STARTS_AT.time));
  const password = 'mat-khau-cua-vi-du';
  const { players } = await enter(system.base, password, await foundExample(system.database, password));
  played = await play({
    players,
    until: (day, time) => system.advanceTo(moment(day, time)),
    say: (line) => lines.push(line),
  });
  await untilDelivered(system.database);
});
afterAll(() => system.close());

test('the example goes from the draft to the settlement, and its contract is liquidated', async () => {
  expect(await standing(system, played.application)).toBe(STATE.settled);
  expect(await standing(system, played.package)).toBe(STATE.liquidated);
  expect(await balances(system, played.application)).toMatchObject({ spent: 56_000_000 });
  expect(await unsound(system)).toEqual([]);
});

test('every step is told in one line: when, who, what, where it stands and what is due, in both languages', () => {
  const steps = lines.filter((line) => line.includes(' → '));
  expect(steps.length).toBeGreaterThan(45);
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
  expect(letters.length).toBeGreaterThan(30);
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
  expect(forgotten).toMatchObject({ applications: [played.application], packages: [played.package] });
  expect(await system.database.event.count({ where: { code: { startsWith: 'VIDU-' } } })).toBe(0);
  expect(await system.database.party.count({ where: { example: true } })).toBe(0);
});
