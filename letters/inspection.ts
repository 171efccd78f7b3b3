/** Letters of the inspection: its conclusion, correction, acceptance. */
import { wordOf } from '../catalogue/words.ts';
import { LETTER } from '../domain/process.ts';
import { dong, onDay, rows, say, words } from './content.ts';
import type { Context } from './context.ts';
import { dongOf, textOf } from './facts.ts';
import { dueOn, dueRow, engagementRows, reasonRow, workLines } from './phrases.ts';
import type { Templates } from './templates.ts';

function conclusion(c: Context) {
  const found = textOf(c.facts, 'conclusion');
  const word = textOf(c.facts, 'confirmation');
  return rows(
    ['Kết luận', 'Conclusion', found === null ? null : wordOf('conclusion', found)],
    [
      'Ý kiến doanh nghiệp về việc hoàn thành',
      "Enterprise's word on the completion",
      word === null ? null : wordOf('action', word),
    ],
    ['Giá trị đã ký kết', 'Value agreed', dong(dongOf(c.facts, 'contracted'))],
    ['Giá trị được chấp nhận', 'Accepted', dong(dongOf(c.facts, 'accepted'))],
    ['Ý kiến khác của thành viên thứ hai', 'Dissent of the second inspector', words(textOf(c.facts, 'dissent'))],
  );
}

export const inspection = {
  [LETTER.correctionAsked]: (c) => [
    say('Đoàn kiểm tra yêu cầu khắc phục các nội dung sau:', 'The inspection asks for the following to be corrected:'),
    workLines(c),
    dueRow(c),
    say(
      'Quá hạn mà không có báo cáo khắc phục, lãnh đạo quyết định theo hiện trạng đã kết luận.',
      'If no correction is reported by then, the approver decides on the work as it was concluded.',
    ),
  ],
  [LETTER.inspectionConcluded]: (c) => [
    say('Việc kiểm tra đã có kết luận.', 'The inspection has concluded.'),
    conclusion(c),
    workLines(c),
    say('Lãnh đạo cơ quan quyết định nghiệm thu.', 'The approver decides on the acceptance.'),
  ],
  [LETTER.reInspection]: (c) => [
    say('Kết quả thực hiện được kiểm tra lại.', 'The work is inspected again.'),
    engagementRows(c),
    reasonRow(c),
    rows(['Hạn kiểm tra', 'To be inspected by', onDay(c.opened[0]?.dueAt)]),
  ],
  [LETTER.accepted]: (c) => [
    say('Kết quả thực hiện được nghiệm thu.', 'The work is accepted.'),
    engagementRows(c),
    rows(['Giá trị nghiệm thu', 'Accepted value', dong(dongOf(c.facts, 'acceptedBase'))]),
    workLines(c),
    rows(['Hạn đề nghị thanh toán', 'Payment to be claimed by', dueOn(c)]),
    reasonRow(c),
  ],
  [LETTER.rejected]: (c) => [
    say('Kết quả thực hiện không được nghiệm thu.', 'The work is not accepted.'),
    engagementRows(c),
    reasonRow(c),
    rows(['Số tiền phải hoàn trả', 'Money to be paid back', dong(positive(dongOf(c.facts, 'recoverable')))]),
  ],
} satisfies Partial<Templates>;

const positive = (amount: bigint | null): bigint | null => (amount !== null && amount > 0n ? amount : null);
