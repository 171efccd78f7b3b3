/** The decision on the support: approved or refused by a second person; above the programme's sum, endorsed first and approved by a third. */
import { z } from 'zod';
import { left } from '../domain/budget.ts';
import { aboveCeilings } from '../domain/ceilings.ts';
import type { Judged } from '../domain/conditions.ts';
import { Refused } from '../domain/errors.ts';
import type { Fault } from '../domain/fault.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, afterApproval, STATE, SUBJECT, splitKey } from '../domain/process.ts';
import type { Case, Tx } from './case.ts';
import { type Answered, answerFaults, answers, NOT_MET, RECOMMENDATION, type Recommended } from './eligibility.ts';
import { yearOf } from './enterprise.ts';
import { presentOf } from './evaluated.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { type Line, lockLine } from './ledger.ts';
import { dong } from './shapes.ts';

const granted = {
  amount: dong.min(1),
  /** The budget line that the reservation is made on; without it, the programme's only line of this year. */
  budgetLineId: z.uuid().optional(),
};

type Granted = { amount: number; budgetLineId?: string | undefined };

/** Whether the dossier was endorsed and waits for the second approver. */
const isEndorsed = ({ row }: Case): boolean => row.stage === CONFIRMING.stage && row.state === CONFIRMING.state;
const CONFIRMING = splitKey(STATE.confirmingApproval);

/**
 * Holds an amount to what was appraised, the ceilings of now and the budget that is left.
 * @returns the budget line, locked
 * @throws Refused `invalid` with every fault, `budget-short` with what is left
 */
async function grantable(tx: Tx, found: Case, body: Granted, now: Date, more: readonly (Fault | false)[]) {
  const application = found.application!;
  const recommended = application.recommended as Recommended | null;
  const most = recommended && ((isEndorsed(found) ? recommended.endorsed : undefined) ?? recommended.amount);
  // Held from here on: grants to the same tax code wait for each other, so that none is made above a ceiling.
  const { conditions, uses } = await presentOf(tx, found.programme, application, now, true);
  refuseIf([
    recommended?.recommendation !== RECOMMENDATION.approve &&
      fault(
        '',
        'not-recommended',
        'Thẩm định không đề nghị phê duyệt: hãy trả lại để thẩm định lại.',
        'The appraisal does not recommend approval: return it instead.',
      ),
    most !== null &&
      body.amount > most &&
      fault(
        'amount',
        'above-recommended',
        `Mức phê duyệt vượt mức được trình ${formatDong(BigInt(most), 'vi')}.`,
        `The amount is above what was put forward, ${formatDong(BigInt(most), 'en')}.`,
      ),
    ...more,
    ...aboveCeilings(BigInt(body.amount), uses, 'amount'),
    ...(recommended ? unseen(conditions, recommended.answers) : []),
  ]);
  const lineId = await reservationLine(tx, found, body.budgetLineId, now);
  const held = await lockLine(tx, lineId);
  if (!held || held.programmeId !== application.programmeId) {
    throw new Refused('invalid', [
      fault('budgetLineId', 'no-such-line', 'Không có dòng ngân sách này.', 'There is no such budget line.'),
    ]);
  }
  refuseIf([
    held.year !== yearOf(now) &&
      fault(
        'budgetLineId',
        'another-year',
        `Dòng ngân sách thuộc năm ${held.year}.`,
        `The budget line belongs to ${held.year}.`,
      ),
  ]);
  return { lineId, held, leftAfter: leftAfter(held, BigInt(body.amount)) };
}

/** @throws Refused `budget-short` with what is left */
function leftAfter(held: Line, amount: bigint): bigint {
  const available = left(held.balance);
  if (amount <= available) return available - amount;
  throw new Refused('budget-short', [
    fault(
      'amount',
      'budget-short',
      `Ngân sách chỉ còn ${formatDong(available, 'vi')}.`,
      `The budget has only ${formatDong(available, 'en')} left.`,
    ),
  ]);
}

/** The first of two approvers agrees; nothing is reserved before the second does. */
const endorse = handler({
  body: granted,
  run: async ({ tx, case: found, body, now }) => {
    const rule = found.programme.secondApproval;
    await grantable(tx, found, body, now, [
      !(rule && BigInt(body.amount) > rule.above) &&
        fault(
          'amount',
          'one-approver-decides',
          'Mức này do một người phê duyệt quyết định: hãy phê duyệt.',
          'One approver decides on this amount: approve it.',
        ),
    ]);
    const recommended = { ...(found.application!.recommended as Recommended), endorsed: body.amount };
    return { application: { recommended }, data: { amount: body.amount } };
  },
});

