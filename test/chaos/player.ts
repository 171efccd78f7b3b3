/** Who plays: the agency's staff and consultants, whom all dossiers share, and enterprises that each part has for itself. */
import { type Day, legalDay } from '../../domain/dates.ts';
import { taxCodeFault } from '../../domain/tax-code.ts';
import type { Database } from '../../prisma/database.ts';
import { PROGRAMMES } from '../../programmes/index.ts';
import type { Actor } from '../support/actor.ts';
import { type Cast, castOf, doorOf } from '../support/cast.ts';
import type { Plant } from '../support/kill-plant.ts';
import { allot, type Office } from '../support/office.ts';
import { type Persistence, persistent } from '../support/persistent.ts';
import type { Clock } from './clock.ts';
import { patient } from './patient.ts';
import type { Part } from './plan.ts';
import { SCENARIOS } from './scenarios.ts';

/** An office as the parties of one part see it. */
export interface Player extends Office {
  /** What the work is to cost, in đồng; it differs a little from part to part. */
  price: number;
  /** The legal day. */
  today(): Promise<Day>;
}

const PRICE = 40_000_000;
const STEP = 100_000;
const PLENTY = 1_000_000_000_000n;

const ENTERPRISES = ['enterprise', 'otherEnterprise', 'thirdEnterprise'] as const;

/**
 * Brings everybody of a plan into the plant and signs them in, while all of it runs.
 * @param persistence how they call
 * @returns a player for each part, in the plan's order, and those whom all share
 */
export async function playersOf(
  plant: Plant,
  parts: readonly Part[],
  clock: Clock,
  persistence: Persistence,
): Promise<{ players: Player[]; cast: Cast }> {
  const database = patient(plant.database);
  const everybody = castOf(plant, plant.base);
  const { passerBy: _nobody, ...named } = everybody;
  const cast = persistent(named as Cast, persistence);
  for (const actor of Object.values(named)) await actor.get('/me');
  const taxCodes = validTaxCodes();
  const players: Player[] = [];
  for (const part of parts) {
    const programme = await programmeOf(plant, part);
    const parties = await enterprisesOf(plant.database, part, taxCodes);
    const { facts } = SCENARIOS[part.scenario];
    for (const id of Object.values(parties)) if (facts) await registered(cast.administrator, id, facts);
    const { passerBy: _, ...own } = castOf({ ...plant, people: {} as never, parties: parties as never }, plant.base);
    for (const actor of Object.values(own)) await actor.get('/me');
    const office = { ...plant, database, programme, parties: { ...plant.parties, ...parties } };
    const actors = { ...cast, ...persistent(own as Partial<Cast>, persistence) } as Cast;
    players.push({
      ...office,
      door: doorOf(office, actors),
      price: PRICE + part.extra * STEP,
      advanceTo: (to) => clock.passes(to),
      async today() {
        const [row] = await database.$queryRaw<{ now: Date }[]>`SELECT business_now() AS now`;
        return legalDay(row!.now);
      },
    });
  }
  return { players, cast };
}

/** A programme for each part, since one has a single open round of an item, and a year's money for it. */
async function programmeOf(plant: Plant, { no, scenario }: Part) {
  const { source } = SCENARIOS[scenario];
  const programme = { id: `CT${no}`, definition: source };
  const assumed = PROGRAMMES.find(({ definition }) => definition === source)?.assumedPeriod !== undefined;
  await plant.database.programme.create({ data: { ...programme, agencyId: 'test-agency', assumed } });
  await allot({ database: plant.database, programme }, 2026, PLENTY);
  return programme;
}

async function enterprisesOf(database: Database, { no, scenario }: Part, taxCodes: Iterator<string>) {
  const { takes } = SCENARIOS[scenario];
  const parties: Record<string, string> = {};
  for (const name of ENTERPRISES.slice(0, takes)) {
    const { id } = await database.party.create({
      data: { kind: 'enterprise', name, taxCode: taxCodes.next().value, email: `${name}-${no}@example.test` },
    });
    parties[name] = id;
  }
  return parties;
}

async function registered(administrator: Actor, id: string, facts: object): Promise<void> {
  const said = { asOf: '2026-01-01', source: 'Sổ đăng ký của cơ quan', ...facts };
  (await administrator.post(`/admin/parties/${id}/facts`, said)).read();
}

/** Invented tax codes that the check digit allows. */
function* validTaxCodes(): Generator<string, string> {
  for (let number = 990_100_000; ; number += 1)
    for (let digit = 0; digit <= 9; digit += 1)
      if (taxCodeFault(`${number}${digit}`) === null) yield `${number}${digit}`;
}
