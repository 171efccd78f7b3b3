/** A dossier's reservation: reduced on signing to what its part needs, released on every exit. */
import { supportDue } from '../domain/support.ts';
import { type Application, type Case, itemOf, type Tx } from './case.ts';
import { dossierBalances, type Posting } from './ledger.ts';

/**
 * On signing: what is reserved beyond the most that the work can cost is free again.
 * @param value of the part, or of the agreement, in đồng; nothing changes where it has none yet
 */
export async function reductionOf(
  tx: Tx,
  found: Case,
  application: Application,
  value: bigint | null | undefined,
): Promise<Posting[]> {
  const rule = itemOf(found.programme, application).support;
  if (!value || !rule || application.approvedAmount === null) return [];
  const needed = supportDue({
    rate: rule.rateBp,
    acceptedBase: value,
    approved: application.approvedAmount,
    ceilingLeft: rule.capPerApplication,
    partValue: value,
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
