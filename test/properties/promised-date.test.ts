import { legalDay } from '../../domain/dates.ts';
import { LETTER, SUBJECT } from '../../domain/process.ts';
import {
  AFTER_OFFICE,
  AT_TEN,
  comeAndGo,
  conceive,
  inParallel,
  isPromised,
  type Life,
  live,
  night,
  passNight,
  promisedAt,
  randomFrom,
  ring,
  stepIsOver,
  WORKING_DAYS,
} from '../support/lives.ts';
import { type Office, openOffice, setClock, type Who } from '../support/office.ts';
import { sized } from '../support/size.ts';

/** Nobody above may be silent for longer, once a promised date has passed: working days. */
const WITHIN = 5;
const LIVES = sized(20, 10_000);
const AT_ONCE = 500;
const DAYS = 50;

/** Letters by which somebody above is told that something is late. */
const TELLING = [
  ...[LETTER.promisePassed, LETTER.promiseAgain],
  ...[LETTER.escalation, LETTER.escalationToHead, LETTER.toldAgain],
];

/** Each from a seed of its own: what was seen to hold is told apart from what was not, and a slow machine ends none of them. */
const SEEDS = Array.from({ length: Math.ceil(LIVES / AT_ONCE) }, (_, batch) => 1 + batch * AT_ONCE);

test.each(SEEDS)(
  'whatever is done or left undone: once a promised date has passed, somebody above is told every week until it is decided (from life %d on)',
  async (seed) => {
    const office = await openOffice();
    try {
      expect(await faultsOf(office, Math.min(AT_ONCE, LIVES + 1 - seed), seed)).toEqual([]);
    } finally {
      await office.close();
    }
  },
  3_600_000,
);

/** Lives so many dossiers to the end of the days. @returns what was wrong, the first few, with all that was done to the dossier */
async function faultsOf(office: Office, count: number, seed: number): Promise<string[]> {
  const random = randomFrom(seed);
  const { database, people } = office;
  await database.agency.update({ where: { id: 'test-agency' }, data: { headPersonId: people.paymentApprover } });
  const lives = await conceive(office, count, random);
  const faults: string[] = [];
  const away = new Set<Who>();
  for (let place = 0; place < DAYS && faults.length === 0; place += 1) {
    await setClock(office, AT_TEN(place));
    await comeAndGo(office, place, random, away);
    const open = await database.task.findMany({ where: { closedAt: null } });
    const tasks = Map.groupBy(open, ({ code }) => code);
    // Drawn one after another, so that a seed gives the same lives again; what somebody does is then recorded side by side.
    const dice = new Map(lives.map((life) => [life.id, randomFrom(Math.floor(random() * 4_294_967_296))]));
    await inParallel(lives, (life) =>
      live(office, life, place, tasks.get(life.code) ?? [], { random: dice.get(life.id)!, away }),
    );
    await setClock(office, AFTER_OFFICE(place));
    await ring(office);
    await night(office, lives, place);
    faults.push(...(await wrong(office, lives, place)).map((fault) => `seed ${seed}: ${fault}`));
    passNight(lives);
  }
  return faults.slice(0, 5);
}

/** What does not hold on the evening of a day. */
async function wrong(office: Office, lives: readonly Life[], place: number): Promise<string[]> {
  const { database, people } = office;
  const rows = new Map((await database.application.findMany()).map((row) => [row.id, row]));
  const above = [people.supervisor, people.paymentApprover];
  const tellings = await database.letter.groupBy({
    by: ['code'],
    where: { subject: SUBJECT.application, name: { in: TELLING }, personId: { in: above } },
    _max: { createdAt: true },
  });
  const told = new Map(tellings.map(({ code, _max }) => [code, WORKING_DAYS.indexOf(legalDay(_max.createdAt!))]));
  const quiet = await database.task.findMany({
    where: { closedAt: null, nextAt: null },
    select: { code: true, name: true },
  });
  const gone = await database.$queryRaw<{ code: string; name: string }[]>`
    SELECT t.code, t.name FROM "Task" t JOIN "Person" p ON p.id = t."personId"
    WHERE t."closedAt" IS NULL AND p."leftOn" <= (business_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date`;
  const faults = [
    ...quiet.map(({ code, name }) => `${code}: the clock has nothing more to do to ${name}`),
    ...gone.map(({ code, name }) => `${code}: ${name} is held by somebody who has left`),
  ];
  for (const life of lives.filter(isPromised)) {
    const row = rows.get(life.id)!;
    const promised = promisedAt(life);
    const say = (what: string) =>
      faults.push(`${life.code} on ${WORKING_DAYS[place]}: ${what}; ${life.done.join(', ')}`);
    const shown = row.appointedAt && legalDay(row.appointedAt);
    const expected = promised === null ? null : WORKING_DAYS[promised];
    if (shown !== expected) say(`promised for ${expected}, shown as ${shown}`);
    if (stepIsOver(life) && !row.overdue) say(`${life.at} has used up its days, and is not late`);
    if (promised === null || place < promised) continue;
    if (!row.overdue) say('its promised date has passed, and it is not late');
    const last = told.get(life.code) ?? Number.NEGATIVE_INFINITY;
    if (place - last > WITHIN)
      say(`promised for ${expected}, nobody above was told since ${WORKING_DAYS[last] ?? 'ever'}`);
  }
  return faults;
}
