/** Eligibility review (thẩm định): conditions answered one by one, survey and opinions, the amount; approval or refusal by a second person. */
import { z } from 'zod';
import { left } from '../domain/budget.ts';
import { legalDay } from '../domain/dates.ts';
import { Refused } from '../domain/errors.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, afterApproval, SUBJECT } from '../domain/process.ts';
import { proposedCeiling } from '../domain/support.ts';
import { attach, uploaderOf } from './attach.ts';
import { type Case, itemOf, type Tx } from './case.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { lockLine } from './ledger.ts';
import { code, day, documents, dong, line, text } from './shapes.ts';

/** One condition answered, with a reason: what a refusal's letter repeats word for word. */
const answers = z
  .array(z.strictObject({ condition: code, answer: z.enum(['met', 'not-met', 'does-not-apply']), reason: text }))
  .max(50);

const RECOMMENDATION = { approve: 'approve-it', refuse: 'refuse-it' } as const;
const NOT_MET = 'not-met';

/** What an appraisal recommends, as kept on the application. */
type Recommended = { recommendation: string; amount: number; answers: z.infer<typeof answers> };

const recommend = handler({
  body: {
    recommendation: z.enum([RECOMMENDATION.approve, RECOMMENDATION.refuse]),
    answers,
    /** The cost that the appraiser finds reasonable, and the support proposed, in đồng. */
    estimate: dong,
    amount: dong,
    memo: text,
    /** Where a department that was asked stayed silent past its date: that the appraiser goes on without its opinion. */
    silence: line.optional(),
  },
  run: async ({ tx, case: found, body, now }) => {
    const application = found.application!;
    const item = itemOf(found.programme, application);
    const given = new Map(body.answers.map((answer) => [answer.condition, answer]));
    const unanswered = item.conditions.filter((condition) => !given.has(condition.code));
    const unknown = body.answers.filter(
      (answer) => !item.conditions.some((condition) => condition.code === answer.condition),
    );
    const notMet = body.answers.filter((answer) => answer.answer === NOT_MET);
    const approves = body.recommendation === RECOMMENDATION.approve;
    const rule = item.support;
    const ceiling =
      rule &&
      proposedCeiling({
        rate: rule.rateBp,
        estimate: BigInt(body.estimate),
        cap: rule.capPerApplication,
        ceilingLeft: null,
      });
    const silent = await silentBodies(tx, found, now);
    refuseIf([
      ...unanswered.map((condition) =>
        fault(
          `answers.${condition.code}`,
          'unanswered',
          `Chưa trả lời điều kiện: ${condition.text.vi}`,
          `Not answered: ${condition.text.en}`,
        ),
      ),
      ...unknown.map((answer) =>
        fault(
          `answers.${answer.condition}`,
          'unknown-condition',
          'Không có điều kiện này.',
          'There is no such condition.',
        ),
      ),
      given.size !== body.answers.length &&
        fault('answers', 'answered-twice', 'Có điều kiện được trả lời hai lần.', 'A condition is answered twice.'),
      approves &&
        notMet.length > 0 &&
        fault(
          'recommendation',
          'conditions-not-met',
          'Có điều kiện không đạt, không thể đề nghị phê duyệt.',
          'Conditions are not met: approval cannot be recommended.',
        ),
      !approves &&
        notMet.length === 0 &&
        fault(
          'recommendation',
          'no-reason-to-refuse',
          'Mọi điều kiện đều đạt, không có lý do từ chối.',
          'Every condition is met: there is no reason to refuse.',
        ),
      approves &&
        body.amount < 1 &&
        fault('amount', 'amount-missing', 'Hãy ghi mức hỗ trợ đề nghị.', 'Give the amount proposed.'),
      ceiling &&
        BigInt(body.amount) > ceiling.amount &&
        fault(
          'amount',
          'above-ceiling',
          `Mức đề nghị vượt ${formatDong(ceiling.amount, 'vi')}: ${ceiling.line.vi}`,
          `The amount is above ${formatDong(ceiling.amount, 'en')}: ${ceiling.line.en}`,
        ),
      silent.length > 0 &&
        !body.silence &&
        fault(
          'silence',
          'opinion-outstanding',
          `Chưa có ý kiến của: ${silent.join(', ')}. Hãy ghi rõ nếu tiếp tục.`,
          `No opinion yet from: ${silent.join(', ')}. Say so to go on.`,
        ),
    ]);
    const recommended: Recommended = {
      recommendation: body.recommendation,
      amount: body.amount,
      answers: body.answers,
    };
    return {
      application: { recommended },
      data: { ...recommended, estimate: body.estimate, memo: body.memo, silence: body.silence ?? null },
    };
  },
});

/** Organisations asked for an opinion that have not given one. Asking does not pause the clock. */
async function silentBodies(tx: Tx, found: Case, now: Date): Promise<string[]> {
  const events = await tx.event.findMany({
    where: { subjectId: found.row.id, action: { in: [ACTION.askOpinion, ACTION.recordOpinion] } },
    orderBy: { version: 'asc' },
    select: { action: true, data: true },
  });
  const waiting = new Map<string, string>();
  for (const event of events) {
    const { organisation, answerBy } = event.data as { organisation: string; answerBy?: string };
    if (event.action === ACTION.askOpinion) waiting.set(organisation, answerBy ?? legalDay(now));
    else waiting.delete(organisation);
  }
  return [...waiting.keys()];
}

