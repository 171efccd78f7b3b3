/** What the targets of a programme are counted from: settled dossiers, designations, activities of the agency, numbers entered. */

import { STATE, splitKey } from '../domain/process.ts';
import type { BeneficiaryKind } from '../domain/programme.ts';
import type { ActivityNumbers, Countable, Designated, Ran, Settled } from '../domain/target-count.ts';
import type { EnteredNumber } from '../domain/targets.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';
import { recognisedOf } from './recognised-products.ts';

type Reader = Pick<Tx, '$queryRaw'>;

const { stage, state } = splitKey(STATE.settled);

/** The legal day of an instant, as text. */
const legalDayOf = (instant: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${instant} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text`;

/** Whether a row was not taken back by a counter-entry. @param id the row's id */
export const stands = (id: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`NOT EXISTS (SELECT FROM "CounterEntry" counter WHERE counter."entryId" = ${id})`;

/** Everything of a programme that counts, by the day on which it does. */
export async function countableOf(tx: Reader, programmeId: string): Promise<Countable> {
  const [settled, designated, ran, recognised] = await Promise.all([
    settledOf(tx, programmeId),
    designatedOf(tx, programmeId),
    ranOf(tx, programmeId),
    recognisedOf(tx, programmeId),
  ]);
  return { settled, designated, ran, recognised };
}

/** Sessions held are counted; one that was only announced is not. The register's word on the day of the settlement holds. */
const settledOf = (tx: Reader, programmeId: string): Promise<Settled[]> => tx.$queryRaw<
  (Settled & { legalKind: BeneficiaryKind | null })[]
>`
  SELECT a.code, a.item, ${legalDayOf(Prisma.sql`a."closedAt"`)} AS on, left(party."taxCode", 10) AS root,
    (SELECT said."legalKind" FROM "PartyFacts" said WHERE said."partyId" = party.id AND said."legalKind" IS NOT NULL
      AND said."asOf" <= (a."closedAt" AT TIME ZONE 'Asia/Ho_Chi_Minh')::date ORDER BY said."asOf" DESC, said.id DESC LIMIT 1) AS "legalKind",
    coalesce(held.attendances, 0)::int AS attendances, coalesce(held.people, 0)::int AS people
  FROM "Application" a JOIN "Party" party ON party.id = a."enterpriseId"
    LEFT JOIN LATERAL (SELECT sum(attendances) AS attendances, sum("newPeople") AS people FROM "TrainingSession"
      WHERE "applicationId" = a.id AND "heldOn" IS NOT NULL) held ON true
  WHERE a."programmeId" = ${programmeId} AND a.stage = ${stage} AND a.state = ${state} ORDER BY a."closedAt", a.id`;

const designatedOf = (tx: Reader, programmeId: string): Promise<Designated[]> => tx.$queryRaw<Designated[]>`
  SELECT a.code, a.item, m.on::text AS on, left(party."taxCode", 10) AS root
  FROM "ModelEnterprise" m JOIN "Application" a ON a.id = m."applicationId" JOIN "Party" party ON party.id = a."enterpriseId"
  WHERE m."programmeId" = ${programmeId} AND ${stands(Prisma.sql`m.id`)} ORDER BY m.on, m.id`;

const ranOf = (tx: Reader, programmeId: string): Promise<Ran[]> => tx.$queryRaw<(Ran & { numbers: ActivityNumbers })[]>`
  SELECT v.id::text, v.item, v.on::text AS on, v.numbers FROM "AgencyActivity" v
  WHERE v."programmeId" = ${programmeId} AND ${stands(Prisma.sql`v.id`)} ORDER BY v.on, v.id`;

/** A number that was entered, with where it is from and who entered it. */
export type Entry = EnteredNumber & {
  id: string;
  source: string;
  documentId: string;
  /** Why it corrects the one before it. */
  reason: string | null;
  at: Date;
  by: { id: string; name: string };
};

/** Every number entered for targets of a programme, oldest first. @param target of one target alone */
export async function entriesOf(tx: Reader, programmeId: string, target?: string): Promise<Entry[]> {
  type Row = Omit<Entry, 'period' | 'by'> & { from: string; to: string; personId: string; name: string | null };
  const rows = await tx.$queryRaw<Row[]>`
    SELECT e.id::text, e.target, e."fromDay"::text AS from, e."toDay"::text AS to, e.number::float8 AS number, e.source,
      e."documentId"::text, e.reason, e.at, e.by::text AS "personId", person.name
    FROM "TargetEntry" e LEFT JOIN "Person" person ON person.id = e.by
    WHERE e."programmeId" = ${programmeId} AND (${target ?? null}::text IS NULL OR e.target = ${target ?? null}) ORDER BY e.at, e.id`;
  return rows.map(({ from, to, personId, name, ...row }) => ({
    ...row,
    period: { from, to },
    by: { id: personId, name: name ?? '' },
  }));
}
