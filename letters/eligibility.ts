/** Letters of the eligibility review: the support decision. */
import { LETTER } from '../domain/process.ts';
import { dong, rows, say } from './content.ts';
import { dongOf } from './facts.ts';
import { conditionsNotMet } from './phrases.ts';
import type { Templates } from './templates.ts';

export const eligibility = {
  [LETTER.approved]: (c) => [
    say(
      'Cơ quan phê duyệt hỗ trợ đối với hồ sơ của quý đơn vị.',
      'The support that your application asks for is approved.',
    ),
    rows(['Mức hỗ trợ tối đa', 'Support, at most', dong(dongOf(c.facts, 'amount'))]),
    say(
      'Số tiền thực tế theo kết quả nghiệm thu, thanh toán và không vượt mức nêu trên. Bước tiếp theo: cơ quan lựa chọn đơn vị tư vấn.',
      'What is paid follows from the accepted work and the settlement, and never exceeds this amount. Next, the agency chooses the consultant.',
    ),
  ],
  [LETTER.refused]: (c) => [
    say(
      'Sau khi thẩm định, hồ sơ không được phê duyệt hỗ trợ vì các điều kiện sau không đạt:',
      'After appraisal the support is refused, because these conditions are not met:',
    ),
    conditionsNotMet(c),
  ],
} satisfies Partial<Templates>;
