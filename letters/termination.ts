/** Letters on ending a contract before it is fulfilled. */
import { wordOf } from '../catalogue/words.ts';
import { LETTER } from '../domain/process.ts';
import { dong, onDay, rows, say, words } from './content.ts';
import { dongOf, textOf } from './facts.ts';
import { contractRows, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

export const termination = {
  [LETTER.terminationRequested]: (c) => {
    const ground = textOf(c.facts, 'ground');
    return [
      say('Có đề nghị chấm dứt hợp đồng đối với hồ sơ này.', 'Termination of the contract is requested for this part.'),
      contractRows(c),
      rows(
        ['Căn cứ', 'Ground', ground === null ? null : wordOf('ground', ground)],
        ['Nội dung', 'Statement', words(textOf(c.facts, 'text'))],
        ['Hạn quyết định', 'To be decided by', onDay(c.opened[0]?.dueAt)],
      ),
    ];
  },
  [LETTER.terminationRefused]: (c) => [
    say('Đề nghị chấm dứt không được chấp nhận; hợp đồng tiếp tục.', 'The contract is not terminated; it goes on.'),
    contractRows(c),
    reasonRow(c),
    rows(['Hạn thực hiện', 'To be done by', onDay(c.opened[0]?.dueAt)]),
  ],
  [LETTER.terminated]: (c) => [
    say('Hợp đồng đối với hồ sơ này chấm dứt.', 'The contract is terminated for this part.'),
    contractRows(c),
    rows(
      ['Giá trị công việc được chấp nhận', 'Work accepted', dong(dongOf(c.facts, 'acceptedBase'))],
      ['Đã tạm ứng', 'Advanced', dong(dongOf(c.facts, 'advances'))],
      ['Còn được thanh toán', 'Still to be paid', dong(dongOf(c.facts, 'pay'))],
      ['Phải hoàn trả', 'To be paid back', dong(dongOf(c.facts, 'recover'))],
    ),
    reasonRow(c),
  ],
} satisfies Partial<Templates>;
