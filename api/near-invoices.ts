/** Invoices of other claims that look like those of a claim: for whoever verifies it, to compare by hand. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { dongToJson } from '../domain/money.ts';
import type { Database } from '../prisma/database.ts';
import { amount, day } from './schemas.ts';

const WHY = {
  sameNumber: 'same-number',
  sameAmountAndDay: 'same-amount-and-day',
  sameInvoice: 'same-invoice',
} as const;

const written = { sellerTaxCode: z.string(), symbol: z.string(), number: z.string() };

export const nearInvoice = z
  .object({
    invoice: z.object(written).describe('Of this claim.'),
    why: z
      .array(z.enum(WHY))
      .describe(
        'The same seller and number with another symbol; the same amount and day; the same invoice, which an earlier version took twice.',
      ),
    other: z.object({ ...written, date: day.nullable(), gross: amount.nullable() }),
    code: z.string().describe('The dossier of the other claim.'),
  })
  .meta({ id: 'NearInvoice' });
export type NearInvoice = z.infer<typeof nearInvoice>;

type Row = {
  paymentId: string;
  own: Record<keyof typeof written, string>;
  other: Record<keyof typeof written, string>;
  date: Date | null;
  gross: bigint | null;
  code: string;
  number: boolean;
  amount: boolean;
  double: boolean;
};

/** At most so many for one claim: more tell nobody anything. */
const MOST = 50;

/** Of each claim, what resembles it in claims that stand (asked for or paid) in any dossier; one statement. @param paymentIds the claims */
export async function nearInvoicesOf(
  database: Database,
  paymentIds: readonly string[],
): Promise<Map<string, NearInvoice[]>> {
  const rows = await database.$queryRaw<Row[]>`
    WITH own AS (SELECT * FROM "ClaimedInvoice" WHERE "paymentId" = ANY(${[...paymentIds]}::uuid[]) AND "live"),
    pair AS (
      SELECT own.id AS one, other.id AS two FROM own JOIN "ClaimedInvoice" other ON other."seller" = own."seller" AND other."serial" = own."serial"
      UNION SELECT own.id, other.id FROM own JOIN "ClaimedInvoice" other ON other."date" = own."date" AND other."gross" = own."gross")
    SELECT own."paymentId", other."date", other."gross", a.code,
      jsonb_build_object('sellerTaxCode', own."sellerTaxCode", 'symbol', own."symbol", 'number', own."number") AS own,
      jsonb_build_object('sellerTaxCode', other."sellerTaxCode", 'symbol', other."symbol", 'number', other."number") AS other,
      coalesce(other."seller" = own."seller" AND other."serial" = own."serial", false) AS number,
      coalesce(other."date" = own."date" AND other."gross" = own."gross", false) AS amount,
      coalesce(own."doubleOf" = other.id OR other."doubleOf" = own.id, false) AS double
    FROM pair JOIN own ON own.id = pair.one JOIN "ClaimedInvoice" other ON other.id = pair.two AND other."live" AND other."paymentId" <> own."paymentId"
    JOIN "Payment" p ON p.id = other."paymentId" JOIN "Application" a ON a.id = p."applicationId"
    ORDER BY own."paymentId", own.id, a.code, other.id`;
  const near = new Map<string, NearInvoice[]>(paymentIds.map((id) => [id, []]));
  for (const row of rows) {
    const found = near.get(row.paymentId)!;
    if (found.length < MOST) found.push(shown(row));
  }
  return near;
}

const shown = ({ own, other, date, gross, code, ...same }: Row): NearInvoice => ({
  invoice: own,
  why: [
    ...(same.double ? [WHY.sameInvoice] : same.number ? [WHY.sameNumber] : []),
    ...(same.amount ? [WHY.sameAmountAndDay] : []),
  ],
  other: { ...other, date: date && legalDay(date), gross: gross === null ? null : dongToJson(gross) },
  code,
});
