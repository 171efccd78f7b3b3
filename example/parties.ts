/** Founds the example's agency with its programmes, their budget lines, staff and parties. What they do afterwards they do over HTTP. */
import { randomUUID } from 'node:crypto';
import { entriesOf } from '../domain/budget.ts';
import { instantOf } from '../domain/dates.ts';
import type { Database } from '../prisma/database.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { PROGRAMMES } from '../programmes/index.ts';
import { createAccount } from '../records/accounts.ts';
import {
  AGENCY,
  BUDGET_LINE,
  emailOf,
  HEAD,
  PARTIES,
  type PartyName,
  type PlayerName,
  prefixOf,
  STAFF,
  type StaffName,
} from './cast.ts';

type Tx = Prisma.TransactionClient;

/** The day from which the staff hold their roles. */
const FROM = new Date('2026-01-01T00:00:00Z');

/**
 * @param password of every account of the example
 * @returns the parties' ids, for their API keys
 */
export async function foundExample(database: Database, password: string): Promise<Record<PartyName, string>> {
  return database.$transaction(
    async (tx) => {
      await tx.agency.create({ data: { ...AGENCY, example: true } });
      for (const { definition, assumedPeriod } of PROGRAMMES) {
        // A plan that is over is open in the successor that its file assumes, and says so wherever it is read.
        const programme = { id: prefixOf(definition), definition, assumed: assumedPeriod !== undefined };
        await tx.programme.create({ data: { ...programme, agencyId: AGENCY.id, example: true } });
        await allot(tx, programme.id);
      }
      for (const name of Object.keys(STAFF) as StaffName[]) {
        const id = await employ(tx, name, password);
        if (name === HEAD) await tx.agency.update({ where: { id: AGENCY.id }, data: { headPersonId: id } });
      }
      const ids = {} as Record<PartyName, string>;
      for (const name of Object.keys(PARTIES) as PartyName[]) ids[name] = await register(tx, name, password);
      return ids;
    },
    { timeout: 60_000 },
  );
}

async function allot(tx: Tx, programmeId: string): Promise<void> {
  const { year, name, amount } = BUDGET_LINE;
  const line = await tx.budgetLine.create({ data: { programmeId, year, name, example: true } });
  const movement = {
    movementId: randomUUID(),
    kind: 'allotted',
    lineId: line.id,
    at: instantOf(`${year}-01-05`, '08:00'),
  };
  const entries = entriesOf({ kind: 'allotted', amount });
  await tx.entry.createMany({ data: entries.map((entry) => ({ ...movement, ...entry })) });
}

async function employ(tx: Tx, player: StaffName, password: string): Promise<string> {
  const { name, role } = STAFF[player];
  const userId = await account(tx, player, name, password);
  const assignments = { create: [{ agencyId: AGENCY.id, role, programmes: [], fromDay: FROM }] };
  const person = await tx.person.create({ data: { userId, name, email: emailOf(player), assignments } });
  return person.id;
}

async function register(tx: Tx, player: PartyName, password: string): Promise<string> {
  const { kind, name, taxCode, representative } = PARTIES[player];
  const userId = await account(tx, player, name, password);
  const address = 'Khu công nghiệp Ví Dụ (VÍ DỤ)';
  const email = emailOf(player);
  const party = await tx.party.create({
    data: { kind, name, taxCode, representative, email, address, userId, example: true },
  });
  return party.id;
}

const account = (tx: Tx, player: PlayerName, name: string, password: string): Promise<string> =>
  createAccount(tx, { name, email: emailOf(player), password });
