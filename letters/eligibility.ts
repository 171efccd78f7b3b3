/** Letters of the eligibility review: the support decision. */

import type { Bilingual } from '../domain/fault.ts';
import { LETTER } from '../domain/process.ts';
import { ROUTES } from '../domain/route.ts';
import { both, dong, onDay, rows, say } from './content.ts';
import { countOf, dongOf, factsOf, instantOf, textOf } from './facts.ts';
import { conditionsNotMet, inBoth, provider, reasonRow } from './phrases.ts';
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
  [LETTER.clockPaused]: (c) => [
    say(
      'Thời hạn giải quyết hồ sơ tạm dừng vì lý do sau:',
      'The time limit for the decision stands still, for this reason:',
    ),
    rows(
      ['Lý do', 'Reason', inBoth(factsOf(c.facts, 'why'))],
      ['Đến hết ngày', 'Until', onDay(textOf(c.facts, 'until'))],
    ),
    say(
      'Sau ngày này thời hạn tiếp tục được tính; ngày hẹn mới sẽ được thông báo.',
      'After that day the clock goes on; the new appointed date will be told to you.',
    ),
  ],
  [LETTER.clockResumed]: (c) => [
    say('Thời hạn giải quyết hồ sơ tiếp tục được tính.', 'The clock of your application goes on.'),
    rows(['Ngày hẹn trả kết quả mới', 'New appointed date', onDay(instantOf(c.facts, 'appointedAt'))]),
  ],
  [LETTER.approved]: (c) => [
    say(
      'Cơ quan phê duyệt hỗ trợ đối với hồ sơ của quý đơn vị.',
      'The support that your application asks for is approved.',
    ),
    rows(['Mức hỗ trợ tối đa', 'Support, at most', dong(dongOf(c.facts, 'amount'))]),
    say(
      'Số tiền thực tế theo kết quả nghiệm thu, thanh toán và không vượt mức nêu trên.',
      'What is paid follows from the accepted work and the settlement, and never exceeds this amount.',
    ),
    c.item?.route && ROUTES[c.item.route].noTender
      ? say(
          'Bước tiếp theo: cơ quan soạn thỏa thuận hỗ trợ để hai bên ký.',
          'Next, the agency drafts the support agreement, for both to sign.',
        )
      : say(`Bước tiếp theo: cơ quan lựa chọn ${provider(c).vi}.`, `Next, the agency chooses the ${provider(c).en}.`),
  ],
  [LETTER.refused]: (c) => [
    say(
      'Sau khi thẩm định, hồ sơ không được phê duyệt hỗ trợ vì các điều kiện sau không đạt:',
      'After appraisal the support is refused, because these conditions are not met:',
    ),
    conditionsNotMet(c),
  ],
} satisfies Partial<Templates>;
