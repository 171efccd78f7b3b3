/** What beneficiaries report after the settlement. No source states when or what: the agency sets it, and until it does it is an example. */
import type { OutcomeRule } from '../domain/outcomes.ts';
import { AGENCY } from './sources.ts';

export const EXAMPLE_OUTCOMES: OutcomeRule = {
  after: [6, 12],
  answerWithinDays: 30,
  questions: [
    {
      code: 'JOBS',
      text: { vi: 'Số lao động hiện nay', en: 'People employed now' },
      answer: 'count',
      required: true,
    },
    {
      code: 'REVENUE',
      text: {
        vi: 'Doanh thu thay đổi bao nhiêu % so với cùng kỳ trước khi được hỗ trợ',
        en: 'Change of revenue, in percent of the same period before the support',
      },
      answer: 'percent',
      required: true,
    },
    {
      code: 'PRODUCTIVITY',
      text: {
        vi: 'Năng suất thay đổi bao nhiêu % theo thước đo của đơn vị',
        en: 'Change of productivity, in percent, by your own measure',
      },
      answer: 'percent',
      required: false,
    },
    {
      code: 'MEASURE',
      text: { vi: 'Thước đo năng suất mà đơn vị dùng', en: 'The measure of productivity that you use' },
      answer: 'text',
      required: false,
    },
    {
      code: 'WORDS',
      text: {
        vi: 'Điều gì đã thay đổi nhờ hỗ trợ, và điều gì chưa',
        en: 'What changed because of the support, and what did not',
      },
      answer: 'text',
      required: false,
    },
  ],
  source: AGENCY,
};
