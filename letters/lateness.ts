/** Letters of lateness: to those above, week by week, and to the enterprise whose dossier it is. */
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { LETTER } from '../domain/process.ts';
import { type Block, both, list, onDay, rows, same, say } from './content.ts';
import type { Context } from './context.ts';
import { countOf, instantOf, listOf, textOf } from './facts.ts';
import type { Templates } from './templates.ts';

const nobody = both('chưa ai nhận', 'nobody yet');

/** "3 lần" – how often those above were told, this letter among them. */
const timesTold = (count: number | null): Bilingual | null =>
  count === null || count < 1 ? null : both(`${count} lần`, `${count} time${count === 1 ? '' : 's'}`);

const wordFor = (kind: 'task' | 'role', name: string | null): Bilingual | null =>
  name === null ? null : wordOf(kind, name);

/** What is late, since when, how often it was told, and who holds it. */
export const lateTask = (c: Context): Block | null =>
  rows(
    ['Việc', 'Task', wordFor('task', textOf(c.facts, 'task'))],
    ['Vai trò', 'Role', wordFor('role', textOf(c.facts, 'role'))],
    ['Người đang giữ việc', 'Held by', c.holder === null ? nobody : same(c.holder)],
    ['Quá hạn từ', 'Late since', onDay(instantOf(c.facts, 'dueAt'))],
    ['Đã báo cáo cấp trên', 'Told to those above', timesTold(countOf(c.facts, 'told'))],
  );

/** What was promised, whether it was moved, where the dossier stands and who holds it. */
function promised(c: Context, above: boolean): Block | null {
  const [first, now] = [onDay(instantOf(c.facts, 'promisedAt')), onDay(instantOf(c.facts, 'appointedAt'))];
  return rows(
    ['Ngày hẹn ban đầu', 'Date first appointed', first && now && first.vi !== now.vi ? first : null],
    ['Ngày hẹn trả kết quả', 'Appointed date', now],
    [
      'Hồ sơ đang ở bước',
      'Where it stands',
      c.application && wordOf('state', `${c.application.stage}/${c.application.state}`),
    ],
    ['Việc', 'Task', above ? wordFor('task', textOf(c.facts, 'task')) : null],
    ['Bộ phận phải xử lý', 'Who must act', wordFor('role', textOf(c.facts, 'role'))],
    ['Người đang giữ việc', 'Held by', above ? (c.holder === null ? nobody : same(c.holder)) : null],
    ['Đã báo cáo cấp trên', 'Told to those above', above ? timesTold(countOf(c.facts, 'told')) : null],
  );
}

export const lateness = {
  [LETTER.toldAgain]: (c) => [
    say(
      'Việc dưới đây đã quá hạn, đã báo cáo mà vẫn chưa được xử lý. Việc này được báo cáo lại hằng tuần cho đến khi có người xử lý.',
      'The task below is overdue; it was reported, and it is still open. It is reported every week until somebody acts.',
    ),
    lateTask(c),
  ],
  [LETTER.promiseReminder]: (c) => [
    say(
      'Sắp đến ngày đã hẹn trả kết quả cho doanh nghiệp. Nếu không kịp, hãy gia hạn kèm văn bản xin lỗi trước ngày này.',
      'The date promised to the enterprise is close. If it cannot be kept, extend the time limit, with an apology, before it.',
    ),
    promised(c, true),
  ],
  [LETTER.promisePassed]: (c) => [
    say(
      'Đã qua ngày hẹn trả kết quả cho doanh nghiệp mà chưa có quyết định và không có gia hạn. Hệ thống đã gửi văn bản xin lỗi đến doanh nghiệp.',
      'The date promised to the enterprise has passed without a decision and without an extension. An apology was sent to the enterprise.',
    ),
    promised(c, true),
  ],
  [LETTER.promiseAgain]: (c) => [
    say(
      'Hồ sơ dưới đây vẫn quá ngày hẹn trả kết quả. Việc này được báo cáo hằng tuần cho đến khi có quyết định hoặc gia hạn.',
      'The dossier below is still past its promised date. This is reported every week until it is decided or extended.',
    ),
    promised(c, true),
  ],
  [LETTER.apologyForLateness]: (c) => [
    say(
      'Cơ quan chưa trả kết quả đúng ngày đã hẹn. Cơ quan xin lỗi quý đơn vị. Người giám sát và thủ trưởng cơ quan được báo cáo về việc này cho đến khi có kết quả.',
      'We have not given you the decision on the date appointed. We apologise. The supervisors and the head of the agency are told of it until there is a decision.',
    ),
    promised(c, false),
    say(
      'Quý đơn vị không phải làm gì thêm, trừ khi được yêu cầu bằng văn bản.',
      'Nothing is asked of you, unless you are asked in writing.',
    ),
  ],
  [LETTER.delay]: (c) => [
    say(
      'Một bước mà hồ sơ của quý đơn vị đang chờ đã quá hạn. Cơ quan xin lỗi vì sự chậm trễ này.',
      'A step that your application waits for is overdue. We apologise for the delay.',
    ),
    rows(
      ['Bước', 'Step', wordFor('task', textOf(c.facts, 'task'))],
      ['Bộ phận phải xử lý', 'Who must act', wordFor('role', textOf(c.facts, 'role'))],
      ['Quá hạn từ', 'Late since', onDay(instantOf(c.facts, 'dueAt'))],
      ['Ngày hẹn trả kết quả', 'Appointed date for the decision', onDay(instantOf(c.facts, 'appointedAt'))],
    ),
  ],
  [LETTER.handedBack]: (c) => [
    say(
      'Người giữ các việc dưới đây đã nghỉ, hoặc phân công, ủy quyền đã kết thúc. Việc được trả lại để người khác nhận.',
      'Whoever held the tasks below has left, or the assignment or delegation has ended. The tasks are free for others to take.',
    ),
    rows(['Người giữ trước đây', 'Held before by', c.leavers.length > 0 ? same(c.leavers.join(', ')) : null]),
    list(
      listOf(c.facts, 'tasks').map((task) => {
        const name = wordOf('task', textOf(task, 'task') ?? '');
        const due = onDay(instantOf(task, 'dueAt')) ?? same('');
        const own = task.reserved === true;
        return both(
          `${name.vi}, hạn ${due.vi}${own ? ' – việc riêng của thành viên: cần lập lại tổ chuyên gia hoặc hội đồng' : ''}`,
          `${name.en}, due ${due.en}${own ? ' – one member’s alone: the panel or the council has to be appointed again' : ''}`,
        );
      }),
    ),
  ],
} satisfies Partial<Templates>;