const recordSurvey = handler({
  body: { on: day, place: line, findings: text, documents: documents.optional() },
  run: async ({ tx, case: found, body, now, actor }) => {
    refuseIf([
      body.on > legalDay(now) &&
        fault('on', 'in-the-future', 'Ngày khảo sát chưa đến.', 'The survey lies in the future.'),
    ]);
    await attach(
      tx,
      { subject: SUBJECT.application, subjectId: found.row.id },
      body.documents,
      uploaderOf(actor.principal),
      now,
    );
    return { data: { on: body.on, place: body.place, findings: body.findings } };
  },
});

const askOpinion = handler({
  body: { organisation: line, question: text, answerBy: day },
  run: ({ body, now }) => {
    refuseIf([
      body.answerBy <= legalDay(now) &&
        fault(
          'answerBy',
          'not-in-the-future',
          'Hạn trả lời phải sau hôm nay.',
          'The date to answer by must lie after today.',
        ),
    ]);
    return { data: { organisation: body.organisation, question: body.question, answerBy: body.answerBy } };
  },
});

const recordOpinion = handler({
  body: { organisation: line, opinion: text, on: day, documents: documents.optional() },
  run: async ({ tx, case: found, body, now, actor }) => {
    const asked = await silentBodies(tx, found, now);
    refuseIf([
      !asked.includes(body.organisation) &&
        fault(
          'organisation',
          'not-asked',
          'Chưa hỏi ý kiến cơ quan này.',
          'This organisation was not asked, or has answered.',
        ),
    ]);
    await attach(
      tx,
      { subject: SUBJECT.application, subjectId: found.row.id },
      body.documents,
      uploaderOf(actor.principal),
      now,
    );
    return { data: { organisation: body.organisation, opinion: body.opinion, on: body.on } };
  },
});

const approve = handler({
  body: {
    amount: dong.min(1),
    /** The budget line that the reservation is made on; without it, the programme's only line of this year. */
    budgetLineId: z.uuid().optional(),
  },
  run: async ({ tx, case: found, body, now }) => {
    const application = found.application!;
    const recommended = application.recommended as Recommended | null;
    refuseIf([
      recommended?.recommendation !== RECOMMENDATION.approve &&
        fault(
          '',
          'not-recommended',
          'Thẩm định không đề nghị phê duyệt: hãy trả lại để thẩm định lại.',
          'The appraisal does not recommend approval: return it instead.',
        ),
      recommended &&
        body.amount > recommended.amount &&
        fault(
          'amount',
          'above-recommended',
          `Mức phê duyệt vượt mức thẩm định ${formatDong(BigInt(recommended.amount), 'vi')}.`,
          `The amount is above the appraised ${formatDong(BigInt(recommended.amount), 'en')}.`,
        ),
    ]);
    const lineId = await reservationLine(tx, found, body.budgetLineId, now);
    const held = await lockLine(tx, lineId);
    refuseIf([
      (!held || held.programmeId !== application.programmeId) &&
        fault('budgetLineId', 'no-such-line', 'Không có dòng ngân sách này.', 'There is no such budget line.'),
      held &&
        held.year !== yearOf(now) &&
        fault(
          'budgetLineId',
          'another-year',
          `Dòng ngân sách thuộc năm ${held.year}.`,
          `The budget line belongs to ${held.year}.`,
        ),
    ]);
    const amount = BigInt(body.amount);
    const available = held ? left(held.balance) : 0n;
    if (amount > available) {
      throw new Refused('budget-short', [
        fault(
          'amount',
          'budget-short',
          `Ngân sách chỉ còn ${formatDong(available, 'vi')}.`,
          `The budget has only ${formatDong(available, 'en')} left.`,
        ),
      ]);
    }
    return {
      to: afterApproval(application.route),
      application: { approvedAmount: amount, budgetLineId: lineId, clockStoppedAt: now },
      money: [{ kind: 'reserved', amount, lineId, applicationId: application.id }],
      data: {
        amount: body.amount,
        budgetLineId: lineId,
        year: held?.year ?? null,
        leftAfter: Number(available - amount),
      },
      facts: { amount: body.amount },
    };
  },
});

const yearOf = (now: Date): number => Number(legalDay(now).slice(0, 4));

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
  run: ({ case: found, body, now }) => {
    const item = itemOf(found.programme, found.application!);
    const notMet = body.answers.filter((answer) => answer.answer === NOT_MET);
    refuseIf([
      notMet.length === 0 &&
        fault(
          'answers',
          'no-reason',
          'Hãy nêu ít nhất một điều kiện không đạt.',
          'Name at least one condition that is not met.',
        ),
      ...body.answers.map(
        (answer, index) =>
          !item.conditions.some((condition) => condition.code === answer.condition) &&
          fault(
            `answers.${index}.condition`,
            'unknown-condition',
            'Không có điều kiện này.',
            'There is no such condition.',
          ),
      ),
    ]);
    const reasons = notMet.map((answer) => {
      const condition = item.conditions.find((candidate) => candidate.code === answer.condition)!;
      return {
        condition: answer.condition,
        text: answer.reason,
        rule: { ...condition.text },
        source: { ...condition.source },
      };
    });
    return { application: { clockStoppedAt: now }, data: { answers: body.answers }, facts: { reasons } };
  },
});

const returnIt = handler({ body: { reason: text }, run: ({ body }) => ({ data: { reason: body.reason } }) });

export const eligibility: Handlers = {
  [SUBJECT.application]: {
    [ACTION.recommend]: recommend,
    [ACTION.recordSurvey]: recordSurvey,
    [ACTION.askOpinion]: askOpinion,
    [ACTION.recordOpinion]: recordOpinion,
    [ACTION.approve]: approve,
    [ACTION.refuse]: refuse,
  },
};

/** `return` is shared by the approver's review and by both steps of a payment: payments.ts tells them apart by the task that is answered. */
export const returnToAppraisal = returnIt;
