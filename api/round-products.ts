/** The products of a selection round, cut to what their reader may see: the council once the round has closed, an enterprise its own. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import type { Evaluation } from '../domain/eligibility.ts';
import { PARTY_ROLE, ROLE, STATE, type StateKey } from '../domain/process.ts';
import type { Database } from '../prisma/database.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { firstTimes } from '../records/recognition.ts';
import { bilingual, day } from './schemas.ts';
import { READING_ROLES, type Seen } from './visibility.ts';
import type { SignedIn } from './who.ts';

const points = z.number().describe('0 to 100, rounded down to two decimals.');

export const productView = z
  .object({
    id: z.uuid(),
    no: z.int(),
    product: z.string(),
    description: z.string().nullable(),
    vsic: z.string().nullable(),
    application: z.string(),
    enterprise: z.string(),
    firstTime: z.boolean().describe('Not recognised before in this programme; frozen when it is recognised.'),
    scores: z
      .array(
        z.object({
          by: z.string().nullable().describe('The member; for staff.'),
          criterion: z.string(),
          points,
          comment: z.string(),
        }),
      )
      .describe("A member sees its own until all are ranked; an enterprise its own products' after the decision."),
    points: points.nullable(),
    rank: z.int().nullable(),
    passed: z.boolean().nullable(),
    proposed: z.boolean().nullable().describe('What the ranking proposes.'),
    recognised: z.boolean().nullable(),
    reason: z.string().nullable(),
    validUntil: day.nullable(),
  })
  .meta({ id: 'RoundProduct' });

export const entryView = z.object({
  application: z.string(),
  enterprise: z.string(),
  state: z.string(),
  nominatedBy: z.array(z.string()),
  conditions: z
    .array(z.object({ condition: z.string(), text: bilingual, verdict: z.string(), reason: bilingual }))
    .describe('As the facts answered them when it was submitted.'),
});

const RANKED: readonly StateKey[] = [STATE.decidingRound, STATE.decided];
const CLOSED_TO_COUNCIL: readonly StateKey[] = [STATE.collecting, STATE.compiling];

/** Staff who read all dossiers of the agency, unless they sit on the council with an interest. */
const reads = ({ as, roles, disinterested }: Seen): boolean =>
  as === 'staff' && disinterested && roles.some((role) => (READING_ROLES as readonly string[]).includes(role));

/** Whether somebody sits on the council, without an interest, and the round has closed. */
const judges = ({ roles, disinterested, key }: Seen): boolean =>
  disinterested && !CLOSED_TO_COUNCIL.includes(key) && (roles.includes(ROLE.council) || roles.includes(ROLE.chair));

/** Which dossiers of a round a reader may see; null: none. */
function dossiersFor(seen: Seen, who: SignedIn): Prisma.ApplicationWhereInput | null {
  if (seen.as === PARTY_ROLE.enterprise) return { enterpriseId: who.id };
  return reads(seen) || judges(seen) ? {} : null;
}

/** The products of a round that its reader may see, in the order of its list. */
export async function productsOf(database: Database, seen: Seen, who: SignedIn) {
  const application = dossiersFor(seen, who);
  if (!application) return [];
  const rows = await database.roundProduct.findMany({
    where: { roundId: seen.id, application },
    include: {
      application: { include: { enterprise: { select: { name: true } } } },
      scores: { orderBy: [{ personId: 'asc' }, { criterion: 'asc' }] },
    },
    orderBy: { no: 'asc' },
  });
  const [recognitions, people, first] = await Promise.all([
    database.recognition.findMany({ where: { roundId: seen.id } }),
    database.person.findMany({
      where: { id: { in: rows.flatMap(({ scores }) => scores.map(({ personId }) => personId)) } },
      select: { id: true, name: true },
    }),
    firstTimes(
      database,
      seen.programmeId,
      rows.map((row) => ({ enterpriseId: row.application.enterpriseId, product: row.product })),
    ),
  ]);
  const told = seen.as === 'staff' ? RANKED.includes(seen.key) : seen.key === STATE.decided;
  return rows.map((row, index) => {
    const recognition = recognitions.find(
      (one) => one.applicationId === row.applicationId && one.productKey === row.productKey,
    );
    const shown = row.scores.filter((score) => told || score.personId === who.id);
    return {
      ...{ id: row.id, no: row.no, product: row.product, description: row.description, vsic: row.vsic },
      ...{ application: row.application.code, enterprise: row.application.enterprise.name },
      firstTime: recognition?.firstTime ?? first[index] ?? true,
      scores: shown.map((score) => ({
        by: seen.as === 'staff' ? (people.find(({ id }) => id === score.personId)?.name ?? null) : null,
        ...{ criterion: score.criterion, points: score.points / 100, comment: score.comment },
      })),
      points: told && row.points !== null ? row.points / 100 : null,
      rank: told ? row.rank : null,
      passed: told ? row.passed : null,
      proposed: told ? row.proposed : null,
      ...{ recognised: row.recognised, reason: row.reason },
      validUntil: recognition ? legalDay(recognition.validUntil) : null,
    };
  });
}

/** The dossiers of a round that its reader may see, with who nominated them and what the facts say of their conditions. */
export async function entriesOf(database: Database, seen: Seen, who: SignedIn) {
  const application = dossiersFor(seen, who);
  if (!application) return [];
  const rows = await database.application.findMany({
    where: { ...application, roundId: seen.id },
    include: { enterprise: { select: { name: true, taxCode: true } }, eligibility: true },
    orderBy: { code: 'asc' },
  });
  const nominations = await database.nomination.findMany({ where: { roundId: seen.id }, orderBy: { at: 'asc' } });
  return rows.map((row) => ({
    application: row.code,
    enterprise: row.enterprise.name,
    state: `${row.stage}/${row.state}`,
    nominatedBy: nominations.filter(({ taxCode }) => taxCode === row.enterprise.taxCode).map(({ body }) => body),
    conditions: ((row.eligibility?.evaluation as unknown as Evaluation | undefined)?.conditions ?? []).map(
      ({ condition, text, verdict, reason }) => ({ condition, text, verdict, reason }),
    ),
  }));
}
