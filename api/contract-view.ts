/** Contracts, as their readers may see them. */
import { z } from 'zod';
import { dongToJson } from '../domain/money.ts';
import { PARTY_ROLE } from '../domain/process.ts';
import type { Annex, Contract, Party } from '../prisma/generated/client.ts';
import { amount, day, instant, partyName } from './schemas.ts';
import { dayOf, iso, nameOf } from './shown.ts';
import type { Seen } from './visibility.ts';

const signature = z.unknown().describe('Who signed, in which capacity, when, and the signed file; null before.');
export const contractView = z
  .object({
    id: z.uuid(),
    package: z.string(),
    number: z.string().nullable(),
    consultant: partyName,
    total: amount.nullable().describe('For the agency and the consultant.'),
    startOn: day.nullable(),
    endOn: day.nullable(),
    advanceRateBp: z.int().nullable(),
    agencySigned: signature,
    consultantSigned: signature,
    inForceAt: instant.nullable(),
    lapsedAt: instant.nullable(),
    liquidatedAt: instant.nullable(),
    terms: z.record(z.string(), z.unknown()).nullable(),
    annexes: z.array(
      z.object({
        no: z.int(),
        changes: z.record(z.string(), z.unknown()),
        agreedAt: instant.nullable(),
        decidedAt: instant.nullable(),
        approved: z.boolean().nullable(),
        number: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Contract' });

/** A contract, whole for the agency and its consultant; an enterprise that it serves reads from–to and with whom. */
export function contractOf(
  contract: Contract & { consultant: Party; annexes: Annex[] },
  packageCode: string,
  { as }: Pick<Seen, 'as'>,
) {
  const whole = as !== PARTY_ROLE.enterprise;
  return {
    id: contract.id,
    package: packageCode,
    number: contract.number,
    consultant: nameOf(contract.consultant),
    total: whole ? dongToJson(contract.total) : null,
    startOn: dayOf(contract.startOn),
    endOn: dayOf(contract.endOn),
    advanceRateBp: whole ? contract.advanceRateBp : null,
    agencySigned: whole ? contract.agencySigned : null,
    consultantSigned: whole ? contract.consultantSigned : null,
    inForceAt: iso(contract.inForceAt),
    lapsedAt: iso(contract.lapsedAt),
    liquidatedAt: iso(contract.liquidatedAt),
    terms: whole ? contract.terms : null,
    annexes: whole
      ? contract.annexes.map(({ no, changes, agreedAt, decidedAt, approved, number }) => ({
          ...{ no, changes, approved, number },
          ...{ agreedAt: iso(agreedAt), decidedAt: iso(decidedAt) },
        }))
      : [],
  };
}
