/** Letters of submission: received, accepted, supplements, declined. */
import { LETTER, STATE, TASK } from '../domain/process.ts';
import { atInstant, list, onDay, rows, say, under, words } from './content.ts';
import type { Context } from './context.ts';
import { instantOf, textOf } from './facts.ts';
import { documentName, dueOn, dueRow, itemised } from './phrases.ts';
import type { Templates } from './templates.ts';

/** What was accepted for a selection round: nothing is appointed, the round's own dates hold. */
const entered = (c: Context) => [
  say(
    'Hồ sơ của quý đơn vị đã đủ thành phần và được đưa vào đợt xét chọn.',
    'Your application is complete and has been entered for the selection round.',
  ),
  rows(
    ['Ngày tiếp nhận', 'Accepted on', onDay(c.event?.at)],
    ['Đợt xét chọn', 'Selection round', words(textOf(c.facts, 'round'))],
    ['Đóng nhận hồ sơ', 'The round closes', atInstant(instantOf(c.facts, 'closingAt'))],
  ),
  say(
    'Quý đơn vị có thể rút hồ sơ cho đến khi đợt xét chọn đóng. Kết quả được thông báo sau khi chủ tịch hội đồng quyết định.',
    'You may withdraw it until the round closes. The result is told once the chair of the council has decided.',
  ),
  ...under('Tài liệu đã nhận:', 'Documents received:', list(c.documents.map((kind) => documentName(c, kind)))),
];

export const submission = {
  [LETTER.acknowledgement]: (c) => [
    say(
      'Cơ quan đã nhận được hồ sơ của quý đơn vị trên hệ thống. Hồ sơ sẽ được kiểm tra thành phần trước khi tiếp nhận; đây chưa phải là ngày hẹn trả kết quả.',
      'Your application has reached us. It is checked for completeness before it is accepted; no date for the decision is appointed yet.',
    ),
    rows(
      ['Ngày nộp', 'Submitted on', onDay(textOf(c.facts, 'submittedOn'))],
      ['Hạn kiểm tra, tiếp nhận', 'To be checked by', dueOn(c, TASK.checkCompleteness)],
    ),
    ...under('Tài liệu đã nhận:', 'Documents received:', list(c.documents.map((kind) => documentName(c, kind)))),
  ],
  [LETTER.receiptSlip]: (c) =>
    c.event?.after === STATE.inRound
      ? entered(c)
      : [
          say(
            'Hồ sơ của quý đơn vị đã đủ thành phần và được tiếp nhận để thẩm định.',
            'Your application is complete and has been accepted for appraisal.',
          ),
          rows(
            ['Ngày tiếp nhận', 'Accepted on', onDay(c.event?.at)],
            ['Ngày hẹn trả kết quả', 'Appointed date for the decision', onDay(instantOf(c.facts, 'appointedAt'))],
          ),
          say(
            'Ngày hẹn được tính lại nếu hồ sơ phải chờ quý đơn vị bổ sung tài liệu.',
            'The date moves by as long as the application has to wait for a supplement of yours.',
          ),
          ...under('Tài liệu đã nhận:', 'Documents received:', list(c.documents.map((kind) => documentName(c, kind)))),
        ],
  [LETTER.supplementRequest]: (c) => [
    say('Đề nghị quý đơn vị bổ sung, hoàn thiện các nội dung sau:', 'Please supply or complete the following:'),
    itemised(c, 'items'),
    dueRow(c),
    c.event?.after === STATE.supplementInAppraisal
      ? say(
          'Thời hạn giải quyết tạm dừng cho đến khi nhận được nội dung bổ sung.',
          'The time limit for the decision stands still until the supplement is received.',
        )
      : say(
          'Thời hạn giải quyết chưa bắt đầu tính cho đến khi hồ sơ được tiếp nhận.',
          'The time limit for the decision begins only when the application is accepted.',
        ),
    say(
      'Quá hạn mà không nhận được nội dung bổ sung, việc xem xét hồ sơ sẽ dừng.',
      'If nothing is received by then, processing of the application stops.',
    ),
  ],
  [LETTER.supplementReceived]: (c) => [
    say('Cơ quan đã nhận được nội dung bổ sung.', 'We have received your supplement.'),
    rows(
      ['Nhận lúc', 'Received at', atInstant(c.event?.at)],
      ['Ngày hẹn trả kết quả mới', 'New appointed date', onDay(instantOf(c.facts, 'appointedAt'))],
    ),
  ],
  [LETTER.declined]: (c) => [
    say('Hồ sơ không được tiếp nhận vì các lý do sau:', 'The application cannot be accepted, for these reasons:'),
    itemised(c, 'reasons'),
    say(
      'Quý đơn vị có thể nộp hồ sơ mới khi đã khắc phục các nội dung nêu trên.',
      'You may submit a new application once these points are remedied.',
    ),
  ],
} satisfies Partial<Templates>;
