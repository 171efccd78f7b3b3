/** The terms under which a package is tendered, as prepared and kept on it; and how its bids and consultants are read. */
import { z } from 'zod';
import type { Fault } from '../domain/errors.ts';
import { PARTY_ROLE } from '../domain/process.ts';
import type { Criterion } from '../domain/scoring.ts';
import { normaliseTaxCode, taxCodeFault } from '../domain/tax-code.ts';
import type { Bid, Party, Prisma } from '../prisma/generated/client.ts';
import type { Case, Tx } from './case.ts';
import { fault } from './handler.ts';
import { servedParts } from './parts.ts';
import { dong, line, subjectCode } from './shapes.ts';

/** One price for each part, in đồng, by application. */
export const prices = z
  .array(z.strictObject({ application: subjectCode, price: dong.min(1) }))
  .min(1)
  .max(100);
export type Prices = z.infer<typeof prices>;

/** A consultant by its id or its tax code. */
export const consultantReference = line;

/** A requirement that the one invited is examined against (direct appointment), met or not. */
export type Requirement = { key: string; name: { vi: string; en: string } };

/** What Package.terms holds. Weights of criteria are basis points, technical and price weight percent, days working days. */
export type Terms = {
  requirements: string;
  criteria: Criterion[];
  examination: Requirement[];
  technicalWeight: number | null;
  priceWeight: number | null;
  biddingDays: number | null;
  minimumBids: number;
  startOn: string;
  endOn: string;
  advanceRateBp: number;
  invited: string[];
  consultantId: string | null;
  prices: Prices;
};

/** @throws RangeError where the package was not prepared: its row in the table comes only after that */
export function termsOf(found: Case): Terms {
  if (!found.package?.terms) throw new RangeError(`${found.row.code} has no terms.`);
  return found.package.terms as unknown as Terms;
}

export const asJson = (value: unknown): Prisma.InputJsonObject => value as Prisma.InputJsonObject;

export type BidRow = Bid & { consultant: Party };

/** Bids neither withdrawn nor replaced, by receipt. */
export const liveBids = (tx: Tx, packageId: string): Promise<BidRow[]> =>
  tx.bid.findMany({
    where: { packageId, withdrawnAt: null, replacedAt: null },
    include: { consultant: true },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });

/** What a bid asks for the parts that are still in the package: the price of one that left is dropped. */
export function pricesOf(found: Case, stored: unknown): Prices {
  const codes = new Set(servedParts(found).map(({ application }) => application.code));
  return (stored as Prices).filter((price) => codes.has(price.application));
}

export const totalOf = (given: Prices): bigint => given.reduce((sum, { price }) => sum + BigInt(price), 0n);

/** Faults where prices are not exactly one for each live part. */
export function pricesFaults(found: Case, given: Prices, path = 'prices'): Fault[] {
  const codes = servedParts(found).map(({ application }) => application.code);
  const named = given.map((price) => price.application);
  const missing = codes.filter((code) => !named.includes(code));
  return [
    ...missing.map((code) => fault(path, 'price-missing', `Thiếu giá cho ${code}.`, `There is no price for ${code}.`)),
    ...named.flatMap((code, index) => {
      const at = `${path}.${index}.application`;
      if (!codes.includes(code)) {
        const en = `${code} is not a part of this package.`;
        return [fault(at, 'no-such-part', `${code} không thuộc gói thầu này.`, en)];
      }
      const en = `${code} has two prices.`;
      return named.indexOf(code) < index ? [fault(at, 'priced-twice', `${code} có hai giá.`, en)] : [];
    }),
  ];
}

/**
 * The consultants that are named by id or tax code, in that order.
 * @returns them, and a fault for each that is unknown, named twice, or itself a beneficiary of the package
 */
export async function consultantsNamed(
  tx: Tx,
  found: Case,
  references: readonly string[],
  path: (index: number) => string,
): Promise<{ parties: Party[]; faults: Fault[] }> {
  const parties: Party[] = [];
  const faults: Fault[] = [];
  for (const [index, reference] of references.entries()) {
    const party = await consultantNamed(tx, reference);
    if (!party) {
      const vi = `Chưa có đơn vị tư vấn "${reference}": đơn vị cần được đăng ký trước.`;
      const en = `No consultant "${reference}" is known: it must be registered first.`;
      faults.push(fault(path(index), 'no-such-consultant', vi, en));
    } else if (parties.some((other) => other.id === party.id)) {
      faults.push(fault(path(index), 'named-twice', `${party.name} đã có.`, `${party.name} is named twice.`));
    } else {
      const own = await beneficiaryFault(tx, found, party, path(index));
      if (own) faults.push(own);
      parties.push(party);
    }
  }
  return { parties, faults };
}

async function consultantNamed(tx: Tx, reference: string): Promise<Party | null> {
  const kind = PARTY_ROLE.consultant;
  if (z.uuid().safeParse(reference).success) return tx.party.findFirst({ where: { kind, id: reference } });
  if (taxCodeFault(reference)) return null;
  return tx.party.findFirst({ where: { kind, taxCode: normaliseTaxCode(reference) } });
}

/** Nobody is paid for advising itself: the fault where a consultant is one of the package's beneficiaries. */
export async function beneficiaryFault(tx: Tx, found: Case, party: Party, path = ''): Promise<Fault | null> {
  const ids = found.applications.map((application) => application.enterpriseId);
  const own = await tx.party.findFirst({ where: { id: { in: ids }, taxCode: party.taxCode }, select: { id: true } });
  if (!own) return null;
  const vi = `${party.name} là đơn vị thụ hưởng của gói thầu này.`;
  return fault(path, 'consultant-is-beneficiary', vi, `${party.name} is a beneficiary of this package.`);
}
