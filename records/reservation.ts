/** A dossier's reservation: reduced on signing to what its part needs, released on every exit. */
import { supportDue } from '../domain/support.ts';
import { type Application, type Case, itemOf, type Part, type Tx } from './case.ts';
import { dossierBalances, type Posting } from './ledger.ts';

/** On signing: what is reserved beyond the most that the part can cost is free again. */
export async function reductionOf(
  tx: Tx,
  found: Case,
  application: Application,
  part: Part | undefined,
): Promise<Posting[]> {
  const rule = itemOf(found.programme, application).support;
  if (!part?.price || !rule || application.approvedAmount === null) return [];
  const needed = supportDue({
    rate: rule.rateBp,
    acceptedBase: part.price,
    approved: application.approvedAmount,
    ceilingLeft: rule.capPerApplication,
    partValue: part.price,
  }).amount;
  const postings: Posting[] = [];
  for (const [lineId, balance] of await dossierBalances(tx, application.id)) {
    if (balance.reserved > needed)
      postings.push({ kind: 'reduced', amount: balance.reserved - needed, lineId, applicationId: application.id });
  }
  return postings;
}

/**
 * On every exit: what is still reserved is free again.
 * @param posted movements of the same action, which come first
 */
export async function releaseOf(tx: Tx, applicationId: string, posted: readonly Posting[]): Promise<Posting[]> {
  const postings: Posting[] = [];
  for (const [lineId, balance] of await dossierBalances(tx, applicationId)) {
    const taken = posted
      .filter((posting) => posting.lineId === lineId)
      .reduce((sum, posting) => sum + fromReserved(posting), 0n);
    const left = balance.reserved - taken;
    if (left > 0n) postings.push({ kind: 'released', amount: left, lineId, applicationId });
  }
  return postings;
}

const fromReserved = (posting: Posting): bigint =>
  posting.kind === 'paid' || posting.kind === 'advanced' || posting.kind === 'reduced' || posting.kind === 'released'
    ? posting.amount
    : posting.kind === 'reserved'
      ? -posting.amount
      : 0n;
