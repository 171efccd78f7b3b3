/** The payment itself: approved, confirmed with the Treasury's reference, or refused there. */

import { type CarryOver, carryOverFault } from '../domain/budget.ts';
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { ACTION, LETTER, PARTY_ROLE, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import type { Payment } from '../prisma/generated/client.ts';
import { carryOverFor } from './carry-over.ts';
import type { Case, Tx } from './case.ts';
import { PAYMENT_KIND, underWay } from './claim.ts';
import { pastDay } from './day-bounds.ts';
import { PAYMENT_STATE } from './guards.ts';
import { type Act, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import type { Posting } from './ledger.ts';
import {
  type Account,
  accountForAdvances,
  accountOf,
  closingLetters,
  dongs,
  endOf,
  postable,
  ruleOf,
} from './reckoning.ts';
import { heldReference, unreadableReference } from './references.ts';
import { dateOf, line, text } from './shapes.ts';
import { reopenVerification } from './verification.ts';

/** What a payment posts when its money has gone out: an advance, or accepted work that clears the advances. */
function postingOf(payment: Payment, account: Account): Posting {
  const held = {
    amount: payment.payable ?? 0n,
    lineId: account.lineId,
    applicationId: payment.applicationId,
    paymentId: payment.id,
  };
  return payment.kind === PAYMENT_KIND.advance
    ? { kind: 'advanced', ...held }
    : { kind: 'paid', advanceCleared: account.dossier.advanced, ...held };
}

const factsOf = (payment: Payment) => ({
  no: payment.no,
  kind: payment.kind,
  ...dongs({ payable: payment.payable ?? 0n }),
  arithmetic: (payment.arithmetic as object | null) ?? null,
});

const approvePayment = handler({
  body: {},
  run: async ({ tx, case: found }) => {
    const payment = await underWay(tx, found);
    const account = await accountOf(tx, found);
    const facts = factsOf(payment);
    if (payment.kind === PAYMENT_KIND.final && !payment.payable) return nothingToPay(tx, found, payment, account);
    postable(account, [postingOf(payment, account)]);
    await tx.payment.update({ where: { id: payment.id }, data: { state: PAYMENT_STATE.approved } });
    // An advance goes on beside the work: the row has no other state to lead to.
    return { ...(payment.kind === PAYMENT_KIND.final ? { to: STATE.paying } : {}), data: facts, facts };
  },
});

/** The advances cover the support due: what they exceed it by must come back, the rest is accounted for. */
async function nothingToPay(tx: Act<unknown>['tx'], found: Act<unknown>['case'], payment: Payment, account: Account) {
  const due = payment.supportDue ?? 0n;
  const { advanced } = account.dossier;
  const recoverable = advanced > due ? advanced - due : 0n;
  const { money, letters } = accountForAdvances(found, account, recoverable);
  await tx.payment.update({ where: { id: payment.id }, data: { state: PAYMENT_STATE.paid } });
  const facts = { ...factsOf(payment), ...dongs({ recoverable }) };
  const to = recoverable > 0n ? STATE.recovering : endOf(found.application!);
  return { to, money, letters: [...letters, ...closingLetters(to)], data: facts, facts };
}

/** Another payment of the agency that was made with the same reference. */
const paidBy = (tx: Tx, { row }: Case, treasuryKey: string) =>
  tx.payment.findFirst({
    where: { treasuryKey, application: { agencyId: row.agencyId } },
    select: { application: { select: { code: true } } },
    orderBy: { requestedAt: 'asc' },
  });

/** A payment confirmed with the paper of another one is likely that one typed again, unless somebody says why it is not. */
const referenceUsed = (reference: string, code: string) =>
  fault(
    'treasuryReference',
    'reference-used',
    `Chứng từ Kho bạc ${reference} đã ghi cho hồ sơ ${code}: nếu một chứng từ trả cho nhiều hồ sơ, hãy nêu lý do (sharedReference).`,
    `Treasury reference ${reference} is that of ${code} already: if one order paid several dossiers, say so (sharedReference).`,
  );

const confirmPayment = handler({
  body: {
    treasuryReference: line,
    paidOn: pastDay,
    /** Why the reference is another payment's too: one payment order may pay several dossiers. */
    sharedReference: text.optional(),
  },
  run: async ({ tx, case: found, body, now }) => {
    const payment = await underWay(tx, found);
    const treasuryKey = await heldReference(tx, 'treasury', found.row.agencyId, body.treasuryReference);
    const unreadable = unreadableReference(treasuryKey, 'treasuryReference');
    const before = unreadable ? null : await paidBy(tx, found, treasuryKey);
    const account = await accountOf(tx, found);
    refuseIf([
      body.paidOn > legalDay(now) &&
        fault('paidOn', 'in-the-future', 'Ngày trả tiền chưa đến.', 'The payment lies in the future.'),
      body.paidOn < legalDay(payment.requestedAt) &&
        fault('paidOn', 'before-request', 'Ngày trả tiền trước ngày đề nghị.', 'The payment lies before the request.'),
      unreadable,
      before && body.sharedReference === undefined && referenceUsed(body.treasuryReference, before.application.code),
    ]);
    const carried: CarryOver | null = await carryOverFor(tx, found, account.year, body.paidOn);
    const wrongYear = carryOverFault(account.year, body.paidOn, carried);
    if (wrongYear) throw new Refused('guarded', [wrongYear]);
    const money = postable(account, [{ ...postingOf(payment, account), reason: body.treasuryReference }]);
    const used = carried && { ...carried, basis: { ...carried.basis } };
    await tx.payment.update({
      where: { id: payment.id },
      data: {
        state: PAYMENT_STATE.paid,
        paidAt: dateOf(body.paidOn),
        treasury: {
          ...{ reference: body.treasuryReference, paidOn: body.paidOn },
          ...(body.sharedReference === undefined ? {} : { shared: body.sharedReference }),
        },
        treasuryKey,
        ...(used ? { carryOver: used } : {}),
      },
    });
    const facts = {
      ...factsOf(payment),
      treasuryReference: body.treasuryReference,
      paidOn: body.paidOn,
      carryOver: used,
    };
    // Whose dossier it is hears of every payment, also where somebody else was hired and is paid.
    const told =
      ruleOf(found).payee === PARTY_ROLE.enterprise
        ? []
        : [{ letter: LETTER.contractorPaid, to: RECIPIENT.enterprise, facts }];
    const shared = body.sharedReference === undefined ? {} : { sharedReference: body.sharedReference };
    const final = payment.kind === PAYMENT_KIND.final;
    return {
      ...(final ? { to: endOf(found.application!) } : {}),
      money,
      letters: told,
      data: { ...facts, ...shared },
      facts,
    };
  },
});

const paymentRefused = handler({
  /** The Treasury's own words. */
  body: { reason: text },
  run: async ({ tx, case: found, body }) => {
    const payment = await underWay(tx, found);
    await reopenVerification(tx, payment, { refusedReason: body.reason });
    const facts = { no: payment.no, kind: payment.kind, reason: body.reason };
    return { data: facts, facts };
  },
});

export const payments: Handlers = {
  [SUBJECT.application]: {
    [ACTION.approvePayment]: approvePayment,
    [ACTION.confirmPayment]: confirmPayment,
    [ACTION.paymentRefused]: paymentRefused,
  },
};
