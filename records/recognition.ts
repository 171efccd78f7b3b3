/** Recognitions (công nhận) of products: which there were before, and those that a round's decision makes. */
import { v7 as uuid } from 'uuid';
import type { Day } from '../domain/dates.ts';
import { productKeyOf } from '../domain/identity.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Application, Round, Tx } from './case.ts';
import { dateOf } from './shapes.ts';

type Reader = Pick<Tx, '$queryRaw'>;
type Entered = { enterpriseId: string; product: string };

/**
 * Which products of these enterprises were recognised before in a programme, as `<tax code>/<product's key>`; a branch's are its
 * head office's.
 */
async function recognisedBefore(tx: Reader, programmeId: string, enterpriseIds: readonly string[]) {
  const rows = await tx.$queryRaw<{ id: string; root: string; keys: string[] }[]>`
    SELECT own.id, left(own."taxCode", 10) AS root, coalesce((
      SELECT array_agg(DISTINCT r."productKey") FROM "Recognition" r JOIN "Party" party ON party.id = r."partyId"
      WHERE r."programmeId" = ${programmeId} AND left(party."taxCode", 10) = left(own."taxCode", 10)), '{}') AS keys
    FROM "Party" own WHERE own.id = ANY(${[...enterpriseIds]}::uuid[])`;
  const roots = new Map(rows.map(({ id, root }) => [id, root]));
  const known = new Set(rows.flatMap(({ root, keys }) => keys.map((key) => `${root}/${key}`)));
  const nameOf = ({ enterpriseId, product }: Entered) => `${roots.get(enterpriseId)}/${productKeyOf(product)}`;
  return { known, nameOf };
}

/** Whether each product would be recognised for the first time now, in the order given. */
export async function firstTimes(tx: Reader, programmeId: string, entered: readonly Entered[]): Promise<boolean[]> {
  const ids = [...new Set(entered.map(({ enterpriseId }) => enterpriseId))];
  const { known, nameOf } = await recognisedBefore(tx, programmeId, ids);
  return entered.map((one) => !known.has(nameOf(one)));
}

export type Recognised = { application: Application; product: string };

/**
 * Recognises products. Decisions of one programme's rounds wait for each other, so that a product is recognised for the first time once.
 * @returns whether each is for the first time, in the order given
 */
export async function recognise(
  tx: Tx,
  round: Round,
  recognised: readonly Recognised[],
  term: { on: Day; until: Day },
): Promise<boolean[]> {
  if (recognised.length === 0) return [];
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('recognition/' || ${round.programmeId}, 0))`;
  const entered = recognised.map(({ application, product }) => ({ enterpriseId: application.enterpriseId, product }));
  const ids = [...new Set(entered.map(({ enterpriseId }) => enterpriseId))];
  const { known, nameOf } = await recognisedBefore(tx, round.programmeId, ids);
  const rows = recognised.map(({ application, product }, index): Prisma.RecognitionCreateManyInput => {
    const name = nameOf(entered[index]!);
    const firstTime = !known.has(name);
    // A branch may have entered the same product.
    known.add(name);
    return {
      ...{ id: uuid(), agencyId: round.agencyId, programmeId: round.programmeId, roundId: round.id },
      ...{ applicationId: application.id, partyId: application.enterpriseId },
      ...{ product, productKey: productKeyOf(product), firstTime },
      ...{ recognisedOn: dateOf(term.on), validUntil: dateOf(term.until) },
    };
  });
  await tx.recognition.createMany({ data: rows });
  return rows.map(({ firstTime }) => firstTime);
}
