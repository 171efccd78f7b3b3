/** Letters of the eligibility review: the support decision. */

import type { Bilingual } from '../domain/fault.ts';
import { LETTER } from '../domain/process.ts';
import { both, dong, onDay, rows, say } from './content.ts';
import { countOf, dongOf, instantOf } from './facts.ts';
import { conditionsNotMet, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const inWorkingDays = (count: number | null): Bilingual | null =>
  count === null ? null : both(`${count} ngày làm việc`, `${count} working day${count === 1 ? '' : 's'}`);

export const eligibility = {
  [LETTER.apology]: (c) => [
    say(
      'Cơ quan chưa thể trả kết quả đúng ngày đã hẹn. Cơ quan xin lỗi quý đơn vị và xin gia hạn thời gian giải quyết như sau:',
      'We cannot give you the decision on the date appointed. We apologise, and extend the time limit as follows:',
    ),
    rows(
      ['Ngày hẹn cũ', 'Date appointed before', onDay(instantOf(c.facts, 'before'))],
      ['Gia hạn', 'Extended by', inWorkingDays(countOf(c.facts, 'workingDays'))],
      ['Ngày hẹn trả kết quả mới', 'New appointed date', onDay(instantOf(c.facts, 'after'))],
    ),
    reasonRow(c),
  ],
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
