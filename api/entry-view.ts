/** What an application on the route of a selection round shows: its round, who nominated it, and what became of its products. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { isClosed } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Application, SelectionRound } from '../prisma/generated/client.ts';
import { productsOf } from '../records/entry.ts';
import { firstTimes } from '../records/recognition.ts';
import { day, instant } from './schemas.ts';
import { iso } from './shown.ts';

export const roundOfApplication = z
  .object({
    code: z.string(),
    title: z.string(),
    closingAt: instant.nullable(),
    nominations: z.array(z.object({ body: z.string(), at: instant })),
    products: z.array(
      z.object({
        product: z.string(),
        firstTime: z.boolean().describe('Not recognised before in this programme; frozen when it is recognised.'),
        recognised: z.boolean().nullable().describe('Null until the round is decided.'),
        points: z.number().nullable(),
        reason: z.string().nullable(),
        validUntil: day.nullable(),
      }),
    ),
  })
  .nullable();

type Row = Application & { round: SelectionRound | null; enterprise: { taxCode: string } };

/** The round of an application, with its own products; null of one that is in none. */
export async function roundFor(database: Database, row: Row) {
  const { round } = row;
  if (!round) return null;
  const [nominations, listed, recognitions] = await Promise.all([
    database.nomination.findMany({
      where: { roundId: round.id, taxCode: row.enterprise.taxCode },
      orderBy: { at: 'asc' },
    }),
    database.roundProduct.findMany({ where: { applicationId: row.id } }),
    database.recognition.findMany({ where: { applicationId: row.id } }),
  ]);
  const names = productsOf(row).map(({ name }) => name);
  const first = await firstTimes(
    database,
    row.programmeId,
    names.map((product) => ({ enterpriseId: row.enterpriseId, product })),
  );
  const decided = isClosed(round.stage);
  return {
    ...{ code: round.code, title: round.title, closingAt: iso(round.closingAt) },
    nominations: nominations.map(({ body, at }) => ({ body, at: at.toISOString() })),
    products: names.map((product, index) => {
      const entry = listed.find((one) => one.product === product);
      const recognition = recognitions.find((one) => one.product === product);
      return {
        product,
        firstTime: recognition?.firstTime ?? first[index] ?? true,
        recognised: decided ? (entry?.recognised ?? null) : null,
        points: decided && entry && entry.points !== null ? entry.points / 100 : null,
        reason: decided ? (entry?.reason ?? null) : null,
        validUntil: recognition ? legalDay(recognition.validUntil) : null,
      };
    }),
  };
}