const approve = handler({
  body: granted,
  run: async ({ tx, case: found, body, now }) => {
    const application = found.application!;
    const rule = found.programme.secondApproval;
    const { lineId, held, leftAfter } = await grantable(tx, found, body, now, [
      rule !== undefined &&
        BigInt(body.amount) > rule.above &&
        !isEndorsed(found) &&
        fault(
          'amount',
          'second-approver-needed',
          `Trên ${formatDong(rule.above, 'vi')} phải có hai người phê duyệt (${rule.source.document}): hãy đồng ý và trình (${ACTION.endorse}).`,
          `More than ${formatDong(rule.above, 'en')} is approved by two (${rule.source.document}): take ${ACTION.endorse} instead.`,
        ),
    ]);
    const amount = BigInt(body.amount);
    return {
      to: afterApproval(application.route),
      application: { approvedAmount: amount, budgetLineId: lineId, grantYear: held.year, clockStoppedAt: now },
      money: [{ kind: 'reserved', amount, lineId, applicationId: application.id }],
      data: { amount: body.amount, budgetLineId: lineId, year: held.year, leftAfter: Number(leftAfter) },
      facts: { amount: body.amount },
    };
  },
});

/** What the facts did not say yet when it was appraised: a dossier of the same content that was opened again, or came to light. */
function unseen(conditions: readonly Judged[], answers: readonly Answered[]) {
  return conditions
    .filter(({ condition, verdict }) => {
      const answer = answers.find((one) => one.condition === condition);
      return verdict === NOT_MET && answer?.answer !== NOT_MET && answer?.machine !== NOT_MET;
    })
    .map(({ condition, text, reason }) =>
      fault(
        `answers.${condition}`,
        'not-appraised',
        `${text.vi}: ${reason.vi}. Hãy trả lại để thẩm định lại.`,
        `${text.en}: ${reason.en}. Return it to be appraised again.`,
      ),
    );
}

async function reservationLine(tx: Tx, found: Case, given: string | undefined, now: Date): Promise<string> {
  if (given) return given;
  const lines = await tx.budgetLine.findMany({
    where: { programmeId: found.row.programmeId, year: yearOf(now) },
    select: { id: true },
    take: 2,
  });
  const [only] = lines;
  if (lines.length !== 1 || !only) {
    throw new Refused('invalid', [
      fault(
        'budgetLineId',
        'which-line',
        `Năm ${yearOf(now)} có ${lines.length === 0 ? 'chưa có dòng ngân sách nào' : 'nhiều dòng ngân sách'}: hãy chỉ rõ.`,
        `Year ${yearOf(now)} has ${lines.length === 0 ? 'no budget line' : 'several budget lines'}: name one.`,
      ),
    ]);
  }
  return only.id;
}

const refuse = handler({
  body: { answers: answers.min(1) },
  run: async ({ tx, case: found, body, now }) => {
    const { conditions } = await presentOf(tx, found.programme, found.application!, now);
    const notMet = body.answers.filter((answer) => answer.answer === NOT_MET);
    refuseIf([
      notMet.length === 0 &&
        fault(
          'answers',
          'no-reason',
          'Hãy nêu ít nhất một điều kiện không đạt.',
          'Name at least one condition that is not met.',
        ),
      ...answerFaults(body.answers, conditions, (_answer, at) => `answers.${at}.condition`),
    ]);
    const reasons = notMet.map((answer) => {
      const { verdict, reason, ...condition } = conditions.find((judged) => judged.condition === answer.condition)!;
      return {
        condition: answer.condition,
        ...(answer.reason === undefined ? {} : { text: answer.reason }),
        ...(verdict === NOT_MET ? { finding: { ...reason } } : {}),
        rule: { ...condition.text },
        source: { ...condition.source },
      };
    });
    const data = { answers: body.answers.map((answer) => ({ ...answer, reason: answer.reason ?? null })) };
    return { application: { clockStoppedAt: now }, data, facts: { reasons } };
  },
});

export const approval: Handlers = {
  [SUBJECT.application]: {
    [ACTION.endorse]: endorse,
    [ACTION.approve]: approve,
    [ACTION.refuse]: refuse,
  },
};
