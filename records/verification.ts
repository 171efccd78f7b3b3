/** Finance verifies a claim line by line and reckons what is to be paid; or returns it. */
import { z } from 'zod';
import { type ClaimLine, type LineVerdict, verify as verifyClaim } from '../domain/claim.ts';
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import type { Bilingual, Fault } from '../domain/fault.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, PARTY_ROLE, SUBJECT, TASK } from '../domain/process.ts';
import { settle } from '../domain/settlement.ts';
import type { Payment, ClaimLine as StoredLine } from '../prisma/generated/client.ts';
import type { Case, Tx } from './case.ts';
import { needsProof, PAYMENT_KIND, type Proof, underWay } from './claim.ts';
import { returnToAppraisal } from './eligibility.ts';
import { PAYMENT_STATE } from './guards.ts';
import { type Act, type CommonBody, fault, handler } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { accountOf, dongs, ruleOf, supportFor } from './reckoning.ts';
import { dong, text, whole } from './shapes.ts';
import { terminationLimit } from './termination.ts';

const body = {
  /** A verdict on every line of a final claim, in đồng of the programme's base; none for an advance. */
  lines: z
    .array(z.strictObject({ no: whole(1, 999), accepted: dong, reason: text.optional() }))
    .max(200)
    .optional(),
};
type Body = z.infer<z.ZodObject<typeof body>> & CommonBody;
type Sent = NonNullable<Body['lines']>;

const verify = handler({
  body,
  run: async (act) => {
    const payment = await underWay(act.tx, act.case);
    return payment.kind === PAYMENT_KIND.advance ? verifyAdvance(act, payment) : verifyFinal(act, payment);
  },
});

async function verifyAdvance({ tx, body: sent }: Act<Body>, payment: Payment) {
  if (sent.lines) {
    const vi = 'Tạm ứng không có dòng hóa đơn.';
    throw new Refused('invalid', [fault('lines', 'advance-without-lines', vi, 'An advance has no invoice lines.')]);
  }
  await tx.payment.update({
    where: { id: payment.id },
    data: { state: PAYMENT_STATE.verified, payable: payment.requested },
  });
  return { data: { no: payment.no, kind: payment.kind, ...dongs({ payable: payment.requested }) } };
}

async function verifyFinal({ tx, case: found, body: sent }: Act<Body>, payment: Payment) {
  const stored = await tx.claimLine.findMany({ where: { paymentId: payment.id }, orderBy: { no: 'asc' } });
  const { verdicts, verification } = verified(found, stored, sent.lines ?? []);
  const rule = ruleOf(found);
  const support = supportFor(found, verification.acceptedBase);
  const { dossier } = await accountOf(tx, found);
  const settled = settle({
    supportDue: support.amount,
    advancesPaid: dossier.advanced,
    acceptedGross: verification.acceptedGross,
    counterpart: rule.counterpart,
  });
  const limit = await terminationLimit(tx, found);
  const payable = limit !== null && limit < settled.payable ? limit : settled.payable;
  const proof = payment.counterpart as Proof | null;
  // An enterprise that is reimbursed has paid the whole; else it has paid its counterpart.
  const due = rule.payee === PARTY_ROLE.enterprise ? verification.acceptedGross : settled.counterpart;
  if (needsProof(rule)) proven(proof, due);

  const arithmetic = {
    base: rule.base,
    ...dongs({ ...verification, advances: dossier.advanced, ...settled, payable }),
    support: {
      ...dongs({ amount: support.amount }),
      bound: support.bound,
      terms: support.terms.map(({ term, amount, label }) => ({ term, ...dongs({ amount }), label: { ...label } })),
      line: { ...support.line },
    },
    terminationLimit: limit === null ? null : Number(limit),
    line: { ...sentence(support.amount, dossier.advanced, payable, settled.recoverable) },
  };
  for (const [index, { id }] of stored.entries()) {
    const { accepted, reason } = verdicts[index]!;
    await tx.claimLine.update({ where: { id }, data: { accepted, reason: reason ?? null } });
  }
  await tx.payment.update({
    where: { id: payment.id },
    data: {
      state: PAYMENT_STATE.verified,
      accepted: verification.acceptedBase,
      supportDue: support.amount,
      payable,
      arithmetic,
      counterpart: proof ? { ...proof, due: Number(due) } : undefined,
    },
  });
  const lines = stored.map(({ no, description }, index) => {
    const { accepted, reason } = verdicts[index]!;
    return { no, description, ...dongs({ accepted }), reason: reason ?? null };
  });
  return { data: { no: payment.no, kind: payment.kind, lines, arithmetic } };
}

