/** Letters about the agency's own calendar, to its administrators and supervisors. */
import { LETTER } from '../domain/process.ts';
import { both, onDay, rows, same, say } from './content.ts';
import { countOf, factsOf, textOf } from './facts.ts';
import { inBoth } from './phrases.ts';
import type { Templates } from './templates.ts';

export const calendar = {
  [LETTER.dayOffAsked]: (c) => {
    const source = factsOf(c.facts, 'source');
    const crossed = countOf(c.facts, 'crossedBy') ?? 0;
    return [
      say(
        'Ngày dưới đây có thể là ngày nghỉ nhưng chưa được xác nhận. Đề nghị quản trị viên của cơ quan trả lời có hoặc không, kèm lý do và văn bản làm căn cứ.',
        'The day below may be a day off, but this is not confirmed. An administrator of the agency has to say yes or no, with the reason and the document that it rests on.',
      ),
      rows(
        ['Ngày', 'Day', onDay(textOf(c.facts, 'day'))],
        ['Tên gọi', 'Name', inBoth(factsOf(c.facts, 'name'))],
        ['Nguồn chưa xác nhận', 'Source, not confirmed', source && same(textOf(source, 'document') ?? '–')],
        [
          'Hồ sơ, gói thầu, đợt xét chọn có thời hạn đi qua ngày này',
          'Dossiers, packages and rounds with a date that crosses it',
          crossed > 0 ? both(String(crossed), String(crossed)) : null,
        ],
      ),
      say(
        'Cho đến khi có trả lời, ngày này được tính là ngày làm việc và thời hạn đi qua ngày này chỉ là tạm tính. Sau khi trả lời, các thời hạn được tính lại.',
        'Until then it is counted as a working day, and dates that cross it are provisional. Once it is answered, they are reckoned again.',
      ),
    ];
  },
} satisfies Partial<Templates>;
