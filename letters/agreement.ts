/** Letters on the support agreement with an enterprise that carries the work out itself. */
import { LETTER } from '../domain/process.ts';
import { ROUTES } from '../domain/route.ts';
import { dong, onDay, rows, say, words } from './content.ts';
import type { Context } from './context.ts';
import { dongOf, textOf } from './facts.ts';
import { dueRow } from './phrases.ts';
import type { Templates } from './templates.ts';

const terms = (c: Context) =>
  rows(
    ['Thỏa thuận số', 'Agreement number', words(textOf(c.facts, 'number'))],
    ['Giá trị thực hiện (chưa có VAT)', 'Cost of the work (before VAT)', dong(dongOf(c.facts, 'value'))],
    ['Kết quả phải đạt', 'Result to be delivered', words(textOf(c.facts, 'result'))],
    ['Từ ngày', 'From', onDay(textOf(c.facts, 'startOn'))],
    ['Đến ngày', 'To', onDay(textOf(c.facts, 'endOn'))],
  );

export const agreement = {
  [LETTER.agreementToSign]: (c) => {
    const noTender = c.item?.route && ROUTES[c.item.route].noTender;
    return [
      say(
        'Thỏa thuận hỗ trợ đã được soạn và chờ quý đơn vị ký. Quá hạn mà chưa ký, việc xem xét hồ sơ dừng lại.',
        'The support agreement is drafted and waits for your signature. Unsigned past its date, processing stops.',
      ),
      terms(c),
      noTender ? say(noTender.vi, noTender.en) : null,
      dueRow(c),
    ];
  },
  [LETTER.agreementInForce]: (c) => [
    say(
      'Thỏa thuận hỗ trợ đã được hai bên ký và có hiệu lực; quý đơn vị bắt đầu thực hiện.',
      'Both have signed the support agreement and it is in force; you may begin the work.',
    ),
    terms(c),
    dueRow(c),
  ],
} satisfies Partial<Templates>;
