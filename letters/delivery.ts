/** Letters of delivery: sessions, completion, the enterprise's word on it. */
import { ACTION, isClosed, LETTER, type StateKey, splitKey } from '../domain/process.ts';
import { type Block, onDay, rows, same, say, words } from './content.ts';
import type { Context } from './context.ts';
import { countOf, textOf } from './facts.ts';
import { capital, contractRows, dueRow, provider, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const count = (c: Context, name: string) => {
  const value = countOf(c.facts, name);
  return value === null ? null : same(String(value));
};

/** Silence means something else at each step: to the completion it leaves the matter to the inspection; to the award it agrees to what costs nothing. */
function afterSilence(c: Context): Block {
  if (c.event?.action !== ACTION.lapseAcknowledgement)
    return say(
      'Đã hết hạn xác nhận hoàn thành mà không có ý kiến của quý đơn vị. Đây không phải là sự xác nhận: kết quả do đoàn kiểm tra kết luận.',
      'The time to confirm the completion has passed without a word from you. This is no confirmation: the inspection decides on the work.',
    );
  return isClosed(splitKey(c.event.after as StateKey).stage)
    ? say(
        'Đã hết hạn xác nhận tham gia hợp đồng mà không có ý kiến của quý đơn vị; hợp đồng cần sự đồng ý của quý đơn vị nên việc xem xét hồ sơ dừng lại.',
        'The time to acknowledge has passed; the contract needs your agreement, so processing stops.',
      )
    : say(
        'Đã hết hạn xác nhận tham gia hợp đồng; coi như quý đơn vị đã xác nhận.',
        'The time to acknowledge has passed; your acknowledgement is taken as given.',
      );
}

export const delivery = {
  [LETTER.sessionRescheduled]: (c) => [
    c.item?.training
      ? say('Một buổi đào tạo được dời ngày.', 'A training session is rescheduled.')
      : say('Ngày thực hiện dưới đây được dời.', 'The day below is rescheduled.'),
    rows(
      ['Buổi', 'Session', count(c, 'no')],
      ['Nội dung', 'Topic', words(textOf(c.facts, 'topic'))],
      ['Địa điểm', 'Place', words(textOf(c.facts, 'place'))],
      ['Ngày cũ', 'Planned before', onDay(textOf(c.facts, 'from'))],
      ['Ngày mới', 'Now planned', onDay(textOf(c.facts, 'plannedOn'))],
    ),
    reasonRow(c),
  ],
  [LETTER.completionReported]: (c) => [
    say(
      `${capital(provider(c)).vi} báo cáo đã hoàn thành. Đề nghị quý đơn vị xác nhận, hoặc nêu ý kiến không đồng ý kèm lý do.`,
      `The ${provider(c).en} reports completion. Please confirm it, or object and say why.`,
    ),
    contractRows(c),
    rows(
      ['Tóm tắt', 'Summary', words(textOf(c.facts, 'summary'))],
      ['Số buổi đã tổ chức', 'Sessions held', count(c, 'sessions')],
      ['Số lượt người', 'Attendances', count(c, 'attendances')],
      ['Số người', 'People', count(c, 'people')],
    ),
    dueRow(c),
    say(
      'Quá hạn mà không có ý kiến, kết quả do đoàn kiểm tra kết luận.',
      'If nothing is heard by then, the inspection decides.',
    ),
  ],
  [LETTER.confirmationLapsed]: (c) => [afterSilence(c)],
  [LETTER.objection]: (c) => [
    say('Doanh nghiệp không đồng ý với báo cáo hoàn thành.', 'The enterprise objects to the completion.'),
    rows(['Lý do', 'Grounds', words(textOf(c.facts, 'grounds'))]),
    say('Lãnh đạo cơ quan sẽ quyết định.', 'The approver decides on it.'),
  ],
  [LETTER.objectionSettled]: (c) => [
    textOf(c.facts, 'outcome') === 'resume'
      ? say(
          `Ý kiến không đồng ý được chấp nhận: ${provider(c).vi} tiếp tục thực hiện.`,
          `The objection is upheld: the ${provider(c).en} goes on with the work.`,
        )
      : say(
          'Kết quả được chuyển sang kiểm tra; đoàn kiểm tra kết luận.',
          'The work goes to inspection, which decides on it.',
        ),
    reasonRow(c),
    rows([
      'Hạn thực hiện',
      'To be done by',
      textOf(c.facts, 'outcome') === 'resume' ? onDay(c.opened[0]?.dueAt) : null,
    ]),
  ],
} satisfies Partial<Templates>;
