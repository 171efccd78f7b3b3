/** The letter that asks a beneficiary what became of its support. */
import { LETTER } from '../domain/process.ts';
import { both, list, onDay, rows, say } from './content.ts';
import { countOf, textOf } from './facts.ts';
import type { Templates } from './templates.ts';

export const outcomes = {
  [LETTER.outcomeAsked]: (c) => {
    const months = countOf(c.facts, 'months');
    return [
      say(
        `Hồ sơ đã quyết toán ${months} tháng. Đề nghị quý đơn vị báo cáo kết quả sau hỗ trợ.`,
        `The application was settled ${months} months ago. Please report what became of the support.`,
      ),
      rows(['Hạn báo cáo', 'To be reported by', onDay(textOf(c.facts, 'lastDay'))]),
      list(
        c.programme.outcomes.questions.map(({ text, required }) =>
          required ? text : both(`${text.vi} (nếu có)`, `${text.en} (if you can say)`),
        ),
      ),
    ];
  },
} satisfies Partial<Templates>;
