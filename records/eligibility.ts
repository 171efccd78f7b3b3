/** Eligibility review (thẩm định): conditions answered one by one, survey and opinions, the amount. What a second person decides on it: approval.ts. */
import { z } from 'zod';
import { aboveCeilings } from '../domain/ceilings.ts';
import type { Judged, Verdict } from '../domain/conditions.ts';
import { legalDay } from '../domain/dates.ts';
import { offerOf } from '../domain/eligibility.ts';
import { formatDong } from '../domain/money.ts';
import { ACTION, SUBJECT } from '../domain/process.ts';
import { attach } from './attach.ts';
import type { Case, Tx } from './case.ts';
import { answerDay, pastDay } from './day-bounds.ts';
import { presentOf } from './evaluated.ts';
import { fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { code, documents, dong, line, text } from './shapes.ts';

/**
 * One condition answered by a person. A reason is needed where the facts leave it to a person, and where the answer differs from
 * what they say; else it may be left out. It stands word for word in a refusal's letter.
 */
export const answers = z
  .array(
    z.strictObject({
      condition: code,
      answer: z.enum(['met', 'not-met', 'does-not-apply']),
      reason: text.optional(),
    }),
  )
  .max(50);
export type Answers = z.infer<typeof answers>;

export const RECOMMENDATION = { approve: 'approve-it', refuse: 'refuse-it' } as const;
export const NOT_MET = 'not-met';
const TO_JUDGE = 'to-judge';

/** A condition's answer as it is kept: with what the facts said on their own, and whether a person answered otherwise. */
export type Answered = {
  condition: string;
  answer: string;
  reason: string;
  machine: Verdict;
  finding: { vi: string; en: string };
  differs: boolean;
};

/** What an appraisal recommends, as kept on the application; `endorsed` is what a first approver put before the second, in đồng. */
export type Recommended = { recommendation: string; amount: number; answers: Answered[]; endorsed?: number };

/** Every condition with its answer: what the facts say stands where nobody answers otherwise. */
function answered(conditions: readonly Judged[], given: ReadonlyMap<string, Answers[number]>): Answered[] {
  return conditions.flatMap(({ condition, verdict, reason }) => {
    const own = given.get(condition);
    if (!own && verdict === TO_JUDGE) return [];
    const answer = own?.answer ?? verdict;
    const differs = verdict !== TO_JUDGE && answer !== verdict;
    return [{ condition, answer, reason: own?.reason ?? reason.vi, machine: verdict, finding: { ...reason }, differs }];
  });
}

/** Answers to conditions that there are not, and answers without the reason that they need. */
export function answerFaults(
  given: Answers,
  conditions: readonly Judged[],
  path: (answer: Answers[number], at: number) => string,
) {
  return given.flatMap((answer, at) => {
    const machine = conditions.find(({ condition }) => condition === answer.condition);
    return [
      !machine &&
        fault(path(answer, at), 'unknown-condition', 'Không có điều kiện này.', 'There is no such condition.'),
      machine &&
        machine.verdict !== answer.answer &&
        answer.reason === undefined &&
        fault(
          path(answer, at),
          'reason-missing',
          `Hãy nêu lý do: ${machine.text.vi} (${machine.reason.vi}).`,
          `Give the reason: ${machine.text.en} (${machine.reason.en}).`,
        ),
    ];
  });
}

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
    const { kept, conditions, uses } = await presentOf(tx, found.programme, application, now);
    const given = new Map(body.answers.map((answer) => [answer.condition, answer]));
    const all = answered(conditions, given);
    const unanswered = conditions.filter(({ condition }) => !all.some((answer) => answer.condition === condition));
    const notMet = all.filter((answer) => answer.answer === NOT_MET);
    const approves = body.recommendation === RECOMMENDATION.approve;
    const offer = kept.terms && offerOf(kept.terms, { estimate: BigInt(body.estimate), uses: [] });
    const silent = await silentBodies(tx, found, now);
    refuseIf([
      ...unanswered.map((condition) =>
        fault(
          `answers.${condition.condition}`,
          'unanswered',
          `Chưa trả lời điều kiện: ${condition.text.vi}`,
          `Not answered: ${condition.text.en}`,
        ),
      ),
      ...answerFaults(body.answers, conditions, ({ condition }) => `answers.${condition}`),
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
      offer &&
        body.amount > offer.amount &&
        fault(
          'amount',
          'above-ceiling',
          `Mức đề nghị vượt ${formatDong(BigInt(offer.amount), 'vi')}: ${offer.line.vi}`,
          `The amount is above ${formatDong(BigInt(offer.amount), 'en')}: ${offer.line.en}`,
        ),
      ...(approves ? aboveCeilings(BigInt(body.amount), uses, 'amount') : []),
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
      answers: all,
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
  body: { on: pastDay, place: line, findings: text, documents: documents.optional() },
  run: async ({ tx, case: found, body, now }) => {
    refuseIf([
      body.on > legalDay(now) &&
        fault('on', 'in-the-future', 'Ngày khảo sát chưa đến.', 'The survey lies in the future.'),
    ]);
    await attach(tx, { subject: SUBJECT.application, subjectId: found.row.id }, body.documents, now);
    return { data: { on: body.on, place: body.place, findings: body.findings } };
  },
});

const askOpinion = handler({
  body: { organisation: line, question: text, answerBy: answerDay },
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
  body: { organisation: line, opinion: text, on: pastDay, documents: documents.optional() },
  run: async ({ tx, case: found, body, now }) => {
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
    await attach(tx, { subject: SUBJECT.application, subjectId: found.row.id }, body.documents, now);
    return { data: { organisation: body.organisation, opinion: body.opinion, on: body.on } };
  },
});

const returnIt = handler({ body: { reason: text }, run: ({ body }) => ({ data: { reason: body.reason } }) });

export const eligibility: Handlers = {
  [SUBJECT.application]: {
    [ACTION.recommend]: recommend,
    [ACTION.recordSurvey]: recordSurvey,
    [ACTION.askOpinion]: askOpinion,
    [ACTION.recordOpinion]: recordOpinion,
  },
};

/** `return` is shared by the approver's review and by both steps of a payment: payments.ts tells them apart by the task that is answered. */
export const returnToAppraisal = returnIt;
