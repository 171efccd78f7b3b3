/** What the database knows of an applicant: its facts, and every dossier of its tax code, of branches and of legal predecessors. */
import { type Day, legalDay } from '../domain/dates.ts';
import type { Evaluation } from '../domain/eligibility.ts';
import { type Facts, type FactValues, factsOn, type Statement } from '../domain/facts.ts';
import { contentOf, type Dossier } from '../domain/overlap.ts';
import type { Programme } from '../domain/programme.ts';
import type { PartyFacts } from '../prisma/generated/client.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { programmeOf } from '../programmes/index.ts';
import { keyOf, type Tx } from './case.ts';
import type { ApplicationContent } from './submission.ts';

type Reader = Pick<Tx, '$queryRaw'>;

/** A party as ceilings and overlap see it. */
export type Applicant = {
  /** Ten-digit tax codes that count as one: its own, and those of legal predecessors. */
  roots: readonly string[];
  /** What the register says, oldest first. */
  register: readonly Statement[];
};

/** An applicant, the evaluation that is kept with its application, and the programmes that the agency asked runs. */
type Found = Applicant & { evaluation: Evaluation | null; run: readonly Programme[] };

/** A party, the programme whose recognitions of its products count, and its application where there is one. */
type Concerned = { partyId: string; programmeId: string; agencyId: string; applicationId?: string | null };

/**
 * @param of whom it is asked, and for what
 * @param day whose facts and predecessors are in force
 * @param hold whether decisions about these tax codes wait for each other until the transaction ends. What others granted is read
 *   afterwards, by `dossiersOf`: a statement sees what was committed before it began.
 */
export async function applicantOf(
  tx: Reader,
  { partyId, programmeId, agencyId, applicationId = null }: Concerned,
  day: Day,
  hold = false,
): Promise<Found> {
  const held = hold ? Prisma.sql`pg_advisory_xact_lock(hashtextextended('support/' || root, 0))` : Prisma.sql`NULL`;
  const [row] = await tx.$queryRaw<Stored[]>`
    WITH RECURSIVE family(root) AS (
      SELECT left("taxCode", 10) FROM "Party" WHERE id = ${partyId}::uuid
      UNION SELECT left(predecessor, 10) FROM family
        JOIN "Party" party ON left(party."taxCode", 10) = family.root
        JOIN "PartyFacts" said ON said."partyId" = party.id AND said."asOf" <= ${day}::date
        CROSS JOIN unnest(said.predecessors) predecessor),
    held AS MATERIALIZED (SELECT root, ${held}::text AS lock FROM (SELECT root FROM family ORDER BY root) ordered)
    SELECT (SELECT jsonb_agg(root ORDER BY root) FROM held) AS roots,
      (SELECT jsonb_agg(said ORDER BY said."asOf", said.id) FROM "PartyFacts" said
        WHERE said."partyId" = ${partyId}::uuid AND said."asOf" <= ${day}::date) AS facts,
      (SELECT jsonb_build_object('on', r."recognisedOn", 'until', r."validUntil", 'round', round.code)
        FROM "Recognition" r JOIN "SelectionRound" round ON round.id = r."roundId"
        WHERE r."partyId" = ${partyId}::uuid AND r."programmeId" = ${programmeId} AND r."recognisedOn" <= ${day}::date
        ORDER BY r."validUntil" DESC, r.id DESC LIMIT 1) AS recognised,
      (SELECT evaluation FROM "Eligibility" WHERE "applicationId" = ${applicationId}::uuid) AS evaluation,
      (SELECT array_agg(DISTINCT definition) FROM "Programme" WHERE "agencyId" = ${agencyId}) AS definitions`;
  const { roots, facts, recognised, evaluation, definitions } = row!;
  const register = withRecognition((facts ?? []).map(statementOf), recognised);
  return { roots: roots ?? [], register, evaluation, run: (definitions ?? []).map(programmeOf) };
}

type Recognised = { on: string; until: string; round: string };

