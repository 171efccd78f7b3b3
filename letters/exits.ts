/** Letters on leaving before the contract is signed, and on coming back. */
import { LETTER } from '../domain/process.ts';
import { onDay, rows, say } from './content.ts';
import { instantOf } from './facts.ts';
import { itemised, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

export const exits = {
  [LETTER.stopped]: (c) => [
    say('Việc xem xét hồ sơ dừng lại vì các lý do sau:', 'Processing of the application stops, for these reasons:'),
    itemised(c, 'reasons'),
  ],
  [LETTER.withdrawn]: (c) => [
    say(
      'Cơ quan xác nhận quý đơn vị đã rút hồ sơ. Không còn việc nào phải thực hiện.',
      'We confirm that you have withdrawn the application. Nothing more is to be done.',
    ),
    rows(['Ngày rút', 'Withdrawn on', onDay(c.event?.at)]),
    reasonRow(c),
  ],
  [LETTER.reopened]: (c) => [
    say('Hồ sơ được mở lại để xem xét.', 'The application is reopened and will be considered again.'),
    reasonRow(c),
    rows(['Ngày hẹn trả kết quả', 'Appointed date for the decision', onDay(instantOf(c.facts, 'appointedAt'))]),
  ],
} satisfies Partial<Templates>;
