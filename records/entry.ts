/** How a dossier enters a selection round: which round takes it, and what of its products stands in the way. */
import { z } from 'zod';
import { formatInstant } from '../domain/dates.ts';
import type { Fault } from '../domain/errors.ts';
import { productKeyOf } from '../domain/identity.ts';
import { ACTION, STAGE, STATE } from '../domain/process.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Application, Case, Round, Tx } from './case.ts';
import { type Effects, fault, refuseIf } from './handler.ts';
import { line, text } from './shapes.ts';
import { SUBMISSION_UNRECORDED } from './unrecorded.ts';

/** The products that an enterprise enters. */
export const products = z
  .array(
    z.strictObject({
      name: line,
      description: text.optional(),
      vsic: z
        .string()
        .regex(/^\d{4,5}$/)
        .optional(),
    }),
  )
  .min(1)
  .max(20);
export type Products = z.infer<typeof products>;

/** What a dossier of a selection round says of its products. */
export const productsOf = ({ content }: Pick<Application, 'content'>): Products =>
  products.safeParse((content as { products?: unknown } | null)?.products).data ?? [];

/** While these last a round takes what was received before it closed: it may have been on its way. */
const TAKING: readonly string[] = [STATE.collecting, STATE.compiling];

type Place = Pick<Application, 'programmeId' | 'item'>;

/** The round of an item that takes applications, or what came before it closed; there is one at most. */
export async function openRoundOf(
  tx: Pick<Tx, '$queryRaw'>,
  { programmeId, item }: Place,
  lock = Prisma.empty,
): Promise<Round | null> {
  const [round] = await tx.$queryRaw<Round[]>`
    SELECT * FROM "SelectionRound" WHERE "programmeId" = ${programmeId} AND item = ${item}
      AND stage || '/' || state = ANY(${[...TAKING]}) ${lock}`;
  return round ?? null;
}

/**
 * The round that takes a dossier of an item now, held against being closed until the transaction ends. Taken before any other lock but
 * the dossier's own: a round's writer waits for its dossiers alone, and this one is none of them yet.
 *
 * @param receivedAt decides whether it came before the closing
 */
export async function openRoundFor(
  tx: Pick<Tx, '$queryRaw'>,
  place: Place,
  receivedAt: Date,
): Promise<{ round: Round | null; faults: Fault[] }> {
  const round = await openRoundOf(tx, place, Prisma.sql`FOR SHARE`);
  if (round?.closingAt && receivedAt <= round.closingAt) return { round, faults: [] };
  return { round: null, faults: [noOpenRound(round?.closingAt ?? null)] };
}

function noOpenRound(closedAt: Date | null): Fault {
  const at = closedAt && formatInstant(closedAt);
  return fault(
    '',
    'no-open-round',
    at ? `Đợt xét chọn đã đóng nhận hồ sơ lúc ${at}.` : 'Hiện không có đợt xét chọn nào đang nhận hồ sơ.',
    at ? `The selection round closed at ${at}.` : 'No selection round takes applications now.',
  );
}

/** Whether a round still takes what came in time. */
const takes = (round: Pick<Round, 'stage' | 'state'> | null): boolean =>
  round !== null && TAKING.includes(`${round.stage}/${round.state}`);

/** Products that are named twice, or that the same enterprise has entered for this round in another dossier. */
export async function productFaults(tx: Tx, application: Application, round: Round | null): Promise<Fault[]> {
  const own = productsOf(application).map(({ name }) => productKeyOf(name));
  const others = round
    ? await tx.application.findMany({
        where: {
          ...{ roundId: round.id, enterpriseId: application.enterpriseId },
          ...{ id: { not: application.id }, stage: { not: STAGE.closed } },
        },
        select: { code: true, content: true },
      })
    : [];
  return own.flatMap((key, index): Fault[] => {
    const path = `content.products.${index}.name`;
    if (own.indexOf(key) < index)
      return [fault(path, 'named-twice', 'Sản phẩm đã có trong danh sách.', 'The product is named twice.')];
    const other = others.find((dossier) => productsOf(dossier).some(({ name }) => productKeyOf(name) === key));
    if (!other) return [];
    const vi = `Sản phẩm đã tham gia đợt này trong hồ sơ ${other.code}.`;
    return [fault(path, 'entered-before', vi, `The product is in this round already, with ${other.code}.`)];
  });
}

/**
 * Acceptance into the round that a dossier was submitted for; of one that was reopened, into the round that takes applications now. The
 * one-stop clock does not begin: the round has dates of its own.
 */
export async function enterRound(tx: Tx, found: Case, receivedAt: Date): Promise<Effects> {
  const own = takes(found.round) ? found.round : null;
  const { round, faults } = own ? { round: own, faults: [] } : await openRoundFor(tx, found.application!, receivedAt);
  refuseIf(faults, 'guarded');
  const closingAt = round!.closingAt?.toISOString() ?? null;
  return {
    to: STATE.inRound,
    application: { roundId: round!.id, supplements: 0 },
    data: { round: round!.code },
    facts: { round: round!.code, title: round!.title, closingAt },
  };
}

/** Who nominated the enterprise of a dossier for a round, oldest first: kept in the dossier's own history. */
export async function nominationsOf(
  tx: Pick<Tx, '$queryRaw'>,
  roundId: string,
  enterpriseId: string,
): Promise<Prisma.InputJsonArray> {
  const rows = await tx.$queryRaw<{ body: string; at: Date }[]>`
    SELECT n.body, n.at FROM "Nomination" n JOIN "Party" party ON party."taxCode" = n."taxCode"
    WHERE n."roundId" = ${roundId}::uuid AND party.id = ${enterpriseId}::uuid ORDER BY n.at, n.id`;
  return rows.map(({ body, at }) => ({ body, at: at.toISOString() }));
}

/** Submissions that were received before a round closed and are not recorded yet: neither our outage nor our fault costs a deadline. */
export async function submissionsOnTheirWay(tx: Tx, round: Round): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM "Decision" d JOIN "Application" a ON a.code = d.code
    WHERE d.action = ${ACTION.submit} AND ${SUBMISSION_UNRECORDED} AND d."receivedAt" <= ${round.closingAt}
      AND a."programmeId" = ${round.programmeId} AND a.item = ${round.item}`;
  return row!.count;
}
