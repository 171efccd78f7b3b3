/** Products that selection rounds of a programme recognised, as its targets count them. */
import type { BeneficiaryKind } from '../domain/programme.ts';
import type { Recognised } from '../domain/recognised-products.ts';
import type { Tx } from './case.ts';

/** Whether it was recognised for the first time stands as it was when the round was decided; the register's word of that day holds. */
export const recognisedOf = (tx: Pick<Tx, '$queryRaw'>, programmeId: string): Promise<Recognised[]> => tx.$queryRaw<
  (Recognised & { legalKind: BeneficiaryKind | null })[]
>`
  SELECT a.code, a.item, r."recognisedOn"::text AS on, left(party."taxCode", 10) AS root, r."productKey", r."firstTime",
    (SELECT said."legalKind" FROM "PartyFacts" said WHERE said."partyId" = party.id AND said."legalKind" IS NOT NULL
      AND said."asOf" <= r."recognisedOn" ORDER BY said."asOf" DESC, said.id DESC LIMIT 1) AS "legalKind"
  FROM "Recognition" r JOIN "Application" a ON a.id = r."applicationId" JOIN "Party" party ON party.id = r."partyId"
  WHERE r."programmeId" = ${programmeId} ORDER BY r."recognisedOn", r.id`;