/** The domain's verification of the stored lines; its faults name the lines as they were sent. */
function verified(found: Case, stored: readonly StoredLine[], sent: Sent) {
  const at = (no: number) => sent.findIndex((entry) => entry.no === no);
  const faults: Fault[] = [];
  for (const [index, { no }] of sent.entries()) {
    if (!stored.some((line) => line.no === no))
      faults.push(
        fault(`lines.${index}.no`, 'no-such-line', `Đề nghị không có dòng ${no}.`, `The claim has no line ${no}.`),
      );
    if (at(no) !== index)
      faults.push(fault(`lines.${index}.no`, 'line-twice', `Dòng ${no} ghi hai lần.`, `Line ${no} is given twice.`));
  }
  for (const { no } of stored.filter((line) => at(line.no) < 0))
    faults.push(fault('lines', 'line-missing', `Chưa thẩm tra dòng ${no}.`, `Line ${no} is not verified.`));
  if (faults.length > 0) throw new Refused('invalid', faults);

  const verdicts: LineVerdict[] = stored.map(({ no }) => {
    const { accepted, reason } = sent[at(no)]!;
    return { accepted: BigInt(accepted), reason };
  });
  const base = ruleOf(found).base;
  const answer = verifyClaim(stored.map(lineOf), verdicts, base, found.application!.acceptedBase ?? 0n);
  if (!answer.verification) {
    throw new Refused(
      'invalid',
      answer.faults.map((one) => ({
        ...one,
        path: one.path.replace(/^verdicts(?:\.(\d+))?/, (_, index?: string) =>
          index ? `lines.${at(stored[Number(index)]!.no)}` : 'lines',
        ),
      })),
    );
  }
  return { verdicts, verification: answer.verification };
}

const lineOf = ({ description, net, vatRateBp, vat, gross, ...rest }: StoredLine): ClaimLine => ({
  description,
  net,
  vatRateBp,
  vat,
  gross,
  invoice: {
    sellerTaxCode: rest.sellerTaxCode,
    symbol: rest.symbol,
    number: rest.number,
    date: legalDay(rest.invoiceDate),
  },
});

/** @throws Refused where the enterprise has not shown that it paid what falls to it */
function proven(proof: Proof | null, due: bigint): void {
  const paid = BigInt(proof?.paid ?? 0);
  if (paid >= due) return;
  throw new Refused('guarded', [
    fault(
      'proofOfPayment',
      'proof-short',
      `Doanh nghiệp phải trả ${formatDong(due, 'vi')}, chứng từ chỉ có ${formatDong(paid, 'vi')}: hãy trả lại đề nghị.`,
      `The enterprise must have paid ${formatDong(due, 'en')}, but has proved ${formatDong(paid, 'en')}: return the claim.`,
    ),
  ]);
}

/** The last step of the arithmetic, as letters and the history say it. */
function sentence(support: bigint, advances: bigint, payable: bigint, recoverable: bigint): Bilingual {
  const vi = (amount: bigint) => formatDong(amount, 'vi');
  const en = (amount: bigint) => formatDong(amount, 'en');
  return recoverable > 0n
    ? {
        vi: `Phải hoàn ${vi(recoverable)} = tạm ứng ${vi(advances)} − hỗ trợ ${vi(support)}`,
        en: `To come back ${en(recoverable)} = advances ${en(advances)} − support ${en(support)}`,
      }
    : {
        vi: `Còn được thanh toán ${vi(payable)}: hỗ trợ ${vi(support)} − tạm ứng ${vi(advances)}`,
        en: `Left to pay ${en(payable)}: support ${en(support)} − advances ${en(advances)}`,
      };
}

/** Back to the payee: its invoices may be claimed again. */
async function returnClaim({ tx, case: found }: Act<unknown>) {
  const payment = await underWay(tx, found);
  await tx.payment.update({ where: { id: payment.id }, data: { state: PAYMENT_STATE.returned } });
  await tx.claimedInvoice.updateMany({ where: { paymentId: payment.id }, data: { live: false } });
  return payment;
}

/** Back to finance, to be verified again. */
export async function reopenVerification(tx: Tx, payment: Payment, treasury?: Payment['treasury']): Promise<void> {
  await tx.payment.update({
    where: { id: payment.id },
    data: { state: PAYMENT_STATE.requested, payable: null, ...(treasury ? { treasury } : {}) },
  });
}

/** `return` is one word for four steps back; the task that it answers says which. */
const returnIt = handler({
  body: { reason: text },
  run: async (act) => {
    const { row, tx, case: found, body: sent } = act;
    const facts = (payment: Payment) => ({ no: payment.no, kind: payment.kind, reason: sent.reason });
    switch (row.task) {
      case TASK.verifyClaim: {
        const payment = await returnClaim(act);
        return { data: facts(payment), facts: facts(payment) };
      }
      case TASK.decidePayment: {
        const payment = await underWay(tx, found);
        await reopenVerification(tx, payment);
        return { data: facts(payment) };
      }
      case TASK.decideCarryOver:
        return { data: { reason: sent.reason } };
      default:
        return (await returnToAppraisal.run?.(act)) ?? {};
    }
  },
});

export const verification: Handlers = { [SUBJECT.application]: { [ACTION.verify]: verify, [ACTION.return]: returnIt } };
