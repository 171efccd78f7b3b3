/** Letters on ending a contract before it is fulfilled. */
import { wordOf } from '../catalogue/words.ts';
import { LETTER } from '../domain/process.ts';
import { dong, onDay, rows, say, words } from './content.ts';
import { dongOf, textOf } from './facts.ts';
import { engagement, engagementRows, reasonRow } from './phrases.ts';
import type { Templates } from './templates.ts';

export const termination = {
  [LETTER.terminationRequested]: (c) => {
    const ground = textOf(c.facts, 'ground');
    const { vi, en } = engagement(c);
    return [
      say(
        `Có đề nghị chấm dứt ${vi} đối với hồ sơ này.`,
        `Termination of the ${en} is requested for this application.`,
      ),
      engagementRows(c),
      rows(
        ['Căn cứ', 'Ground', ground === null ? null : wordOf('ground', ground)],
        ['Nội dung', 'Statement', words(textOf(c.facts, 'text'))],
        ['Hạn quyết định', 'To be decided by', onDay(c.opened[0]?.dueAt)],
      ),
    ];
  },
  [LETTER.terminationRefused]: (c) => [
    say(
      `Đề nghị chấm dứt không được chấp nhận; ${engagement(c).vi} tiếp tục.`,
      `The ${engagement(c).en} is not terminated; it goes on.`,
    ),
    engagementRows(c),
    reasonRow(c),
    rows(['Hạn thực hiện', 'To be done by', onDay(c.opened[0]?.dueAt)]),
  ],
  [LETTER.terminated]: (c) => [
    say(
      `Chấm dứt ${engagement(c).vi} đối với hồ sơ này.`,
      `The ${engagement(c).en} is terminated for this application.`,
    ),
    engagementRows(c),
    rows(
      ['Giá trị công việc được chấp nhận', 'Work accepted', dong(dongOf(c.facts, 'acceptedBase'))],
      ['Đã tạm ứng', 'Advanced', dong(dongOf(c.facts, 'advances'))],
      ['Còn được thanh toán', 'Still to be paid', dong(dongOf(c.facts, 'pay'))],
      ['Phải hoàn trả', 'To be paid back', dong(dongOf(c.facts, 'recover'))],
    ),
    reasonRow(c),
  ],
} satisfies Partial<Templates>;
