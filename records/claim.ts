/** A payee asks for money: an advance while the work goes on, or the final claim with its invoices. */
import { z } from 'zod';
import { type ClaimLine, claimedBase, claimFaults } from '../domain/claim.ts';
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { compact } from '../domain/identity.ts';
import { type Invoice, type InvoiceIdentity, invoiceIdentity, invoiceKey } from '../domain/invoice.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, PARTY_ROLE, STATE, SUBJECT } from '../domain/process.ts';
import type { SupportRule } from '../domain/programme.ts';
import { largestAdvance } from '../domain/support.ts';
import { normaliseTaxCode } from '../domain/tax-code.ts';
import type { Payment, Prisma } from '../prisma/generated/client.ts';
import { bring } from './attach.ts';
import { type Case, engagementOf, keyOf, type Tx } from './case.ts';
import { pastDay } from './day-bounds.ts';
import { PAYMENT_ENDED, PAYMENT_STATE } from './guards.ts';
import { type Act, type CommonBody, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { COUNTERPART } from './parts.ts';
import { accountOf, dongs, ruleOf, workValue } from './reckoning.ts';
import { basisPoints, dateOf, documents, dong, line } from './shapes.ts';

export const PAYMENT_KIND = { advance: 'advance', final: 'final' } as const;

const claimLine = z.strictObject({
  description: line,
  net: dong,
  /** Basis points: 800 is 8 %. */
  vatRateBp: basisPoints,
  vat: dong,
  gross: dong,
  invoice: z.strictObject({ sellerTaxCode: line, symbol: line, number: line, date: pastDay }),
});

const body = {
  /** Of an advance, in đồng. */
  amount: dong.min(1).optional(),
  /** Of the final claim. */
  lines: z.array(claimLine).max(200).optional(),
  /** What the enterprise has paid to the consultant: its counterpart (đối ứng), or the whole where it is the payee itself. */
  proofOfPayment: z.strictObject({ amount: dong.min(1), paidOn: pastDay, documents: documents.min(1) }).optional(),
  documents: documents.optional(),
};
type Body = z.infer<z.ZodObject<typeof body>> & CommonBody;

/** Whether the enterprise must have paid first, and show it, before a claim is verified. */
export const needsProof = (rule: SupportRule): boolean =>
  rule.payee === PARTY_ROLE.enterprise || rule.counterpart !== COUNTERPART.none;

const proofMissing = ({ payee }: SupportRule) =>
  payee === PARTY_ROLE.enterprise
    ? fault(
        'proofOfPayment',
        'proof-missing',
        'Cần chứng từ quý đơn vị đã trả tiền cho các hóa đơn đề nghị hỗ trợ.',
        'Prove that you have paid the invoices that you claim.',
      )
    : fault(
        'proofOfPayment',
        'proof-missing',
        'Cần chứng từ doanh nghiệp đã trả tiền cho đơn vị tư vấn.',
        'Prove that the enterprise has paid the consultant.',
      );

/** The proof of payment as kept with its payment, in đồng. */
export type Proof = { paid: number; paidOn: string; documents: string[]; due?: number };

/** The payment that is under way; there is never more than one. */
export async function underWay(tx: Tx, found: Case): Promise<Payment> {
  return tx.payment.findFirstOrThrow({ where: { applicationId: found.row.id, state: { notIn: [...PAYMENT_ENDED] } } });
}

const nextNo = async ({ tx, case: found }: Act<unknown>): Promise<number> =>
  1 + (await tx.payment.count({ where: { applicationId: found.row.id } }));

async function requestAdvance(act: Act<Body>) {
  const { tx, case: found, body: sent, now } = act;
  const account = await accountOf(tx, found);
  const rate = engagementOf(found)?.advanceRateBp ?? 0;
  const most = rate > 0 ? largestAdvance(workValue(found), rate, found.application!.approvedAmount ?? 0n) : 0n;
  const held = account.dossier.reserved;
  const limit = most < held ? most : held;
  const amount = BigInt(sent.amount ?? 0);
  refuseIf([
    sent.lines &&
      fault('lines', 'advance-without-lines', 'Đề nghị tạm ứng không kê hóa đơn.', 'An advance lists no invoices.'),
    sent.proofOfPayment &&
      fault(
        'proofOfPayment',
        'advance-without-proof',
        'Tạm ứng không cần chứng từ đã trả.',
        'An advance needs no proof of payment.',
      ),
    !sent.amount && fault('amount', 'amount-missing', 'Ghi số tiền tạm ứng.', 'Give the amount of the advance.'),
    rate === 0 && fault('amount', 'no-advance', 'Các bên không thỏa thuận tạm ứng.', 'No advance was agreed.'),
    rate > 0 &&
      amount > limit &&
      fault(
        'amount',
        'above-largest-advance',
        `Tạm ứng nhiều nhất ${formatDong(limit, 'vi')}.`,
        `The largest advance is ${formatDong(limit, 'en')}.`,
      ),
  ]);
  await bring(act, sent.documents);
  const no = await nextNo(act);
  await tx.payment.create({
    data: {
      applicationId: found.row.id,
      no,
      kind: PAYMENT_KIND.advance,
      state: PAYMENT_STATE.requested,
      requested: amount,
      requestedAt: now,
    },
  });
  const facts = { no, kind: PAYMENT_KIND.advance, ...dongs({ amount, limit }) };
  return { data: facts, facts };
}

async function requestFinal(act: Act<Body>) {
  const { tx, case: found, body: sent, now } = act;
  const rule = ruleOf(found);
  const today = legalDay(now);
  const lines: ClaimLine[] = (sent.lines ?? []).map((entry) => ({
    ...entry,
    net: BigInt(entry.net),
    vat: BigInt(entry.vat),
    gross: BigInt(entry.gross),
  }));
  const proof = sent.proofOfPayment;
  refuseIf([
    sent.amount !== undefined &&
      fault('amount', 'final-by-lines', 'Số tiền tính từ các dòng của đề nghị.', 'The amount follows from the lines.'),
    ...claimFaults(lines),
    ...lines.map(
      ({ invoice }, index) =>
        invoice.date > today &&
        fault(
          `lines.${index}.invoice.date`,
          'in-the-future',
          'Ngày hóa đơn chưa đến.',
          'The invoice lies in the future.',
        ),
    ),
    needsProof(rule) && !proof && proofMissing(rule),
    proof &&
      proof.paidOn > today &&
      fault('proofOfPayment.paidOn', 'in-the-future', 'Ngày trả tiền chưa đến.', 'The payment lies in the future.'),
  ]);
  await bring(act, [...(sent.documents ?? []), ...(proof?.documents ?? [])]);
  const requested = lines.reduce((sum, entry) => sum + claimedBase(entry, rule.base), 0n);
  const kept: Proof | undefined = proof && {
    paid: proof.amount,
    paidOn: proof.paidOn,
    documents: proof.documents.map((entry) => entry.documentId),
  };
  const no = await nextNo(act);
  const payment = await tx.payment.create({
    data: {
      applicationId: found.row.id,
      no,
      kind: PAYMENT_KIND.final,
      state: PAYMENT_STATE.requested,
      requested,
      counterpart: kept,
      requestedAt: now,
    },
  });
  await tx.claimLine.createMany({
    data: lines.map(({ invoice, ...entry }, index) => ({
      paymentId: payment.id,
      no: index + 1,
      ...entry,
      sellerTaxCode: invoice.sellerTaxCode,
      symbol: invoice.symbol,
      number: invoice.number,
      invoiceDate: dateOf(invoice.date),
    })),
  });
  await claimInvoices(tx, payment.id, lines);
  const facts = { no, kind: PAYMENT_KIND.final, ...dongs({ amount: requested }), lines: lines.length };
  return { data: facts, facts };
}

/**
 * Claims every invoice of the lines for a payment; the database keeps each unique by its parsed parts while it is claimed, whoever asks
 * at the same time.
 * @throws Refused `duplicate` naming the invoices that another claim holds, and nothing of that claim
 */
async function claimInvoices(tx: Tx, paymentId: string, lines: readonly ClaimLine[]): Promise<void> {
  const invoices = new Map<string, Prisma.ClaimedInvoiceCreateManyInput>();
  for (const { invoice, gross } of lines) {
    const identity = identityOf(invoice);
    const key = invoiceKey(identity);
    const before = invoices.get(key)?.gross ?? 0n;
    invoices.set(key, {
      ...{ paymentId, ...identity, ...spellingOf(invoice, identity) },
      ...{ date: dateOf(invoice.date), gross: BigInt(before) + gross },
    });
  }
  const { count } = await tx.claimedInvoice.createMany({ data: [...invoices.values()], skipDuplicates: true });
  if (count === invoices.size) return;
  const ours = await tx.claimedInvoice.findMany({ where: { paymentId } });
  const claimed = new Set(ours.map((row) => invoiceKey(row as InvoiceIdentity)));
  throw new Refused(
    'duplicate',
    lines.flatMap(({ invoice }, index) => {
      if (claimed.has(invoiceKey(identityOf(invoice)))) return [];
      const { sellerTaxCode, symbol, number } = invoice;
      const vi = `Hóa đơn ${symbol} số ${number} của ${sellerTaxCode} đã có trong một đề nghị thanh toán khác.`;
      const en = `Invoice ${symbol} ${number} of ${sellerTaxCode} is in another payment claim already.`;
      return [fault(`lines.${index}.invoice`, 'invoice-claimed', vi, en)];
    }),
  );
}

/** Of an invoice in which `claimFaults` found none. */
const identityOf = (invoice: Invoice) => invoiceIdentity(invoice)!;

/** How an invoice is written, beside its parts. */
const spellingOf = ({ sellerTaxCode, symbol }: Invoice, { serial }: InvoiceIdentity) => ({
  sellerTaxCode: normaliseTaxCode(sellerTaxCode),
  symbol: compact(symbol),
  number: String(serial),
});

const requestPayment = handler({
  body,
  run: (act) => (keyOf(act.case.row) === STATE.claiming ? requestFinal(act) : requestAdvance(act)),
});

export const claim: Handlers = { [SUBJECT.application]: { [ACTION.requestPayment]: requestPayment } };
