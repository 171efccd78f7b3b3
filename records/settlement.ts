/** Ends of the settlement other than a payment: no claim, money recovered, or a claim handed over. */
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, PARTY_ROLE, STATE, SUBJECT } from '../domain/process.ts';
import { pastDay } from './day-bounds.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { accountForAdvances, accountOf, closingLetters, dongs, endOf, postable, supportFor } from './reckoning.ts';
import { dong, line, text } from './shapes.ts';

const lapseClaim = handler({ body: {}, run: () => ({ data: { silent: PARTY_ROLE.payee } }) });

/** The payee stayed silent: what the accepted work supports of the advances is spent, the rest must come back. */
const closeWithoutClaim = handler({
  body: { reason: text },
  run: async ({ tx, case: found, body }) => {
    const account = await accountOf(tx, found);
    const support = supportFor(found, found.application!.acceptedBase ?? 0n);
    const advances = account.dossier.advanced;
    const recoverable = advances > support.amount ? advances - support.amount : 0n;
    const { money, letters } = accountForAdvances(found, account, recoverable);
    const facts = { ...dongs({ supportDue: support.amount, advances, recoverable }), reason: body.reason };
    return { to: recoverable > 0n ? STATE.recovering : endOf(found.application!), money, letters, data: facts, facts };
  },
});

const confirmRecovery = handler({
  body: {
    amount: dong.min(1),
    /** How the agency's own records know the payment. */
    reference: line,
    receivedOn: pastDay,
  },
  run: async ({ tx, case: found, body, now }) => {
    const account = await accountOf(tx, found);
    const amount = BigInt(body.amount);
    const owed = account.dossier.receivable;
    refuseIf([
      body.receivedOn > legalDay(now) &&
        fault('receivedOn', 'in-the-future', 'Ngày nhận tiền chưa đến.', 'The day lies in the future.'),
      amount > owed &&
        fault(
          'amount',
          'above-receivable',
          `Hồ sơ chỉ còn phải hoàn ${formatDong(owed, 'vi')}.`,
          `The dossier owes only ${formatDong(owed, 'en')}.`,
        ),
    ]);
    const left = owed - amount;
    const facts = { ...dongs({ amount, left }), reference: body.reference, receivedOn: body.receivedOn };
    const to = left > 0n ? STATE.recovering : endOf(found.application!);
    return {
      to,
      letters: closingLetters(to),
      // The rest is owed from today on.
      anew: left > 0n,
      money: postable(account, [
        { kind: 'recovered', amount, lineId: account.lineId, applicationId: found.row.id, reason: body.reference },
      ]),
      data: facts,
      facts,
    };
  },
});

const lapseRecovery = handler({ body: {}, run: () => ({ data: { silent: PARTY_ROLE.payee } }) });

/** The dossier closes; the receivable stands until whoever took it over brings it in. */
const handOver = handler({
  body: { toWhom: line, basis: text },
  run: async ({ tx, case: found, body }) => {
    const { dossier } = await accountOf(tx, found);
    if (dossier.receivable === 0n) {
      const vi = 'Hồ sơ không còn khoản phải thu hồi.';
      throw new Refused('guarded', [fault('', 'nothing-owed', vi, 'The dossier owes nothing.')]);
    }
    const facts = { ...dongs({ receivable: dossier.receivable }), toWhom: body.toWhom, basis: body.basis };
    return { to: endOf(found.application!), data: facts, facts };
  },
});

export const settlement: Handlers = {
  [SUBJECT.application]: {
    [ACTION.lapseClaim]: lapseClaim,
    [ACTION.closeWithoutClaim]: closeWithoutClaim,
    [ACTION.confirmRecovery]: confirmRecovery,
    [ACTION.lapseRecovery]: lapseRecovery,
    [ACTION.handOver]: handOver,
  },
};
