/** The budget's movements, double-entry: reckoned by domain/budget.ts, written by record() with the action that causes them. */
import { v7 as uuid } from 'uuid';
import { type Balance, type Entry, type Movement, entriesOf as sides, balanceOf as sum } from '../domain/budget.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Tx } from './case.ts';

/** One movement to be posted for a dossier, on a budget line; amounts in whole đồng. */
export type Posting = Movement & { lineId: string; applicationId: string | null; paymentId?: string; reason?: string };

/** The rows of some movements: the entries of each share a movement id and sum to zero. */
export function entriesOf(postings: readonly Posting[], at: Date): Prisma.EntryCreateManyInput[] {
  return postings.flatMap((posting) => {
    const { lineId, applicationId, paymentId, reason, kind } = posting;
    const movementId = uuid();
    return sides(posting).map((entry) => ({
      movementId,
      kind,
      lineId,
      applicationId,
      paymentId: paymentId ?? null,
      reason: reason ?? null,
      at,
      ...entry,
    }));
  });
}

/** What a dossier holds on each account, by budget line, in đồng. */
export async function dossierBalances(tx: Tx, applicationId: string): Promise<Map<string, Balance>> {
  const rows = await tx.entry.groupBy({ by: ['lineId', 'account'], where: { applicationId }, _sum: { amount: true } });
  const lines = new Map<string, Entry[]>();
  for (const row of rows)
    lines.set(row.lineId, [
      ...(lines.get(row.lineId) ?? []),
      { account: row.account as Entry['account'], amount: row._sum.amount ?? 0n },
    ]);
  return new Map([...lines].map(([lineId, entries]) => [lineId, sum(entries)]));
}

/** A budget line under its lock; balances in đồng. */
export type Line = {
  year: number;
  programmeId: string;
  name: string;
  balance: Balance;
  /** What one dossier holds of it; null where it never held anything. */
  dossier: Balance | null;
};

type Sums = { account: Entry['account']; line: bigint; dossier: bigint | null };

/** Locks a budget line and answers what stands on its accounts; null where there is no such line. */
export async function lockLine(tx: Tx, lineId: string, applicationId: string | null = null): Promise<Line | null> {
  const [line] = await tx.$queryRaw<Pick<Line, 'year' | 'programmeId' | 'name'>[]>`
    SELECT year, "programmeId", name FROM "BudgetLine" WHERE id = ${lineId}::uuid FOR UPDATE`;
  if (!line) return null;
  const rows = await tx.$queryRaw<Sums[]>`
    SELECT account, sum(amount)::bigint AS line, (sum(amount) FILTER (WHERE "applicationId" = ${applicationId}::uuid))::bigint AS dossier
    FROM "Entry" WHERE "lineId" = ${lineId}::uuid GROUP BY account`;
  const own = rows.filter((row): row is Sums & { dossier: bigint } => row.dossier !== null);
  return {
    ...line,
    balance: sum(rows.map((row) => ({ account: row.account, amount: row.line }))),
    dossier: own.length > 0 ? sum(own.map((row) => ({ account: row.account, amount: row.dossier }))) : null,
  };
}