/** What a round of the programme recognised goes beside what was entered of recognitions made elsewhere: the longer one counts. */
function withRecognition(register: Statement[], recognised: Recognised | null): Statement[] {
  if (!recognised) return register;
  const { on, until, round } = recognised;
  const entered = register.findLast(({ values }) => values.recognisedUntil);
  if (entered?.values.recognisedUntil && entered.values.recognisedUntil >= until) return register;
  const others = register.map(({ values, ...said }) => ({ ...said, values: { ...values, recognisedUntil: null } }));
  return [...others, { from: 'register', source: round, asOf: on, values: { recognisedUntil: until } }];
}

type Stored = {
  roots: string[] | null;
  facts: StoredFacts[] | null;
  recognised: Recognised | null;
  evaluation: Evaluation | null;
  definitions: string[] | null;
};

/** As JSON brings a row: days as text, đồng as numbers. */
type StoredFacts = Omit<PartyFacts, 'asOf' | 'recognisedUntil' | 'revenue' | 'capital'> & {
  asOf: string;
  recognisedUntil: string | null;
  revenue: number | null;
  capital: number | null;
};

function statementOf(row: StoredFacts): Statement {
  const { asOf, source, vsic, revenue, capital, province, insuredStaff, recognisedUntil } = row;
  return {
    from: 'register',
    source,
    asOf,
    values: {
      legalKind: row.legalKind as FactValues['legalKind'] | null,
      sectorGroup: row.sectorGroup as FactValues['sectorGroup'] | null,
      vsic: vsic.length > 0 ? vsic : null,
      revenue: revenue === null ? null : BigInt(revenue),
      capital: capital === null ? null : BigInt(capital),
      ...{ province, insuredStaff, recognisedUntil },
    },
  };
}

/** What an applicant declares in an application. */
export type Declared = Pick<ApplicationContent, 'businessLines' | 'declared'>;

/** The facts in force on a day: the register's, and what is declared where the register says nothing. */
export function factsOf({ register }: Applicant, { businessLines, declared = {} }: Declared, day: Day): Facts {
  const { revenue, capital, resources, ...rest } = declared;
  const said: Statement = {
    from: 'declared',
    source: null,
    asOf: day,
    values: {
      ...rest,
      businessLines: businessLines && businessLines.length > 0 ? businessLines : null,
      revenue: revenue === undefined ? null : BigInt(revenue),
      capital: capital === undefined ? null : BigInt(capital),
      resources: resources && Object.keys(resources).length > 0 ? resources : null,
    },
  };
  return factsOn(day, [said, ...register]);
}

type Row = Omit<Dossier, 'content' | 'state'> & { definition: string; stage: string; state: string };

/** Every dossier of these tax codes that was ever submitted, in any programme of any agency, with what it holds of its grant; one statement. */
export async function dossiersOf(tx: Reader, { roots }: Applicant): Promise<Dossier[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a.code, a."agencyId", a."programmeId", programme.definition, a.item, a.stage, a.state, a."submittedAt", a."grantYear",
      CASE WHEN a."grantYear" IS NULL THEN 0 ELSE (SELECT coalesce(sum(e.amount), 0) FROM "Entry" e
        WHERE e."applicationId" = a.id AND e.account IN ('reserved', 'advanced', 'spent', 'receivable')) END::bigint AS taken
    FROM "Party" party JOIN "Application" a ON a."enterpriseId" = party.id JOIN "Programme" programme ON programme.id = a."programmeId"
    WHERE left(party."taxCode", 10) = ANY(${[...roots]}) AND a."submittedAt" IS NOT NULL
    ORDER BY a."submittedAt", a.code`;
  return rows.map(({ definition, stage, state, ...row }) => ({
    ...row,
    state: keyOf({ stage, state }),
    content: contentIn(definition, row.item),
  }));
}

/** What an item of a programme is for; of an item that the programme no longer has, the item itself. */
function contentIn(definition: string, code: string): string {
  const item = programmeOf(definition).items.find((candidate) => candidate.code === code);
  return contentOf(definition, item ?? { code });
}

/** The year that a grant of now belongs to. */
export const yearOf = (now: Date): number => Number(legalDay(now).slice(0, 4));
