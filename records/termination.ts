/** Ending a contract before it is fulfilled, for one part: requested by a party or the agency, decided by the approver. */
import { z } from 'zod';
import { Refused } from '../domain/errors.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, STATE, SUBJECT, TASK } from '../domain/process.ts';
import { bring } from './attach.ts';
import { type Case, keyOf, type Tx } from './case.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { accountForAdvances, accountOf, dongs, ENDING, supportFor, workValue } from './reckoning.ts';
import { documents, dong, text } from './shapes.ts';

export const GROUND = {
  byAgreement: 'by-agreement',
  breachByConsultant: 'breach-by-consultant',
  breachByEnterprise: 'breach-by-enterprise',
  dissolvedOrBankrupt: 'dissolved-or-bankrupt',
  forceMajeure: 'force-majeure',
} as const;

const requestTermination = handler({
  body: { ground: z.enum(GROUND), text, documents: documents.optional() },
  run: async (act) => {
    const { body, case: found } = act;
    if (found.application!.ending) {
      const vi = 'Đã có quyết định chấm dứt đối với hồ sơ này.';
      throw new Refused('guarded', [fault('', 'terminated-already', vi, 'This dossier was terminated already.')]);
    }
    await bring(act, body.documents);
    const facts = { ground: body.ground, text: body.text };
    return { data: facts, facts };
  },
});

const terminate = handler({
  /** Đồng: the work accepted, what is still to be paid for it, what must come back of the advances. */
  body: { acceptedBase: dong, pay: dong, recover: dong, reason: text },
  run: async ({ tx, case: found, body }) => {
    const [acceptedBase, pay, recover] = [BigInt(body.acceptedBase), BigInt(body.pay), BigInt(body.recover)];
    const account = await accountOf(tx, found);
    const { mostPay, leastBack, mostBack, most } = bounds(found, acceptedBase, account.dossier.advanced);
    const between = (language: 'vi' | 'en') =>
      [formatDong(leastBack, language), formatDong(mostBack, language)].join(' – ');
    refuseIf([
      acceptedBase > most &&
        fault(
          'acceptedBase',
          'above-part',
          `Khối lượng được chấp nhận không vượt ${formatDong(most, 'vi')}.`,
          `No more than ${formatDong(most, 'en')} can be accepted.`,
        ),
      pay > mostPay &&
        fault(
          'pay',
          'above-support',
          `Sau tạm ứng ${formatDong(account.dossier.advanced, 'vi')} chỉ còn được trả ${formatDong(mostPay, 'vi')}.`,
          `After the advance of ${formatDong(account.dossier.advanced, 'en')} only ${formatDong(mostPay, 'en')} is left to pay.`,
        ),
      (recover < leastBack || recover > mostBack) &&
        fault('recover', 'recover-range', `Số phải thu hồi: ${between('vi')}.`, `To be recovered: ${between('en')}.`),
      pay > 0n &&
        recover > 0n &&
        fault(
          'recover',
          'pay-and-recover',
          'Không thể vừa trả vừa thu hồi.',
          'Money cannot be both paid and recovered.',
        ),
    ]);
    const paying = pay > 0n;
    const { money, letters } = paying ? { money: [], letters: [] } : accountForAdvances(found, account, recover);
    const facts = { ...dongs({ acceptedBase, pay, recover, advances: account.dossier.advanced }), reason: body.reason };
    return {
      to: paying ? STATE.claiming : recover > 0n ? STATE.recovering : STATE.terminated,
      // A claim that lapsed may be made after all.
      anew: paying,
      application: { acceptedBase, ending: ENDING.terminated },
      money,
      letters,
      data: facts,
      facts,
    };
  },
});

/** What the arithmetic allows: never above the accepted work; advances that accepted work does not support come back. */
function bounds(found: Case, acceptedBase: bigint, advances: bigint) {
  const price = workValue(found);
  const before = found.application!.acceptedBase;
  const most = before !== null && before < price ? before : price;
  const due = supportFor(found, acceptedBase < most ? acceptedBase : most).amount;
  const left = due - advances;
  return { most, mostPay: left > 0n ? left : 0n, leastBack: left < 0n ? -left : 0n, mostBack: advances };
}

/** How much a termination allows to be paid at most, in đồng; null where the contract was not terminated. */
export async function terminationLimit(tx: Tx, found: Case): Promise<bigint | null> {
  if (found.application?.ending !== ENDING.terminated) return null;
  const event = await tx.event.findFirst({
    where: { subjectId: found.row.id, action: ACTION.terminate },
    orderBy: { version: 'desc' },
    select: { data: true },
  });
  const { pay } = (event?.data ?? {}) as { pay?: number };
  return pay === undefined ? null : BigInt(pay);
}

/** The contract goes on; where the consultant had let its end pass, delivery is due anew. */
const continueWork = handler({
  body: { reason: text },
  run: ({ case: found, body }) => {
    const delivers = found.tasks.some((task) => task.subjectId === found.row.id && task.name === TASK.deliver);
    const lapsed = keyOf(found.row) === STATE.delivering && !delivers;
    return { opens: lapsed ? [TASK.deliver] : [], facts: { reason: body.reason } };
  },
});

export const termination: Handlers = {
  [SUBJECT.application]: {
    [ACTION.requestTermination]: requestTermination,
    [ACTION.terminate]: terminate,
    [ACTION.continue]: continueWork,
  },
};
