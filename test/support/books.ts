import { type Account, balanceOf, checkInvariant, type Entry } from '../../domain/budget.ts';
import { isClosed } from '../../domain/process.ts';
import type { Tx } from '../../records/case.ts';
import type { Office } from './office.ts';

type Books = { database: Office['database'] | Tx };

/** What a dossier holds on the accounts that are not empty, in đồng. */
export async function balances({ database }: Books, code: string): Promise<Partial<Record<Account, number>>> {
  const { id } = await database.application.findUniqueOrThrow({ where: { code } });
  const entries = await database.entry.findMany({ where: { applicationId: id } });
  const held = Object.entries(balanceOf(entries as Entry[])).filter(([, amount]) => amount !== 0n);
  return Object.fromEntries(held.map(([account, amount]) => [account, Number(amount)]));
}

/**
 * Everything wrong with the whole ledger, nothing where it is sound: a movement that does not sum to zero, an account of a
 * line or dossier that was ever below zero, a dossier with more paid and advanced than was approved for it, or a closed one
 * that still holds a reservation or an advance, or has a payment under way or a task open.
 */
export async function unsound({ database }: Books): Promise<string[]> {
  const entries = await database.entry.findMany({ orderBy: { id: 'asc' } });
  const movements = [...new Set(entries.map((entry) => entry.movementId))];
  const postings = movements.map((movement) => {
    const own = entries.filter((entry) => entry.movementId === movement);
    return { budgetLine: own[0]!.lineId, dossier: own[0]!.applicationId, entries: own as unknown as Entry[] };
  });
  const faults = checkInvariant(postings).map((fault) => `${fault.path}: ${fault.message.en}`);
  for (const application of await database.application.findMany({ include: { payments: true } })) {
    const own = balanceOf(entries.filter((entry) => entry.applicationId === application.id) as unknown as Entry[]);
    const out = own.spent + own.advanced + own.receivable + own.recovered;
    const said = (what: string) => faults.push(`${application.code}: ${what}`);
    if (out > (application.approvedAmount ?? 0n)) said(`${out} went out, ${application.approvedAmount} were approved`);
    if (!isClosed(application.stage)) continue;
    if (own.reserved !== 0n) said(`${own.reserved} are still reserved`);
    if (own.advanced !== 0n) said(`${own.advanced} are still advanced`);
    if (application.payments.some((payment) => !['paid', 'returned', 'cancelled'].includes(payment.state)))
      said('a payment is under way');
    if ((await database.task.count({ where: { subjectId: application.id, closedAt: null } })) > 0)
      said('a task is open');
  }
  return faults;
}
